import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// How a translator was trained.
struct TranslatorHistory: TrainingHistory {
    /// About the logarithm of the vocabulary's size: all tokens equally likely.
    var startLoss = Double.nan
    /// The mean loss of a token in each epoch, with label smoothing.
    var losses: [Double] = []
    var seconds = 0.0
    /// BLEU of greedy translations of the validation sentences after each epoch, and the training time until then.
    var validationBLEU: [Double] = []
    var secondsUntil: [Double] = []
    /// Target tokens trained on, and updates.
    var tokens = 0
    var updates = 0

    var tokensPerSecond: Double { Double(tokens) / max(1e-9, seconds) }

    func isPossible(from start: TranslatorHistory) -> Bool {
        validationBLEU.count == losses.count && secondsUntil.count == losses.count
            && isPossibleCount(tokens) && isPossibleCount(updates)
    }
}

/// A translator and how it was trained; the history of one that comes from a file is empty.
struct TrainedTranslator {
    let translator: Translator
    var history = TranslatorHistory()
    var settings = TranslatorSettings()
}

extension TrainedTranslator {
    /// The translator of `--model`; nil without that option.
    ///
    /// - Throws: `FileError` if the file is missing or broken.
    init?(fileOf run: ChapterRun) throws {
        guard let path = run.text("model") else { return nil }
        self.init(translator: try .read(from: path))
    }
}

/// The learning rate: a linear warm-up, then a fall with the root of the number of updates (Noam's schedule).
struct NoamRate {
    let schedule: NoamSchedule
    /// The rate the schedule multiplies.
    let initial: Double

    init(width: Int, _ settings: TranslatorSettings = TranslatorSettings()) {
        schedule = NoamSchedule(width: width, warmUpSteps: settings.warmUp)
        initial = settings.peakRate * (Double(width) * Double(settings.warmUp)).squareRoot()
    }
}

/// Trains a new translator on the sentences of a run.
func trainTranslator(_ corpus: Corpus, _ run: ChapterRun) throws -> TrainedTranslator {
    var generator = RandomGenerator(seed: run.seed)
    let settings = TranslatorSettings(run)
    let translator = Translator(
        corpus.language, corpus.shape, dropout: Float(settings.dropout), using: &generator)
    let history = try trainTranslator(
        translator, on: corpus, settings, epochs: run.epochs, minutes: run.number("minutes"),
        run.training("translator", title: Words(en: "translator", zh: "翻译模型")), using: &generator)
    return TrainedTranslator(translator: translator, history: history, settings: settings)
}

/// Trains by teacher forcing on batches of similar length; BLEU on the validation sentences after each epoch.
///
/// - Parameter minutes: the training ends, in the middle of an epoch too, after this long; 0 for no limit.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainTranslator(
    _ translator: Translator, on corpus: Corpus, _ settings: TranslatorSettings, epochs: Int,
    minutes: Double, _ training: Training, using generator: inout RandomGenerator
) throws -> TranslatorHistory {
    let pairs = EncodedPairs(corpus.training, corpus.language)
    let lengths = pairs.targets.map(\.count)
    let rate = NoamRate(width: translator.shape.width, settings)
    let optimizer = Adam(translator.parameters, learningRate: rate.initial, betas: (0.9, 0.98))
    let limit = minutes > 0 ? 60 * minutes : .infinity
    var history = TranslatorHistory()
    for _ in try training.epochs(epochs, &history, translator, optimizer, using: &generator)
    where history.seconds < limit {
        translator.train()
        var tokens = 0
        for indices in tokenBatches(lengths: lengths, tokens: settings.batchTokens, using: &generator)
        where !training.shouldStop && history.seconds + training.secondsInEpoch < limit {
            let batch = pairs.batch(indices)
            optimizer.follow(rate.schedule, at: history.updates)
            let loss = translationLoss(translator, batch, smoothing: settings.labelSmoothing)
            try training.record(loss, weight: batch.tokenCount)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
            history.updates += 1
            tokens += batch.tokenCount
        }
        guard training.endEpoch(&history) else { break }
        history.tokens += tokens
        history.secondsUntil.append(history.seconds)
        let bleu = greedyBLEU(translator, corpus.validation)
        history.validationBLEU.append(bleu)
        try training.show(validation: history.validationBLEU)
        let score = formatNumber(bleu, significantDigits: 3)
        training.keep(history, generator, Words(en: "validation BLEU \(score)", zh: "验证集 BLEU \(score)"))
    }
    return history
}

/// BLEU of greedy translations of these pairs, on the chapter's own tokens.
func greedyBLEU(_ translator: Translator, _ pairs: [SentencePairs.Pair]) -> Double {
    let language = translator.language
    let translations = TranslationSearch(translator, width: 1).translations(of: pairs.map(\.source))
    return BLEU(
        tokens: translations.map { language.targetWords($0) },
        references: pairs.map { language.referenceWords($0.target) }
    ).score
}

/// One epoch over batches of consecutive pairs, each cleared before the next, or growing as in the book.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainOneEpoch(
    _ translator: Translator, on pairs: EncodedPairs, batchSize: Int, isCleared: Bool, _ training: Training,
    using generator: inout RandomGenerator
) throws -> BatchHistory {
    let optimizer = Adam(translator.parameters, learningRate: 1e-3)
    var history = BatchHistory()
    for _ in try training.epochs(1, &history, translator, optimizer, using: &generator) {
        for end in training.batches(stride(from: batchSize, through: pairs.targets.count, by: batchSize)) {
            let batch = pairs.batch(Array((isCleared ? end - batchSize : 0)..<end))
            let loss = translationLoss(translator, batch)
            try training.record(loss, weight: batch.tokenCount)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
            history.tokens += batch.tokenCount
            history.lastLoss = Double(loss.scalar)
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}
