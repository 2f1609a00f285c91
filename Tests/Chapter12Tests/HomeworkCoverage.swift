import Chapter12Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension TransformerHomework {
    func causalMask(_ count: Int) throws -> [[Float]] { try Solution().causalMask(count) }
    func position(_ index: Int, width: Int) throws -> [Float] { try Solution().position(index, width: width) }
    func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        try Solution().attention(query, key, value, mask: mask)
    }
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        try Solution().shifted(ids, start: start, end: end)
    }
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        try Solution().learningRate(update: update, width: width, warmUp: warmUp)
    }
    func multiHead(
        _ query: [[[Float]]], _ key: [[[Float]]], _ value: [[[Float]]], heads: Int
    ) throws -> [[[Float]]] {
        try Solution().multiHead(query, key, value, heads: heads)
    }
    func residual(
        _ x: [[Float]], gain: [Float], bias: [Float], epsilon: Float, sublayer: ([Float]) -> [Float]
    ) throws -> [[Float]] {
        try Solution().residual(x, gain: gain, bias: bias, epsilon: epsilon, sublayer: sublayer)
    }
    func feedForward(
        _ x: [[Float]], w1: [[Float]], b1: [Float], w2: [[Float]], b2: [Float]
    ) throws -> [[Float]] {
        try Solution().feedForward(x, w1: w1, b1: b1, w2: w2, b2: b2)
    }
    func mergedPair(_ words: [[String]], counts: [Int]) throws -> [[String]] {
        try Solution().mergedPair(words, counts: counts)
    }
    func smoothedLoss(
        logProbabilities: [[[Float]]], targets: [[Int]], padding: Int, smoothing: Float
    ) throws -> Float {
        try Solution().smoothedLoss(
            logProbabilities: logProbabilities, targets: targets, padding: padding, smoothing: smoothing)
    }
    func beamSearch(
        logProbabilities: [[[Float]]], start: Int, end: Int, width: Int
    ) throws -> [Int] {
        try Solution().beamSearch(
            logProbabilities: logProbabilities, start: start, end: end, width: width)
    }
    func trainedMerges(words: [String], counts: [Int], merges: Int) throws -> [[String]] {
        try Solution().trainedMerges(words: words, counts: counts, merges: merges)
    }
    func mendedCosts(lengths: [Int], size: Int) throws -> (line: Int, costs: [Int]) {
        try Solution().mendedCosts(lengths: lengths, size: size)
    }
}

private typealias Grid = [[Float]]

private struct Heads: TransformerHomework {
    let answer: @Sendable (_ q: Grid, _ k: Grid, _ v: Grid, _ heads: Int) throws -> Grid
    func multiHead(_ query: [Grid], _ key: [Grid], _ value: [Grid], heads: Int) throws -> [Grid] {
        try query.indices.map { try answer(query[$0], key[$0], value[$0], heads) }
    }
}

private struct Block: TransformerHomework {
    /// The result of a position from x, norm(x) and the sublayer.
    let answer:
        @Sendable (_ x: [Float], _ norm: ([Float]) -> [Float], _ sublayer: ([Float]) -> [Float]) -> [Float]
    var centre: @Sendable ([Float]) -> Float = { $0.reduce(0, +) / Float($0.count) }
    func residual(
        _ x: Grid, gain: [Float], bias: [Float], epsilon: Float, sublayer: ([Float]) -> [Float]
    ) throws -> Grid {
        func norm(_ x: [Float]) -> [Float] {
            let mean = centre(x)
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(x.count)
            return x.indices.map { gain[$0] * (x[$0] - mean) / (variance + epsilon).squareRoot() + bias[$0] }
        }
        return x.map { answer($0, norm, sublayer) }
    }
}

private struct Feed: TransformerHomework {
    let activation: @Sendable (Float) -> Float
    var end: @Sendable (Float) -> Float = { $0 }
    func feedForward(_ x: Grid, w1: Grid, b1: [Float], w2: Grid, b2: [Float]) throws -> Grid {
        x.map { x in
            let hidden = zip(w1, b1).map { row, b in
                activation(zip(row, x).reversed().reduce(0) { $0 + $1.0 * $1.1 } + b)
            }
            return zip(w2, b2).map { row, b in end(zip(row, hidden).reduce(0) { $0 + $1.0 * $1.1 } + b) }
        }
    }
}

private struct Merge: TransformerHomework {
    let answer: @Sendable ([[String]], [Int]) -> [[String]]
    func mergedPair(_ words: [[String]], counts: [Int]) throws -> [[String]] { answer(words, counts) }
}

private struct Smooth: TransformerHomework {
    let answer: @Sendable (_ rows: [Grid], _ targets: [[Int]], _ padding: Int, _ e: Float) -> Float
    func smoothedLoss(
        logProbabilities: [Grid], targets: [[Int]], padding: Int, smoothing: Float
    ) throws -> Float { answer(logProbabilities, targets, padding, smoothing) }
}

