import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

// Each part of the chapter: data, model, training, and what came of it.

/// GPT on a text.
struct TextResult {
    let source: TextSource
    let text: CharacterText
    let model: LanguageModel
    let history: ModelHistory
    /// −ln P of a character of the held-out text; with pieces, that of a piece divided by its characters.
    let validLoss: Double
    /// Of a table of counts with a context of four characters.
    let ngramLoss: Double
    /// What the model wrote after a line break, and the run of it that stands in the training text.
    let sample: [Int]
    let copied: Range<Int>
    /// Seconds for 256 characters with KV cache and without, and whether they were the same.
    let cachedSeconds: Double
    let uncachedSeconds: Double
    let isSameWithCache: Bool
}

/// Trains GPT on a text and lets it write.
///
/// - Throws: `FileError` for data, `TrainingDiverged`.
func learnText(_ run: ChapterRun) throws -> TextResult {
    let source = try TextSource(run)
    let sizes = TextSizes(source, run)
    let isInPieces = run.choice("tokens") == "byte-pairs"
    let text = CharacterText(
        source.text, context: sizes.context, batchSize: sizes.batch,
        pieces: isInPieces ? run.integer("vocabulary") : nil)
    guard text.validation.count > sizes.context, text.training.count > sizes.context else {
        throw UsageError(
            en:
                "with a vocabulary of \(text.tokens.count) pieces the text is shorter than a context of \(sizes.context)",
            zh: "词表为 \(text.tokens.count) 个词元时，文本比长度为 \(sizes.context) 的上下文还短")
    }
    var generator = RandomGenerator(seed: run.seed)
    let shape = ModelShape(
        vocabulary: text.tokens.count, context: sizes.context, width: sizes.width, heads: sizes.heads,
        layers: sizes.layers)
    let model = LanguageModel(shape, dropout: sizes.dropout, using: &generator)
    let history = try train(
        model, on: text, epochs: run.epochs, sizes.recipe, run.training("gpt", title: "GPT"),
        using: &generator)
    let table = NGramTable([text.characters.training], vocabulary: text.characters.vocabulary)
    let lineEnd = text.tokens.ids(of: "\n")
    let prompt = lineEnd.isEmpty ? [text.training[0]] : lineEnd
    var ending = RandomGenerator(seed: run.seed)
    let sample = write(
        run.isQuick ? 100 : 400, after: prompt, with: model, Sampling(run), using: &ending)
    let length = run.isQuick ? 64 : 256
    func timed(usesCache: Bool) -> (written: [Int], seconds: Double) {
        var generator = RandomGenerator(seed: run.seed)
        let watch = Stopwatch()
        let written = write(
            length, after: prompt, with: model, Sampling(), usesCache: usesCache, using: &generator)
        return (written, watch.seconds)
    }
    let (cached, uncached) = (timed(usesCache: true), timed(usesCache: false))
    return TextResult(
        source: source, text: text, model: model, history: history,
        validLoss: model.meanLoss(text.validationBatches()) / text.charactersPerToken,
        ngramLoss: table.meanLoss([text.characters.validation]), sample: sample,
        copied: longestCopiedRun(sample, from: text.training), cachedSeconds: cached.seconds,
        uncachedSeconds: uncached.seconds, isSameWithCache: cached.written == uncached.written)
}

/// GPT on names: once with each name kept once, and once with the repeated ones as in makemore.
struct NamesResult {
    struct Learned {
        let names: Names
        let model: LanguageModel
        let history: ModelHistory
        let validLoss: Double
        let ngramLoss: Double
        let testLoss: Double
    }

    let distinct: Learned
    let withRepeated: Learned
    /// Names that the model made up: those that are in no part of the data.
    let invented: [String]
    /// The share of what it wrote that is a name of the data.
    let knownFraction: Double
}

