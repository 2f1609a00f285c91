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
    var title: String {
        switch self {
        case .scratch: "from scratch"
        case .fineTuned: "transferred, fine-tuned"
        case .frozen: "transferred, frozen"
        }
    }
}
