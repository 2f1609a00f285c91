import Grading
import TensorCore

/// The homework of Chapter 12: the parts of the Transformer, each task one function on rows of numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 12`.
public protocol TransformerHomework: Sendable {
    /// **12.1 Goal:** the causal mask: which positions each position of a translation may attend to (section 12.3.7).
    ///
    /// Approach: row t has 1 for the positions 0...t and 0 for the later ones.
    ///
    /// Example: 2 gives `[[1, 0], [1, 1]]`.
    func causalMask(_ count: Int) throws -> [[Float]]

    /// **12.2 Goal:** the positional encoding of one position (section 12.2).
    ///
    /// Approach: feature 2i is sin(t / 10000^(2i / width)), feature 2i + 1 the cosine of the same angle.
    ///
    /// Example: position 0 has 0, 1, 0, 1, …
    ///
    /// Hint: `width` is even. `sin`, `cos`, `exp` and `pow` are in Foundation.
    func position(_ index: Int, width: Int) throws -> [Float]

    /// **12.3 Goal:** scaled dot-product attention with a mask (section 12.3.1).
    ///
    /// Approach: score[t][s] = query[t] · key[s] / √d, where d is the length of a key. The softmax over the s that the mask
    /// allows gives the weights; the rest have 0. The result's row t is Σ weight[t][s] · value[s].
    ///
    /// Example: query `[[0, 0]]`, key `[[1, 0], [0, 1]]`, value `[[2], [4]]`: both scores are 0; with the mask `[[1, 1]]` the
    /// result is `[[3]]`, with `[[1, 0]]` it is `[[2]]`.
    ///
    /// Hint: subtract the largest score before the exponential, which overflows otherwise. There may be more or fewer keys
    /// than queries; the mask has a row for each query, and at least one 1 in each row.
    func attention(_ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]) throws
        -> [[Float]]

    /// **12.4 Goal:** teacher forcing: the decoder's inputs and targets, from the ids of a translation (section 12.4).
    ///
    /// Approach: the inputs are the start and then the ids, the targets the ids and then the end. So the target at position
    /// t is the input at position t + 1. Return `[inputs, targets]`.
    ///
    /// Example: ids 7, 8 with start 2 and end 3: inputs `[2, 7, 8]`, targets `[7, 8, 3]`. A translation
    /// may be empty.
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]]

    /// **12.5 Goal:** the learning rate at an update n, counted from 1: warm-up, then decay (Noam's schedule).
    ///
    /// Approach: width^(−½) · min(n^(−½), n · warmUp^(−3/2)).
    ///
    /// Example: n = 4, width 1, warmUp 16: min(1/2, 4/64) = 0.0625.
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float
}
