import Autograd
import Foundation
import Messages
import TensorCore
import Text

/// How well a model predicts the events of tunes.
struct Score {
    /// The mean of −ln P over the events.
    let negativeLogLikelihood: Double
    /// The share of events that were the likeliest.
    let accuracy: Double

    /// Among how many equally likely events the model would be as uncertain: e to the mean of −ln P.
    var perplexity: Double { Text.perplexity(negativeLogLikelihood: negativeLogLikelihood) }
}

/// A network trained on tunes, and its score on the test tunes.
struct Composer {
    let kind: RecurrentKind
    let model: RecurrentLanguageModel
    let history: ComposerHistory
    let score: Score
}

/// The networks, and the n-grams as baselines, scored on the same test tunes.
struct Composers {
    let nGrams: [(name: Words, score: Score)]
    let networks: [Composer]

    init(_ networks: [Composer], _ data: TuneData) {
        self.networks = networks
        let names = [
            Words(en: "unigram", zh: "一元模型"), Words(en: "bigram", zh: "二元模型"),
            Words(en: "trigram", zh: "三元模型"),
        ]
        nGrams = names.enumerated().map { index, name in
            (
                name,
                NGrams(data.trainingEvents, order: index + 1, symbols: BeatEncoding.count).score(
                    data.testEvents)
            )
        }
    }

    /// The network with the smallest validation loss.
    var best: Composer? {
        networks.min { ($0.history.validation.last ?? .infinity) < ($1.history.validation.last ?? .infinity) }
    }

    /// The trigram's score, the baseline to beat.
    var trigram: Score { nGrams[2].score }
}

/// The score of a network on sequences of events.
func score(_ model: RecurrentLanguageModel, _ sequences: [[Int]]) -> Score {
    model.evaluate()
    var (total, correct, count) = (0.0, 0, 0)
    for start in stride(from: 0, to: sequences.count, by: 16) {
        let batch = SequenceBatch(Array(sequences[start..<min(start + 16, sequences.count)]))
        let targets = batch.targets
        let logits = withoutGradient { model(batch.inputs, lengths: batch.lengths).logits }.value
        let rows = logits.reshaped([targets.elementCount, logits.shape[2]])
        let (logProbabilities, predictions) = (rows.logSoftmax(axis: 1), rows.argMax(axis: 1))
        for index in 0..<targets.elementCount where targets[index] >= 0 {
            total -= Double(logProbabilities[scalar: index, targets[index]])
            if predictions[index] == targets[index] { correct += 1 }
            count += 1
        }
    }
    return Score(
        negativeLogLikelihood: total / Double(max(1, count)),
        accuracy: Double(correct) / Double(max(1, count)))
}
