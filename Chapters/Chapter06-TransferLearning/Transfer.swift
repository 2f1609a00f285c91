import Messages

/// What becomes of the weights that a pretrained network has learned.
enum Transfer: String, CaseIterable {
    /// They are not used: the weights begin at random.
    case scratch
    /// Training begins with them.
    case fineTuned = "fine_tuned"
    /// They are used and never changed; only the layers behind them are trained.
    case frozen

    /// What the command line calls it.
    var word: String { rawValue.split(separator: "_").joined(separator: "-") }

    /// What tables and legends call it.
    var title: Words {
        switch self {
        case .scratch: Words(en: "from scratch", zh: "从零训练")
        case .fineTuned: Words(en: "transferred, fine-tuned", zh: "迁移，微调")
        case .frozen: Words(en: "transferred, frozen", zh: "迁移，冻结")
        }
    }
}
