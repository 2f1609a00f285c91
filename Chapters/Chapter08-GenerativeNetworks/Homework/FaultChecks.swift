import Grading
import Messages
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
    findTheFault: "8.11", Words(en: "a generator by digits", zh: "按数字生成"), line: 3, returning: "list",
    hint: Words(
        en: "Run the program by hand on the example: which weights does digit 1 move?",
        zh: "在例子上手动运行程序：数字 1 移动了哪些权重？"),
    input: Pixels.init, examples: Pixels.examples, edges: Pixels.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the digit is still a number, repeated.", zh: "数字仍是一个重复多次的数。"),
    otherLines: [
        5: Words(en: "line 5 adds up rightly, by the wrong condition.", zh: "第 5 行加得对，只是用了错误的条件。"),
        7: Words(
            en: "line 7 is right: the gradient of a weight has its condition in it.",
            zh: "第 7 行是对的：权重的梯度里有它的条件。"),
    ],
    answer: {
        try $0.mendedGenerator(
            digits: $1.digits, pixels: $1.pixels, classCount: $1.classCount,
            learningRate: $1.learningRate)
    },
    mistakes: [
        WrongMending(
            Words(
                en: "A one-hot row has a 1, not the digit: digit 0 draws nothing.",
                zh: "独热编码里是 1，不是数字本身：否则数字 0 什么也画不出来。"), \.digitForOne),
        WrongMending(
            Words(
                en: "Digits are numbered from 0: digit 0 has the first weight.", zh: "数字从 0 开始：数字 0 用第一个权重。"),
            \.fromOne),
        WrongMending(
            Words(en: "Each digit has its own weight, not the next one.", zh: "每个数字用自己的权重，不是下一个。"),
            \.nextPlace),
        WrongMending(
            Words(
                en: "Every digit moves every weight: the condition is not used.", zh: "每个数字都移动所有的权重：没有用到条件。"),
            \.unconditional),
        WrongMending(
            Words(en: "The 1 is at the digit, not everywhere else.", zh: "1 在这个数字的位置上，不是在其他所有位置上。"), \.others),
        WrongMending(
            Words(en: "The 1 is at the digit alone, not at all before it.", zh: "1 只在这个数字的位置上，它前面的都不是。"),
            \.upTo),
        WrongMending(
            Words(en: "Line 7 was right: the step is against the gradient.", zh: "第 7 行本来是对的：要逆着梯度走。"),
            \.uphill),
        WrongMending(
            Words(
                en: "Line 7 was right: the 2 is the derivative of the square.", zh: "第 7 行本来是对的：2 来自平方的导数。"),
            \.halved),
        WrongMending(
            Words(
                en: "Line 7 was right: the error is what is made, less the pixel.",
                zh: "第 7 行本来是对的：误差是生成的值减去像素。"), \.withoutTarget),
        WrongMending(Words(en: "The last pixel counts as well.", zh: "最后一个像素也要算。"), \.withoutLast),
        WrongMending(
            Words(
                en: "That is where training would end: these are its first steps.", zh: "这是训练的终点：这里只走最初的几步。"),
            \.means),
    ],
    cases: [
        Case(en: "one class", zh: "只有一个类别") { $0.classCount == 1 },
        Case(en: "a class without a pixel", zh: "有类别没有像素") { $0.classCount > Set($0.digits).count },
        Case(en: "a digit that comes twice", zh: "有数字出现两次") { $0.digits.count > Set($0.digits).count },
    ],
    meant: [
        Meant("digits[]", lack: .negative, because: "classes are numbered from 0"),
        Meant("classCount", lack: .negative, .zero, because: "there is a class"),
        Meant("learningRate", lack: .negative, .zero, .large, because: "a small number above 0"),
        .together("digits.count", "pixels.count", because: "each pixel has its digit"),
    ])
