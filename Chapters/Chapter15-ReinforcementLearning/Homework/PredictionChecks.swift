import Foundation
import Grading
import Messages
import TensorCore

// MARK: 15.9 and 15.10

/// A sequence of bits.
struct BitSequence: Sendable {
    var bits: [Int]

    private func estimates(
        add: Double = 0.5, of counted: Int = 1, includesNext: Bool = false, last: Int = .max
    ) -> [Float] {
        (0...bits.count).map { place in
            let seen = bits.prefix(includesNext ? place + 1 : place).suffix(last)
            let count = Double(seen.count { $0 == counted })
            return Float((count + add) / (Double(seen.count) + 2 * add))
        }
    }

    var right: [Float] { estimates() }
    var laplace: [Float] { estimates(add: 1) }
    var zeros: [Float] { estimates(of: 0) }
    var frequencies: [Float] { estimates(add: 0).map { $0.isNaN ? 0.5 : $0 } }
    var withNext: [Float] { estimates(includesNext: true) }
    var withoutLast: [Float] { right.dropLast() }
    var withoutFirst: [Float] { Array(right.dropFirst()) }
    var oneMissing: [Float] {
        (0...bits.count).map { place in
            (Float(bits.prefix(place).reduce(0, +)) + 0.5) / Float(max(1, place))
        }
    }
    var ofTheBit: [Float] { zip(right, bits + [1]).map { $1 == 1 ? $0 : 1 - $0 } }

    /// KT of a sequence.
    private func kt(_ bits: [Int], add: Double = 0.5) -> Double {
        var (ones, product) = (0.0, 1.0)
        for (index, bit) in bits.enumerated() {
            let one = (ones + add) / (Double(index) + 2 * add)
            product *= bit == 1 ? one : 1 - one
            ones += Double(bit)
        }
        return product
    }

    private func following(_ context: Int, first: Int = 0) -> [Int] {
        zip([first] + bits, bits).filter { $0.0 == context }.map(\.1)
    }

    private var leaf: Double { kt(bits) }
    private var split: Double { kt(following(0)) * kt(following(1)) }
    private func ln(_ probability: Double) -> Float { Float(log(probability)) }

    var mixture: Float { ln((leaf + split) / 2) }
    var leafAlone: Float { ln(leaf) }
    var splitAlone: Float { ln(split) }
    var sum: Float { ln(leaf + split) }
    var product: Float { ln(leaf * split) }
    var meanOfLogs: Float { (ln(leaf) + ln(split)) / 2 }
    var withoutLog: Float { Float((leaf + split) / 2) }
    var larger: Float { ln(max(leaf, split)) }
    var firstAfterOne: Float { ln((leaf + kt(following(0, first: 1)) * kt(following(1, first: 1))) / 2) }
    /// The first bit has no context.
    var withoutFirstBit: Float {
        let rest = bits.dropFirst()
        func following(_ context: Int) -> [Int] { zip(bits, rest).filter { $0.0 == context }.map(\.1) }
        return ln((leaf + kt(following(0)) * kt(following(1))) / 2)
    }
    var byOwnBit: Float { ln((leaf + kt(bits.filter { $0 == 0 }) * kt(bits.filter { $0 == 1 })) / 2) }
    var addedContexts: Float { ln((leaf + (kt(following(0)) + kt(following(1))) / 2) / 2) }
    var mixtureOfLaplace: Float {
        ln((kt(bits, add: 1) + kt(following(0), add: 1) * kt(following(1), add: 1)) / 2)
    }
    /// Mixed anew for every bit.
    var mixedEachBit: Float {
        var result: Float = 0
        var seen: [Int] = []
        for (context, bit) in zip([0] + bits, bits) {
            let ones = BitSequence(bits: seen).right.last ?? 0.5
            let past = zip([0] + seen, seen).filter { $0.0 == context }.map(\.1)
            let inContext = BitSequence(bits: past).right.last ?? 0.5
            let one = (ones + inContext) / 2
            result += log(bit == 1 ? one : 1 - one)
            seen.append(bit)
        }
        return result
    }
}

extension BitSequence {
    init(size: Int, generator: inout RandomGenerator) {
        // At times alternating, at times mostly one bit.
        let change: Float = generator.element(of: [0.1, 0.5, 0.9])
        var bit = generator.integer(below: 2)
        bits = (0..<size + generator.integer(below: size + 1)).map { _ in
            if generator.bernoulli(change) { bit = 1 - bit }
            return bit
        }
    }

