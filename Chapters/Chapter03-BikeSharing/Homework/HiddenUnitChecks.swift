import Foundation
import Grading
import Messages
import TensorCore

// MARK: 3.10

/// Examples and the hidden units that see them.
private struct Units {
    var x: [[Float]]
    var hiddenWeight: [[Float]]
    var hiddenBias: [Float]
    var outputWeight: [Float]
    var outputBias: Float

    var network: SmallNetwork {
        SmallNetwork(
            hiddenWeight: NDArray(rows: hiddenWeight), hiddenBias: NDArray(hiddenBias),
            outputWeight: NDArray(rows: [outputWeight]), outputBias: NDArray([outputBias]))
    }

    private func table(
        bias: Bool = true, weight: Bool = true, sigmoid: Bool = true, added: Float = 0
    ) -> NDArray {
        NDArray(
            rows: x.map { row in
                hiddenWeight.indices.map { unit in
                    let z = zip(row, hiddenWeight[unit]).reduce(bias ? Double(hiddenBias[unit]) : 0) {
                        $0 + Double($1.0) * Double($1.1)
                    }
                    let a = sigmoid ? 1 / (1 + exp(-z)) : z
                    return Float((weight ? Double(outputWeight[unit]) : 1) * a + Double(added))
                }
            })
    }

    var right: NDArray { table() }
    var activations: NDArray { table(weight: false) }
    var withoutHiddenBias: NDArray { table(bias: false) }
    var withoutSigmoid: NDArray { table(sigmoid: false) }
    var withOutputBias: NDArray { table(added: outputBias) }
    var turned: NDArray { table().transposed() }
    var predictions: NDArray { table().sum(axes: [1]).reshaped([x.count, 1]) + outputBias }
}

extension Units {
    init(size: Int, generator: inout RandomGenerator) {
        let (count, inputs) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: size + 1))
        let hidden = 1 + generator.integer(below: size + 2)
        func numbers(_ count: Int) -> [Float] {
            (0..<count).map { _ in size == 1 ? generator.half() : generator.eighth(from: -2, to: 2) }
        }
        x = (0..<count).map { _ in numbers(inputs) }
        hiddenWeight = (0..<hidden).map { _ in numbers(inputs) }
        hiddenBias = numbers(hidden)
        outputWeight = generator.numbers(hidden, size: size)
        outputBias = generator.number(size: size)
    }

    static let examples = [
        Units(
            x: [[2], [0]], hiddenWeight: [[0], [0]], hiddenBias: [0, 0], outputWeight: [4, -2], outputBias: 1)
    ]
    static let edges = [
        Units(
            x: [[1, -1], [0, 12]], hiddenWeight: [[1, -0.25], [0, -10], [2, 10]], hiddenBias: [10, -1, -12],
            outputWeight: [1, -12, 10], outputBias: -10),
        Units(x: [[-10]], hiddenWeight: [[1]], hiddenBias: [10], outputWeight: [0], outputBias: 10),
        Units(x: [[0.5]], hiddenWeight: [[-1]], hiddenBias: [0.5], outputWeight: [2], outputBias: 0),
    ]
}

let reading = Exercise<any NetworkHomework>(
    "3.10", Words(en: "What each hidden unit says", zh: "每个隐藏单元说了什么"),
    hint: Words(
        en: "Each row plus the output's bias must add up to the prediction of 3.3.",
        zh: "每一行加上输出的偏置，必须等于 3.3 的预测。"),
    input: Units.init, examples: Units.examples, edges: Units.edges, expected: \.right,
    answer: { try $0.contributions(NDArray(rows: $1.x), $1.network) },
    mistakes: [
        Mistake(
            en: "Those are the activations: what the output makes of each is its weight times it.",
            zh: "这是激活值：还要乘以它到输出的权重。", \.activations),
        Mistake(en: "The hidden units have no bias.", zh: "隐藏单元缺了偏置。", \.withoutHiddenBias),
        Mistake(en: "The sigmoid is missing.", zh: "缺了 S 型函数。", \.withoutSigmoid),
        Mistake(en: "The output's bias belongs to no unit.", zh: "输出的偏置不属于任何单元。", \.withOutputBias),
        Mistake(
            en: "The table is on its side: a row for each example, a column for each unit.",
            zh: "表格放倒了：每个样本一行，每个单元一列。", \.turned),
        Mistake(
            en: "Those are the predictions: do not add the units up.", zh: "这是预测：不要把各单元加起来。", \.predictions),
    ],
    cases: [
        Case(en: "one hidden unit", zh: "一个隐藏单元") { $0.hiddenBias.count == 1 },
        Case(en: "one example", zh: "一个样本") { $0.x.count == 1 },
        Case(en: "a unit that counts negative", zh: "贡献为负的单元") { input in
            input.outputWeight.contains { $0 < 0 }
        },
    ],
    meant: [
        .together(
            "hiddenWeight.count", "hiddenBias.count", "outputWeight.count", because: "one of each for a unit"),
        .together("x[].count", "hiddenWeight[].count", because: "a weight for each input"),
    ])

// MARK: 3.11

/// Outputs for two classes, and the counts that say which is right.
private struct Hours {
    var outputs: [[Float]]
    var counts: [Float]
    var mean: Float

