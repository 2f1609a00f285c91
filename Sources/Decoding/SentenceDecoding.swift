import Text

extension BeamSearch {
    /// The translation of each sentence, without start and end.
    ///
    /// - Parameters:
    ///   - sentences: as ids, with the end.
    ///   - batchSize: how many sentences are translated together; those of similar length are.
    ///   - longest: a translation has at most twice as many tokens as the longest sentence of its batch and ten more, and
    ///     never more than this.
    ///   - decoder: begins the translations of a batch.
    public func translations(
        of sentences: [[Int]], batchSize: Int = 200, longest: Int,
        decoder: (PaddedSequences) -> any IncrementalDecoder
    ) -> [[Int]] {
        var results = [[Int]](repeating: [], count: sentences.count)
        let order = sentences.indices.sorted { (sentences[$0].count, $0) < (sentences[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: batchSize) {
            let indices = order[start..<min(start + batchSize, order.count)]
            let batch = indices.map { sentences[$0] }
            let limit = min(longest, 2 * (batch.map(\.count).max() ?? 0) + 10)
            let written = sequences(from: decoder(PaddedSequences(batch)), count: batch.count, longest: limit)
            for (index, translation) in zip(indices, written) { results[index] = translation }
        }
        return results
    }
}
