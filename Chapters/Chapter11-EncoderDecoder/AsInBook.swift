import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// What the book's network scores on its own test, and what a table scores that never reads the sentence.
struct AsInBook {
    let history: LossHistory
    let trainingPairs: Int
    let testPairs: Int
    /// The share of test translations that are in the training part.
    let seenFraction: Double
    /// The share of positions with the right word, padding included, as the book counts.
    let wordAccuracy: Double
    /// The same of a table with the most frequent word of each position, padding among them.
    let blindAccuracy: Double
    /// The share of the reference's words that are right, padding left out.
    let accuracyWithoutPadding: Double
    let bleu: Double

    /// Scores a trained network on the test pairs.
    init(_ network: BookTranslator, _ history: LossHistory, _ pairs: BookPairs) {
        self.history = history
        (trainingPairs, testPairs) = (pairs.training.count, pairs.test.count)
        seenFraction = pairs.seenFraction
        network.evaluate()
        var written: [Int] = []
        for start in stride(from: 0, to: pairs.test.count, by: 100) {
            let batch = pairs.batch(pairs.test[start..<min(start + 100, pairs.test.count)])
            written += withoutGradient { network(batch.sources, targets: nil) }.value.argMax(axis: 2).scalars
        }
        let truth = pairs.batch(pairs.test).targets.scalars
        let blind = AsInBook.mostFrequentWords(pairs.batch(pairs.training).targets)
        let length = BookTranslator.length
        func share(_ isRight: (Int) -> Bool, among places: [Int]) -> Double {
            Double(places.count(where: isRight)) / Double(max(1, places.count))
        }
        let places = Array(truth.indices)
        let words = places.filter { truth[$0] != Vocabulary.end }
        wordAccuracy = share({ written[$0] == truth[$0] }, among: places)
        blindAccuracy = share({ blind[$0 % length] == truth[$0] }, among: places)
        accuracyWithoutPadding = share({ written[$0] == truth[$0] }, among: words)
        bleu =
            BLEU(
                tokens: pairs.test.indices.map {
                    pairs.language.targetWords(Array(written[$0 * length..<($0 + 1) * length]))
                }, references: pairs.test.map { pairs.language.referenceWords($0.target) }
            ).score
    }

    /// The most frequent word at each position; of equally frequent ones that of the smallest id.
    private static func mostFrequentWords(_ targets: IntArray) -> [Int] {
        (0..<BookTranslator.length).map { position in
            var counts: [Int: Int] = [:]
            for row in 0..<targets.shape[0] {
                counts[targets[row * BookTranslator.length + position], default: 0] += 1
            }
            return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? Vocabulary.end
        }
    }
}

/// Trains and scores the book's network; nil if the run was stopped before its first epoch ended.
func trainAsInBook(_ corpus: Corpus, _ run: ChapterRun) throws -> AsInBook? {
    var generator = RandomGenerator(seed: run.seed)
    let pairs = BookPairs(corpus, limit: run.isQuick ? 400 : 100_000, seed: run.seed)
    let network = BookTranslator(corpus.language, using: &generator)
    let training = run.training("as-in-book", title: Words(en: "as in the book", zh: "按书中的做法"))
    let history = try train(network, on: pairs, epochs: run.epochs, training, using: &generator)
    return history.losses.isEmpty ? nil : AsInBook(network, history, pairs)
}

/// Trains by teacher forcing, with the book's loss: the padding counts as words do.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ network: BookTranslator, on pairs: BookPairs, epochs: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = Adam(network.parameters, learningRate: 1e-3)
    var history = LossHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let batches = shuffledBatches(of: 32, count: pairs.training.count, using: &generator)
        for indices in training.batches(batches) {
            let batch = pairs.batch(indices.map { pairs.training[$0] })
            let logits = network(batch.sources, targets: batch.targets)
            let places = batch.targets.elementCount
            let loss = crossEntropy(
                logits.reshaped([places, logits.shape[2]]), batch.targets.reshaped([places]))
            try training.record(loss, weight: indices.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}
