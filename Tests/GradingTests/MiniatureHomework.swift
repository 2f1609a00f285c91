import Grading
import Messages
import TensorCore

/// A homework in small: what a chapter's looks like.
protocol MiniatureHomework: Sendable {
    /// The weighted sum of the inputs plus the bias.
    func weightedSum(_ inputs: [Float], weights: [Float], bias: Float) throws -> Float
    /// The inputs, each divided by their sum.
    func shares(_ inputs: [Float]) throws -> [Float]
    /// One step downhill: weights and bias after it.
    func step(weights: [Float], bias: Float, slope: Float) throws -> (weights: [Float], bias: Float)
    /// Any order in which no number is smaller than the one before.
    func ordered(_ numbers: [Int]) throws -> [Int]
}

struct Starter: MiniatureHomework {
    func weightedSum(_ inputs: [Float], weights: [Float], bias: Float) throws -> Float {
        throw Unimplemented()
    }
    func shares(_ inputs: [Float]) throws -> [Float] { throw Unimplemented() }
    func step(weights: [Float], bias: Float, slope: Float) throws -> (weights: [Float], bias: Float) {
        throw Unimplemented()
    }
    func ordered(_ numbers: [Int]) throws -> [Int] { throw Unimplemented() }
}

/// Answers with its closures, the right ones unless told otherwise: solution and mutants in one.
struct Answers: MiniatureHomework {
    var sum: @Sendable ([Float], [Float], Float) throws -> Float = { inputs, weights, bias in
        zip(inputs, weights).reduce(bias) { $0 + $1.0 * $1.1 }
    }
    var share: @Sendable ([Float]) throws -> [Float] = { inputs in
        let total = inputs.reduce(0, +)
        return inputs.map { $0 / total }
    }
    var move: @Sendable ([Float], Float, Float) throws -> ([Float], Float) = { weights, bias, slope in
        (weights.map { $0 - slope }, bias - slope)
    }
    var order: @Sendable ([Int]) throws -> [Int] = { $0.sorted() }

    func weightedSum(_ inputs: [Float], weights: [Float], bias: Float) throws -> Float {
        try sum(inputs, weights, bias)
    }
    func shares(_ inputs: [Float]) throws -> [Float] { try share(inputs) }
    func step(weights: [Float], bias: Float, slope: Float) throws -> (weights: [Float], bias: Float) {
        try move(weights, bias, slope)
    }
    func ordered(_ numbers: [Int]) throws -> [Int] { try order(numbers) }
}

let miniature = Homework<any MiniatureHomework>(
    chapter: 1, title: "Miniature", file: "Starter.swift",
    exercises: [weightedSumExercise, sharesExercise, stepExercise, orderedExercise])

struct Neuron {
    var inputs: [Float]
    var weights: [Float]
    var bias: Float

    var products: [Float] { zip(inputs, weights).map { $0 * $1 } }
    var sum: Float { products.reduce(bias, +) }
    var sumWithoutBias: Float { products.reduce(0, +) }
    var sumMinusBias: Float { products.reduce(-bias, +) }
    var sumWithoutLast: Float { products.dropLast().reduce(bias, +) }
}

extension Neuron {
    init(size: Int, generator: inout RandomGenerator) {
        inputs = (0..<size).map { _ in generator.uniform(in: 1...2) }
        weights = (0..<size).map { _ in generator.uniform(in: 1...2) }
        bias = generator.uniform(in: 0.5...1)
    }

    static let edges = [
        Neuron(inputs: [0, -10], weights: [12, 0], bias: -12),
        Neuron(inputs: [-1, 2, 10], weights: [-10, 1, 1], bias: 0),
    ]
}

let weightedSumExercise = Exercise<any MiniatureHomework>(
    "1.1", "The weighted sum", hint: "Work out one sum by hand.",
    input: Neuron.init, examples: [Neuron(inputs: [2], weights: [3], bias: 1)], edges: Neuron.edges,
    expected: \.sum,
    answer: { try $0.weightedSum($1.inputs, weights: $1.weights, bias: $1.bias) },
    mistakes: [
        Mistake("The bias is forgotten.", \.sumWithoutBias),
        Mistake("The bias is taken away.", \.sumMinusBias),
        Mistake("The last input is left out.", \.sumWithoutLast),
    ],
    cases: [Case("one input") { $0.inputs.count == 1 }],
    meant: [.together("inputs.count", "weights.count", because: "each input has its weight")])

struct NoShares: Error {}

let sharesExercise = Exercise<any MiniatureHomework>(
    "1.2", "The shares", sizes: 2...9, hint: "Shares sum to 1.",
    input: { size, generator in (0..<size).map { _ in generator.uniform(in: 1...2) } },
    examples: [[1, 3]], edges: [[10, 0], [5]],
    expected: { inputs in
        let total = inputs.reduce(0, +)
        return inputs.map { $0 / total }
    },
    answer: { try $0.shares($1) },
    mistakes: [
        Mistake("That is the logarithm of a negative number.") { inputs in inputs.map { _ in .nan } },
        Mistake("It throws, but need not.") { _ in throw NoShares() },
    ],
    meant: [Meant("input[]", lack: .negative, because: "shares of something")])

let stepExercise = Exercise<any MiniatureHomework>(
    "1.3", "A step downhill", hint: "Downhill is against the slope.",
    input: { size, generator in
        (
            weights: (0..<size).map { _ in generator.normal() }, bias: generator.normal(),
            slope: generator.uniform(in: 1...2)
        )
    },
    examples: [(weights: [0], bias: 0, slope: 1)],
    edges: [(weights: [10, -1], bias: -12, slope: -11), ([1], 2, 0)],
    expected: { input in
        Fields(["weights": input.weights.map { $0 - input.slope }, "bias": input.bias - input.slope])
    },
    answer: { homework, input in
        let (weights, bias) = try homework.step(weights: input.weights, bias: input.bias, slope: input.slope)
        return Fields(["weights": weights, "bias": bias])
    },
    mistakes: [
        Mistake("That is uphill.") { input in
            Fields(["weights": input.weights.map { $0 + input.slope }, "bias": input.bias + input.slope])
        }
    ])

let orderedExercise = Exercise<any MiniatureHomework>(
    "1.4", "In order", sizes: 0...6, hint: "Compare neighbours.",
    input: { size, generator in (0..<size).map { _ in generator.integer(below: 100) } },
    examples: [[2, 0, 1], [-3, 4]],
    judge: { homework, numbers in
        let order = try homework.ordered(numbers)
        guard zip(order, order.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return .wrong(
                expected: Words(en: "no number smaller than the one before", zh: "没有一个数小于前一个").text,
                came: order.shown)
        }
        return .compare(
            Set(order).sorted(), with: Set(numbers).sorted(), hint: "The same numbers must come out.")
    })
