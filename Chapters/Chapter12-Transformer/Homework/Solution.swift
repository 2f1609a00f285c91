import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: TransformerHomework {
    /// Everything is answered.
    public init() {}

    /// 12.1
    public func causalMask(_ count: Int) throws -> [[Float]] {
        (0..<count).map { row in (0..<count).map { $0 <= row ? 1 : 0 } }
    }

    /// 12.2
    public func position(_ index: Int, width: Int) throws -> [Float] {
        (0..<width).map { feature in
            let angle = Double(index) / pow(10_000, Double(feature / 2 * 2) / Double(width))
            return Float(feature % 2 == 0 ? sin(angle) : cos(angle))
        }
    }

    /// 12.3
    public func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        query.indices.map { t in
            let scores = key.map { row in
                zip(query[t], row).reduce(0) { $0 + $1.0 * $1.1 } / Float(row.count).squareRoot()
            }
            let largest = zip(scores, mask[t]).filter { $0.1 == 1 }.map(\.0).max() ?? 0
            let weights = zip(scores, mask[t]).map { $0.1 == 1 ? exp($0.0 - largest) : 0 }
            let total = weights.reduce(0, +)
            return value[0].indices.map { column in
                zip(weights, value).reduce(0) { $0 + $1.0 * $1.1[column] } / total
            }
        }
    }

    /// 12.4
    public func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        [[start] + ids, ids + [end]]
    }

    /// 12.5
    public func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        let n = Double(update)
        return Float(pow(Double(width), -0.5) * min(pow(n, -0.5), n * pow(Double(warmUp), -1.5)))
    }

    /// 12.6
    public func multiHead(
        _ query: [[[Float]]], _ key: [[[Float]]], _ value: [[[Float]]], heads: Int
    ) throws -> [[[Float]]] {
        let size = query[0][0].count / heads
        return try query.indices.map { n in
            let mask = query[n].map { _ in key[n].map { _ in Float(1) } }
            let parts = try (0..<heads).map { head in
                func part(_ rows: [[Float]]) -> [[Float]] {
                    rows.map { Array($0[head * size..<(head + 1) * size]) }
                }
                return try attention(part(query[n]), part(key[n]), part(value[n]), mask: mask)
            }
            return query[n].indices.map { t in parts.flatMap { $0[t] } }
        }
    }

    /// 12.7
    public func residual(
        _ x: [[Float]], gain: [Float], bias: [Float], epsilon: Float, sublayer: ([Float]) -> [Float]
    ) throws -> [[Float]] {
        x.map { x in
            let mean = x.reduce(0, +) / Float(x.count)
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(x.count)
            let normalized = x.indices.map {
                gain[$0] * (x[$0] - mean) / (variance + epsilon).squareRoot() + bias[$0]
            }
            return zip(x, sublayer(normalized)).map { $0 + $1 }
        }
    }

    /// 12.8
    public func feedForward(
        _ x: [[Float]], w1: [[Float]], b1: [Float], w2: [[Float]], b2: [Float]
    ) throws -> [[Float]] {
        func linear(_ x: [Float], _ weight: [[Float]], _ bias: [Float]) -> [Float] {
            zip(weight, bias).map { row, bias in zip(row, x).reduce(bias) { $0 + $1.0 * $1.1 } }
        }
        return x.map { linear(linear($0, w1, b1).map { max(0, $0) }, w2, b2) }
    }

    /// 12.9
    public func mergedPair(_ words: [[String]], counts: [Int]) throws -> [[String]] {
        var frequencies: [[String]: Int] = [:]
        for (pieces, count) in zip(words, counts) {
            for (left, right) in zip(pieces, pieces.dropFirst()) {
                frequencies[[left, right], default: 0] += count
            }
        }
        let most = frequencies.values.max() ?? 0
        let pairs = frequencies.filter { $0.value == most }.keys
        guard let pair = pairs.min(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) else { return words }
        return words.map { pieces in
            var (merged, place) = ([String](), 0)
            while place < pieces.count {
                let fits = pieces[place...].prefix(2).elementsEqual(pair)
                merged.append(fits ? pair[0] + pair[1] : pieces[place])
                place += fits ? 2 : 1
            }
            return merged
        }
    }

    /// 12.10
    public func smoothedLoss(
        logProbabilities: [[[Float]]], targets: [[Int]], padding: Int, smoothing: Float
    ) throws -> Float {
        var losses: [Float] = []
        for (rows, targets) in zip(logProbabilities, targets) {
            for (row, target) in zip(rows, targets) where target != padding {
                losses.append(
                    -(1 - smoothing) * row[target] - smoothing / Float(row.count) * row.reduce(0, +))
            }
        }
        return losses.reduce(0, +) / Float(losses.count)
    }

    /// 12.11
    public func beamSearch(
        logProbabilities: [[[Float]]], start: Int, end: Int, width: Int
    ) throws -> [Int] {
        var beam: [(words: [Int], score: Float)] = [([start], 0)]
        for table in logProbabilities {
            let candidates = beam.flatMap { words, score -> [(words: [Int], score: Float)] in
                let last = words[words.count - 1]
                if words.count > 1, last == end { return [(words, score)] }
                return table[last].enumerated().map { (words + [$0], score + $1) }
            }
            beam = Array(candidates.sorted { $0.score > $1.score }.prefix(width))
        }
        return beam[0].words.dropFirst().filter { $0 != end }
    }

    /// 12.12
    public func trainedMerges(words: [String], counts: [Int], merges: Int) throws -> [[String]] {
        var (parts, learned) = (words.map { $0.map(String.init) }, [[String]]())
        while learned.count < merges {
            let joined = try mergedPair(parts, counts: counts)
            // The first piece that changed is the pair's.
            guard let (before, after) = zip(parts, joined).first(where: { $0 != $1 }),
                let place = after.indices.first(where: { before[$0] != after[$0] })
            else { break }
            learned.append([before[place], before[place + 1]])
            parts = joined
        }
        return learned
    }

    /// 12.13
    public func mendedCosts(lengths: [Int], size: Int) throws -> (line: Int, costs: [Int]) {
        var (costs, batch) = ([Int](), [Int]())
        for length in lengths {
            batch.append(length)
            if batch.count % size == 0 {
                costs.append(batch.count * (batch.max() ?? 0))
                batch = []
            }
        }
        if batch.count % size > 0 { costs.append(batch.count * (batch.max() ?? 0)) }
        return (6, costs)
    }
}
