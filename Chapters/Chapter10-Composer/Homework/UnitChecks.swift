import Foundation
import Grading
import Messages
import TensorCore

// MARK: 10.10

/// What a unit made of sequences, and longer ones for which it must be found again.
private struct Recordings {
    var sequences: [[Float]]
    var outputs: [Float]
    /// What the submission never sees.
    var newSequences: [[Float]]
    var newOutputs: [Float]

    /// The state after a sequence.
    static func state(_ inputs: [Float], _ w: Double, _ v: Double, _ b: Double) -> Double {
        inputs.reduce(0) { tanh(w * Double($1) + b + v * $0) }
    }

    /// The mean absolute difference of a unit's states from what was recorded.
    static func error(_ sequences: [[Float]], _ outputs: [Float], _ w: Float, _ v: Float, _ b: Float)
        -> Double
    {
        zip(sequences, outputs).reduce(0) { sum, pair in
            sum + abs(state(pair.0, Double(w), Double(v), Double(b)) - Double(pair.1))
        } / Double(sequences.count)
    }
}

extension Recordings {
    init(size: Int, generator: inout RandomGenerator) {
        func number(_ range: ClosedRange<Float>) -> Double {
            Double(generator.uniform(in: range)) * (generator.bernoulli(0.5) ? 1 : -1)
        }
        let (w, v, b) = (number(0.5...1.5), number(0.4...0.9), number(0...0.5))
        func draw(_ count: Int, longest: Int) -> [[Float]] {
            (0..<count).map { _ in
                (0..<1 + generator.integer(below: longest)).map { _ in generator.eighth(from: -2, to: 2) }
            }
        }
        sequences = draw(20 + 10 * size, longest: 4)
        newSequences = draw(50, longest: 10)
        outputs = sequences.map { Float(Recordings.state($0, w, v, b)) }
        newOutputs = newSequences.map { Float(Recordings.state($0, w, v, b)) }
    }

    /// Sequences that a unit of these weights made, the new ones the same.
    private init(_ sequences: [[Float]], _ w: Double, _ v: Double, _ b: Double) {
        let outputs = sequences.map { Float(Recordings.state($0, w, v, b)) }
        self.init(sequences: sequences, outputs: outputs, newSequences: sequences, newOutputs: outputs)
    }

    static let examples = [Recordings([[1], [0, 1], [1, 1], [1, 0]], 1, 0.5, 0)]
    static let edges = [
        Recordings([[0]], 1, 0.5, 0.25),
        Recordings([[1], [-1], [1, 0], [-1, 0], [1, 0, 0], [0, 0]], 1, -0.75, 0.5),
        Recordings([[1, -1], [-1, 1], [1, 1], [-1, -1]], -1, 0.5, 0),
    ]
}

let imitating = Exercise<any RecurrentHomework>(
    "10.10", Words(en: "Train it: a unit that remembers", zh: "训练它：有记忆的单元"), sizes: 1...3, draws: 2,
    hint: Words(
        en: "Print the mean loss of each pass: it must fall to nearly 0, for a unit made these outputs.",
        zh: "打印每一遍的平均损失：它必须降到接近 0，因为这些输出是一个单元做出来的。"),
    input: Recordings.init, examples: Recordings.examples, edges: Recordings.edges,
    judge: { homework, data in
        let unit = try homework.trainedUnit(data.sequences, outputs: data.outputs)
        let came = "w \(unit.w), v \(unit.v), b \(unit.b)"
        func error(v: Float) -> Double {
            Recordings.error(data.newSequences, data.newOutputs, unit.w, v, unit.b)
        }
        let (given, new) = (
            Recordings.error(data.sequences, data.outputs, unit.w, unit.v, unit.b), error(v: unit.v)
        )
        if new <= 0.05, given <= 0.05 { return .right }
        var hint: String?
        if !new.isFinite {
            hint =
                Words(
                    en: "A weight is not a number: the learning rate is too large.",
                    zh: "有一个权重是 NaN：学习率太大了。"
                ).text
        } else if unit.v == 0 {
            hint =
                Words(
                    en: "v is 0: the unit has no memory, and what came before the last input is lost.",
                    zh: "v 为 0：单元没有记忆，最后一个输入之前的都丢了。"
                ).text
        } else if error(v: -unit.v) <= 0.05 {
            hint =
                Words(
                    en:
                        "With −v it would be right: its gradient is the step's s times the state before the step.",
                    zh: "用 −v 就对了：它的梯度是这一步的 s 乘以这一步之前的状态。"
                ).text
        } else if given <= 0.05 {
            hint =
                Words(
                    en:
                        "The given sequences are right, longer ones are not: v must be learned from sequences of several steps.",
                    zh: "给出的序列对，更长的不对：v 必须从几步长的序列中学。"
                ).text
        }
        return .wrong(
            expected: Words(
                en: "a mean difference of at most 0.05 on new sequences", zh: "新序列上的平均差至多 0.05"
            ).text, came: came,
            remark: Words(
                en: "\(Float(given)) on the given ones, \(Float(new)) on new ones",
                zh: "给出的序列上是 \(Float(given))，新序列上是 \(Float(new))"
            ).text, hint: hint)
    },
    cases: [
        Case(en: "one sequence", zh: "一个序列") { $0.sequences.count == 1 },
        Case(en: "new sequences that are longer", zh: "更长的新序列") { data in
            data.newSequences.map(\.count).max() ?? 0 > 5 && data.sequences.allSatisfy { $0.count < 5 }
        },
    ],
    meant: [
        Meant("sequences[][]", "newSequences[][]", lack: .large, because: "the unit would saturate"),
        Meant("outputs[]", "newOutputs[]", lack: .zero, .large, because: "a tanh"),
        .together("sequences.count", "outputs.count", because: "an output for each"),
        .together(
            "sequences[].count", "newSequences[].count", because: "in the examples they are the same"),
        .together("newSequences.count", "newOutputs.count", because: "an output for each"),
    ])
