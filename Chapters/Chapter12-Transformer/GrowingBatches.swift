import ChapterSupport
import TensorCore
import Text

/// The history of one epoch, whose batches are cleared or grow.
struct BatchHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The tokens computed in all batches together, and the mean loss of a token in the last one.
    var tokens = 0
    var lastLoss = Double.nan

    func isPossible(from start: BatchHistory) -> Bool { isPossibleCount(tokens) }
}

/// A mistake of the book: the list of a batch is never cleared, so that each batch holds all sentences so far.
struct GrowingBatches {
    let sentences: Int
    let cleared: BatchHistory
    let growing: BatchHistory
}

/// Trains a small translator for one epoch, with batches that are cleared and with batches that grow.
func compareBatches(_ corpus: Corpus, _ run: ChapterRun) throws -> GrowingBatches {
    let pairs = EncodedPairs(Array(corpus.training.prefix(300)), corpus.language)
    let shape = TranslatorShape(width: 32, heads: 4, layers: 1, feedForwardWidth: 64)
    func epoch(isCleared: Bool) throws -> BatchHistory {
        var generator = RandomGenerator(seed: run.seed)
        let translator = Translator(corpus.language, shape, using: &generator)
        return try trainOneEpoch(
            translator, on: pairs, batchSize: 30, isCleared: isCleared,
            run.training(isCleared ? "batches-cleared" : "batches-growing"), using: &generator)
    }
    return GrowingBatches(
        sentences: pairs.targets.count, cleared: try epoch(isCleared: true),
        growing: try epoch(isCleared: false))
}
