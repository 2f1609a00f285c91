import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore

/// BERT on generated sentences: pretrained on masked words, then fine-tuned on a few labelled nouns.
struct BERTResult {
    let nouns: NounClasses
    let task: MaskedTexts
    let model: LanguageModel
    let history: ModelHistory
    /// −ln P of a hidden word after pretraining.
    var maskLoss: Double { task.validation(of: model) }
    /// Accuracy on nouns never labelled, by repetition: with other nouns labelled each time.
    let pretrained: [Double]
    let scratch: [Double]
    let labelledPerClass: Int
    /// The ways of fine-tuning, with as many labels, and what each made of masked words.
    let ways: [(result: FineTuned, maskLoss: Double)]
    let adapters: AdapterCheck
}

/// What LoRA promises, checked.
struct AdapterCheck {
    /// The largest difference of the logits with adapters and with adapters merged into the weights.
    let mergedDifference: Float
    /// Whether no bit of the base model's weights was changed by training the adapters.
    let isBaseUnchanged: Bool
}

/// - Throws: `TrainingDiverged`.
func learnMaskedWords(_ run: ChapterRun) throws -> BERTResult {
    let nouns = NounClasses(sentenceCount: run.isQuick ? 1000 : 20_000, seed: run.seed)
    let task = MaskedTexts(
        nouns.sentences, vocabulary: nouns.words.count, heldOut: run.isQuick ? 64 : 500, seed: run.seed)
    var generator = RandomGenerator(seed: run.seed)
    let shape = ModelShape(
        vocabulary: nouns.words.count, context: NounClasses.context, width: 64, heads: 4, layers: 2,
        isCausal: false)
    let model = LanguageModel(shape, using: &generator)
    let untrained = model.copy()
    let recipe = Recipe(
        learningRate: 3e-3, stepsPerEpoch: run.steps(100), warmUp: 50, weightDecay: 0.01, finalShare: 0.03)
    let history = try train(
        model, on: task, epochs: run.epochs, recipe,
        run.training("bert", title: Words(en: "BERT, masked words", zh: "BERT（掩码词）")), using: &generator)

    let labelled = 3
    let epochs = run.isQuick ? 2 : 16
    func classify(
        _ model: LanguageModel, _ way: FineTuningWay, rate: Double, _ name: String, repetition: Int = 0
    ) throws -> FineTuned {
        let seed = run.seed &+ UInt64(repetition)
        let parts = nouns.split(labelled: labelled, seed: seed)
        return try fineTune(
            model, way, on: parts.labelled, classifying: parts.unseen, classes: NounClasses.classCount,
            epochs: epochs, learningRate: rate, LowRank(run), seed: seed, run.training(name))
    }
    let repetitions = 0..<(run.isQuick ? 1 : 3)
    let scratch = try repetitions.map {
        try classify(untrained, .all, rate: 1e-3, "scratch-\($0)", repetition: $0).accuracy
    }
    let pretrained = try repetitions.map {
        try classify(model, .all, rate: 5e-4, "pretrained-\($0)", repetition: $0).accuracy
    }
    let ways = try FineTuningWay.allCases.map { way in
        let result = try classify(model, way, rate: 5e-4, "ways-\(way.rawValue)")
        return (result, task.validation(of: result.classifier.model))
    }
    let texts = nouns.split(labelled: labelled, seed: run.seed).unseen
    return BERTResult(
        nouns: nouns, task: task, model: model, history: history, pretrained: pretrained, scratch: scratch,
        labelledPerClass: labelled, ways: ways,
        adapters: AdapterCheck(ways.map(\.0), base: model, on: texts))
}

extension AdapterCheck {
    /// Compares the logits of the classifier with adapters before and after merging, and its base weights with the model's.
    init(_ results: [FineTuned], base: LanguageModel, on texts: LabelledTexts) {
        guard let adapted = results.first(where: { $0.way == .lora })?.classifier else {
            (mergedDifference, isBaseUnchanged) = (.infinity, false)
            return
        }
        let kept = Dictionary(
            adapted.model.namedParameters.map { ($0.name, $0.parameter.value) }
        ) { first, _ in first }
        isBaseUnchanged = base.namedParameters.allSatisfy { kept[$0.name] == $0.parameter.value }
        let some = texts.sequences(Array(0..<min(64, texts.count)))
        adapted.evaluate()
        let apart = withoutGradient { adapted(some) }.value
        var generator = RandomGenerator(seed: 0)
        let merged = TextClassifier(
            adapted.model.copyWithAdapters(), classes: adapted.head.outputCount, using: &generator)
        for (mine, its) in zip(adapted.head.parameters, merged.head.parameters) { its.value = mine.value }
        merged.model.mergeAdapters()
        merged.evaluate()
        mergedDifference = largestDifference(withoutGradient { merged(some) }.value, apart)
    }
}

extension LanguageModel {
    /// A model with the same weights and the same adapters.
    func copyWithAdapters() -> LanguageModel {
        var generator = RandomGenerator(seed: 0)
        let copy = LanguageModel(shape, dropout: dropout.probability, using: &generator)
        for (mine, its) in zip(blocks, copy.blocks) {
            guard let adapter = mine.attention.queryKeyValue.adapter else { continue }
            let projection = its.attention.queryKeyValue
            let rank = adapter.a.shape[0]
            projection.adapter = LowRankAdapter(
                projection.weight, rank: rank, alpha: Double(adapter.scale) * Double(rank), using: &generator)
        }
        for (mine, its) in zip(parameters, copy.parameters) { its.value = mine.value }
        return copy
    }
}
