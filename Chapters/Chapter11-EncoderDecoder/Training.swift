import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// How an encoder–decoder was trained.
struct TranslatorHistory: TrainingHistory {
    /// About the logarithm of the vocabulary's size: all words equally likely.
    var startLoss = Double.nan
    /// The mean loss of a word in each epoch.
    var losses: [Double] = []
    var seconds = 0.0
    /// BLEU of greedy translations of the validation sentences after each epoch, and the training time until then.
    var validationBLEU: [Double] = []
    var secondsUntil: [Double] = []
    /// Target words trained on, and updates.
    var words = 0
    var updates = 0

    var wordsPerSecond: Double { Double(words) / max(1e-9, seconds) }

    func isPossible(from start: TranslatorHistory) -> Bool {
        validationBLEU.count == losses.count && secondsUntil.count == losses.count
            && isPossibleCount(words) && isPossibleCount(updates)
    }
}

/// An encoder–decoder and how it was trained; the history of one that comes from a file is empty.
struct TrainedTranslator {
    let network: EncoderDecoder
    var history = TranslatorHistory()
}

/// What a training can be told.
struct TrainingPlan {
    var epochs: Int
    /// Words of a batch, padding included.
    var wordsPerBatch: Int
    var rate: Double
    /// The training ends, in the middle of an epoch too, after this long; infinite for no limit.
    var secondsLimit: Double
    /// The share of the decoder's inputs that are its own words at the end of the training; 0 is teacher forcing.
    var scheduled: Double
    var labelSmoothing: Float

    /// How much of the training is done, 0 to 1: by updates or, with a limit, by time, whichever is further.
    func progress(_ history: TranslatorHistory, seconds: Double, updatesPerEpoch: Int) -> Double {
        let byUpdates = Double(history.updates) / Double(max(1, epochs * updatesPerEpoch))
        return min(1, max(byUpdates, (history.seconds + seconds) / secondsLimit))
    }
}

extension TrainingPlan {
    /// The plan of a run.
    init(_ run: ChapterRun) {
        epochs = run.epochs
        wordsPerBatch = run.isQuick ? 400 : run.dataFolder == nil ? 600 : 1400
        rate = run.number("learning-rate")
        secondsLimit = run.number("minutes") > 0 ? 60 * run.number("minutes") : .infinity
        scheduled = run.number("scheduled")
        labelSmoothing = run.dataFolder == nil ? 0 : 0.1
    }
}

/// Trains a new network of each kind that the run asks for.
///
/// - Returns: those that the run got to train; where it was stopped before, the first one as it was made.
func trainTranslators(_ corpus: Corpus, _ run: ChapterRun) throws -> [TrainedTranslator] {
    let all = try AttentionKind.kinds(run.choice("attention")).map { kind in
        var generator = RandomGenerator(seed: run.seed)
        let network = EncoderDecoder(
            corpus.language, corpus.shape, kind, dropout: Float(run.number("dropout")), using: &generator)
        let training = run.training("attention-\(kind.rawValue)", title: kind.name)
        let history = try train(network, on: corpus, TrainingPlan(run), training, using: &generator)
        return TrainedTranslator(network: network, history: history)
    }
    let trained = all.filter { !$0.history.losses.isEmpty }
    return trained.isEmpty ? Array(all.prefix(1)) : trained
}

/// Trains on batches of sentences of similar length; BLEU on the validation sentences after each epoch.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ network: EncoderDecoder, on corpus: Corpus, _ plan: TrainingPlan, _ training: Training,
    using generator: inout RandomGenerator
) throws -> TranslatorHistory {
    let pairs = network.encoded(corpus.training)
    let lengths = zip(pairs.sources, pairs.targets).map { max($0.count, $1.count) }
    let optimizer = Adam(network.parameters, learningRate: plan.rate)
    var history = TranslatorHistory()
    for _ in try training.epochs(plan.epochs, &history, network, optimizer, using: &generator)
    where history.seconds < plan.secondsLimit {
        network.train()
        var words = 0
        let batches = tokenBatches(lengths: lengths, tokens: plan.wordsPerBatch, using: &generator)
        for indices in training.batches(batches)
        where history.seconds + training.secondsInEpoch < plan.secondsLimit {
            let progress = plan.progress(
                history, seconds: training.secondsInEpoch, updatesPerEpoch: batches.count)
            optimizer.learningRate = plan.rate * max(0.05, 1 - progress)
            var batch = pairs.batch(indices)
            if plan.scheduled > 0 {
                batch.mixInputs(network, share: plan.scheduled * progress, using: &generator)
            }
            let loss = translationLoss(network, batch, labelSmoothing: plan.labelSmoothing)
            try training.record(loss, weight: batch.tokenCount)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
            history.updates += 1
            words += batch.tokenCount
        }
        guard training.endEpoch(&history) else { break }
        history.words += words
        history.secondsUntil.append(history.seconds)
        let bleu = bleu(of: greedyTranslations(network, corpus.validation), corpus.validation, network)
        history.validationBLEU.append(bleu)
        let score = formatNumber(bleu, significantDigits: 3)
        training.keep(history, generator, Words(en: "validation BLEU \(score)", zh: "验证集 BLEU \(score)"))
    }
    return history
}
