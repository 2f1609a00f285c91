import TensorCore

/// A decoder that extends all its sequences by one token at a time.
public protocol IncrementalDecoder {
    /// The logits `[R, words]` of the next token of each of R sequences, after these tokens were appended to them.
    mutating func logits(after ids: [Int]) -> NDArray

    /// Continues with these sequences only, in this order; one may be taken several times.
    mutating func select(_ sequences: [Int])
}
