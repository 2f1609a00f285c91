import Foundation
import Grading
import TensorCore

/// A correct answer to each exercise.
public struct Solution: LanguageModelHomework {
    /// Everything is answered.
    public init() {}

    /// 13.1
    public func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]] {
        lengths.map { length in
            (0..<count).map { t in (0..<count).map { s in s <= t && s < length ? 1 : 0 } }
        }
    }

    /// 13.2
    public func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        var (inputs, targets) = (ids, [Int](repeating: -1, count: ids.count))
        for place in ids.indices where isChosen[place] && ids[place] >= firstWord {
            targets[place] = ids[place]
            if roll[place] < 0.8 {
                inputs[place] = mask
            } else if roll[place] < 0.9 {
                inputs[place] = random[place]
            }
        }
        return [inputs, targets]
    }

    /// 13.3
    public func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float] {
        let order = logits.indices.sorted { logits[$0] > logits[$1] }.prefix(topK)
        let largest = logits[order[0]]
        let weights = order.map { exp((logits[$0] - largest) / temperature) }
        let total = weights.reduce(0, +)
        var (kept, mass) = (0, Float(0))
        repeat {
            mass += weights[kept]
            kept += 1
        } while kept < weights.count && mass < topP * total
        var result = [Float](repeating: 0, count: logits.count)
        for index in 0..<kept { result[order[index]] = weights[index] / mass }
        return result
    }

    /// 13.4
    public func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float] {
        let (keys, values) = (cachedKeys + [key], cachedValues + [value])
        let scores = keys.map { key in
            zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } / Float(key.count).squareRoot()
        }
        let largest = scores.max() ?? 0
        let weights = scores.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        return value.indices.map { column in
            zip(weights, values).reduce(0) { $0 + $1.0 * $1.1[column] } / total
        }
    }

    /// 13.5
    public func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]] {
        let scale = alpha / Float(a.count)
        return weight.indices.map { row in
            weight[row].indices.map { column in
                weight[row][column] + scale * a.indices.reduce(0) { $0 + b[row][$1] * a[$1][column] }
            }
        }
    }

    /// 13.6
    public func foldAccuracies(isRight: [Bool], folds: Int, batchSize: Int) throws -> [Float] {
        let count = isRight.count
        func accuracy(_ places: Range<Int>) -> Float {
            Float(isRight[places].count { $0 }) / Float(places.count)
        }
        return (0..<folds).map { accuracy($0 * count / folds..<($0 + 1) * count / folds) }
            + [accuracy(0..<count)]
    }

    /// 13.7
    public func trainedModel(_ text: [Int], symbols: Int) throws -> [[Float]] {
        var counts = [[Float]](repeating: [Float](repeating: 0.5, count: symbols), count: symbols)
        for (last, next) in zip(text, text.dropFirst()) { counts[last][next] += 1 }
        return counts.map { row in
            let total = row.reduce(0, +)
            return row.map { $0 / total }
        }
    }

    /// 13.8
    public func mendedWords(_ tweet: String) throws -> (line: Int, words: [String]) {
        var (words, word) = ([String](), "")
        for character in tweet {
            if character == " " {
                if !word.hasPrefix("@") { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.hasPrefix("@") { words.append(word) }
        return (11, words)
    }
}
