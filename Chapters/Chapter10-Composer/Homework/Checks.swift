import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let recurrentHomework = Homework<any RecurrentHomework>(
    chapter: 10, title: Words(en: "The composer", zh: "作曲家"),
    file: "Chapters/Chapter10-Composer/Homework/Starter.swift",
    exercises: [
        stepping, gating, remembering, shifting, tempering, updatingState, sampling, goingBack,
        cuttingWindows, imitating, mending,
    ])

/// The homework of Chapter 10 for the grader.
public let chapter10Homework = AnyHomework(recurrentHomework, starter: Starter(), solution: Solution())

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

// MARK: 10.1

private struct Moment {
    var x, hidden, w, v, b: Float

    var right: Float { Float(tanh(sum)) }
    var withoutTanh: Float { Float(sum) }
    var withoutMemory: Float { Float(tanh(Double(w) * Double(x) + Double(b))) }
    var changedWeights: Float { Float(tanh(Double(v) * Double(x) + Double(b) + Double(w) * Double(hidden))) }
    var withoutBias: Float { Float(tanh(sum - Double(b))) }
    var added: Float { Float(tanh(Double(w) * Double(x) + Double(b)) + Double(v) * Double(hidden)) }

    private var sum: Double { Double(w) * Double(x) + Double(b) + Double(v) * Double(hidden) }
}

extension Moment {
    init(size: Int, generator: inout RandomGenerator) {
        func number() -> Float { size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
        (x, w, v, b) = (number(), number(), number(), number())
        // A hidden state is a tanh.
        hidden = Float(generator.integer(below: size <= 2 ? 3 : 17)) / (size <= 2 ? 2 : 16)
        if generator.bernoulli(0.5) { hidden = -hidden }
    }

    static let examples = [Moment(x: 2, hidden: -0.5, w: 1, v: 2, b: -1)]
    static let edges = [
        Moment(x: 10, hidden: 0.5, w: 0, v: 0, b: 1), Moment(x: 0, hidden: 1, w: 12, v: -1, b: 0),
        Moment(x: 1, hidden: 0, w: -1, v: 10, b: 0.5), Moment(x: -1, hidden: -0.5, w: -10, v: 1, b: -10),
    ]
}

private let stepping = Exercise<any RecurrentHomework>(
    "10.1", Words(en: "A step of a simple network", zh: "简单循环网络的一步"),
    hint: Words(en: "With h = 0 it is a plain unit with tanh.", zh: "h = 0 时，它就是一个带 tanh 的普通单元。"),
    input: Moment.init, examples: Moment.examples, edges: Moment.edges, expected: \.right,
    answer: { try $0.rnnStep($1.x, hidden: $1.hidden, w: $1.w, v: $1.v, b: $1.b) },
    mistakes: [
        Mistake(en: "The tanh is missing.", zh: "缺了 tanh。", \.withoutTanh),
        Mistake(
            en: "The previous hidden state has no part in it: that is the memory.", zh: "没有用到前一个隐藏状态：那正是记忆。",
            \.withoutMemory),
        Mistake(
            en: "The weights are swapped: w is the input's, v the hidden state's.",
            zh: "权重弄反了：w 是输入的，v 是隐藏状态的。", \.changedWeights),
        Mistake(en: "The bias is missing.", zh: "缺了偏置。", \.withoutBias),
        Mistake(en: "The hidden state belongs inside the tanh.", zh: "隐藏状态应在 tanh 里面。", \.added),
    ],
    cases: [
        Case(en: "a sum of 0", zh: "和为 0") { $0.right == 0 },
        Case(en: "a sum below 0", zh: "和小于 0") { $0.right < 0 },
    ],
    meant: [Meant("hidden", lack: .large, because: "a hidden state is a tanh")])

// MARK: 10.2

private struct Gates {
    var sums: [Float]
    var cell: Float

    var right: [Float] { stepped(0, 1) }
    var gatesChanged: [Float] { stepped(1, 0) }
    var nothingForgotten: [Float] { stepped(0, nil) }
    var withoutOutputGate: [Float] { [right[0], Float(tanh(Double(right[0])))] }
    var withoutTanh: [Float] { [right[0], Float(sigmoid(Double(sums[3])) * Double(right[0]))] }
    var otherOrder: [Float] { [right[1], right[0]] }
    var candidateAsGate: [Float] {
        let next =
            sigmoid(Double(sums[1])) * Double(cell) + sigmoid(Double(sums[0])) * sigmoid(Double(sums[2]))
        return [Float(next), Float(sigmoid(Double(sums[3])) * tanh(next))]
    }

