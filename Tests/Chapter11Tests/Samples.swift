import NeuralNetworks
import TensorCore
import Text

@testable import Chapter11

/// Generated pairs as a corpus, without a run.
func corpus(training: Int, validation: Int, width: Int = 32) -> Corpus {
    let all = GeneratedLanguage.alignedPairs(count: training + 2 * validation, seed: 3)
    let pairs = all.map(\.pair)
    let held = Array(all[training..<training + validation])
    return Corpus(
        training: Array(pairs.prefix(training)), validation: Corpus.grouped(held.map(\.pair)),
        test: Corpus.grouped(Array(pairs.suffix(validation))), aligned: held, all: pairs, name: "generated",
        language: LanguagePair(Array(pairs.prefix(training)), source: .words, target: .words, atLeast: 1),
        shape: EncoderDecoderShape(width: width, hidden: width, longest: 42))
}

/// A network of a kind for a corpus, not trained.
func network(_ kind: AttentionKind, _ corpus: Corpus, seed: UInt64 = 1) -> EncoderDecoder {
    var generator = RandomGenerator(seed: seed)
    return EncoderDecoder(corpus.language, corpus.shape, kind, dropout: 0, using: &generator)
}

/// The pairs of a corpus as ids.
func encoded(_ corpus: Corpus) -> EncodedPairs {
    network(.none, corpus).encoded(corpus.training)
}
