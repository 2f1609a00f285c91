import Foundation
import Grading
import Messages
import TensorCore

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

// MARK: 10.6

/// A step of a gated recurrent unit for a batch.
private struct GatedStep {
    var inputs, hidden: [Float]
    var reset, update, candidate: GateWeights

    /// The parts of a step of one sequence.
    private struct Parts {
        var input, state, bias, h, r, z: Double
        var n: Double { tanh(input + bias + r * state) }
    }

    private func states(
        reset: GateWeights? = nil, update: GateWeights? = nil, hidden: [Float]? = nil,
        _ next: (Parts) -> Double = { (1 - $0.z) * $0.n + $0.z * $0.h }
    ) -> [Float] {
        zip(inputs, hidden ?? self.hidden).map { x, h in
            let (x, h) = (Double(x), Double(h))
            func open(_ gate: GateWeights) -> Double {
                sigmoid(Double(gate.w) * x + Double(gate.b) + Double(gate.v) * h)
            }
            return Float(
                next(
                    Parts(
                        input: Double(candidate.w) * x, state: Double(candidate.v) * h,
                        bias: Double(candidate.b), h: h, r: open(reset ?? self.reset),
                        z: open(update ?? self.update))))
        }
    }

    private static func mix(_ parts: Parts, _ n: Double) -> Double { (1 - parts.z) * n + parts.z * parts.h }

    var right: [Float] { states() }
    var otherWayRound: [Float] { states { $0.z * $0.n + (1 - $0.z) * $0.h } }
    var candidateAlone: [Float] { states { $0.n } }
    var withoutOldState: [Float] { states { (1 - $0.z) * $0.n } }
    var withoutShare: [Float] { states { $0.n + $0.z * $0.h } }
    var withoutReset: [Float] { states { Self.mix($0, tanh($0.input + $0.bias + $0.state)) } }
    var resetOfAll: [Float] { states { Self.mix($0, tanh($0.r * ($0.input + $0.bias + $0.state))) } }
    var resetWithBias: [Float] { states { Self.mix($0, tanh($0.input + $0.r * ($0.state + $0.bias))) } }
    var withoutTanh: [Float] { states { Self.mix($0, $0.input + $0.bias + $0.r * $0.state) } }
    var bySigmoid: [Float] { states { Self.mix($0, sigmoid($0.input + $0.bias + $0.r * $0.state)) } }
    var changedGates: [Float] { states(reset: update, update: reset) }
    var oneGate: [Float] { states(update: reset) }
    var firstState: [Float] { states(hidden: hidden.map { _ in hidden[0] }) }
    var stateOfTheOneBefore: [Float] { states(hidden: [hidden[0]] + Array(hidden.dropLast())) }
}

extension GatedStep {
    init(size: Int, generator: inout RandomGenerator) {
        func gate() -> GateWeights {
            GateWeights(w: generator.half(), v: generator.half(), b: generator.half())
        }
        (reset, update, candidate) = (gate(), gate(), gate())
        inputs = (0..<size).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
        // A hidden state is between −1 and 1.
        hidden = inputs.map { _ in generator.eighth(from: -1, to: 1) }
    }

    private static let closed = GateWeights(w: 0, v: 0, b: 0)
    static let examples = [
        GatedStep(
            inputs: [1], hidden: [0.5], reset: closed, update: closed,
            candidate: GateWeights(w: 0, v: 4, b: -1))
    ]
    static let edges = [
        GatedStep(
            inputs: [0, 10, -1], hidden: [0, -0.5, 1], reset: GateWeights(w: 0, v: 10, b: -10),
            update: GateWeights(w: 10, v: -10, b: 0), candidate: GateWeights(w: -12, v: 0, b: 0)),
        GatedStep(
            inputs: [0.5], hidden: [-1], reset: GateWeights(w: 12, v: 0, b: 0),
            update: GateWeights(w: 0, v: 0, b: -12), candidate: GateWeights(w: 0, v: -10, b: 10)),
        GatedStep(
            inputs: [-0.5, 1], hidden: [0.25, 1], reset: GateWeights(w: 1, v: -1, b: 0.5),
            update: GateWeights(w: -1, v: 0.5, b: 1), candidate: GateWeights(w: 1, v: 2, b: -0.5)),
    ]
}

