import Foundation
import TensorCore

/// Lines of ids as one array `[N, T]`, short ones filled up with padding, and which places are tokens.
public struct PaddedSequences: Sendable {
    /// `[N, T]`, T being the longest line, 1 at least.
    public let ids: IntArray
    /// `[N, T]`, 1 for each token and 0 for padding.
    public let mask: NDArray

    /// These lines.
    public init(_ lines: [[Int]]) {
        let longest = max(1, lines.map(\.count).max() ?? 1)
        ids = IntArray(
            lines.flatMap { $0 + [Int](repeating: Vocabulary.padding, count: longest - $0.count) },
            shape: [lines.count, longest])
        mask = NDArray(
            lines.flatMap { line in (0..<longest).map { $0 < line.count ? Float(1) : 0 } },
            shape: [lines.count, longest])
    }
}

/// Places of lines in batches of like lengths, about so many tokens each with the padding, in random order.
///
/// Lines are sorted by their length and some chance, so that a batch has little padding and no two epochs the same
/// batches. A line longer than `tokens` is a batch of its own.
public func tokenBatches(
    lengths: [Int], tokens: Int, jitter: Float = 3, using generator: inout RandomGenerator
) -> [[Int]] {
    let keys = lengths.map { Float($0) + generator.uniform() * jitter }
    let order = lengths.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var batches: [[Int]] = []
    var batch: [Int] = []
    var longest = 0
    for place in order {
        let grown = max(longest, lengths[place])
        if !batch.isEmpty, grown * (batch.count + 1) > tokens {
            batches.append(batch)
            batch = []
            longest = 0
        }
        batch.append(place)
        longest = max(longest, lengths[place])
    }
    if !batch.isEmpty { batches.append(batch) }
    return generator.permutation(batches.count).map { batches[$0] }
}

/// e to the mean negative log-likelihood of a token: among how many equally likely tokens a model is left to choose.
public func perplexity(negativeLogLikelihood: Double) -> Double { exp(negativeLogLikelihood) }
