import Files
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore

/// What fine-tuning an encoder changed, as a file: all weights, or, with LoRA, the adapters and the last layer only.
struct SavedClassifier {
    let classifier: SentenceClassifier
    let lowRank: LowRank

    init(_ classifier: SentenceClassifier, _ lowRank: LowRank) {
        (self.classifier, self.lowRank) = (classifier, lowRank)
    }

    /// The adapters and the last layer.
    private final class Trained: Module {
        let adapters: [BertAdapters]
        let head: Linear

        init(_ classifier: SentenceClassifier) {
            adapters = classifier.encoder.layers.compactMap(\.adapters)
            head = classifier.head
        }
    }

    private static let kind = "kind"
    private static let rank = "rank"
    private static let alpha = "alpha"

    /// - Throws: `FileError.unwritable`.
    func save(to path: String) throws {
        let trained = Trained(classifier)
        let isAdapted = !trained.adapters.isEmpty
        var notes = [
            "chapter": "13", "heads": String(classifier.encoder.configuration.headCount),
            Self.kind: isAdapted ? "adapted classifier" : "classifier",
        ]
        if isAdapted {
            notes[Self.rank] = String(lowRank.rank)
            notes[Self.alpha] = String(lowRank.alpha)
        }
        try Checkpoint(model: isAdapted ? trained : classifier, notes: notes).save(to: path)
    }

    /// Puts what `save` wrote into the encoder that it was made from.
    ///
    /// - Throws: `FileError` if the file is missing, broken, or of another model.
    init(contentsOf path: String, for encoder: BertEncoder) throws {
        let checkpoint = try Checkpoint(contentsOf: path)
        var generator = RandomGenerator(seed: 0)
        switch checkpoint.notes[Self.kind] {
        case "classifier":
            lowRank = LowRank()
            classifier = SentenceClassifier(encoder, classes: 2, using: &generator)
            try checkpoint.restore(classifier, path: path)
        case "adapted classifier":
            guard let rank = checkpoint.notes[Self.rank].flatMap({ Int($0) }), (1...256).contains(rank),
                let alpha = checkpoint.notes[Self.alpha].flatMap({ Double($0) }), alpha.isFinite, alpha > 0
            else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(en: "it has no rank and α of adapters", zh: "没有适配器的秩和 α").text)
            }
            lowRank = LowRank(rank: rank, alpha: alpha)
            encoder.addAdapters(rank: rank, alpha: alpha, using: &generator)
            classifier = SentenceClassifier(encoder, classes: 2, using: &generator)
            try checkpoint.restore(Trained(classifier), path: path)
        default:
            throw FileError.malformed(
                path: path,
                reason: Words(en: "it is no classifier of Chapter 13", zh: "不是第 13 章的分类器").text)
        }
        classifier.evaluate()
    }
}
