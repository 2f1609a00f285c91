import Foundation
import Grading
import TensorCore

// MARK: 3.12

/// Points around a curve, and new ones.
private struct Curve {
    var x: [[Float]]
    var y: [Float]
    /// What the submission never sees.
    var newX: [[Float]]
    var newY: [Float]

    /// How much of the variance of the new points a network explains.
    func explained(_ network: SmallNetwork, _ x: [[Float]], _ y: [Float]) -> Float {
        let hidden = (NDArray(rows: x).matmul(network.hiddenWeight.transposed()) + network.hiddenBias)
            .sigmoid()
        let predictions = (hidden.matmul(network.outputWeight.transposed()) + network.outputBias).scalars
        let mean = y.reduce(0, +) / Float(y.count)
        let (rest, all) = zip(predictions, y).reduce((Float(0), Float(0))) { sums, pair in
            (sums.0 + (pair.0 - pair.1) * (pair.0 - pair.1), sums.1 + (pair.1 - mean) * (pair.1 - mean))
        }
        return 1 - rest / all
    }
}

extension Curve {
    init(size: Int, generator: inout RandomGenerator) {
        let (inputs, phase) = (size == 1 ? 1 : 2, generator.uniform(in: -3...3))
        let slope = generator.uniform(in: -0.5...0.5)
        func draw(_ count: Int) -> (x: [[Float]], y: [Float]) {
            let x = (0..<count).map { _ in (0..<inputs).map { _ in generator.uniform(in: -2...2) } }
            return (
                x,
                x.map { row in
                    sin(2 * row[0] + phase) + (inputs > 1 ? slope * row[1] : 0)
                        + generator.uniform(in: -0.125...0.125)
                }
            )
        }
        (x, y) = draw(60)
        (newX, newY) = draw(100)
    }

    /// These points, which are the new ones too.
    private init(_ x: [[Float]], _ y: [Float]) { self.init(x: x, y: y, newX: x, newY: y) }

    static let examples = [Curve([[-1], [0], [1]], [1, 0, 1])]
    static let edges = [
        Curve([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]), Curve([[0], [1]], [-1, 1]),
    ]
}

let trainingNetwork = Exercise<any NetworkHomework>(
    "3.12", "Train it: a curve", sizes: 1...2, draws: 2,
    hint: "Print the mean squared error every hundred steps: it must have stopped falling.",
    input: Curve.init, examples: Curve.examples, edges: Curve.edges,
    judge: { homework, curve in
        let network = try homework.trainedNetwork(
            NDArray(rows: curve.x), NDArray(rows: curve.y.map { [$0] }))
        let (inputs, hidden) = (curve.x[0].count, network.hiddenBias.elementCount)
        let shapes =
            "hiddenWeight \(network.hiddenWeight.shape), hiddenBias \(network.hiddenBias.shape), "
            + "outputWeight \(network.outputWeight.shape), outputBias \(network.outputBias.shape)"
        guard network.hiddenWeight.shape == [hidden, inputs], network.hiddenBias.shape == [hidden],
            network.outputWeight.shape == [1, hidden], network.outputBias.shape == [1]
        else {
            return .wrong(
                expected: "W₁ [hidden, \(inputs)], b₁ [hidden], W₂ [1, hidden], b₂ [1]", came: shapes,
                hint: "The shapes are those of 3.3: print them.")
        }
        guard hidden <= 20 else {
            return .wrong(
                expected: "at most 20 hidden units", came: shapes, hint: "There may be 20 hidden units.")
        }
        let given = curve.explained(network, curve.x, curve.y)
        let new = curve.explained(network, curve.newX, curve.newY)
        if new >= 0.6, given >= 0.6 { return .right }
        var hint: String?
        if !new.isFinite {
            hint = "A prediction is not a number: the learning rate is too large."
        } else if given >= 0.6 {
            hint =
                "The given points are met, the new ones are not: fewer hidden units, or smaller weights, make a smoother curve."
        } else if new < 0.05 {
            hint =
                "The mean of the targets is as good: are the gradients those of 3.4, and is the step against them?"
        } else {
            hint =
                "More than a mean, less than the curve: a straight line gets so far. Train longer, from weights that are random and not all near 0."
        }
        return .wrong(
            expected: "60 % of the variance of new points explained", came: shapes,
            remark: "of the given points \(formatted(given)), of new ones \(formatted(new))", hint: hint)
    },
    cases: [
        Case("two inputs") { $0.x[0].count == 2 && $0.x.count > 20 },
        Case("one input") { $0.x[0].count == 1 && $0.x.count > 20 },
    ],
    meant: [
        Meant("x.count", "y.count", "newX.count", "newY.count", lack: .one, because: "two points at least"),
        Meant("x[][]", "y[]", "newX[][]", "newY[]", lack: .large, because: "standardized, as in 3.1"),
        .together("x.count", "y.count", because: "a point has both"),
        .together("newX.count", "newY.count", because: "a point has both"),
        .together("x[].count", "newX[].count", because: "the same inputs"),
    ])

/// A share in percent.
private func formatted(_ share: Float) -> String {
    share.isFinite ? "\(Int((share * 100).rounded())) %" : "\(share)"
}
