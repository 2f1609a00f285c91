import Foundation
import Grading
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
    ]
}

let reading = Exercise<any NetworkHomework>(
    "3.10", "What each hidden unit says",
    hint: "Each row plus the output's bias must add up to the prediction of 3.3.",
    input: Units.init, examples: Units.examples, edges: Units.edges, expected: \.right,
    answer: { try $0.contributions(NDArray(rows: $1.x), $1.network) },
    mistakes: [
        Mistake(
            "Those are the activations: what the output makes of each is its weight times it.", \.activations),
        Mistake("The hidden units have no bias.", \.withoutHiddenBias),
        Mistake("The sigmoid is missing.", \.withoutSigmoid),
        Mistake("The output's bias belongs to no unit.", \.withOutputBias),
        Mistake("The table is on its side: a row for each example, a column for each unit.", \.turned),
        Mistake("Those are the predictions: do not add the units up.", \.predictions),
    ],
    cases: [
        Case("one hidden unit") { $0.hiddenBias.count == 1 }, Case("one example") { $0.x.count == 1 },
        Case("a unit that counts negative") { input in input.outputWeight.contains { $0 < 0 } },
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
    "3.11", "Many or few: two classes",
    hint: "Write the class of each hour beside it first, then −ln of the probability of that class.",
    input: Hours.init, examples: Hours.examples, edges: Hours.edges, expected: \.right,
    answer: { homework, hours in
        let answer = try homework.twoClasses(hours.outputs, counts: hours.counts, mean: hours.mean)
        return Fields(["loss": answer.loss, "accuracy": answer.accuracy])
    },
    mistakes: [
        Mistake("A count that is the mean itself is not above it.", \.meanIsMany),
        Mistake("Class 1 is many, class 0 few: these are exchanged.", \.exchanged),
        Mistake("The mean is given: that of the training hours, not of these.", \.ownMean),
        Mistake("The softmax is missing: −output is no −ln P.", \.withoutSoftmax),
        Mistake("That is a squared error: the loss is −ln P of the right class.", \.squares),
        Mistake("The loss is the mean over the hours, not the sum.", \.sum),
        Mistake("Of equal outputs the first class counts.", \.secondOfEqual),
        Mistake("The larger output decides, not whether the second is above 0.", \.aboveZero),
    ],
    cases: [
        Case("one hour") { $0.counts.count == 1 },
        Case("a count of the mean") { $0.counts.contains($0.mean) },
        Case("equal outputs") { input in input.outputs.contains { $0[0] == $0[1] } },
        Case("outputs whose exponentials overflow") { input in
            zip(input.outputs, input.counts).contains { $0[0] > $0[1] + 150 && $1 > input.mean }
        },
    ],
    meant: [
        Meant("outputs[].count", lack: .variety, because: "two classes"),
        .together("outputs.count", "counts.count", because: "outputs for each hour"),
    ])