    private func fields(
        label: ((_ count: Float, _ mean: Float) -> Int)? = nil, loss: (([Double], Int) -> Double)? = nil,
        sum: Bool = false, best: ([Float]) -> Int = { $0[1] > $0[0] ? 1 : 0 }
    ) -> Fields {
        let labels = counts.map { label?($0, mean) ?? ($0 > mean ? 1 : 0) }
        let losses = zip(outputs, labels).map { row, label in
            let row = row.map { Double($0) }
            return loss?(row, label) ?? Hours.softplus(row[1 - label] - row[label])
        }
        let right = zip(outputs, labels).count { best($0) == $1 }
        let count = Double(outputs.count)
        return Fields([
            "loss": Float(losses.reduce(0, +) / (sum ? 1 : count)), "accuracy": Float(Double(right) / count),
        ])
    }

    private static func softplus(_ x: Double) -> Double { max(0, x) + log1p(exp(-abs(x))) }

    var right: Fields { fields() }
    var meanIsMany: Fields { fields(label: { $0 >= $1 ? 1 : 0 }) }
    var exchanged: Fields { fields(label: { $0 > $1 ? 0 : 1 }) }
    var ownMean: Fields {
        let own = counts.reduce(0, +) / Float(counts.count)
        return fields(label: { count, _ in count > own ? 1 : 0 })
    }
    var withoutSoftmax: Fields { fields(loss: { row, label in -row[label] }) }
    var squares: Fields {
        fields(loss: { row, label in
            let p = 1 / (1 + exp(row[1 - label] - row[label]))
            return (1 - p) * (1 - p)
        })
    }
    var sum: Fields { fields(sum: true) }
    var secondOfEqual: Fields { fields(best: { $0[1] >= $0[0] ? 1 : 0 }) }
    var aboveZero: Fields { fields(best: { $0[1] > 0 ? 1 : 0 }) }
}

extension Hours {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 2)
        outputs = generator.rows(count, 2, size: size)
        mean = generator.half(upTo: 10)
        let mean = mean
        // At times the mean itself.
        counts = (0..<count).map { _ in generator.bernoulli(0.2) ? mean : mean + generator.half(upTo: 12) }
        if generator.bernoulli(0.3) { outputs[0][1] = outputs[0][0] }
    }

    static let examples = [Hours(outputs: [[0, 0], [1, 3]], counts: [10, 50], mean: 30)]
    static let edges = [
        Hours(outputs: [[100, -100], [-100, 100]], counts: [40, 0], mean: 20),
        Hours(outputs: [[-12, 10]], counts: [-3], mean: -3), Hours(outputs: [[2, 2]], counts: [1], mean: 0),
        Hours(outputs: [[-3, -1], [4, 2], [-1, -1]], counts: [12, 12, 10], mean: 11),
        Hours(outputs: [[-200, 0], [0, 1]], counts: [0, 12], mean: 3),
    ]
}

let classifying = Exercise<any NetworkHomework>(
    "3.11", Words(en: "Many or few: two classes", zh: "多还是少：两个类别"),
    hint: Words(
        en: "Write the class of each hour beside it first, then −ln of the probability of that class.",
        zh: "先在每个小时旁边写上它的类别，再写上这个类别的概率的 −ln。"),
    input: Hours.init, examples: Hours.examples, edges: Hours.edges, expected: \.right,
    answer: { homework, hours in
        let answer = try homework.twoClasses(hours.outputs, counts: hours.counts, mean: hours.mean)
        return Fields(["loss": answer.loss, "accuracy": answer.accuracy])
    },
    mistakes: [
        Mistake(
            en: "A count that is the mean itself is not above it.", zh: "租用量恰好等于平均值，不算大于它。", \.meanIsMany),
        Mistake(
            en: "Class 1 is many, class 0 few: these are exchanged.", zh: "类别 1 是多，类别 0 是少：两者弄反了。",
            \.exchanged),
        Mistake(
            en: "The mean is given: that of the training hours, not of these.",
            zh: "平均值是给定的：取自训练用的小时，不是这里的小时。", \.ownMean),
        Mistake(
            en: "The softmax is missing: −output is no −ln P.", zh: "缺了 softmax：−输出不是 −ln P。",
            \.withoutSoftmax),
        Mistake(
            en: "That is a squared error: the loss is −ln P of the right class.",
            zh: "这是平方误差：损失是正确类别的 −ln P。", \.squares),
        Mistake(en: "The loss is the mean over the hours, not the sum.", zh: "损失是各小时的平均，不是总和。", \.sum),
        Mistake(en: "Of equal outputs the first class counts.", zh: "两个输出相等时，取第一个类别。", \.secondOfEqual),
        Mistake(
            en: "The larger output decides, not whether the second is above 0.", zh: "由较大的输出决定，不看第二个是否大于 0。",
            \.aboveZero),
    ],
    cases: [
        Case(en: "one hour", zh: "一个小时") { $0.counts.count == 1 },
        Case(en: "a count of the mean", zh: "租用量等于平均值") { $0.counts.contains($0.mean) },
        Case(en: "equal outputs", zh: "相等的输出") { input in input.outputs.contains { $0[0] == $0[1] } },
        Case(en: "outputs whose exponentials overflow", zh: "求指数会溢出的输出") { input in
            zip(input.outputs, input.counts).contains { $0[0] > $0[1] + 150 && $1 > input.mean }
        },
    ],
    meant: [
        Meant("outputs[].count", lack: .variety, because: "two classes"),
        .together("outputs.count", "counts.count", because: "outputs for each hour"),
    ])
