import ChapterSupport
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore

/// Which weights fine-tuning changes.
enum FineTuningWay: String, CaseIterable {
    /// All of them.
    case all
    /// Those of the new last layer only.
    case lastLayer = "last-layer"
    /// The last layer's, and low-rank adapters of the attention's input projections.
    case lora

    var name: Words {
        switch self {
        case .all: Words(en: "all weights", zh: "全部权重")
        case .lastLayer: Words(en: "last layer only", zh: "只训练最后一层")
        case .lora: Words(en: "LoRA", zh: "LoRA")
        }
    }

    /// The key of its metrics.
    var key: String { rawValue.replacing("-", with: "_") }
}

/// The rank and α of the adapters.
struct LowRank {
    var rank = 8
    var alpha = 16.0
}

extension LanguageModel {
    /// A model with the same weights.
    func copy() -> LanguageModel {
        var generator = RandomGenerator(seed: 0)
        let copy = LanguageModel(shape, dropout: dropout.probability, using: &generator)
        for (mine, its) in zip(parameters, copy.parameters) { its.value = mine.value }
        return copy
    }

    /// Freezes all weights and adds an adapter to each attention's input projection.
    func addAdapters(_ lowRank: LowRank, using generator: inout RandomGenerator) {
        freeze()
        for block in blocks {
            let projection = block.attention.queryKeyValue
            projection.adapter = LowRankAdapter(
                projection.weight, rank: lowRank.rank, alpha: lowRank.alpha, using: &generator)
        }
    }

    /// Adds each adapter's product to its weight and removes it.
    func mergeAdapters() { for block in blocks { block.attention.queryKeyValue.mergeAdapter() } }
}

/// What a fine-tuning has come to.
struct FineTuned {
    let way: FineTuningWay
    let classifier: TextClassifier
    let history: LossHistory
    let predictions: [Int]
    let accuracy: Double
    /// Of all parameters, the share that was trained.
    let trainableFraction: Double
}

/// Fine-tunes a copy of a model on labelled texts in one of the ways, and classifies others.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func fineTune(
    _ model: LanguageModel, _ way: FineTuningWay, on texts: LabelledTexts, classifying others: LabelledTexts,
    classes: Int, epochs: Int, learningRate: Double, _ lowRank: LowRank = LowRank(), seed: UInt64,
    _ training: Training
) throws -> FineTuned {
    var generator = RandomGenerator(seed: seed)
    let copy = model.copy()
    if way != .all { copy.freeze() }
    if way == .lora { copy.addAdapters(lowRank, using: &generator) }
    let classifier = TextClassifier(copy, classes: classes, using: &generator)
    // Few weights that start at 0 bear a larger step.
    let rate = way == .all ? learningRate : 5 * learningRate
    let history = try fineTune(
        classifier, on: texts, epochs: epochs, learningRate: rate, training, using: &generator)
    let predictions = classifier.predictions(others)
    let count = classifier.parameterCount
    return FineTuned(
        way: way, classifier: classifier, history: history, predictions: predictions,
        accuracy: NeuralNetworks.accuracy(predictions, others.classes),
        trainableFraction: Double(count.trainable) / Double(count.total))
}
