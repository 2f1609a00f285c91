import Autograd
import Datasets
import NeuralNetworks
import TensorCore
import Text

/// Sentence pairs as ids, without those longer than `Translator.longest` tokens.
struct EncodedPairs {
    let sources: [[Int]]
    let targets: [[Int]]

    init(_ pairs: [SentencePairs.Pair], _ language: LanguagePair) {
        let encoded = pairs.map { (language.sourceIDs($0.source), language.targetIDs($0.target)) }
            .filter { $0.0.count <= Translator.longest && $0.1.count <= Translator.longest }
        sources = encoded.map(\.0)
        targets = encoded.map(\.1)
    }

    /// The pairs at some indices, padded.
    func batch(_ indices: [Int]) -> TranslationBatch {
        TranslationBatch(
            source: PaddedSequences(indices.map { sources[$0] }),
            decoderInput: PaddedSequences(indices.map { Array(targets[$0].dropLast()) }).ids,
            targets: PaddedSequences(indices.map { Array(targets[$0].dropFirst()) }).ids,
            tokenCount: indices.reduce(0) { $0 + targets[$1].count - 1 })
    }
}

/// A batch for teacher forcing: at each position the decoder is given the true translation so far, and predicts the next
/// token.
struct TranslationBatch {
    /// The sentences, `[N, S]`.
    let source: PaddedSequences
    /// The translations with the start and without the end, `[N, T]`.
    let decoderInput: IntArray
    /// The same shifted by one, without the start and with the end, `[N, T]`.
    let targets: IntArray
    /// How many targets are not padding.
    let tokenCount: Int
}

/// The cross-entropy of the next tokens with label smoothing 0.1; padding does not count.
func translationLoss(_ translator: Translator, _ batch: TranslationBatch) -> Tensor {
    let logits = translator(batch.source, batch.decoderInput)
    let count = batch.targets.elementCount
    return crossEntropy(
        logits.reshaped([count, logits.shape[2]]), batch.targets.reshaped([count]), labelSmoothing: 0.1,
        ignoredIndex: Vocabulary.padding)
}