private struct Beam: TransformerHomework {
    /// Which of the continued and the finished hypotheses are kept.
    let keeps: @Sendable (_ open: [Hypothesis], _ finished: [Hypothesis], _ width: Int) -> [Hypothesis]
    typealias Hypothesis = (words: [Int], score: Float)
    func beamSearch(
        logProbabilities: [Grid], start: Int, end: Int, width: Int
    ) throws -> [Int] {
        var beam: [Hypothesis] = [([], 0)]
        for table in logProbabilities {
            let finished = beam.filter { $0.words.last == end }
            let open = beam.filter { $0.words.last != end }.flatMap { words, score in
                table[words.last ?? start].enumerated().map { (words + [$0], score + $1) }
            }
            beam = keeps(open, finished, width)
        }
        return (beam.max { $0.score < $1.score }?.words ?? []).filter { $0 != end }
    }
}

private func best(_ hypotheses: [Beam.Hypothesis], _ width: Int) -> [Beam.Hypothesis] {
    Array(hypotheses.sorted { $0.score > $1.score }.prefix(width))
}

private func attended(_ q: Grid, _ k: Grid, _ v: Grid) throws -> Grid {
    try Solution().attention(q, k, v, mask: q.map { _ in k.map { _ in 1 } })
}

private func columns(_ rows: Grid, _ features: [Int]) -> Grid { rows.map { row in features.map { row[$0] } } }

/// The most frequent pair, the first by text of equal ones.
private func bestPair(_ words: [[String]], _ weight: (Int) -> Int) -> (String, String)? {
    var counts: [[String]: Int] = [:]
    for (index, word) in words.enumerated() {
        for place in word.indices.dropLast() {
            counts[[word[place], word[place + 1]], default: 0] += weight(index)
        }
    }
    let sorted = counts.sorted { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }
    return sorted.first.map { ($0.key[0], $0.key[1]) }
}

private func joined(_ word: [String], _ pair: (String, String)?) -> [String] {
    word.reduce(into: []) { pieces, piece in
        if let pair, pieces.last == pair.0, piece == pair.1 {
            pieces[pieces.count - 1] += piece
        } else {
            pieces.append(piece)
        }
    }
}

/// Wrong answers to the tasks of blocks and tokens.
let blockMutants: [Mutant<any TransformerHomework>] = [
    transformerHomework.mutant(
        Heads { q, k, v, _ in try attended(q, k, v) }, fails: "12.6", hint: "cut them into heads"),
    transformerHomework.mutant(
        Heads { q, k, v, heads in
            // The numbers of a sequence cut into heads as they lie in memory.
            let size = q[0].count / heads
            func cut(_ rows: Grid) -> [Grid] {
                let all = rows.flatMap { $0 }
                let part = all.count / heads
                return (0..<heads).map { head in
                    (0..<rows.count).map { row in
                        Array(all[head * part + row * size..<head * part + (row + 1) * size])
                    }
                }
            }
            let (qs, ks, vs) = (cut(q), cut(k), cut(v))
            let results = try (0..<heads).map { try attended(qs[$0], ks[$0], vs[$0]) }
            let all = results.flatMap { $0.flatMap { $0 } }
            return q.indices.map { Array(all[$0 * q[0].count..<($0 + 1) * q[0].count]) }
        }, fails: "12.6"),
    transformerHomework.mutant(
        Heads { q, k, v, heads in
            // Two heads, whatever is asked.
            let cut = q[0].count / min(2, heads)
            let parts = try (0..<min(2, heads)).map { head in
                let features = Array(head * cut..<(head + 1) * cut)
                return try attended(columns(q, features), columns(k, features), columns(v, features))
            }
            return q.indices.map { t in parts.flatMap { $0[t] } }
        }, fails: "12.6"),
    transformerHomework.mutant(
        Block { x, norm, sublayer in norm(zip(x, sublayer(x)).map { $0 + $1 }) }, fails: "12.7",
        hint: "before the sublayer"),
    transformerHomework.mutant(
        Block { x, norm, sublayer in zip(norm(x), sublayer(norm(x))).map { $0 + $1 } }, fails: "12.7",
        hint: "the way around the sublayer is free"),
    transformerHomework.mutant(
        Block(
            answer: { x, norm, sublayer in zip(x, sublayer(norm(x))).map { $0 + $1 } },
            centre: { _ in 0 }), fails: "12.7", hint: "The mean is not taken away"),
    transformerHomework.mutant(Feed { $0 }, fails: "12.8", hint: "ReLU between the layers is missing"),
    transformerHomework.mutant(Feed { $0 > 0 ? $0 : 0.01 * $0 }, fails: "12.8"),
    transformerHomework.mutant(Feed(activation: { max(0, $0) }, end: { max(0, $0) }), fails: "12.8"),
    transformerHomework.mutant(
        Merge { words, _ in
            let pair = bestPair(words) { _ in 1 }
            return words.map { joined($0, pair) }
        }, fails: "12.9", hint: "A word that occurs often"),
    transformerHomework.mutant(
        Merge { words, counts in
            guard let pair = bestPair(words, { counts[$0] }) else { return words }
            return words.map { word in
                var word = word
                for place in word.indices.dropLast().reversed()
                where place + 1 < word.count && word[place] == pair.0 && word[place + 1] == pair.1 {
                    word[place...place + 1] = [pair.0 + pair.1]
                }
                return word
            }
        }, fails: "12.9", hint: "from left to right"),
    transformerHomework.mutant(
        Merge { words, counts in
            // By text, the pieces behind a sign that no piece has.
            guard let pair = bestPair(words, { counts[$0] }) else { return words }
            return words.map { word in
                word.joined(separator: " ").replacingOccurrences(
                    of: "\(pair.0) \(pair.1)", with: pair.0 + pair.1
                )
                .components(separatedBy: " ")
            }
        }, fails: "12.9"),
    transformerHomework.mutant(
        Smooth { rows, targets, padding, e in
            var (sum, count) = (Float(0), 0)
            for (rows, targets) in zip(rows, targets) {
                for (row, target) in zip(rows, targets) where target != padding {
                    let others = row.reduce(0, +) - row[target]
                    sum -= (1 - e) * row[target] + e / Float(row.count - 1) * others
                    count += 1
                }
            }
            return sum / Float(count)
        }, fails: "12.10", hint: "spread over all V words"),
    transformerHomework.mutant(
        Smooth { rows, targets, padding, e in
            let means = zip(rows, targets).map { rows, targets -> Float in
                let losses = zip(rows, targets).filter { $1 != padding }.map { row, target in
                    -(1 - e) * row[target] - e / Float(row.count) * row.reduce(0, +)
                }
                return losses.reduce(0, +) / Float(losses.count)
            }
            return means.reduce(0, +) / Float(means.count)
        }, fails: "12.10", hint: "mean over sentences"),
    transformerHomework.mutant(
        Beam { open, _, width in best(open, width) }, fails: "12.11"),
    transformerHomework.mutant(
        Beam { open, finished, width in best(open, width) + finished }, fails: "12.11", hint: "not kept apart"
    ),
    transformerHomework.mutant(
        Beam { open, finished, _ in best(open + finished, 1) }, fails: "12.11", hint: "greedy decoding"),
    transformerHomework.mutant(
        Beam { open, finished, _ in best(open + finished, 2) }, fails: "12.11"),
]

