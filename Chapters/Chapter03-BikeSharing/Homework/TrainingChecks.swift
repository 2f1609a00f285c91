import Foundation
import Grading
import Messages
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
    "3.12", Words(en: "Train it: a curve", zh: "训练它：一条曲线"), sizes: 1...2, draws: 2,
    hint: Words(
        en: "Print the mean squared error every hundred steps: it must have stopped falling.",
        zh: "每一百步打印一次均方误差：它必须已经不再下降。"),
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
                hint: Words(en: "The shapes are those of 3.3: print them.", zh: "形状与 3.3 的相同：把它们打印出来。").text)
        }
        guard hidden <= 20 else {
            return .wrong(
                expected: Words(en: "at most 20 hidden units", zh: "最多 20 个隐藏单元").text, came: shapes,
                hint: Words(en: "There may be 20 hidden units.", zh: "隐藏单元最多 20 个。").text)
        }
        let given = curve.explained(network, curve.x, curve.y)
        let new = curve.explained(network, curve.newX, curve.newY)
        if new >= 0.6, given >= 0.6 { return .right }
        var hint: String?
        if !new.isFinite {
            hint =
                Words(
                    en: "A prediction is not a number: the learning rate is too large.", zh: "有的预测不是数：学习率太大。"
                ).text
        } else if given >= 0.6 {
            hint =
                Words(
                    en:
                        "The given points are met, the new ones are not: fewer hidden units, or smaller weights, make a smoother curve.",
                    zh: "给出的点拟合了，新的点却没有：减少隐藏单元，或减小权重，曲线会更平滑。"
                ).text
        } else if new < 0.05 {
            hint =
                Words(
                    en:
                        "The mean of the targets is as good: are the gradients those of 3.4, and is the step against them?",
                    zh: "与直接用目标的平均值差不多：梯度是 3.4 的吗？是逆着它走的吗？"
                ).text
        } else {
            hint =
                Words(
                    en:
                        "More than a mean, less than the curve: a straight line gets so far. Train longer, from weights that are random and not all near 0.",
                    zh: "比平均值好，不及曲线：直线也能如此。多训练，从随机、不全近 0 的权重开始。"
                ).text
        }
        return .wrong(
            expected: Words(en: "60 % of the variance of new points explained", zh: "新的点的方差解释到 60 %").text,
            came: shapes,
            remark: Words(
                en: "of the given points \(formatted(given)), of new ones \(formatted(new))",
                zh: "给出的点解释了 \(formatted(given))，新的点 \(formatted(new))"
            ).text, hint: hint)
    },
    cases: [
        Case(en: "two inputs", zh: "两个输入") { $0.x[0].count == 2 && $0.x.count > 20 },
        Case(en: "one input", zh: "一个输入") { $0.x[0].count == 1 && $0.x.count > 20 },
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