    var candidateAboveZero: [Float] {
        let next =
            sigmoid(Double(sums[1])) * Double(cell) + sigmoid(Double(sums[0])) * max(0, tanh(Double(sums[2])))
        return [Float(next), Float(sigmoid(Double(sums[3])) * tanh(next))]
    }
    var hiddenAboveZero: [Float] { [right[0], max(0, right[1])] }

    private func stepped(_ input: Int, _ forget: Int?) -> [Float] {
        let kept = forget.map { sigmoid(Double(sums[$0])) } ?? 1
        let next = kept * Double(cell) + sigmoid(Double(sums[input])) * tanh(Double(sums[2]))
        return [Float(next), Float(sigmoid(Double(sums[3])) * tanh(next))]
    }
}

extension Gates {
    init(size: Int, generator: inout RandomGenerator) {
        sums = (0..<4).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -3, to: 3) }
        cell = size <= 2 ? generator.half() : generator.eighth(from: -3, to: 3)
    }

    static let examples = [Gates(sums: [0, 0, 0, 0], cell: 2)]
    static let edges = [
        Gates(sums: [1, -1, -2, 2], cell: -1), Gates(sums: [10, -10, 1, 0], cell: 12),
        Gates(sums: [-10, 10, 0, -1], cell: 0),
        Gates(sums: [2, 1, -1, 1], cell: 0.5),
    ]
}

private let gating = Exercise<any RecurrentHomework>(
    "10.2", Words(en: "A step of an LSTM", zh: "LSTM 的一步"),
    hint: Words(en: "Compute the new cell first.", zh: "先算新的记忆单元。"),
    input: Gates.init, examples: Gates.examples, edges: Gates.edges, expected: \.right,
    answer: { try $0.lstmStep($1.sums, cell: $1.cell) },
    mistakes: [
        Mistake(
            en: "Input and forget gate are swapped: the first lets in, the second keeps.",
            zh: "输入门和遗忘门弄反了：前者放进来，后者保留。", \.gatesChanged),
        Mistake(
            en: "Nothing is forgotten: the old cell is multiplied by the forget gate.",
            zh: "什么也没忘：旧的记忆单元要乘以遗忘门。", \.nothingForgotten),
        Mistake(en: "The output gate is missing.", zh: "缺了输出门。", \.withoutOutputGate),
        Mistake(
            en: "The hidden state is the output gate times the tanh of the cell.",
            zh: "隐藏状态是输出门乘以记忆单元的 tanh。", \.withoutTanh),
        Mistake(en: "The cell comes first, then the hidden state.", zh: "记忆单元在前，隐藏状态在后。", \.otherOrder),
        Mistake(
            en: "The candidate is a tanh, not a sigmoid: it may be negative.",
            zh: "候选是 tanh，不是 S 型函数：它可以是负的。", \.candidateAsGate),
        Mistake(
            en: "A candidate below 0 takes something off the cell: it is a tanh, without max(0, ·).",
            zh: "小于 0 的候选会减小记忆单元：它是 tanh，没有 max(0, ·)。",
            \.candidateAboveZero),
        Mistake(
            en: "The hidden state has the sign of the cell: a tanh, without max(0, ·).",
            zh: "隐藏状态与记忆单元同号：tanh，没有 max(0, ·)。", \.hiddenAboveZero),
    ],
    cases: [
        Case(en: "a candidate below 0", zh: "候选小于 0") { $0.sums[2] < 0 },
        Case(en: "a new cell below 0", zh: "新的记忆单元小于 0") { $0.right[0] < 0 },
        Case(en: "all gates half open", zh: "各门都半开") { $0.sums == [0, 0, 0, 0] },
    ],
    meant: [
        Meant("sums.count", "answer.count", lack: .variety, because: "an LSTM has four gates and two states")
    ])

// MARK: 10.3

private struct Forgetting {
    var gates: [Float]

