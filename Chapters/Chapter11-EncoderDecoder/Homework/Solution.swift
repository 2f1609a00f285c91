import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: TranslationHomework {
    /// Everything is answered.
    public init() {}

    /// 11.1
    public func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float] {
        keys.map { key in
            v.indices.reduce(0) { $0 + v[$1] * tanh(query[$1] + key[$1]) }
        }
    }

    /// 11.2
    public func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        let words = scores.prefix(length)
        let largest = words.max() ?? 0
        let exponentials = words.map { exp($0 - largest) }
        let total = exponentials.reduce(0, +)
        return exponentials.map { $0 / total } + [Float](repeating: 0, count: scores.count - length)
    }

    /// 11.3
    public func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        h.indices.map { i in
            let r = 1 / (1 + exp(-(a[0][i] + c[0][i])))
            let z = 1 / (1 + exp(-(a[1][i] + c[1][i])))
            let n = tanh(a[2][i] + r * c[2][i])
            return (1 - z) * n + z * h[i]
        }
    }

    /// 11.4
    public func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int] {
        var words: [Int] = []
        var last = start
        while words.count < longest {
            let row = scores[last]
            guard let best = row.indices.max(by: { row[$0] < row[$1] }), best != end else { break }
            words.append(best)
            last = best
        }
        return words
    }

    /// 11.5
    public func bleu(_ translation: [Int], references: [[Int]]) throws -> Float {
        func counts(_ words: [Int], _ length: Int) -> [[Int]: Int] {
            guard words.count >= length else { return [:] }
            return (0...words.count - length).reduce(into: [:]) {
                $0[Array(words[$1..<$1 + length]), default: 0] += 1
            }
        }
        func precision(_ length: Int) -> Float {
            let known = references.map { counts($0, length) }
            let hits = counts(translation, length).reduce(0) { total, nGram in
                total + min(nGram.value, known.map { $0[nGram.key] ?? 0 }.max() ?? 0)
            }
            return Float(hits) / Float(translation.count - length + 1)
        }
        let count = translation.count
        let nearest = references.map(\.count).min {
            (abs($0 - count), $0) < (abs($1 - count), $1)
        }
        let r = nearest ?? count
        let penalty = count < r ? exp(1 - Float(r) / Float(count)) : 1
        return penalty * (precision(1) * precision(2)).squareRoot()
    }

    /// 11.6
    public func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float {
        var (total, count) = (Float(0), Float(0))
        for (rows, words) in zip(logProbabilities, targets) {
            for (row, word) in zip(rows, words) where word != padding {
                total -= row[word]
                count += 1
            }
        }
        return total / count
    }

    /// 11.7
    public func trainedScores(_ lookups: [Lookup]) throws -> [[Float]] {
        var weight = lookups[0].query.map { _ in lookups[0].keys[0].map { _ in Float(0) } }
        for _ in 0..<20 {
            for lookup in lookups {
                let (query, keys) = (lookup.query, lookup.keys)
                let looksFor = keys[0].indices.map { j in
                    query.indices.reduce(0) { $0 + query[$1] * weight[$1][j] }
                }
                let scores = keys.map { key in zip(looksFor, key).reduce(0) { $0 + $1.0 * $1.1 } }
                let found = try maskedSoftmax(scores, length: scores.count)
                for (s, key) in keys.enumerated() {
                    let error = found[s] - (s == lookup.place ? 1 : 0)
                    for i in query.indices {
                        for j in key.indices { weight[i][j] -= 0.1 * error * query[i] * key[j] }
                    }
                }
            }
        }
        return weight
    }

    /// 11.8
    public func mendedAccuracy(
        _ translations: [[Int]], references: [[Int]], padding: Int
    ) throws -> (line: Int, accuracy: Float) {
        var (right, count) = (0, 0)
        for (translation, reference) in zip(translations, references) {
            for (word, target) in zip(translation, reference) where target != padding {
                count += 1
                if word == target { right += 1 }
            }
        }
        return (3, Float(right) / Float(count))
    }
}