let updatingState = Exercise<any RecurrentHomework>(
    "10.6", Words(en: "A step of a GRU", zh: "GRU 的一步"),
    hint: Words(
        en: "Print r, z and n of the first sequence and compare them with the example.",
        zh: "打印第一个序列的 r、z 和 n，与例子比较。"),
    input: GatedStep.init, examples: GatedStep.examples, edges: GatedStep.edges, expected: \.right,
    answer: {
        try $0.gruStep(
            $1.inputs, hidden: $1.hidden, reset: $1.reset, update: $1.update, candidate: $1.candidate)
    },
    mistakes: [
        Mistake(
            en: "z is the share of the old state: (1 − z) n + z h.", zh: "z 是旧状态的份额：(1 − z) n + z h。",
            \.otherWayRound),
        Mistake(
            en: "The update gate is not used: n is only a candidate.", zh: "没有用到更新门：n 只是候选。", \.candidateAlone
        ),
        Mistake(en: "The old state is missing: add z h.", zh: "缺了旧状态：要加上 z h。", \.withoutOldState),
        Mistake(en: "The candidate has the share 1 − z.", zh: "候选的份额是 1 − z。", \.withoutShare),
        Mistake(
            en: "The reset gate is not used: it multiplies v h in the candidate.",
            zh: "没有用到重置门：它乘在候选中的 v h 上。", \.withoutReset),
        Mistake(
            en: "The reset gate acts on v h alone, not on the input and the bias.",
            zh: "重置门只作用于 v h，不作用于输入和偏置。", \.resetOfAll),
        Mistake(
            en: "The reset gate acts on v h alone, not on the bias.", zh: "重置门只作用于 v h，不作用于偏置。",
            \.resetWithBias),
        Mistake(en: "The candidate is a tanh.", zh: "候选是 tanh。", \.withoutTanh),
        Mistake(
            en: "The candidate is a tanh, not a σ: a state may be below 0.", zh: "候选是 tanh，不是 σ：状态可以小于 0。",
            \.bySigmoid),
        Mistake(en: "Reset and update gate are the wrong way round.", zh: "重置门和更新门弄反了。", \.changedGates),
        Mistake(en: "The update gate has weights of its own.", zh: "更新门有自己的权重。", \.oneGate),
        Mistake(
            en: "Each sequence has its own state, not that of the first.", zh: "每个序列有自己的状态，不是第一个的。",
            \.firstState),
        Mistake(
            en:
                "The sequences of a batch know nothing of each other: the state is that of the same sequence.",
            zh: "批中的序列互不相干：状态是同一个序列的。",
            \.stateOfTheOneBefore),
    ],
    cases: [
        Case(en: "one sequence", zh: "一个序列") { $0.inputs.count == 1 },
        Case(en: "a state of 0", zh: "状态为 0") { $0.hidden.contains(0) },
    ],
    meant: [
        Meant("hidden[]", lack: .large, because: "a state is between −1 and 1"),
        .together("inputs.count", "hidden.count", because: "each sequence has both"),
    ])

// MARK: 10.7

/// The probabilities of the next event of each sequence, and the random numbers.
private struct Lottery {
    var probabilities: [[Float]]
    var draws: [Float]

    private func events(
        draws: [Float]? = nil, rows: [[Float]]? = nil, last: ([Float]) -> Int = { $0.lastIndex { $0 > 0 }! },
        when isReached: (_ sum: Float, _ draw: Float) -> Bool = { $0 > $1 }
    ) -> [Int] {
        zip(rows ?? probabilities, draws ?? self.draws).map { row, draw in
            var sum: Float = 0
            for (event, probability) in row.enumerated() {
                sum += probability
                if isReached(sum, draw) { return event }
            }
            return last(row)
        }
    }

