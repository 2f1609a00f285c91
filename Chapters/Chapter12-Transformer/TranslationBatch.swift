import Autograd
import NeuralNetworks
import Text

extension EncodedPairs {
    /// These pairs, without those longer than `Translator.longest` tokens.
    init(_ pairs: [SentencePairs.Pair], _ language: LanguagePair) {
        self.init(pairs, language, longest: Translator.longest)
    }
}

/// The cross-entropy of the next tokens with label smoothing 0.1; padding does not count.
func translationLoss(
    _ translator: Translator, _ batch: TranslationBatch,
    smoothing: Double = TranslatorSettings().labelSmoothing
) -> Tensor {
    let logits = translator(batch.source, batch.decoderInput)
    let count = batch.targets.elementCount
    return crossEntropy(
        logits.reshaped([count, logits.shape[2]]), batch.targets.reshaped([count]),
        labelSmoothing: Float(smoothing),
        ignoredIndex: Vocabulary.padding)
}
