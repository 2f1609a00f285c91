import Foundation
import Grading
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
    "15.9", "The next bit", hint: "Count zeros and ones before each bit; with none seen P(1) is ½.",
    input: BitSequence.init, examples: [BitSequence(bits: [1, 1])], edges: BitSequence.edges,
    expected: \.right,
    answer: { try $0.nextBitProbabilities($1.bits) },
    mistakes: [
        Mistake("Add ½ to each count, not 1: that is Laplace's estimate.", \.laplace),
        Mistake("That is the probability of a 0.", \.zeros),
        Mistake("Add ½ to each count: a bit that was never seen is not impossible.", \.frequencies),
        Mistake("A bit is predicted by the bits before it, not by itself.", \.withNext),
        Mistake("The probability after the last bit is missing.", \.withoutLast),
        Mistake("The probability before the first bit is missing: ½.", \.withoutFirst),
        Mistake("The divisor is zeros + ones + 1.", \.oneMissing),
        Mistake("The probability of a 1 is asked for, whatever comes.", \.ofTheBit),
    ],
    cases: [
        Case("no bits") { $0.bits.isEmpty },
        Case("zeros alone") { $0.bits.count > 2 && !$0.bits.dropLast().contains(1) },
    ],
    meant: [
        Meant("bits[]", lack: .variety, .negative, .large, because: "bits"),
        Meant("answer.first", lack: .variety, because: "before the first bit it is ½"),
    ])

let mixing = Exercise<any ReinforcementHomework>(
    "15.10", "A context tree", draws: 8,
    hint: "Write down the bits that follow a 0 and those that follow a 1, and KT of each list.",
    input: BitSequence.init, examples: [BitSequence(bits: [1, 0])], edges: BitSequence.edges,
    expected: \.mixture,
    answer: { try $0.logMixture($1.bits) },
    mistakes: [
        Mistake("That is the leaf alone: mix it with the split tree.", \.leafAlone),
        Mistake("That is the split tree alone: mix it with the leaf.", \.splitAlone),
        Mistake("Each tree has the weight ½.", \.sum),
        Mistake("The two trees are mixed: add half of each, do not multiply.", \.product),
        Mistake("Mix the probabilities, not their logarithms.", \.meanOfLogs),
        Mistake("The logarithm is asked for.", \.withoutLog),
        Mistake("Mix both trees: the better one is not known.", \.larger),
        Mistake("Before the first bit stands a 0, not a 1.", \.firstAfterOne),
        Mistake("The first bit has a context too: a 0 stands before it.", \.withoutFirstBit),
        Mistake("The context of a bit is the bit before it, not itself.", \.byOwnBit),
        Mistake("The bits of both contexts came: multiply their probabilities.", \.addedContexts),
        Mistake("KT adds ½ to each count, not 1.", \.mixtureOfLaplace),
        Mistake(
            "The weights ½ belong to the whole sequence: mixing each bit anew forgets which tree was right.",
            \.mixedEachBit),
    ],
    cases: [Case("no bits") { $0.bits.isEmpty }, Case("one bit") { $0.bits.count == 1 }],
    meant: [Meant("bits[]", lack: .variety, .negative, .large, because: "bits")])