    var right: [Int] { events() }
    var orEqual: [Int] { events(when: { $0 >= $1 }) }
    var lastOfAll: [Int] { events(last: { $0.count - 1 }) }
    var firstOfAll: [Int] { events(last: { _ in 0 }) }
    var beyond: [Int] { events(last: { $0.count }) }
    var likeliest: [Int] { probabilities.map { $0.firstIndex(of: $0.max()!)! } }
    var fromTheEnd: [Int] { events(draws: draws.map { 1 - $0 }, when: { $0 >= $1 }) }
    var oneEvent: [Int] {
        zip(probabilities, draws).map { row, draw in row.firstIndex { $0 > draw } ?? row.count - 1 }
    }
    var uniform: [Int] { zip(probabilities, draws).map { Int($1 * Float($0.count)) } }
    var fromOne: [Int] { right.map { $0 + 1 } }
    var firstDraw: [Int] { events(draws: draws.map { _ in draws[0] }) }
    var firstRow: [Int] { events(rows: probabilities.map { _ in probabilities[0] }) }
}

extension Lottery {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 1)
        probabilities = (0..<size).map { _ in
            // Sixteen sixteenths, shared out at random: exact sums.
            var row = [Float](repeating: 0, count: count)
            for _ in 0..<16 { row[generator.integer(below: generator.bernoulli(0.5) ? count : 1)] += 0.0625 }
            let order = generator.permutation(count)
            return order.map { row[$0] }
        }
        draws = probabilities.map { row in
            // At times exactly one of the sums.
            let sum = row.prefix(generator.integer(below: count + 1)).reduce(0, +)
            return generator.bernoulli(0.4) && sum < 1 ? sum : Float(generator.integer(below: 64)) / 64
        }
    }

    static let examples = [Lottery(probabilities: [[0.25, 0.5, 0.25]], draws: [0.25])]
    static let edges = [
        Lottery(probabilities: [[0, 1]], draws: [0]), Lottery(probabilities: [[1]], draws: [0.5]),
        Lottery(probabilities: [[0.5, 0.484375, 0], [0, 0.984375, 0]], draws: [0.984375, 0.99]),
        Lottery(probabilities: [[0.5, 0, 0.5], [0.25, 0.25, 0.5]], draws: [0.5, 0.25]),
        Lottery(probabilities: [[0.125, 0.125, 0.75], [0.5, 0.5, 0]], draws: [0.9, 0]),
    ]
}

let sampling = Exercise<any RecurrentHomework>(
    "10.7", Words(en: "An event drawn from its probabilities", zh: "按概率抽一个事件"), draws: 8,
    hint: Words(
        en: "Write the sums under the probabilities; the draw lies in the stretch of one event.",
        zh: "在概率下面写上累加的和；抽到的数落在某个事件的一段里。"),
    input: Lottery.init, examples: Lottery.examples, edges: Lottery.edges, expected: \.right,
    answer: { try $0.sampled($1.probabilities, draws: $1.draws) },
    mistakes: [
        Mistake(
            en: "The sum must be greater than the draw: an event of probability 0 would be drawn at 0.",
            zh: "和必须大于抽到的数：否则抽到 0 时会得到概率为 0 的事件。", \.orEqual
        ),
        Mistake(
            en:
                "A draw above the sum of all is the last event whose probability is not 0, not the last of all.",
            zh: "抽到的数大于总和时，取概率不为 0 的最后一个事件，不是最后一个。",
            \.lastOfAll),
        Mistake(
            en: "A draw above the sum of all is the last event whose probability is not 0, not the first.",
            zh: "抽到的数大于总和时，取概率不为 0 的最后一个事件，不是第一个。",
            \.firstOfAll),
        Mistake(
            en: "A draw above the sum of all is still one of the events.", zh: "抽到的数大于总和时，仍是其中一个事件。", \.beyond
        ),
        Mistake(
            en: "That is the likeliest event: draw, or every tune would be the same.",
            zh: "这是最可能的事件：要抽，否则每首曲子都一样。", \.likeliest),
        Mistake(
            en: "Add up from the first event, not from the last.", zh: "从第一个事件开始累加，不是从最后一个。", \.fromTheEnd),
        Mistake(
            en: "Compare the draw with the *sum* of the probabilities so far.", zh: "把抽到的数与到此为止的概率之*和*比较。",
            \.oneEvent),
        Mistake(
            en: "The events are not equally likely: use the probabilities.", zh: "各事件的可能性不同：要用概率。", \.uniform),
        Mistake(en: "Events are numbered from 0.", zh: "事件从 0 开始编号。", \.fromOne),
        Mistake(en: "Each sequence has its own draw.", zh: "每个序列有自己抽到的数。", \.firstDraw),
        Mistake(en: "Each sequence has its own probabilities.", zh: "每个序列有自己的概率。", \.firstRow),
    ],
    cases: [
        Case(en: "one event", zh: "一个事件") { $0.probabilities[0].count == 1 },
        Case(en: "a draw of 0 where the first event is impossible", zh: "抽到 0，而第一个事件不可能") {
            zip($0.probabilities, $0.draws).contains { $0[0] == 0 && $1 == 0 }
        },
        Case(en: "a draw that is one of the sums", zh: "抽到的数恰是一个和") { $0.right != $0.orEqual },
        Case(en: "a draw above the sum of all", zh: "抽到的数大于总和") { $0.right != $0.lastOfAll },
    ],
    meant: [
        Meant("probabilities[][]", "draws[]", lack: .negative, .large, because: "between 0 and 1"),
        .together("probabilities.count", "draws.count", because: "each sequence has its draw"),
    ])

