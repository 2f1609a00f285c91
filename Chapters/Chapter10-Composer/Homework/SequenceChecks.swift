import Foundation
import Grading
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
    "10.6", "A step of a GRU",
    hint: "Print r, z and n of the first sequence and compare them with the example.",
    input: GatedStep.init, examples: GatedStep.examples, edges: GatedStep.edges, expected: \.right,
    answer: {
        try $0.gruStep(
            $1.inputs, hidden: $1.hidden, reset: $1.reset, update: $1.update, candidate: $1.candidate)
    },
    mistakes: [
        Mistake("z is the share of the old state: (1 − z) n + z h.", \.otherWayRound),
        Mistake("The update gate is not used: n is only a candidate.", \.candidateAlone),
        Mistake("The old state is missing: add z h.", \.withoutOldState),
        Mistake("The candidate has the share 1 − z.", \.withoutShare),
        Mistake("The reset gate is not used: it multiplies v h in the candidate.", \.withoutReset),
        Mistake("The reset gate acts on v h alone, not on the input and the bias.", \.resetOfAll),
        Mistake("The reset gate acts on v h alone, not on the bias.", \.resetWithBias),
        Mistake("The candidate is a tanh.", \.withoutTanh),
        Mistake("The candidate is a tanh, not a σ: a state may be below 0.", \.bySigmoid),
        Mistake("Reset and update gate are the wrong way round.", \.changedGates),
        Mistake("The update gate has weights of its own.", \.oneGate),
        Mistake("Each sequence has its own state, not that of the first.", \.firstState),
        Mistake(
            "The sequences of a batch know nothing of each other: the state is that of the same sequence.",
            \.stateOfTheOneBefore),
    ],
    cases: [Case("one sequence") { $0.inputs.count == 1 }, Case("a state of 0") { $0.hidden.contains(0) }],
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
    "10.7", "An event drawn from its probabilities", draws: 8,
    hint: "Write the sums under the probabilities; the draw lies in the stretch of one event.",
    input: Lottery.init, examples: Lottery.examples, edges: Lottery.edges, expected: \.right,
    answer: { try $0.sampled($1.probabilities, draws: $1.draws) },
    mistakes: [
        Mistake(
            "The sum must be greater than the draw: an event of probability 0 would be drawn at 0.", \.orEqual
        ),
        Mistake(
            "A draw above the sum of all is the last event whose probability is not 0, not the last of all.",
            \.lastOfAll),
        Mistake(
            "A draw above the sum of all is the last event whose probability is not 0, not the first.",
            \.firstOfAll),
        Mistake("A draw above the sum of all is still one of the events.", \.beyond),
        Mistake("That is the likeliest event: draw, or every tune would be the same.", \.likeliest),
        Mistake("Add up from the first event, not from the last.", \.fromTheEnd),
        Mistake("Compare the draw with the *sum* of the probabilities so far.", \.oneEvent),
        Mistake("The events are not equally likely: use the probabilities.", \.uniform),
        Mistake("Events are numbered from 0.", \.fromOne),
        Mistake("Each sequence has its own draw.", \.firstDraw),
        Mistake("Each sequence has its own probabilities.", \.firstRow),
    ],
    cases: [
        Case("one event") { $0.probabilities[0].count == 1 },
        Case("a draw of 0 where the first event is impossible") {
            zip($0.probabilities, $0.draws).contains { $0[0] == 0 && $1 == 0 }
        },
        Case("a draw that is one of the sums") { $0.right != $0.orEqual },
        Case("a draw above the sum of all") { $0.right != $0.lastOfAll },
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
    "10.8", "Backpropagation through time", draws: 6, tolerance: Tolerance(absolute: 2e-5, relative: 5e-4),
    hint: "Print the states, then δ of each step from the last to the first; work out two steps by hand.",
    input: Passage.init, examples: Passage.examples, edges: Passage.edges, expected: \.right,
    answer: { homework, passage in
        let gradient = try homework.gradientThroughTime(
            passage.inputs, target: passage.target, w: passage.w, v: passage.v, b: passage.b)
        return Fields(["w": gradient.w, "v": gradient.v, "b": gradient.b])
    },
    mistakes: [
        Mistake("Only the last step counts: go on to the first.", \.lastStepAlone),
        Mistake("The gradients are sums over the steps: add, do not overwrite.", \.firstStepAlone),
        Mistake("The slope 1 − h² of tanh is missing.", \.withoutSlope),
        Mistake("h (1 − h) is the slope of σ: that of tanh is 1 − h².", \.slopeOfSigmoid),
        Mistake("On its way to the step before, the gradient is multiplied by v.", \.withoutWeight),
        Mistake(
            "On its way to the step before, the gradient has the slope 1 − h² too: s v, not δ v.",
            \.withoutSlopeBack),
        Mistake("v was multiplied by the state *before* the step.", \.stateAfter),
        Mistake("The sign is turned: δ begins with h − target.", \.turned),
        Mistake("A factor of 2 too much: the ½ of the loss takes the 2 of the square away.", \.doubled),
        Mistake("The gradients are sums over the steps, not means.", \.mean),
        Mistake("The gradient of the bias is missing: the sum of all s.", \.withoutBias),
        Mistake("δ begins with h − target, not with h.", \.withoutTarget),
        Mistake("Each step has its own input: the last step that of the end.", \.otherOrder),
    ],
    cases: [
        Case("one step") { $0.inputs.count == 1 }, Case("several steps") { $0.inputs.count > 3 },
    ],
    meant: [
        Meant("w", "v", "b", lack: .large, because: "tanh would be flat")
    ])