    var product: Float { gates.reduce(1, *) }
    var sum: Float { gates.reduce(0, +) }
    var mean: Float { sum / Float(gates.count) }
    var last: Float { gates[gates.count - 1] }
    var forgotten: Float { gates.reduce(1) { $0 * (1 - $1) } }
}

extension Forgetting {
    init(size: Int, generator: inout RandomGenerator) {
        gates = (0..<size).map { _ in
            size <= 2 ? Float(1 + generator.integer(below: 4)) / 4 : generator.uniform(in: 0.5...1)
        }
    }

    static let examples = [Forgetting(gates: [0.5, 0.5, 1])]
    static let edges = [
        Forgetting(gates: [0.5, 0, 1]), Forgetting(gates: [1, 1]), Forgetting(gates: [0.25]),
        Forgetting(gates: [0, 0.5]),
    ]
}

private let remembering = Exercise<any RecurrentHomework>(
    "10.3", Words(en: "Gradient through time", zh: "随时间的梯度"),
    hint: Words(en: "Two gates of a half leave half of a half.", zh: "两个二分之一的门，留下一半的一半。"),
    input: Forgetting.init, examples: Forgetting.examples, edges: Forgetting.edges, expected: \.product,
    answer: { try $0.remembered($1.gates) },
    mistakes: [
        Mistake(en: "The gates are multiplied, not added.", zh: "各门相乘，不是相加。", \.sum),
        Mistake(
            en: "That is their mean: every step multiplies by its gate.", zh: "这是它们的平均：每一步都乘以自己的门。", \.mean),
        Mistake(en: "That is the last gate: all of them count.", zh: "这是最后一个门：所有的门都算。", \.last),
        Mistake(
            en: "A forget gate says what is kept, not what is forgotten.", zh: "遗忘门说的是保留多少，不是忘掉多少。",
            \.forgotten),
    ],
    cases: [
        Case(en: "a gate that forgets all", zh: "一个门全忘") { $0.gates.contains(0) },
        Case(en: "one step", zh: "一步") { $0.gates.count == 1 },
        Case(en: "nothing is forgotten", zh: "什么也没忘") { $0.product == 1 },
    ],
    meant: [Meant("gates[]", lack: .negative, .large, because: "a gate lies between 0 and 1")])

// MARK: 10.4

private struct Line {
    var events: [Int]

    var right: [[Int]] { [Array(events.dropLast()), Array(events.dropFirst())] }
    var notShifted: [[Int]] { [Array(events.dropLast()), Array(events.dropLast())] }
    var byTwo: [[Int]] { [Array(events.dropLast(2)), Array(events.dropFirst(2))] }
    var backwards: [[Int]] { right.reversed() }
    var whole: [[Int]] { [events, events] }
}

extension Line {
    init(size: Int, generator: inout RandomGenerator) {
        events = (0..<size + 1).map { _ in generator.integer(below: 8 * size) }
    }

    static let examples = [Line(events: [60, 62, 64])]
    static let edges = [
        Line(events: [3]), Line(events: [7, 7, 0]), Line(events: [5, 12]), Line(events: [0, 1, 0, 1, 9]),
    ]
}

private let shifting = Exercise<any RecurrentHomework>(
    "10.4", Words(en: "Inputs and targets", zh: "输入和目标"), tolerance: .exact,
    hint: Words(en: "Both have one event less than the sequence.", zh: "两者都比序列少一个事件。"),
    input: Line.init, examples: Line.examples, edges: Line.edges, expected: \.right,
    answer: { try $0.shifted($1.events) },
    mistakes: [
        Mistake(
            en: "Nothing is shifted: the network would only have to repeat its input.",
            zh: "没有错开：网络只要重复输入就行了。", \.notShifted),
        Mistake(
            en: "Shifted by two: the target is the very next event.", zh: "错开了两个：目标就是紧接着的下一个事件。", \.byTwo),
        Mistake(
            en: "Inputs and targets are swapped: the network would read the future.", zh: "输入和目标弄反了：网络会读到未来。",
            \.backwards),
        Mistake(en: "Both are the whole sequence: nothing is predicted.", zh: "两者都是整个序列：什么也没预测。", \.whole),
    ],
    cases: [
        Case(en: "one event", zh: "一个事件") { $0.events.count == 1 },
        Case(en: "an event twice in a row", zh: "一个事件连着两次") {
            zip($0.events, $0.events.dropFirst()).contains { $0 == $1 }
        },
        Case(en: "two events", zh: "两个事件") { $0.events.count == 2 },
    ],
    meant: [
        Meant("events[]", lack: .negative, because: "events are numbered from 0"),
        Meant("answer.count", lack: .variety, because: "inputs and targets"),
    ])

