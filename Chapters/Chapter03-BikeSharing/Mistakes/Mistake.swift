import Messages

/// A mistake that everyone makes once: what is done wrong, what it looks like, how one notices it.
enum Mistake: String, CaseIterable {
    case notNormalized = "not-normalized"
    case gradientsKept = "gradients-kept"
    case rateTooHigh = "rate-too-high"
    case rateTooLow = "rate-too-low"

    /// What tables and curves call it.
    var title: Words {
        switch self {
        case .notNormalized: Words(en: "inputs not normalized", zh: "输入没有标准化")
        case .gradientsKept: Words(en: "gradients never set to zero", zh: "梯度从不清零")
        case .rateTooHigh: Words(en: "learning rate far too high", zh: "学习率过高")
        case .rateTooLow: Words(en: "learning rate far too low", zh: "学习率过低")

        }
    }

    /// The line of code.
    var code: Words {
        switch self {
        case .notNormalized:
            Words(
                en: "the year as 2011 or 2012, temperature in degrees, humidity in percent, wind in km/h",
                zh: "年份用 2011、2012，气温用度，湿度用百分比，风速用 km/h")
        case .gradientsKept: Words(en: "no `optimizer.zeroGradients()`", zh: "没有 `optimizer.zeroGradients()`")
        case .rateTooHigh:
            Words(en: "a learning rate a hundred times as large", zh: "学习率大一百倍")
        case .rateTooLow:
            Words(en: "a learning rate a thousand times smaller", zh: "学习率小一千倍")

        }
    }

    /// What it looks like, and what tells it from other mistakes.
    var sign: Words {
        switch self {
        case .notNormalized:
            Words(
                en: """
                    The loss leaps to NaN, or stays near 1, the variance of the targets: 2011 times any weight puts a sigmoid unit \
                    on its flat part, and one that is not yet there gets a gradient 2011 times as large. Print the smallest, the \
                    largest and the mean number of each column.
                    """,
                zh: """
                    损失跳到 NaN，或停在目标的方差 1 附近：2011 乘以任何权重都会把 sigmoid 单元推到平坦区；\
                    还没到那里的单元，梯度则大了 2011 倍。请打印每一列的最小值、最大值和平均值。
                    """)
        case .gradientsKept:
            Words(
                en: """
                    The loss swings and rises where it should fall: each step repeats all earlier ones. The norm of the gradient \
                    grows from step to step even where the loss does not. Print it.
                    """,
                zh: """
                    损失本应下降，却来回摆动、越来越大：每一步都重复了以前的所有步。即使损失没有变大，梯度的范数也一步步变大。\
                    请打印它。
                    """)
        case .rateTooHigh:
            Words(
                en: """
                    The loss leaps in the first steps, to NaN, or far above 1 for good. Divide the rate by ten until it falls.
                    """,
                zh: "损失在最初几步就跳到 NaN，或者一直远大于 1。把学习率除以十，直到损失下降。")
        case .rateTooLow:
            Words(
                en: """
                    The loss falls slowly and evenly, and the same on training and test data. Multiply the rate by ten until it no \
                    longer falls, then take a third of that.
                    """,
                zh: "损失缓慢而均匀地下降，训练集和测试集上都一样。把学习率乘以十，直到损失不再下降，再取那时的三分之一。")
        }
    }
}
