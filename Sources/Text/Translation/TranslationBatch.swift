import TensorCore

/// Sentence pairs as ids, without those longer than a number of tokens.
public struct EncodedPairs: Sendable {
    /// The sentences, with the end.
    public let sources: [[Int]]
    /// The translations, with start and end.
    public let targets: [[Int]]

    /// These pairs, without those where a side has more than `longest` ids.
    public init(_ pairs: [SentencePairs.Pair], _ language: LanguagePair, longest: Int) {
        let encoded = pairs.map { (language.sourceIDs($0.source), language.targetIDs($0.target)) }
            .filter { $0.0.count <= longest && $0.1.count <= longest }
        sources = encoded.map(\.0)
        targets = encoded.map(\.1)
    }

    /// The pairs at some indices, padded.
    public func batch(_ indices: [Int]) -> TranslationBatch {
        TranslationBatch(
            source: PaddedSequences(indices.map { sources[$0] }),
            decoderInput: PaddedSequences(indices.map { Array(targets[$0].dropLast()) }).ids,
            targets: PaddedSequences(indices.map { Array(targets[$0].dropFirst()) }).ids,
            tokenCount: indices.reduce(0) { $0 + targets[$1].count - 1 })
    }
}

/// A batch for teacher forcing: at each position the decoder is given the true translation so far, and predicts the next
/// token.
public struct TranslationBatch: Sendable {
    /// The sentences, `[N, S]`.
    public let source: PaddedSequences
    /// The translations with the start and without the end, `[N, T]`.
    public var decoderInput: IntArray
    /// The same shifted by one, without the start and with the end, `[N, T]`.
    public let targets: IntArray
    /// How many targets are not padding.
    public let tokenCount: Int

    /// These arrays.
    public init(source: PaddedSequences, decoderInput: IntArray, targets: IntArray, tokenCount: Int) {
        (self.source, self.decoderInput) = (source, decoderInput)
        (self.targets, self.tokenCount) = (targets, tokenCount)
    }
}
