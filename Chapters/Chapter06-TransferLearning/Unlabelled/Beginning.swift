import Messages

/// What a network that reads digits from few labels begins with.
enum Beginning: String, CaseIterable {
    /// Random weights.
    case scratch
    /// Random weights, and the labelled digits are changed at random as in pretraining.
    case augmented
    /// An encoder that learned from all the pictures which are even and which odd; only a linear layer is trained.
    case relatedFrozen = "related_frozen"
    /// The same, trained whole.
    case relatedFineTuned = "related_fine_tuned"
    /// An encoder that learned from the pictures without any label; only a linear layer is trained.
    case unlabelledFrozen = "unlabelled_frozen"
    /// The same, trained whole.
    case unlabelledFineTuned = "unlabelled_fine_tuned"
    /// The same, and the labelled digits are changed at random as in pretraining.
    case unlabelledAugmented = "unlabelled_augmented"

    /// Where an encoder comes from.
    enum Source { case random, related, unlabelled }

    var source: Source {
        switch self {
        case .scratch, .augmented: .random
        case .relatedFrozen, .relatedFineTuned: .related
        case .unlabelledFrozen, .unlabelledFineTuned, .unlabelledAugmented: .unlabelled
        }
    }

    var isFrozen: Bool { self == .relatedFrozen || self == .unlabelledFrozen }
    var isAugmented: Bool { self == .augmented || self == .unlabelledAugmented }

    /// What tables and legends call it.
    var title: Words {
        switch self {
        case .scratch: Words(en: "from scratch", zh: "从零训练")
        case .augmented: Words(en: "from scratch, augmented", zh: "从零训练，数据增强")
        case .relatedFrozen: Words(en: "even or odd, frozen", zh: "奇偶标签，冻结")
        case .relatedFineTuned: Words(en: "even or odd, fine-tuned", zh: "奇偶标签，微调")
        case .unlabelledFrozen: Words(en: "without labels, frozen", zh: "无标签，冻结")
        case .unlabelledFineTuned: Words(en: "without labels, fine-tuned", zh: "无标签，微调")
        case .unlabelledAugmented: Words(en: "without labels, fine-tuned, augmented", zh: "无标签，微调，数据增强")
        }
    }
}
