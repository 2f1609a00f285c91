import Grading
import TensorCore

// MARK: 8.11

/// A pixel for each of some digits.
private struct Pixels {
    var digits: [Int]
    var pixels: [Float]
    var classCount: Int
    var learningRate: Float

    private typealias Condition = (_ digit: Int, _ place: Int) -> Double
    private static func oneHot(_ digit: Int, _ place: Int) -> Double { digit == place ? 1 : 0 }

    private func weights(
        _ condition: Condition = oneHot, factor: Double = 2, target: (Double) -> Double = { $0 },
        count: Int? = nil
    ) -> [Float] {
        var weights = [Double](repeating: 0, count: classCount)
        for (digit, pixel) in zip(digits, pixels).prefix(count ?? digits.count) {
            let row = weights.indices.map { condition(digit, $0) }
            let made = zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
            for k in row.indices {
                weights[k] -= Double(learningRate) * factor * (made - target(Double(pixel))) * row[k]
            }
        }
        return weights.map { Float($0) }
    }

    var mended: [Float] { weights() }
    var asItStands: [Float] { weights { digit, _ in Double(digit) } }
    var digitForOne: [Float] { weights { Self.oneHot($0, $1) * Double($0) } }
    var fromOne: [Float] { weights { Self.oneHot($0, $1 + 1) } }
    var nextPlace: [Float] { weights { Self.oneHot($0 + 1, $1) } }
    var unconditional: [Float] { weights { _, _ in 1 } }
    var others: [Float] { weights { 1 - Self.oneHot($0, $1) } }
    var upTo: [Float] { weights { $1 <= $0 ? 1 : 0 } }
    var uphill: [Float] { weights(factor: -2) }
    var halved: [Float] { weights(factor: 1) }
    var withoutTarget: [Float] { weights(target: { _ in 0 }) }
    var withoutLast: [Float] { weights(count: digits.count - 1) }
    var means: [Float] {
        (0..<classCount).map { digit in
            let own = zip(digits, pixels).filter { $0.0 == digit }.map { Double($0.1) }
            return own.isEmpty ? 0 : Float(own.reduce(0, +) / Double(own.count))
        }
    }
}

extension Pixels {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: min(size + 1, 4))
        classCount = count
        digits = (0..<size + generator.integer(below: size)).map { _ in generator.integer(below: count) }
        pixels = digits.map { _ in generator.number(size: size) }
        // What is as it stands must not grow without end.
        learningRate = generator.element(of: [0.03125, 0.015625, 0.0625])
    }

    static let examples = [Pixels(digits: [1, 0], pixels: [1, 4], classCount: 2, learningRate: 0.25)]
    static let edges = [
        Pixels(digits: [0], pixels: [-12], classCount: 1, learningRate: 0.25),
        Pixels(digits: [2, 2, 0, 1, 2], pixels: [1, 2, 0, -1, 10], classCount: 4, learningRate: 0.125),
        Pixels(digits: [11, 0], pixels: [0.5, 1], classCount: 12, learningRate: 0.0625),
        Pixels(digits: [0, 0, 1], pixels: [0, 2, -2], classCount: 2, learningRate: 0.25),
    ]
}

let mendingCondition = Exercise<any GenerativeHomework>(
    findTheFault: "8.11", "a generator by digits", line: 3, returning: "list",
    hint: "Run the program by hand on the example: which weights does digit 1 move?",
    input: Pixels.init, examples: Pixels.examples, edges: Pixels.edges, mended: \.mended,
    asItStands: \.asItStands, because: "the digit is still a number, repeated.",
    otherLines: [
        5: "line 5 adds up rightly, by the wrong condition.",
        7: "line 7 is right: the gradient of a weight has its condition in it.",
    ],
    answer: {
        try $0.mendedGenerator(
            digits: $1.digits, pixels: $1.pixels, classCount: $1.classCount,
            learningRate: $1.learningRate)
    },
    mistakes: [
        WrongMending("A one-hot row has a 1, not the digit: digit 0 draws nothing.", \.digitForOne),
        WrongMending("Digits are numbered from 0: digit 0 has the first weight.", \.fromOne),
        WrongMending("Each digit has its own weight, not the next one.", \.nextPlace),
        WrongMending("Every digit moves every weight: the condition is not used.", \.unconditional),
        WrongMending("The 1 is at the digit, not everywhere else.", \.others),
        WrongMending("The 1 is at the digit alone, not at all before it.", \.upTo),
        WrongMending("Line 7 was right: the step is against the gradient.", \.uphill),
        WrongMending("Line 7 was right: the 2 is the derivative of the square.", \.halved),
        WrongMending("Line 7 was right: the error is what is made, less the pixel.", \.withoutTarget),
        WrongMending("The last pixel counts as well.", \.withoutLast),
        WrongMending("That is where training would end: these are its first steps.", \.means),
    ],
    cases: [
        Case("one class") { $0.classCount == 1 },
        Case("a class without a pixel") { $0.classCount > Set($0.digits).count },
        Case("a digit that comes twice") { $0.digits.count > Set($0.digits).count },
    ],
    meant: [
        Meant("digits[]", lack: .negative, because: "classes are numbered from 0"),
        Meant("classCount", lack: .negative, .zero, because: "there is a class"),
        Meant("learningRate", lack: .negative, .zero, .large, because: "a small number above 0"),
        .together("digits.count", "pixels.count", because: "each pixel has its digit"),
    ])
