import Foundation
import TensorCore

/// Sequences of ids as one array `[N, T]`, padded to the length of the longest, and a mask of what is not padding.
public struct PaddedSequences: Sendable {
    /// `[N, T]`, T the length of the longest sequence, at least 1.
    public let ids: IntArray
    /// `[N, T]`, 1 for each token and 0 for padding.
    public let mask: NDArray
    /// How many tokens each sequence has.
    public let lengths: [Int]

    /// These sequences.
    public init(_ sequences: [[Int]]) {
        let longest = max(1, sequences.map(\.count).max() ?? 1)
        ids = IntArray(
            sequences.flatMap { $0 + [Int](repeating: Vocabulary.padding, count: longest - $0.count) },
            shape: [sequences.count, longest])
        mask = NDArray(
            sequences.flatMap { sequence in (0..<longest).map { $0 < sequence.count ? Float(1) : 0 } },
            shape: [sequences.count, longest])
        lengths = sequences.map(\.count)
    }
}

/// Batches of sequences of similar length, as their indices: at most `tokens` tokens each with the padding, in random order.
///
/// The sequences are sorted by their length plus a random number up to `jitter`, so that a batch has little padding and no
/// two epochs the same batches. A sequence longer than `tokens` is a batch of its own.
public func tokenBatches(
    lengths: [Int], tokens: Int, jitter: Float = 3, using generator: inout RandomGenerator
) -> [[Int]] {
    let keys = lengths.map { Float($0) + generator.uniform() * jitter }
    let order = lengths.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var batches: [[Int]] = []
    var batch: [Int] = []
    var longest = 0
    for index in order {
        let grown = max(longest, lengths[index])
        if !batch.isEmpty, grown * (batch.count + 1) > tokens {
            batches.append(batch)
            batch = []
            longest = 0
        }
        batch.append(index)
        longest = max(longest, lengths[index])
    }
    if !batch.isEmpty { batches.append(batch) }
    return generator.permutation(batches.count).map { batches[$0] }
}

/// Perplexity, e to the mean negative log-likelihood of a token: among how many equally likely tokens a model chooses.
public func perplexity(negativeLogLikelihood: Double) -> Double { exp(negativeLogLikelihood) }
