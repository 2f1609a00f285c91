import Grading
import Messages
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
    "8.10", Words(en: "Train it: a conditional generator", zh: "训练它：条件生成器"), sizes: 1...3, draws: 3,
    hint: Words(
        en: "Print, for each digit, mean and deviation of the real numbers and of those that you make.",
        zh: "对每个数字，打印真实的数和你生成的数各自的平均值和标准差。"),
    input: Drawn.init, examples: Drawn.examples, edges: Drawn.edges,
    judge: { homework, drawn in
        let (scales, shifts) = try homework.trainedGenerator(
            digits: drawn.digits, real: drawn.real, classCount: drawn.classCount)
        return verdict(drawn, scales, shifts)
    },
    cases: [
        Case(en: "one digit", zh: "只有一个数字") { $0.classCount == 1 },
        Case(en: "several digits", zh: "有几个数字") { $0.classCount > 1 },
        Case(en: "a digit without scatter", zh: "有数字的样本全都相同") { drawn in
            drawn.newReal.contains { Set($0).count == 1 }
        },
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
    let came = Words(
        en: "scales \(scales.shown), shifts \(shifts.shown)",
        zh: "scales \(scales.shown)，shifts \(shifts.shown)"
    ).text
    let count = drawn.classCount
    guard scales.count == count, shifts.count == count else {
        return .wrong(
            expected: Words(en: "\(count) scales and \(count) shifts", zh: "scales 和 shifts 各 \(count) 个")
                .text, came: came,
            hint: Words(en: "Each digit has a scale and a shift.", zh: "每个数字有一个缩放和一个平移。").text)
    }
    guard (scales + shifts).allSatisfy(\.isFinite) else {
        return .wrong(
            expected: Words(en: "finite numbers", zh: "有限的数").text, came: came,
            hint: Words(
                en: "A scale or a shift is not a number, or infinite: the game did not settle.",
                zh: "有缩放或平移是 NaN 或无穷大：这场博弈没有收敛。"
            ).text)
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
            hint =
                Words(
                    en: "Every digit has the same shift: the condition is not used.", zh: "每个数字的平移都一样：没有用到条件。"
                ).text
        } else if apart > limit {
            hint =
                Words(
                    en: "The numbers of digit \(digit) lie elsewhere: the shift is the mean of what is made.",
                    zh: "为数字 \(digit) 生成的数偏到了别处：平移就是它们的平均值。"
                ).text
        } else if scale < 0.1 * deviation {
            hint =
                Words(
                    en:
                        "Digit \(digit) is always drawn alike, at the mean: that is what the mean squared error asks for.",
                    zh: "数字 \(digit) 总是生成同一个数，即平均值：那是均方误差所要的。"
                ).text
        } else if count > 1, oneScale {
            hint =
                Words(
                    en: "Every digit has the same scale: the condition is not used for it.",
                    zh: "每个数字的缩放都一样：缩放没有用到条件。"
                ).text
        } else if abs(scale - deviation * deviation) < 0.4 * deviation * deviation {
            hint =
                Words(
                    en: "Noise has the deviation 1: the scale is the deviation, not the variance.",
                    zh: "噪声的标准差是 1：缩放应是标准差，不是方差。"
                ).text
        } else {
            hint =
                Words(
                    en:
                        "Digit \(digit) is in the right place, but it does not scatter as the real numbers do.",
                    zh: "数字 \(digit) 的位置对了，散开的程度却与真实的数不同。"
                ).text
        }
        return .wrong(
            expected: Words(
                en: "a distance of at most \(limit.shown) for digit \(digit)",
                zh: "数字 \(digit) 的距离至多 \(limit.shown)"
            ).text, came: came,
            remark:
                Words(
                    en:
                        "the distance is \(distance.shown); the real numbers have the mean \(mean.shown), the deviation \(deviation.shown)",
                    zh: "距离是 \(distance.shown)；真实的数平均值是 \(mean.shown)，标准差是 \(deviation.shown)"
                ).text,
            hint: hint)
    }
    return .right
}