    static let edges = [
        BitSequence(bits: []), BitSequence(bits: [0]), BitSequence(bits: [1]),
        BitSequence(bits: [0, 1, 0, 1, 0, 1]),
        BitSequence(bits: [1, 1, 0, 0, 0]), BitSequence(bits: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
    ]
}

let estimating = Exercise<any ReinforcementHomework>(
    "15.9", Words(en: "The next bit", zh: "下一位"),
    hint: Words(
        en: "Count zeros and ones before each bit; with none seen P(1) is ½.",
        zh: "数一数每一位之前的 0 和 1；一位也没见过时，P(1) 是 ½。"),
    input: BitSequence.init, examples: [BitSequence(bits: [1, 1])], edges: BitSequence.edges,
    expected: \.right,
    answer: { try $0.nextBitProbabilities($1.bits) },
    mistakes: [
        Mistake(
            en: "Add ½ to each count, not 1: that is Laplace's estimate.", zh: "每个计数加 ½，不是加 1：加 1 的是拉普拉斯的估计。",
            \.laplace),
        Mistake(en: "That is the probability of a 0.", zh: "这是下一位为 0 的概率。", \.zeros),
        Mistake(
            en: "Add ½ to each count: a bit that was never seen is not impossible.",
            zh: "每个计数要加 ½：没见过的位不是不可能。", \.frequencies),
        Mistake(
            en: "A bit is predicted by the bits before it, not by itself.", zh: "一位由它前面的各位预测，不由它自己预测。",
            \.withNext),
        Mistake(en: "The probability after the last bit is missing.", zh: "缺了最后一位之后的概率。", \.withoutLast),
        Mistake(
            en: "The probability before the first bit is missing: ½.", zh: "缺了第一位之前的概率：½。", \.withoutFirst),
        Mistake(en: "The divisor is zeros + ones + 1.", zh: "除数是 zeros + ones + 1。", \.oneMissing),
        Mistake(
            en: "The probability of a 1 is asked for, whatever comes.", zh: "不论这一位是什么，要的都是 1 的概率。", \.ofTheBit
        ),
    ],
    cases: [
        Case(en: "no bits", zh: "一位也没有") { $0.bits.isEmpty },
        Case(en: "zeros alone", zh: "全是 0") { $0.bits.count > 2 && !$0.bits.dropLast().contains(1) },
    ],
    meant: [
        Meant("bits[]", lack: .variety, .negative, .large, because: "bits"),
        Meant("answer.first", lack: .variety, because: "before the first bit it is ½"),
    ])

let mixing = Exercise<any ReinforcementHomework>(
    "15.10", Words(en: "A context tree", zh: "上下文树"), draws: 8,
    hint: Words(
        en: "Write down the bits that follow a 0 and those that follow a 1, and KT of each list.",
        zh: "写下跟在 0 后面的各位和跟在 1 后面的各位，以及两个列表各自的 KT。"),
    input: BitSequence.init, examples: [BitSequence(bits: [1, 0])], edges: BitSequence.edges,
    expected: \.mixture,
    answer: { try $0.logMixture($1.bits) },
    mistakes: [
        Mistake(
            en: "That is the leaf alone: mix it with the split tree.", zh: "这只是叶子：要与分叉的树混合。", \.leafAlone),
        Mistake(
            en: "That is the split tree alone: mix it with the leaf.", zh: "这只是分叉的树：要与叶子混合。", \.splitAlone),
        Mistake(en: "Each tree has the weight ½.", zh: "每棵树的权重是 ½。", \.sum),
        Mistake(
            en: "The two trees are mixed: add half of each, do not multiply.", zh: "两棵树要混合：各取一半相加，不是相乘。",
            \.product),
        Mistake(en: "Mix the probabilities, not their logarithms.", zh: "混合的是概率，不是它们的对数。", \.meanOfLogs),
        Mistake(en: "The logarithm is asked for.", zh: "要的是对数。", \.withoutLog),
        Mistake(en: "Mix both trees: the better one is not known.", zh: "两棵树都要混合：不知道哪一棵更好。", \.larger),
        Mistake(en: "Before the first bit stands a 0, not a 1.", zh: "第一位之前是 0，不是 1。", \.firstAfterOne),
        Mistake(
            en: "The first bit has a context too: a 0 stands before it.", zh: "第一位也有上下文：它前面是 0。",
            \.withoutFirstBit),
        Mistake(
            en: "The context of a bit is the bit before it, not itself.", zh: "一位的上下文是它前面的那一位，不是它自己。",
            \.byOwnBit),
        Mistake(
            en: "The bits of both contexts came: multiply their probabilities.", zh: "两种上下文的位都出现了：它们的概率要相乘。",
            \.addedContexts),
        Mistake(en: "KT adds ½ to each count, not 1.", zh: "KT 对每个计数加 ½，不是加 1。", \.mixtureOfLaplace),
        Mistake(
            en:
                "The weights ½ belong to the whole sequence: mixing each bit anew forgets which tree was right.",
            zh: "权重 ½ 是对整个序列的：每一位都重新混合，就忘了哪棵树猜得准。", \.mixedEachBit),
    ],
    cases: [
        Case(en: "no bits", zh: "一位也没有") { $0.bits.isEmpty },
        Case(en: "one bit", zh: "只有一位") { $0.bits.count == 1 },
    ],
    meant: [Meant("bits[]", lack: .variety, .negative, .large, because: "bits")])
