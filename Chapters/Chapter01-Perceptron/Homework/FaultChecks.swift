import Foundation
import Grading
import Messages
import TensorCore

// MARK: 1.11

/// A network of one hidden unit and one output, and a row.
private struct TwoWeights: Sendable {
    var input, target: Float
    var hiddenWeight, outputWeight: Float
    var rate: Float

    /// The weights after the step, [hidden, output].
    private func step(
        changedEarly: Bool = false, slope: Bool = true, hiddenStep: Double = 1, outputStep: Double = 1,
        forwardAgain: Bool = false
    ) -> [Float] {
        let (x, t, rate) = (Double(input), Double(target), Double(rate))
        var (w, v) = (Double(hiddenWeight), Double(outputWeight))
        func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
        let h = sigmoid(w * x)
        var o = sigmoid(v * h)
        var delta = (o - t) * o * (1 - o)
        let before = v
        v -= outputStep * rate * delta * h
        if forwardAgain {
            o = sigmoid(v * h)
            delta = (o - t) * o * (1 - o)
        }
        w -= hiddenStep * rate * delta * (changedEarly ? v : before) * (slope ? h * (1 - h) : 1) * x
        return [Float(w), Float(v)]
    }

    var mended: [Float] { step() }
    var asItStands: [Float] { step(changedEarly: true) }
    var forwardAgain: [Float] { step(changedEarly: true, forwardAgain: true) }
    var withoutSlope: [Float] { step(slope: false) }
    var outputAlone: [Float] { step(hiddenStep: 0) }
    var hiddenAlone: [Float] { step(outputStep: 0) }
    var uphill: [Float] { step(hiddenStep: -1, outputStep: -1) }
}

extension TwoWeights {
    init(size: Int, generator: inout RandomGenerator) {
        input = generator.half()
        target = generator.element(of: [0, 1, 0.5, -1])
        (hiddenWeight, outputWeight) = (generator.half(), generator.half())
        rate = generator.element(of: [1, 4, 10])
    }

    static let examples = [TwoWeights(input: 1, target: 1, hiddenWeight: 0, outputWeight: 0, rate: 8)]
    static let edges = [
        TwoWeights(input: 0, target: 1, hiddenWeight: 1, outputWeight: 2, rate: 4),
        TwoWeights(input: 12, target: 10, hiddenWeight: 0.125, outputWeight: -0.5, rate: 0.5),
        TwoWeights(input: -10, target: -12, hiddenWeight: 0.25, outputWeight: 0.5, rate: 2),
        TwoWeights(input: 1, target: 0, hiddenWeight: -10, outputWeight: 10, rate: 10),
        TwoWeights(input: 1, target: 0, hiddenWeight: 12, outputWeight: -12, rate: 1),
    ]
}

let faultExercise = Exercise<any PerceptronHomework>(
    findTheFault: "1.11", Words(en: "a step of backpropagation", zh: "反向传播的一步"), line: 5,
    returning: "weights", sizes: 1...4,
    hint: Words(
        en: "Run the program by hand on the example: which weight did the forward pass use?",
        zh: "在例子上手动运行程序：前向传播用的是哪个权重？"),
    input: TwoWeights.init, examples: TwoWeights.examples, edges: TwoWeights.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(
        en: "the derivative of the hidden unit is taken at a weight that has moved already.",
        zh: "隐藏单元的导数用了已经移动过的权重。"),
    otherLines: [
        3: Words(en: "line 3 is the output's delta, as it should be.", zh: "第 3 行是输出的 δ，本该如此。"),
        4: Words(en: "line 4 takes the step that it should.", zh: "第 4 行走的正是该走的一步。"),
        6: Words(en: "line 6 takes the step that it should.", zh: "第 6 行走的正是该走的一步。"),
    ],
    answer: { homework, network in
        let answer = try homework.mendedStep(
            input: network.input, target: network.target, hiddenWeight: network.hiddenWeight,
            outputWeight: network.outputWeight, rate: network.rate)
        return (answer.line, [answer.hiddenWeight, answer.outputWeight])
    },
    mistakes: [
        WrongMending(
            Words(
                en: "The forward pass is not run again: both derivatives are taken at the old weights.",
                zh: "前向传播不重新算：两个导数都用旧的权重。"),
            \.forwardAgain),
        WrongMending(
            Words(
                en: "The slope h (1 − h) of the hidden unit belongs to line 5.",
                zh: "隐藏单元的斜率 h (1 − h) 属于第 5 行。"), \.withoutSlope),
        WrongMending(Words(en: "The hidden weight moves too.", zh: "隐藏单元的权重也要移动。"), \.outputAlone),
        WrongMending(Words(en: "The output weight moves too.", zh: "输出的权重也要移动。"), \.hiddenAlone),
        WrongMending(
            Words(
                en: "The steps are against the derivatives: their signs were right.",
                zh: "每一步都逆着导数走：原来的符号是对的。"), \.uphill),
    ],
    cases: [
        Case(en: "an input of 0", zh: "输入为 0") { $0.input == 0 },
        Case(en: "weights of 0", zh: "权重为 0") { $0.hiddenWeight == 0 && $0.outputWeight == 0 },
    ],
    meant: [
        Meant("rate", lack: .negative, .zero, because: "a learning rate"),
        Meant("answer.weights.count", lack: .variety, because: "two weights"),
    ])
