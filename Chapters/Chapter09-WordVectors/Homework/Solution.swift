import Foundation

/// A correct answer to each exercise.
public struct Solution: WordVectorHomework {
    /// Everything is answered.
    public init() {}

    /// 9.1
    public func pairs(_ sentences: [[Int]], window: Int) throws -> [[Int]] {
        sentences.flatMap { sentence in
            sentence.indices.flatMap { i in
                sentence.indices.filter { $0 != i && abs($0 - i) <= window }.map {
                    [sentence[i], sentence[$0]]
                }
            }
        }
    }

    /// 9.2
    public func noiseDistribution(_ counts: [Int]) throws -> [Float] {
        let powers = counts.map { pow(Float($0), 0.75) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// 9.3
    public func sgnsStep(center: [Float], context: [Float], negatives: [[Float]], learningRate: Float) throws
        -> (center: [Float], context: [Float], negatives: [[Float]])
    {
        func slope(_ output: [Float], truth: Float) -> Float {
            let score = zip(center, output).reduce(0) { $0 + $1.0 * $1.1 }
            return learningRate * (1 / (1 + exp(-score)) - truth)
        }
        func moved(_ vector: [Float], by factor: Float, against other: [Float]) -> [Float] {
            zip(vector, other).map { $0 - factor * $1 }
        }
        let slopes = negatives.map { slope($0, truth: 0) }
        let positive = slope(context, truth: 1)
        var newCenter = moved(center, by: positive, against: context)
        for (negative, slope) in zip(negatives, slopes) {
            newCenter = moved(newCenter, by: slope, against: negative)
        }
        return (
            newCenter, moved(context, by: positive, against: center),
            zip(negatives, slopes).map { moved($0, by: $1, against: center) }
        )
    }

    /// 9.4
    public func subsamplingKeepProbability(_ counts: [Int], threshold: Float) throws -> [Float] {
        let total = Float(counts.reduce(0, +))
        return counts.map { $0 == 0 ? 1 : min(1, (threshold * total / Float($0)).squareRoot()) }
    }

    /// 9.5
    public func analogy(
        _ a: String, _ b: String, _ c: String, words: [String], vectors: [[Float]]
    ) throws -> String? {
        guard let first = words.firstIndex(of: a), let second = words.firstIndex(of: b),
            let third = words.firstIndex(of: c)
        else { return nil }
        let units = vectors.map { vector in
            let length = dot(vector, vector).squareRoot()
            return length > 0 ? vector.map { $0 / length } : vector
        }
        let query = units[0].indices.map { units[second][$0] - units[first][$0] + units[third][$0] }
        var best: (word: String, cosine: Float)?
        for (word, unit) in zip(words, units) where ![a, b, c].contains(word) {
            let cosine = dot(query, unit)
            if cosine > best?.cosine ?? -.infinity { best = (word, cosine) }
        }
        return best?.word
    }

    private func dot(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

    /// 9.6
    public func ppmi(_ counts: [[Int]]) throws -> [[Float]] {
        let words = counts.indices
        let both = words.map { i in words.map { j in Float(counts[i][j] + counts[j][i]) } }
        let rows = both.map { $0.reduce(0, +) }
        let total = rows.reduce(0, +)
        return words.map { i in
            words.map { j in
                both[i][j] == 0 ? 0 : max(0, log(both[i][j] / rows[i] * (total / rows[j])))
            }
        }
    }

    /// 9.7
    public func trainedVectors(_ sentences: [[Int]], wordCount: Int) throws -> [[Float]] {
        var counts = [[Int]](repeating: [Int](repeating: 0, count: wordCount), count: wordCount)
        for sentence in sentences {
            for (word, next) in zip(sentence, sentence.dropFirst()) { counts[word][next] += 1 }
        }
        return try ppmi(counts)
    }

    /// 9.8
    public func mendedLookup(text: [String], asked: [Int]) throws -> (line: Int, list: [String?]) {
        var words: [String] = []
        for word in text where !words.contains(word) { words.append(word) }
        return (6, asked.map { words.indices.contains($0) ? words[$0] : nil })
    }
}
