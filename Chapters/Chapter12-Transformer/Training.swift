import Autograd
import ChapterSupport
import Datasets
import Foundation
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// What happened while a translator was trained.
struct TranslatorHistory: Codable {
    /// The loss of the first batch: about the logarithm of the number of words, all being equally likely.
    var startLoss = Double.nan
    /// The mean loss of a token in each epoch, with label smoothing.
    var losses: [Double] = []
    /// BLEU of greedy translations of the validation sentences after each epoch, and the training time until then.
    var validBLEU: [Double] = []
    var secondsUntil: [Double] = []
    /// Tokens of translations that were learned from, and updates.
    var tokens = 0
    var steps = 0

    /// Tokens that were learned from in a second.
    var tokensPerSecond: Double { Double(tokens) / max(1e-9, seconds) }

    var seconds: Double { secondsUntil.last ?? 0 }
}

/// Sentences as ids, to learn from.
struct EncodedPairs {
    let sources: [[Int]]
    let targets: [[Int]]

    init(_ pairs: [SentencePairs.Pair], _ language: LanguagePair) {
        let encoded = pairs.map { (language.sourceIDs($0.source), language.targetIDs($0.target)) }
            .filter { $0.0.count <= Translator.longest && $0.1.count <= Translator.longest }
        sources = encoded.map(\.0)
        targets = encoded.map(\.1)
    }

    /// Sources, what is written of the translations, and what comes next: the same shifted by one.
    func batch(_ places: [Int]) -> (source: PaddedLines, written: IntArray, next: IntArray) {
        (
            PaddedLines(places.map { sources[$0] }),
            PaddedLines(places.map { Array(targets[$0].dropLast()) }).ids,
            PaddedLines(places.map { Array(targets[$0].dropFirst()) }).ids
        )
    }
}

/// The cross-entropy of the next words with label smoothing 0.1; padding does not count.
func translationLoss(
    _ translator: Translator, _ batch: (source: PaddedLines, written: IntArray, next: IntArray)
)
    -> Tensor
{
    let logits = translator(batch.source, batch.written)
    return crossEntropy(
        logits.reshaped([batch.next.elementCount, logits.shape[2]]),
        batch.next.reshaped([batch.next.elementCount]), labelSmoothing: 0.1,
        ignoredIndex: Vocabulary.padding)
}

/// A translator that was trained, or read from `--model`.
struct TrainedTranslator {
    let translator: Translator
    private(set) var history = TranslatorHistory()

    /// - Throws: `FileError` where the model's file or a checkpoint is missing or broken; `TrainingDiverged`.
    init(_ corpus: Corpus, _ run: ChapterRun) throws {
        if let path = run.text("model") {
            translator = try .read(from: path)
            return
        }
        var generator = RandomGenerator(seed: run.seed)
        translator = Translator(
            corpus.language, corpus.shape, dropout: Float(run.number("dropout")), using: &generator)
        try train(corpus, run, using: &generator)
        translator.evaluate()
    }

    private mutating func train(
        _ corpus: Corpus, _ run: ChapterRun, using generator: inout RandomGenerator
    ) throws {
        let pairs = EncodedPairs(corpus.training, corpus.language)
        let lengths = pairs.targets.map(\.count)
        // A rise to 0.001 in the first 400 updates, then a fall with the root of their number.
        let schedule = NoamSchedule(width: corpus.shape.width, warmUpSteps: 400)
        let peak = 1e-3 * (Double(corpus.shape.width) * 400).squareRoot()
        let optimizer = Adam(translator.parameters, learningRate: peak, betas: (0.9, 0.98))
        let limit = run.number("minutes") > 0 ? 60 * run.number("minutes") : .infinity
        let checkpoint = run.checkpoint("translator")
        try checkpoint.resume(&history, translator, optimizer, using: &generator) {
            $0.losses.count <= run.epochs && $0.validBLEU.count == $0.losses.count
                && $0.secondsUntil.count == $0.losses.count && isPossibleCount($0.tokens)
                && isPossibleCount($0.steps)
        }
        let bar = ProgressBar("translator", total: run.epochs, done: history.losses.count)
        for epoch in history.losses.count..<run.epochs where !run.shouldStop && history.seconds < limit {
            let watch = Stopwatch()
            translator.train()
            var (total, tokens) = (0.0, 0)
            for places in tokenBatches(lengths: lengths, tokens: run.isQuick ? 500 : 2000, using: &generator)
            where !run.shouldStop && history.seconds + watch.seconds < limit {
                optimizer.follow(schedule, at: history.steps)
                optimizer.zeroGradients()
                let loss = translationLoss(translator, pairs.batch(places))
                try requireFinite(loss, of: translator, epoch: epoch + 1)
                loss.backward()
                optimizer.clipGradients(norm: 1)
                optimizer.step()
                if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
                let count = places.reduce(0) { $0 + lengths[$1] - 1 }
                total += Double(loss.scalar) * Double(count)
                tokens += count
                history.steps += 1
            }
            let seconds = history.seconds + watch.seconds
            if run.shouldStop { break }
            history.tokens += tokens
            history.losses.append(total / Double(max(1, tokens)))
            history.secondsUntil.append(seconds)
            let bleu = greedyBLEU(translator, corpus.validation)
            history.validBLEU.append(bleu)
            checkpoint.keep(history, translator, optimizer, generator)
            let message =
                "loss \(formatNumber(history.losses.last ?? .nan, significantDigits: 3)), valid BLEU "
                + "\(formatNumber(bleu, significantDigits: 3)), \(formatDuration(seconds))"
            bar.advance(message: message)
            bar.line("epoch \(history.losses.count): \(message)")
        }
        bar.finish()
    }
}

/// BLEU of greedy translations of these pairs, on the chapter's own tokens.
func greedyBLEU(_ translator: Translator, _ pairs: [SentencePairs.Pair]) -> Double {
    let language = translator.language
    let translations = BeamSearch(translator, width: 1).translations(of: pairs.map(\.source))
    return BLEU(
        tokens: translations.map { language.targetWords($0) },
        references: pairs.map { language.referenceWords($0.target) }
    ).score
}
