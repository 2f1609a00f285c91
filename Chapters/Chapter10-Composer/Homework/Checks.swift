import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let recurrentHomework = Homework<any RecurrentHomework>(
    chapter: 10, title: "The composer", file: "Chapters/Chapter10-Composer/Homework/Starter.swift",
    exercises: [stepping, gating, remembering, shifting, tempering])

/// The homework of Chapter 10 for the grader.
public let chapter10Homework = AnyHomework(recurrentHomework, starter: Starter(), solution: Solution())

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

// MARK: 10.1

private struct Moment {
    var x, hidden, w, v, b: Float

    init(size: Int, generator: inout RandomGenerator) {
        x = generator.uniform(in: 0.3...1)
        hidden = generator.uniform(in: -0.9...(-0.3))
        w = generator.uniform(in: 0.4...1)
        v = generator.uniform(in: 0.4...1)
        b = generator.uniform(in: 0.2...0.5)
    }

    var right: Float { Float(tanh(sum)) }
    var withoutTanh: Float { Float(sum) }
    var withoutMemory: Float { Float(tanh(Double(w) * Double(x) + Double(b))) }
    var changedWeights: Float { Float(tanh(Double(v) * Double(x) + Double(b) + Double(w) * Double(hidden))) }
    var withoutBias: Float { Float(tanh(sum - Double(b))) }
    var added: Float { Float(tanh(Double(w) * Double(x) + Double(b)) + Double(v) * Double(hidden)) }

    private var sum: Double { Double(w) * Double(x) + Double(b) + Double(v) * Double(hidden) }
}

private let stepping = Exercise<any RecurrentHomework>(
    "10.1", "A step of a simple network", hint: "With h = 0 it is a plain unit with tanh.",
    input: Moment.init, expected: \.right,
    answer: { try $0.rnnStep($1.x, hidden: $1.hidden, w: $1.w, v: $1.v, b: $1.b) },
    mistakes: [
        Mistake("The tanh is missing.", \.withoutTanh),
        Mistake("The previous hidden state has no part in it: that is the memory.", \.withoutMemory),
        Mistake("The weights are swapped: w is the input's, v the hidden state's.", \.changedWeights),
        Mistake("The bias is missing.", \.withoutBias),
        Mistake("The hidden state belongs inside the tanh.", \.added),
    ])

// MARK: 10.2

private struct Gates {
    var sums: [Float]
    var cell: Float

    init(size: Int, generator: inout RandomGenerator) {
        sums = [
            generator.uniform(in: 0.5...1.5), generator.uniform(in: -1.5...(-0.5)),
            generator.uniform(in: 0.3...1), generator.uniform(in: 1.6...2.5),
        ]
        cell = generator.uniform(in: 0.5...2)
    }

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

    private func stepped(_ input: Int, _ forget: Int?) -> [Float] {
        let kept = forget.map { sigmoid(Double(sums[$0])) } ?? 1
        let next = kept * Double(cell) + sigmoid(Double(sums[input])) * tanh(Double(sums[2]))
        return [Float(next), Float(sigmoid(Double(sums[3])) * tanh(next))]
    }
}

private let gating = Exercise<any RecurrentHomework>(
    "10.2", "A step of an LSTM", hint: "Compute the new cell first.",
    input: Gates.init, expected: \.right, answer: { try $0.lstmStep($1.sums, cell: $1.cell) },
    mistakes: [
        Mistake("Input and forget gate are swapped: the first lets in, the second keeps.", \.gatesChanged),
        Mistake("Nothing is forgotten: the old cell is multiplied by the forget gate.", \.nothingForgotten),
        Mistake("The output gate is missing.", \.withoutOutputGate),
        Mistake("The hidden state is the output gate times the tanh of the cell.", \.withoutTanh),
        Mistake("The cell comes first, then the hidden state.", \.otherOrder),
        Mistake("The candidate is a tanh, not a sigmoid: it may be negative.", \.candidateAsGate),
    ])

// MARK: 10.3

private struct Forgetting {
    var gates: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        gates = (0..<size + 1).map { _ in generator.uniform(in: 0.5...0.9) }
    }

    var product: Float { gates.reduce(1, *) }
    var sum: Float { gates.reduce(0, +) }
    var mean: Float { sum / Float(gates.count) }
    var last: Float { gates[gates.count - 1] }
    var forgotten: Float { gates.reduce(1) { $0 * (1 - $1) } }
}

private let remembering = Exercise<any RecurrentHomework>(
    "10.3", "Gradient through time", hint: "Two gates of a half leave half of a half.",
    input: Forgetting.init, expected: \.product, answer: { try $0.remembered($1.gates) },
    mistakes: [
        Mistake("The gates are multiplied, not added.", \.sum),
        Mistake("That is their mean: every step multiplies by its gate.", \.mean),
        Mistake("That is the last gate: all of them count.", \.last),
        Mistake("A forget gate says what is kept, not what is forgotten.", \.forgotten),
    ])

// MARK: 10.4

private struct Line {
    var events: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        events = (0..<size + 3).map { 10 * $0 + generator.integer(below: 10) }
    }

    var right: [[Int]] { [Array(events.dropLast()), Array(events.dropFirst())] }
    var notShifted: [[Int]] { [Array(events.dropLast()), Array(events.dropLast())] }
    var byTwo: [[Int]] { [Array(events.dropLast(2)), Array(events.dropFirst(2))] }
    var backwards: [[Int]] { right.reversed() }
    var whole: [[Int]] { [events, events] }
}

private let shifting = Exercise<any RecurrentHomework>(
    "10.4", "Inputs and targets", tolerance: .exact, hint: "Both have one event less than the sequence.",
    input: Line.init, expected: \.right, answer: { try $0.shifted($1.events) },
    mistakes: [
        Mistake("Nothing is shifted: the network would only have to repeat its input.", \.notShifted),
        Mistake("Shifted by two: the target is the very next event.", \.byTwo),
        Mistake("Inputs and targets are swapped: the network would read the future.", \.backwards),
        Mistake("Both are the whole sequence: nothing is predicted.", \.whole),
    ])

// MARK: 10.5

private struct Heat {
    var logits: [Float]
    var temperature: Float

    init(size: Int, generator: inout RandomGenerator) {
        logits = (0..<size + 1).map { _ in generator.uniform(in: -2...2) }
        temperature = [0.5, 2][generator.integer(below: 2)]
    }

    var right: [Float] { softmax { $0 / Double(temperature) } }
    var without: [Float] { softmax { $0 } }
    var inverted: [Float] { softmax { $0 * Double(temperature) } }
    var afterwards: [Float] { without.map { $0 / temperature } }
    var unnormalized: [Float] { logits.map { Float(exp(Double($0) / Double(temperature))) } }

    private func softmax(_ change: (Double) -> Double) -> [Float] {
        let weights = logits.map { exp(change(Double($0))) }
        return weights.map { Float($0 / weights.reduce(0, +)) }
    }
}

private let tempering = Exercise<any RecurrentHomework>(
    "10.5", "Temperature", hint: "At a temperature near 0 the likeliest has nearly all the probability.",
    input: Heat.init, expected: \.right,
    answer: { try $0.probabilities($1.logits, temperature: $1.temperature) },
    mistakes: [
        Mistake("The temperature has no part in it.", \.without),
        Mistake("Divide by the temperature: multiplying, a low one would flatten.", \.inverted),
        Mistake("The logits are divided, not the probabilities.", \.afterwards),
        Mistake("They do not add up to 1: divide by their sum.", \.unnormalized),
    ])
