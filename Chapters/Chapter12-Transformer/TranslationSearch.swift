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
        var results = [[Int]](repeating: [], count: ids.count)
        // Sentences of similar length together.
        let order = ids.indices.sorted { (ids[$0].count, $0) < (ids[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let indices = order[start..<min(start + batchSize, order.count)]
            for (index, translation) in zip(indices, translate(indices.map { ids[$0] })) {
                results[index] = translation
            }
        }
        return results
    }

    private func translate(_ sources: [[Int]]) -> [[Int]] {
        let source = PaddedSequences(sources)
        let longest = min(Translator.longest, 2 * (sources.map(\.count).max() ?? 0) + 10)
        let decoder: any IncrementalDecoder =
            usesCache ? CachedDecoder(translator, source) : UncachedDecoder(translator, source)
        return beam.sequences(from: decoder, count: sources.count, longest: longest)
    }
}
