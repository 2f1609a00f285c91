import Messages

/// Draws the windows of an epoch over a text, as word2vec does: frequent words are left out at random, each window is cut
/// to a random size, and each word in the middle gets its outputs.
///
/// The text is cut into chunks, at ends of sentences where it can. The random numbers of a chunk follow from the seed, the
/// epoch and its number alone, so threads may draw chunks in any order.
public struct WindowSampler: Sendable {
    /// What a word in the middle is predicted by.
    public enum Targets: Sendable {
        /// The word itself, and so many words drawn with these weights; one that hits the word itself is left out.
        case negatives(count: Int, weights: [Double])
        /// The nodes on the word's path through a tree: those of word w are `starts[w]..<starts[w + 1]`.
        case paths(starts: [Int], nodes: [Int32], labels: [Float])
    }

    let text: [Int32]
    /// Ends of sentences, and cuts in those that are too long.
    let pieceStarts: [Int]
    /// The pieces of each chunk: `chunkStarts[c]..<chunkStarts[c + 1]`.
    let chunkStarts: [Int]
    /// A word stays where a random number of 32 bits is below its limit.
    let keepLimits: [UInt64]
    let window: Int
    let targets: Targets
    let alias: AliasTable?
    let seed: UInt64

    /// Words in a chunk, about.
    static let chunkLength = 2048
    /// The longest piece of a sentence.
    static let longestPiece = 4096

    /// A sampler of a text.
    ///
    /// - Parameters:
    ///   - text: the words as numbers, sentence after sentence.
    ///   - sentenceStarts: where each sentence begins, and the length of the text.
    ///   - keep: with what probability an occurrence of each word stays.
    ///   - window: the largest distance between the middle and an input; for each window 1...window, evenly drawn.
    ///
    /// Traps when a word has no probability to stay, or an extent is not possible.
    public init(
        text: [Int32], sentenceStarts: [Int], keep: [Double], window: Int, targets: Targets, seed: UInt64,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        if window < 1 || sentenceStarts.first != 0 || sentenceStarts.last != text.count
            || !text.allSatisfy({ $0 >= 0 && Int($0) < keep.count })
            || zip(sentenceStarts, sentenceStarts.dropFirst()).contains(where: { $0 > $1 })
        {
            explainFailure(
                "WindowSampler",
                "a text of \(text.count) words, \(keep.count) probabilities, a window of \(window)",
                hint:
                    "every word needs a probability, the window at least 1, the starts go from 0 to the end",
                file: file, line: line)
        }
        (self.text, self.window, self.targets, self.seed) = (text, window, targets, seed)
        keepLimits = keep.map { UInt64(max(0, min(1, $0)) * 0x1p32) }
        if case .negatives(_, let weights) = targets {
            alias = AliasTable(weights)
        } else {
            alias = nil
        }
        var pieces = [0]
        var chunks = [0]
        func endPiece(at place: Int) {
            pieces.append(place)
            if place - pieces[chunks[chunks.count - 1]] >= Self.chunkLength {
                chunks.append(pieces.count - 1)
            }
        }
        for (start, end) in zip(sentenceStarts, sentenceStarts.dropFirst()) where end > start {
            for cut in stride(from: start + Self.longestPiece, to: end, by: Self.longestPiece) {
                endPiece(at: cut)
            }
            endPiece(at: end)
        }
        if chunks[chunks.count - 1] != pieces.count - 1 { chunks.append(pieces.count - 1) }
        (pieceStarts, chunkStarts) = (pieces, chunks)
    }

    /// The number of chunks.
    public var chunkCount: Int { chunkStarts.count - 1 }

    /// How many words of the text a chunk has.
    public func wordCount(ofChunk chunk: Int) -> Int {
        pieceStarts[chunkStarts[chunk + 1]] - pieceStarts[chunkStarts[chunk]]
    }

    /// The windows of some chunks in an epoch, chunk by chunk.
    public func windows(ofChunks chunks: [Int], epoch: Int) -> [WordWindows] {
        WindowSampling.windows(self, chunks, epoch: epoch)
    }
}

/// Draws a number with given probabilities in constant time: an even draw of a column, then one of the two numbers that
/// share it. Walker (1977); Vose: "A linear algorithm for generating random numbers with a given distribution" (1991).
struct AliasTable: Sendable {
    /// Of each column, the part of 2³² that belongs to its own number.
    let limits: [UInt64]
    /// The number that has the rest.
    let others: [Int32]

    /// The table of these weights, which need not add up to 1; all 0 count as even.
    init(_ weights: [Double]) {
        let total = weights.reduce(0, +)
        var parts = weights.map { total > 0 ? $0 / total * Double(weights.count) : 1 }
        var limits = [UInt64](repeating: 1 << 32, count: weights.count)
        var others = (0..<weights.count).map { Int32($0) }
        var small = parts.indices.filter { parts[$0] < 1 }
        var large = parts.indices.filter { parts[$0] >= 1 }
        while let low = small.last, let high = large.last {
            small.removeLast()
            limits[low] = UInt64(parts[low] * 0x1p32)
            others[low] = Int32(high)
            parts[high] -= 1 - parts[low]
            if parts[high] < 1 {
                large.removeLast()
                small.append(high)
            }
        }
        (self.limits, self.others) = (limits, others)
    }
}