/// - Throws: `UsageError` without data, `FileError` for data, `TrainingDiverged`.
func learnNames(_ run: ChapterRun) throws -> NamesResult {
    guard let folder = run.dataFolder else {
        throw UsageError(
            en: "--task names needs --data with names.txt; swift run Download names gets it",
            zh: "--task names 需要 --data 中有 names.txt；可用 swift run Download names 下载")
    }
    let lines = try Names.lines(in: folder)
    func learn(keepsRepeated: Bool, _ training: Training) throws -> NamesResult.Learned {
        let names = Names(lines, keepsRepeated: keepsRepeated, seed: run.seed)
        var generator = RandomGenerator(seed: run.seed)
        let shape = ModelShape(
            vocabulary: names.vocabulary, context: names.longest, width: 64, heads: 4, layers: 4)
        let model = LanguageModel(shape, dropout: 0.15, using: &generator)
        let recipe = Recipe(learningRate: 4e-3, stepsPerEpoch: run.steps(500), finalShare: 0.02)
        let history = try train(
            model, on: names, epochs: run.epochs, recipe, training, using: &generator)
        return NamesResult.Learned(
            names: names, model: model, history: history, validLoss: names.validation(of: model),
            ngramLoss: names.ngramLoss, testLoss: names.testLoss(of: model))
    }
    let distinct = try learn(
        keepsRepeated: false, run.training("names", title: Words(en: "names", zh: "名字")))
    let withRepeated = try learn(
        keepsRepeated: true,
        run.training("names-repeated", title: Words(en: "names, repeated ones kept", zh: "名字（保留重复）")))
    var generator = RandomGenerator(seed: run.seed)
    let known = Set(lines)
    let written = (0..<(run.isQuick ? 20 : 100)).map { _ in
        distinct.names.name(
            write(
                distinct.names.longest - 1, after: [Names.boundary], with: distinct.model,
                Sampling(temperature: 1), end: Names.boundary, using: &generator))
    }
    return NamesResult(
        distinct: distinct, withRepeated: withRepeated,
        invented: Array(written.filter { !known.contains($0) && !$0.isEmpty }.prefix(20)),
        knownFraction: Double(written.count(where: known.contains)) / Double(written.count))
}

/// GPT on sums, their digits reversed or plain.
struct AdditionResult {
    struct Learned {
        let task: Addition
        let model: LanguageModel
        let history: ModelHistory
        var exact: Double { history.validation.last ?? 0 }
    }

    let reversed: Learned
    /// Only where addition is the task of the run.
    let plain: Learned?
}

/// - Throws: `TrainingDiverged`.
func learnAddition(_ run: ChapterRun) throws -> AdditionResult {
    func learn(isReversed: Bool, _ training: Training) throws -> AdditionResult.Learned {
        let task = Addition(isReversed: isReversed, testCount: run.isQuick ? 100 : 1000, seed: run.seed)
        var generator = RandomGenerator(seed: run.seed)
        let shape = ModelShape(
            vocabulary: Addition.alphabet.count, context: Addition.promptLength + Addition.answerLength - 1,
            width: 64, heads: 4, layers: 2)
        let model = LanguageModel(shape, using: &generator)
        let recipe = Recipe(learningRate: 4e-3, stepsPerEpoch: run.steps(100), finalShare: 0.02)
        let history = try train(model, on: task, epochs: run.epochs, recipe, training, using: &generator)
        return AdditionResult.Learned(task: task, model: model, history: history)
    }
    let reversed = try learn(
        isReversed: true, run.training("addition-reversed", title: Words(en: "sums, reversed", zh: "加法（倒写）")))
    guard run.choice("task") == Part.addition.rawValue else {
        return AdditionResult(reversed: reversed, plain: nil)
    }
    let plain = try learn(
        isReversed: false, run.training("addition-plain", title: Words(en: "sums, plain", zh: "加法（顺写）")))
    return AdditionResult(reversed: reversed, plain: plain)
}

/// Attention alone, one layer and two, on strings that repeat themselves.
struct CopyResult {
    let task: Copying
    let oneLayer: (model: LanguageModel, history: ModelHistory)
    let twoLayers: (model: LanguageModel, history: ModelHistory)
    /// What the heads of the two layers attend to.
    let heads: [HeadScore]

    /// The head that attends most to what followed the last time.
    var inductionHead: HeadScore? { heads.max { $0.induction < $1.induction } }

    /// The head of the first layer that attends most to the token before.
    var previousTokenHead: HeadScore? {
        heads.filter { $0.layer == 0 }.max { $0.previous < $1.previous }
    }
}

/// - Throws: `TrainingDiverged`.
func learnCopying(_ run: ChapterRun) throws -> CopyResult {
    let task = Copying(seed: run.seed)
    func learn(layers: Int, steps: Int, _ training: Training) throws -> (LanguageModel, ModelHistory) {
        var generator = RandomGenerator(seed: run.seed)
        let shape = ModelShape(
            vocabulary: Copying.vocabulary, context: Copying.length, width: 64, heads: 4, layers: layers,
            hasFeedForward: false)
        let model = LanguageModel(shape, using: &generator)
        let recipe = Recipe(learningRate: 3e-3, stepsPerEpoch: run.steps(steps))
        return (model, try train(model, on: task, epochs: run.epochs, recipe, training, using: &generator))
    }
    let one = try learn(
        layers: 1, steps: 60, run.training("copy-1", title: Words(en: "copying, one layer", zh: "复制（一层）")))
    let two = try learn(
        layers: 2, steps: 90, run.training("copy-2", title: Words(en: "copying, two layers", zh: "复制（两层）")))
    return CopyResult(task: task, oneLayer: one, twoLayers: two, heads: task.headScores(two.0))
}
