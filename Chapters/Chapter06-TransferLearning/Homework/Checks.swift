import Grading
import TensorCore

/// The exercises and how they are checked.
public let transferHomework = Homework<any TransferHomework>(
    chapter: 6, title: "Transfer learning",
    file: "Chapters/Chapter06-TransferLearning/Homework/Starter.swift",
    exercises: [adding, freezing, sharing, rounding, choosing])

/// The homework of Chapter 6 for the grader.
public let chapter06Homework = AnyHomework(transferHomework, starter: Starter(), solution: Solution())

// MARK: 6.1

private struct TwoDigits {
    var left, right: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        func distribution(_ count: Int) -> [Float] {
            let raw = (0..<count).map { _ in generator.uniform(in: 0.05...1) }
            return raw.map { $0 / raw.reduce(0, +) }
        }
        left = distribution(2 + generator.integer(below: size + 1))
        right = distribution(2 + generator.integer(below: size + 1))
    }

    var right19: [Float] { folded { $0 * $1 } }
    var added: [Float] { folded { $0 + $1 } }
    var turned: [Float] { folded(right.reversed()) { $0 * $1 } }
    var withoutTheLast: [Float] { Array(right19.dropLast()) }
    var placeByPlace: [Float] { zip(left, right).map { $0 * $1 } }

    private func folded(_ other: [Float]? = nil, _ combine: (Double, Double) -> Double) -> [Float] {
        let other = other ?? right
        return (0..<left.count + other.count - 1).map { sum in
            var total = 0.0
            for a in left.indices where other.indices.contains(sum - a) {
                total += combine(Double(left[a]), Double(other[sum - a]))
            }
            return Float(total)
        }
    }
}

private let adding = Exercise<any TransferHomework>(
    "6.1", "Probabilities of a sum", sizes: 1...9,
    hint: "Two coins, 0 or 1 each: 0 in one way, 1 in two ways, 2 in one.",
    input: TwoDigits.init, expected: \.right19,
    answer: { try $0.sumProbabilities($1.left, $1.right) },
    mistakes: [
        Mistake("The joint probability is the product, not the sum.", \.added),
        Mistake("That is the difference of the digits: one of the two runs backwards.", \.turned),
        Mistake("The largest sum is missing: 9 + 9 is 18, the nineteenth element.", \.withoutTheLast),
        Mistake("Only equal digits are paired: every digit meets every other.", \.placeByPlace),
    ])

// MARK: 6.2

private struct Step {
    var weights, gradients: [Float]
    var isFrozen: [Bool]
    var learningRate: Float

    init(size: Int, generator: inout RandomGenerator) {
        func numbers() -> [Float] { (0..<size + 2).map { _ in generator.uniform(in: 0.5...2) } }
        weights = numbers()
        gradients = numbers()
        isFrozen = [true, false] + (0..<size).map { _ in generator.uniform() < 0.5 }
        learningRate = generator.uniform(in: 0.1...0.5)
    }

    var right: [Float] { stepped { $1 ? 0 : -$0 } }
    var allMoved: [Float] { stepped { gradient, _ in -gradient } }
    var wrongOnesMoved: [Float] { stepped { $1 ? -$0 : 0 } }
    var uphill: [Float] { stepped { $1 ? 0 : $0 } }
    var zeroed: [Float] { zip(right, isFrozen).map { $1 ? 0 : $0 } }
    var withoutRate: [Float] {
        weights.indices.map { isFrozen[$0] ? weights[$0] : weights[$0] - gradients[$0] }
    }

    private func stepped(_ direction: (Float, Bool) -> Float) -> [Float] {
        weights.indices.map { weights[$0] + learningRate * direction(gradients[$0], isFrozen[$0]) }
    }
}

private let freezing = Exercise<any TransferHomework>(
    "6.2", "A step with frozen weights", hint: "What should a frozen weight be after the step?",
    input: Step.init, expected: \.right,
    answer: {
        try $0.updated(
            $1.weights, gradients: $1.gradients, isFrozen: $1.isFrozen, learningRate: $1.learningRate)
    },
    mistakes: [
        Mistake("The frozen weights changed too.", \.allMoved),
        Mistake("The wrong ones changed: frozen weights stay, the others are trained.", \.wrongOnesMoved),
        Mistake("The step goes uphill: subtract.", \.uphill),
        Mistake("Frozen weights became 0: they stay as they were.", \.zeroed),
        Mistake("The learning rate is missing.", \.withoutRate),
    ])

// MARK: 6.3