// MARK: 10.8

/// A sequence and a unit.
private struct Passage {
    var inputs: [Float]
    var target, w, v, b: Float

    private var states: [Double] {
        inputs.reduce(into: [0]) { states, x in
            states.append(tanh(Double(w) * Double(x) + Double(b) + Double(v) * states[states.count - 1]))
        }
    }

    /// What is different on the way back.
    private struct Variant {
        var slope: (Double) -> Double = { 1 - $0 * $0 }
        var back: (_ sum: Double, _ delta: Double, _ v: Double) -> Double = { sum, _, v in sum * v }
        var isStateAfter = false
        var steps = Int.max
        var isOverwritten = false
        var start: (_ state: Double, _ target: Double) -> Double = { $0 - $1 }
        var isTurnedRound = false
    }

    private func gradient(_ variant: Variant, scale: Double = 1, bias: Double = 1) -> Fields {
        let states = states
        var (byW, byV, byB) = (0.0, 0.0, 0.0)
        var delta = variant.start(states[inputs.count], Double(target))
        for step in inputs.indices.reversed().prefix(variant.steps) {
            let x = Double(inputs[variant.isTurnedRound ? inputs.count - 1 - step : step])
            let sum = delta * variant.slope(states[step + 1])
            if variant.isOverwritten { (byW, byV, byB) = (0, 0, 0) }
            byW += sum * x
            byV += sum * states[variant.isStateAfter ? step + 1 : step]
            byB += sum
            delta = variant.back(sum, delta, Double(v))
        }
        return Fields(["w": Float(byW * scale), "v": Float(byV * scale), "b": Float(byB * scale * bias)])
    }

    var right: Fields { gradient(Variant()) }
    var lastStepAlone: Fields { gradient(Variant(steps: 1)) }
    var firstStepAlone: Fields { gradient(Variant(isOverwritten: true)) }
    var withoutSlope: Fields { gradient(Variant(slope: { _ in 1 })) }
    var slopeOfSigmoid: Fields { gradient(Variant(slope: { $0 * (1 - $0) })) }
    var withoutWeight: Fields { gradient(Variant(back: { sum, _, _ in sum })) }
    var withoutSlopeBack: Fields { gradient(Variant(back: { _, delta, v in delta * v })) }
    var stateAfter: Fields { gradient(Variant(isStateAfter: true)) }
    var turned: Fields { gradient(Variant(), scale: -1) }
    var doubled: Fields { gradient(Variant(), scale: 2) }
    var mean: Fields { gradient(Variant(), scale: 1 / Double(inputs.count)) }
    var withoutBias: Fields { gradient(Variant(), bias: 0) }
    var withoutTarget: Fields { gradient(Variant(start: { state, _ in state })) }
    var otherOrder: Fields { gradient(Variant(isTurnedRound: true)) }
}

