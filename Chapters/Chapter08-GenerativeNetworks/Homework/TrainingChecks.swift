import Grading
import TensorCore

// MARK: 8.10

/// Real numbers with their digits, and new ones that the submission never sees.
private struct Drawn {
    var digits: [Int]
    var real: [Float]
    var classCount: Int
    var newReal: [[Float]]

    /// Mean and deviation of some numbers.
    static func statistics(_ x: [Float]) -> (mean: Double, deviation: Double) {
        let mean = x.reduce(0) { $0 + Double($1) } / Double(x.count)
        let squares = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (mean, (squares / Double(x.count - 1)).squareRoot())
    }
}

extension Drawn {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 1)
        let means = (0..<count).map { _ in generator.number(size: 3) }
        let deviations = (0..<count).map { _ in generator.element(of: [0.25, 0.5, 2, 3] as [Float]) }
        func drawn(_ digit: Int) -> Float { means[digit] + deviations[digit] * generator.normal() }
        classCount = count
        digits = (0..<200 * count).map {
            $0 < 2 * count ? count - 1 - $0 % count : generator.integer(below: count)
        }
        real = digits.map(drawn)
        newReal = (0..<count).map { digit in (0..<400).map { _ in drawn(digit) } }
    }

    /// These numbers of one digit after the other, which are the new ones too.
    private init(_ real: [[Float]]) {
        let digits = real.indices.flatMap { digit in real[digit].map { _ in digit } }
        self.init(
            digits: digits, real: real.flatMap { $0 }, classCount: real.count, newReal: real)
    }

    static let examples = [Drawn([[4, 6, 4, 6]])]
    static let edges = [
        // A digit that is always drawn alike.
        Drawn([[2, 2, 2], [-12, -10, -11, -13, -12]]),
        Drawn((0..<12).map { digit in (0..<8).map { Float(digit) + Float($0 % 2 * 2 - 1) } }),
    ]
}

let drawingDigits = Exercise<any GenerativeHomework>(
    "8.10", "Train it: a conditional generator", sizes: 1...3, draws: 3,
    hint: "Print, for each digit, mean and deviation of the real numbers and of those that you make.",
    input: Drawn.init, examples: Drawn.examples, edges: Drawn.edges,
    judge: { homework, drawn in
        let (scales, shifts) = try homework.trainedGenerator(
            digits: drawn.digits, real: drawn.real, classCount: drawn.classCount)
        return verdict(drawn, scales, shifts)
    },
    cases: [
        Case("one digit") { $0.classCount == 1 }, Case("several digits") { $0.classCount > 1 },
        Case("a digit without scatter") { drawn in drawn.newReal.contains { Set($0).count == 1 } },
    ],
    meant: [
        Meant("digits[]", lack: .negative, because: "classes are numbered from 0"),
        Meant("classCount", lack: .negative, .zero, because: "there is a class"),
        Meant(
            "digits.count", "real.count", "newReal[].count", lack: .one,
            because: "one number has no deviation"
        ),
        .together("digits.count", "real.count", because: "each number has its digit"),
        .together("classCount", "newReal.count", because: "new numbers of every digit"),
    ])

private func verdict(_ drawn: Drawn, _ scales: [Float], _ shifts: [Float]) -> Verdict {
    let came = "scales \(scales.shown), shifts \(shifts.shown)"
    let count = drawn.classCount
    guard scales.count == count, shifts.count == count else {
        return .wrong(
            expected: "\(count) scales and \(count) shifts", came: came,
            hint: "Each digit has a scale and a shift.")
    }
    guard (scales + shifts).allSatisfy(\.isFinite) else {
        return .wrong(
            expected: "finite numbers", came: came,
            hint: "A scale or a shift is not a number, or infinite: the game did not settle.")
    }
    for digit in 0..<count {
        let (mean, deviation) = Drawn.statistics(drawn.newReal[digit])
        let (scale, shift) = (abs(Double(scales[digit])), Double(shifts[digit]))
        let limit = 0.2 * deviation * deviation + 0.01
        let apart = (shift - mean) * (shift - mean)
        let distance = apart + (scale - deviation) * (scale - deviation)
        guard distance > limit else { continue }
        let hint: String
        // Two digits may happen to lie at one place: then only their scales tell.
        let (oneShift, oneScale) = (Set(shifts).count == 1, Set(scales).count == 1)
        if count > 1, oneShift, apart > limit || oneScale {
            hint = "Every digit has the same shift: the condition is not used."
        } else if apart > limit {
            hint = "The numbers of digit \(digit) lie elsewhere: the shift is the mean of what is made."
        } else if scale < 0.1 * deviation {
            hint =
                "Digit \(digit) is always drawn alike, at the mean: that is what the mean squared error asks for."
        } else if abs(scale - deviation * deviation) < 0.4 * deviation * deviation {
            hint = "Noise has the deviation 1: the scale is the deviation, not the variance."
        } else if count > 1, oneScale {
            hint = "Every digit has the same scale: the condition is not used for it."
        } else {
            hint = "Digit \(digit) is in the right place, but it does not scatter as the real numbers do."
        }
        return .wrong(
            expected: "a distance of at most \(limit.shown) for digit \(digit)", came: came,
            remark:
                "the distance is \(distance.shown); the real numbers have the mean \(mean.shown), the deviation \(deviation.shown)",
            hint: hint)
    }
    return .right
}