private struct Shared {
    var left, right: [Float]
    var upstream: Float

    init(size: Int, generator: inout RandomGenerator) {
        func numbers() -> [Float] { (0..<size + 1).map { _ in generator.uniform(in: 0.5...2) } }
        left = numbers()
        right = numbers()
        upstream = generator.uniform(in: 1.5...3)
    }

    var expected: [Float] { zip(left, right).map { upstream * ($0 + $1) } }
    var leftAlone: [Float] { left.map { upstream * $0 } }
    var rightAlone: [Float] { right.map { upstream * $0 } }
    var mean: [Float] { expected.map { $0 / 2 } }
    var multiplied: [Float] { zip(left, right).map { upstream * $0 * $1 } }
    var withoutUpstream: [Float] { zip(left, right).map { $0 + $1 } }
}

private let sharing = Exercise<any TransferHomework>(
    "6.3", "Weights that two towers share", hint: "Write the output as w · (left + right).",
    input: Shared.init, expected: \.expected,
    answer: { try $0.sharedGradient($1.left, $1.right, upstream: $1.upstream) },
    mistakes: [
        Mistake("Only the left tower counts: the right one uses the weights as well.", \.leftAlone),
        Mistake("Only the right tower counts: the left one uses the weights as well.", \.rightAlone),
        Mistake("Halved: gradients of shared weights add up, they are not averaged.", \.mean),
        Mistake("The towers' inputs are multiplied: their gradients add up.", \.multiplied),
        Mistake("The upstream gradient is missing.", \.withoutUpstream),
    ])

// MARK: 6.4

private struct Guesses {
    var guesses: [Float]
    var sums: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        sums = (0..<size + 3).map { _ in 1 + generator.integer(below: 17) }
        guesses = sums.map { Float($0) + generator.uniform(in: -1.2...1.2) }
        // A guess below, one above and one far off, so that no way of rounding is right by chance.
        guesses[0] = Float(sums[0]) - 0.3
        guesses[1] = Float(sums[1]) + 0.3
        guesses[2] = Float(sums[2]) - 2.4
    }

    var right: Float { share { Int($0.rounded()) == $1 } }
    var cutOff: Float { share { Int($0) == $1 } }
    var roundedUp: Float { share { Int($0.rounded(.up)) == $1 } }
    var within: Float { share { abs($0 - Float($1)) <= 1 } }
    var counted: Float { right * Float(sums.count) }

    private func share(_ isRight: (Float, Int) -> Bool) -> Float {
        Float(zip(guesses, sums).count(where: isRight)) / Float(sums.count)
    }
}

private let rounding = Exercise<any TransferHomework>(
    "6.4", "Exact sums", hint: "6.7 is nearest to 7, 7.3 too.", input: Guesses.init, expected: \.right,
    answer: { try $0.exactFraction($1.guesses, sums: $1.sums) },
    mistakes: [
        Mistake("The fraction is cut off: 6.7 is nearest to 7.", \.cutOff),
        Mistake("Rounded up: 7.3 is nearest to 7.", \.roundedUp),
        Mistake("Within 1 is not exact: round, then compare.", \.within),
        Mistake("That is the number of exact sums: divide by the number of pairs.", \.counted),
    ])

// MARK: 6.5

private struct Choice {
    var digits: Int
    var share: Float
    var order: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        digits = 10 * (size + 1) + generator.integer(below: 5)
        share = 0.15 + 0.1 * Float(generator.integer(below: 6))
        order = generator.permutation(digits)
        // Never the first places by chance.
        if let zero = order.firstIndex(of: 0) { order.swapAt(zero, digits - 1) }
    }

    var right: [Int] { Array(order.prefix(count)) }
    var firstOfTheFile: [Int] { Array(0..<count) }
    var theRest: [Int] { Array(order.dropFirst(count)) }
    var last: [Int] { Array(order.suffix(count)) }

    private var count: Int { max(1, Int((share * Float(digits)).rounded())) }
}

private let choosing = Exercise<any TransferHomework>(
    "6.5", "A fraction of the digits", tolerance: .exact,
    hint: "How many are they? Which come first in the order?",
    input: Choice.init, expected: \.right,
    answer: { try $0.chosen($1.digits, share: $1.share, order: $1.order) },
    mistakes: [
        Mistake(
            "Those are the first of the file: take the first indices of the order.", \.firstOfTheFile),
        Mistake("Those are the ones left over: take the first of the order.", \.theRest),
        Mistake("Those are the last of the order: take the first.", \.last),
    ])