// MARK: 10.5

private struct Heat {
    var logits: [Float]
    var temperature: Float

    var right: [Float] { softmax { $0 / Double(temperature) } }
    var without: [Float] { softmax { $0 } }
    var inverted: [Float] { softmax { $0 * Double(temperature) } }
    var afterwards: [Float] { without.map { $0 / temperature } }
    var unnormalized: [Float] { logits.map { Float(exp(Double($0) / Double(temperature))) } }

    var withoutMaximum: [Float] {
        let weights = logits.map { exp($0 / temperature) }
        return weights.map { $0 / weights.reduce(0, +) }
    }

    private func softmax(_ change: (Double) -> Double) -> [Float] {
        let scaled = logits.map { change(Double($0)) }
        let largest = scaled.max() ?? 0
        let weights = scaled.map { exp($0 - largest) }
        return weights.map { Float($0 / weights.reduce(0, +)) }
    }
}

extension Heat {
    init(size: Int, generator: inout RandomGenerator) {
        logits = generator.numbers(size, size: size)
        temperature = generator.element(of: [0.1, 0.25, 0.5, 1, 1.5, 2, 4])
    }

    static let examples = [Heat(logits: [2, 1], temperature: 0.01), Heat(logits: [1, 1], temperature: 2)]
    static let edges = [
        Heat(logits: [0, -10, 12], temperature: 10), Heat(logits: [3], temperature: 0.5),
        Heat(logits: [-1, -2, 0], temperature: 0.01), Heat(logits: [100, 90], temperature: 1),
        Heat(logits: [-100, -101], temperature: 1), Heat(logits: [1, 0.5, -1], temperature: 0.5),
    ]
}

private let tempering = Exercise<any RecurrentHomework>(
    "10.5", Words(en: "Temperature", zh: "温度"),
    hint: Words(
        en: "At a temperature near 0 the likeliest has nearly all the probability.",
        zh: "温度接近 0 时，最可能的几乎占有全部概率。"),
    input: Heat.init, examples: Heat.examples, edges: Heat.edges, expected: \.right,
    answer: { try $0.probabilities($1.logits, temperature: $1.temperature) },
    mistakes: [
        Mistake(en: "The temperature has no part in it.", zh: "没有用到温度。", \.without),
        Mistake(
            en: "Divide by the temperature: multiplying, a low one would flatten.", zh: "要除以温度：乘的话，低温反而变平。",
            \.inverted),
        Mistake(en: "The logits are divided, not the probabilities.", zh: "除的是 logits，不是概率。", \.afterwards),
        Mistake(en: "They do not add up to 1: divide by their sum.", zh: "它们的和不是 1：要除以它们的和。", \.unnormalized),
        Mistake(
            en:
                "The exponential overflows, or all of them vanish: subtract the largest logit / temperature first.",
            zh: "指数溢出，或者全都成了零：先减去最大的 logit / 温度。",
            \.withoutMaximum),
    ],
    cases: [
        Case(en: "one logit", zh: "一个 logit") { $0.logits.count == 1 },
        Case(en: "equal logits", zh: "相等的 logits") { Set($0.logits).count == 1 && $0.logits.count > 1 },
        Case(en: "temperature 1", zh: "温度 1") { $0.temperature == 1 && $0.logits.count > 1 },
        Case(en: "an exponential that overflows", zh: "溢出的指数") { input in
            input.logits.contains { $0 / input.temperature > 89 }
        },
        Case(en: "exponentials that all vanish", zh: "全都成了零的指数") { input in
            input.logits.allSatisfy { $0 / input.temperature < -89 }
        },
    ],
    meant: [Meant("temperature", lack: .negative, .zero, because: "a temperature is above 0")],
    forbids: [".softmax"])
