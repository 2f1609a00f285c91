import Messages

/// A mistake that everyone makes once: what is done wrong, what it looks like, how one notices it.
enum Mistake: String, CaseIterable {
    case notNormalized = "not-normalized"
    case gradientsKept = "gradients-kept"
    case trainingMode = "training-mode"
    case largeBatch = "large-batch"
    case rateTooHigh = "rate-too-high"
    case rateTooLow = "rate-too-low"
    case shuffledLabels = "shuffled-labels"
    case testInTraining = "test-in-training"

    /// What tables and curves call it.
    var title: Words {
        switch self {
        case .notNormalized: Words(en: "inputs not normalized", zh: "输入没有归一化")
        case .gradientsKept: Words(en: "gradients never set to zero", zh: "梯度从不清零")
        case .trainingMode: Words(en: "training mode at test time", zh: "测试时还在训练模式")
        case .largeBatch: Words(en: "batch too large for its rate", zh: "批次对学习率太大")
        case .rateTooHigh: Words(en: "learning rate far too high", zh: "学习率高得太多")
        case .rateTooLow: Words(en: "learning rate far too low", zh: "学习率低得太多")
        case .shuffledLabels: Words(en: "labels shuffled", zh: "标签被打乱")
        case .testInTraining: Words(en: "test data in the training set", zh: "训练集里有测试数据")
        }
    }

    /// The line of code.
    var code: Words {
        switch self {
        case .notNormalized: Words(en: "pixels from 0 to 255 instead of 0 to 1", zh: "像素从 0 到 255，而不是从 0 到 1")
        case .gradientsKept: Words(en: "no `optimizer.zeroGradients()`", zh: "没有 `optimizer.zeroGradients()`")
        case .trainingMode:
            Words(en: "no `network.evaluate()` before the test", zh: "测试之前没有 `network.evaluate()`")
        case .largeBatch:
            Words(
                en: "batches of 250 instead of 20, at the same learning rate", zh: "每批 250 张，而不是 20 张，学习率不变")
        case .rateTooHigh: Words(en: "a learning rate of 5 instead of 0.02", zh: "学习率是 5，而不是 0.02")
        case .rateTooLow: Words(en: "a learning rate of 0.00002 instead of 0.02", zh: "学习率是 0.00002，而不是 0.02")
        case .shuffledLabels: Words(en: "pictures shuffled, their labels not", zh: "图片打乱了，标签没有")
        case .testInTraining:
            Words(en: "the test pictures are among the training pictures", zh: "测试图片也在训练图片之中")
        }
    }

    /// What it looks like, and what tells it from other mistakes.
    var sign: Words {
        switch self {
        case .notNormalized:
            Words(
                en: """
                    The first loss is well above ln 10 = 2.3, which ten equally likely classes have; then it falls to \
                    2.3 and stays: units are dead. Print the smallest, the largest and the mean number of a batch.
                    """,
                zh: "起初的损失明显高于 ln 10 = 2.3（十个类别概率相同时的损失），然后降到 2.3 就停住：单元已经死了。打印一批数据的最小值、最大值和平均值。")
        case .gradientsKept:
            Words(
                en: """
                    The loss swings wider and wider and rises: each step repeats all earlier ones. The norm of the \
                    gradient grows from step to step even where the loss does not. Print it.
                    """,
                zh: "损失的摆动越来越大，不断上升：每一步都重复以前的所有步。即使损失没有增长，梯度的范数仍一步步增长。把它打印出来。")
        case .trainingMode:
            Words(
                en: """
                    The loss is right, the accuracy is too low, and asked twice the network gives two answers for the \
                    same picture. Ask twice.
                    """,
                zh: "损失是对的，准确率偏低；同一张图问两次，网络给出两种回答。问两次就知道。")
        case .largeBatch:
            Words(
                en: """
                    It looks like a learning rate that is too low: an epoch has only a few steps. Count steps, not \
                    epochs; with a batch k times as large, try a rate up to k times as high, with a warm-up.
                    """,
                zh: "看起来像学习率太低：一个轮次只有几步。要数步数，不要数轮次；批次大 k 倍时，可以试大到 k 倍的学习率，并加上预热（warm-up）。")
        case .rateTooHigh:
            Words(
                en: """
                    The loss leaps in the first steps, to NaN, or to ln 10 and above for good. Divide the rate by ten \
                    until it falls.
                    """,
                zh: "损失在最初几步就跳起来，变成 NaN，或者从此停在 ln 10 以上。把学习率除以十，直到损失下降。")
        case .rateTooLow:
            Words(
                en: """
                    The loss falls in a straight line that hardly slopes, and the same on training and test data. \
                    Multiply the rate by ten until it no longer falls, then take a third of that.
                    """,
                zh: "损失沿一条几乎不倾斜的直线下降，训练数据和测试数据上都一样。把学习率乘以十，直到损失不再下降，然后取它的三分之一。")
        case .shuffledLabels:
            Words(
                en: """
                    The loss does not get far below ln 10 except by memorizing, and new pictures are classified as by \
                    chance; eight examples are overfitted all the same. Look at pictures together with their labels, \
                    as the network gets them.
                    """,
                zh: "除非靠死记，损失不会比 ln 10 低多少，对新图的判断与乱猜一样；而八个样本照样可以过拟合。把图片和标签放在一起看，就看网络得到的那些。")
        case .testInTraining:
            Words(
                en: """
                    No curve shows it: it is the best of all. Only pictures that are certainly new do. Compare the \
                    bytes of both sets, and be suspicious of a test accuracy as high as that on the training data.
                    """,
                zh: "哪条曲线都看不出来：它是最好的一个。只有确实没见过的图才能揭穿。比较两个数据集的字节；测试准确率与训练准确率一样高时，要起疑心。")
        }
    }
}