extension Passage {
    init(size: Int, generator: inout RandomGenerator) {
        inputs = (0..<size).map { _ in generator.half() }
        // Sums far from where tanh is flat, and a state that matters.
        w = generator.eighth(from: -1, to: 1)
        v = generator.bernoulli(0.5) ? generator.eighth(from: 1, to: 2) : generator.eighth(from: -2, to: -1)
        b = generator.half(upTo: 1)
        target = generator.number(size: size)
    }

    static let examples = [Passage(inputs: [2], target: 1, w: 0, v: 3, b: 0)]
    static let edges = [
        Passage(inputs: [1, 0, -1], target: -10, w: 0.5, v: 0, b: 0.25),
        Passage(inputs: [0.5, 1], target: 0, w: -1, v: -1, b: 0.5),
        Passage(inputs: [0, 10], target: 0.5, w: 0.125, v: 1, b: -0.25),
    ]
}

let goingBack = Exercise<any RecurrentHomework>(
    "10.8", Words(en: "Backpropagation through time", zh: "随时间反向传播"), draws: 6,
    tolerance: Tolerance(absolute: 2e-5, relative: 5e-4),
    hint: Words(
        en: "Print the states, then δ of each step from the last to the first; work out two steps by hand.",
        zh: "打印各状态，再从最后一步到第一步打印 δ；手算两步。"),
    input: Passage.init, examples: Passage.examples, edges: Passage.edges, expected: \.right,
    answer: { homework, passage in
        let gradient = try homework.gradientThroughTime(
            passage.inputs, target: passage.target, w: passage.w, v: passage.v, b: passage.b)
        return Fields(["w": gradient.w, "v": gradient.v, "b": gradient.b])
    },
    mistakes: [
        Mistake(
            en: "Only the last step counts: go on to the first.", zh: "只算了最后一步：要一直走到第一步。", \.lastStepAlone),
        Mistake(
            en: "The gradients are sums over the steps: add, do not overwrite.", zh: "梯度是各步之和：要累加，不要覆盖。",
            \.firstStepAlone),
        Mistake(en: "The slope 1 − h² of tanh is missing.", zh: "缺了 tanh 的斜率 1 − h²。", \.withoutSlope),
        Mistake(
            en: "h (1 − h) is the slope of σ: that of tanh is 1 − h².",
            zh: "h (1 − h) 是 σ 的斜率：tanh 的是 1 − h²。", \.slopeOfSigmoid),
        Mistake(
            en: "On its way to the step before, the gradient is multiplied by v.", zh: "传到前一步时，梯度要乘以 v。",
            \.withoutWeight),
        Mistake(
            en: "On its way to the step before, the gradient has the slope 1 − h² too: s v, not δ v.",
            zh: "传到前一步时，梯度也带斜率 1 − h²：是 s v，不是 δ v。",
            \.withoutSlopeBack),
        Mistake(en: "v was multiplied by the state *before* the step.", zh: "v 乘的是这一步*之前*的状态。", \.stateAfter),
        Mistake(en: "The sign is turned: δ begins with h − target.", zh: "符号反了：δ 从 h − target 开始。", \.turned),
        Mistake(
            en: "A factor of 2 too much: the ½ of the loss takes the 2 of the square away.",
            zh: "多了因子 2：损失的 ½ 与平方的 2 抵消。", \.doubled),
        Mistake(en: "The gradients are sums over the steps, not means.", zh: "梯度是各步之和，不是平均。", \.mean),
        Mistake(
            en: "The gradient of the bias is missing: the sum of all s.", zh: "缺了偏置的梯度：所有 s 之和。",
            \.withoutBias),
        Mistake(en: "δ begins with h − target, not with h.", zh: "δ 从 h − target 开始，不是从 h。", \.withoutTarget),
        Mistake(
            en: "Each step has its own input: the last step that of the end.", zh: "每一步有自己的输入：最后一步用最后的输入。",
            \.otherOrder),
    ],
    cases: [
        Case(en: "one step", zh: "一步") { $0.inputs.count == 1 },
        Case(en: "several steps", zh: "几步") { $0.inputs.count > 3 },
    ],
    meant: [
        Meant("w", "v", "b", lack: .large, because: "tanh would be flat")
    ])
