import Chapter12Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherTransformerAnswers: TransformerHomework {
    var mask: (@Sendable (Int) -> [[Float]])?
    var wave: (@Sendable (Int, Int) -> [Float])?
    var attended: (@Sendable ([[Float]], [[Float]], [[Float]], [[Float]]) -> [[Float]])?
    var pair: (@Sendable ([Int], Int, Int) -> [[Int]])?
    var rate: (@Sendable (_ update: Int, _ width: Int, _ warmUp: Int) -> Float)?

    func causalMask(_ count: Int) throws -> [[Float]] { try mask?(count) ?? Solution().causalMask(count) }
    func position(_ index: Int, width: Int) throws -> [Float] {
        try wave?(index, width) ?? Solution().position(index, width: width)
    }
    func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        try attended?(query, key, value, mask) ?? Solution().attention(query, key, value, mask: mask)
    }
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        try pair?(ids, start, end) ?? Solution().shifted(ids, start: start, end: end)
    }
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        try rate?(update, width, warmUp)
            ?? Solution().learningRate(update: update, width: width, warmUp: warmUp)
    }
}

private func right(
    _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], _ mask: [[Float]]
) -> [[Float]] { (try? Solution().attention(query, key, value, mask: mask)) ?? [] }

/// Attention with its scores changed, and weights of them as they come or after the largest is taken off.
private func attended(
    _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], stable: Bool = true,
    _ score: (_ t: Int, _ s: Int, _ product: Float) -> Float
) -> [[Float]] {
    query.indices.map { t in
        let scores = key.indices.map { s in
            score(t, s, zip(query[t], key[s]).reduce(0) { $0 + $1.0 * $1.1 })
        }
        let largest = stable ? scores.max() ?? 0 : 0
        let weights = scores.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        return value[0].indices.map { column in
            zip(weights, value).reduce(0) { $0 + $1.0 / total * $1.1[column] }
        }
    }
}

private func rate(_ n: Float, _ width: Int, _ warmUp: Int) -> Float {
    pow(Float(width), -0.5) * min(pow(n, -0.5), n * pow(Float(warmUp), -1.5))
}

/// Wrong answers that pass where inputs never vary.
let narrowTransformerMutants: [Mutant<any TransformerHomework>] = [
    transformerHomework.mutant(
        OtherTransformerAnswers(mask: { count in
            // A table of seven rows and columns, cut to size.
            (0..<min(7, count)).map { row in (0..<min(7, count)).map { $0 <= row ? 1 : 0 } }
        }), fails: "12.1"),
    transformerHomework.mutant(
        OtherTransformerAnswers(mask: { count in
            count == 1 ? [[0]] : (try? Solution().causalMask(count)) ?? []
        }), fails: "12.1"),
    transformerHomework.mutant(
        OtherTransformerAnswers(wave: { index, width in
            index == 0
                ? [Float](repeating: 0, count: width) : (try? Solution().position(index, width: width)) ?? []
        }), fails: "12.2"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value) { t, s, product in
                s <= t ? product / Float(key[0].count).squareRoot() : -.infinity
            }
        }), fails: "12.3", hint: "need not be causal"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            // As many keys as queries.
            attended(query, key, value) { t, s, product in
                mask[t][s] == 0 || s >= query.count ? -1e9 : product / Float(key[0].count).squareRoot()
            }
        }), fails: "12.3"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value) { t, s, product in mask[t][s] == 0 ? -.infinity : product / 1.7320508
            }
        }), fails: "12.3"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value) { t, s, product in
                mask[t][s] == 0 ? -20 : product / Float(key[0].count).squareRoot()
            }
        }), fails: "12.3", hint: "not the smallest"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value, stable: false) { t, s, product in
                mask[t][s] == 0 ? -.infinity : product / Float(key[0].count).squareRoot()
            }
        }), fails: "12.3", hint: "overflows"),
    transformerHomework.mutant(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value) { t, s, product in
                mask[t][s] == 0 ? -.infinity : product / Float(key.count).squareRoot()
            }
        }), fails: "12.3", hint: "number of keys"),
    transformerHomework.mutant(
        OtherTransformerAnswers(pair: { ids, _, _ in [[2] + ids, ids + [3]] }), fails: "12.4",
        hint: "need not be 2 and 3"),
    transformerHomework.mutant(
        OtherTransformerAnswers(rate: { rate(Float($0 + 1), $1, $2) }), fails: "12.5", hint: "do not add 1"),
    transformerHomework.mutant(
        OtherTransformerAnswers(rate: { $0 == 1 ? 0 : rate(Float($0 - 1), $1, $2) }), fails: "12.5",
        hint: "do not count it from 0"),
    transformerHomework.mutant(
        OtherTransformerAnswers(rate: { $0 < $2 ? rate(Float($0), $1, $2) : rate(Float($0 - 1), $1, $2) }),
        fails: "12.5"),
]

/// Right answers by other ways.
let otherTransformerAnswers: [Alternative<any TransformerHomework>] = [
    transformerHomework.alternative(
        OtherTransformerAnswers(mask: { count in
            (0..<count).map {
                [Float](repeating: 1, count: $0 + 1) + [Float](repeating: 0, count: count - $0 - 1)
            }
        }), passes: "12.1"),
    transformerHomework.alternative(
        OtherTransformerAnswers(wave: { index, width in
            // As PyTorch's tutorial has it.
            stride(from: 0, to: width, by: 2).flatMap { i -> [Float] in
                let angle = Float(index) * exp(Float(i) * (-log(10_000) / Float(width)))
                return [sin(angle), cos(angle)]
            }
        }), passes: "12.2"),
    transformerHomework.alternative(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            attended(query, key, value) { t, s, product in
                product / Float(key[0].count).squareRoot() + (mask[t][s] == 0 ? -1e9 : 0)
            }
        }), passes: "12.3"),
    transformerHomework.alternative(
        OtherTransformerAnswers(attended: { query, key, value, mask in
            // Scaled before the product; the weights divided at the end.
            let scaled = query.map { $0.map { $0 / Float(key[0].count).squareRoot() } }
            return attended(scaled, key, value) { t, s, product in mask[t][s] == 0 ? -.infinity : product }
        }), passes: "12.3"),
    transformerHomework.alternative(
        OtherTransformerAnswers(rate: { n, width, warmUp in
            let n = Double(n)
            return Float(
                n < Double(warmUp)
                    ? n / (Double(warmUp) * Double(warmUp).squareRoot() * Double(width).squareRoot())
                    : 1 / (n * Double(width)).squareRoot())
        }), passes: "12.5"),
]
