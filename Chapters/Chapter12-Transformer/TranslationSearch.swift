import Decoding
import Text

/// How sentences are translated.
struct TranslationSearch {
    let translator: Translator
    let beam: BeamSearch
    /// Whether the decoder has a KV cache.
    var usesCache = true
    /// How many sentences are translated together.
    var batchSize = 200

    /// With a beam of this width; 1 is greedy decoding.
    init(_ translator: Translator, width: Int) {
        self.translator = translator
        beam = BeamSearch(width: width)
    }

    /// The ids of each sentence's translation, without start and end.
    func translations(of sentences: [String]) -> [[Int]] {
        translator.evaluate()
        let ids = sentences.map { translator.language.sourceIDs($0, longest: Translator.longest) }
        return beam.translations(of: ids, batchSize: batchSize, longest: Translator.longest) {
            usesCache
                ? CachedDecoder(translator, $0) as any IncrementalDecoder : UncachedDecoder(translator, $0)
        }
    }
}