/// Right answers by other ways.
let otherBlockAnswers: [Alternative<any TransformerHomework>] = [
    transformerHomework.alternative(
        Heads { q, k, v, heads in
            // Every head with the others' features at 0, and the root made good.
            let size = q[0].count / heads
            var result = q.map { $0.map { _ in Float(0) } }
            for head in 0..<heads {
                let own = head * size..<(head + 1) * size
                let scale = Float(heads).squareRoot()
                let seen = q.map { $0.enumerated().map { own.contains($0) ? $1 * scale : 0 } }
                let part = try attended(seen, k, v)
                for t in q.indices { for i in own { result[t][i] = part[t][i] } }
            }
            return result
        }, passes: "12.6"),
    transformerHomework.alternative(
        Block { x, norm, sublayer in
            let change = sublayer(norm(x))
            return x.indices.reversed().map { x[$0] + change[$0] }.reversed()
        }, passes: "12.7"),
    transformerHomework.alternative(Feed { ($0 + abs($0)) / 2 }, passes: "12.8"),
    transformerHomework.alternative(
        Merge { words, counts in
            let pair = bestPair(words) { counts[$0] }
            return words.map { joined($0, pair) }
        }, passes: "12.9"),
    transformerHomework.alternative(
        Beam { open, finished, width in best(finished + open, width) }, passes: "12.11"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        #expect(
            try solution.multiHead([[[0, 0]]], [[[1, 2], [3, 4]]], [[[2, 10], [4, 30]]], heads: 2) == [
                [[3, 20]]
            ])
        #expect(
            try solution.residual([[1, 3]], gain: [1, 1], bias: [0, 0], epsilon: 3) { $0.map { 2 * $0 } }
                == [[0, 4]])
        #expect(
            try solution.feedForward([[2], [-1]], w1: [[1], [-1]], b1: [0, 0], w2: [[1, 10]], b2: [5])
                == [[7], [15]])
        #expect(
            try solution.mergedPair(
                [["l", "o", "w"], ["l", "o", "t"], ["n", "o", "w"]], counts: [2, 1, 4])
                == [["l", "ow"], ["l", "o", "t"], ["n", "ow"]])
        #expect(
            try solution.smoothedLoss(
                logProbabilities: [[[-1, -3]]], targets: [[0]], padding: 1, smoothing: 0.5) == 1.5)
        let table: Grid = [[-9, -1, -2, -9], [-9, -9, -9, -5], [-9, -9, -9, -1], [0, 0, 0, 0]]
        for (width, words) in [(1, [1]), (2, [2])] {
            #expect(
                try solution.beamSearch(logProbabilities: [table, table], start: 0, end: 3, width: width)
                    == words)
        }
    }
}
