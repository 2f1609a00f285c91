import Messages

/// What the decoder looks at when it writes a word.
enum AttentionKind: String, CaseIterable {
    /// Nothing: all it has of the sentence is one vector, the encoder's last states (11.1; Cho and others 2014).
    case none
    /// The encoder's states, scored by a product (Luong, Pham and Manning 2015).
    case dot
    /// The encoder's states, scored by a small network (Bahdanau, Cho and Bengio 2014).
    case additive
    /// The encoder's states, weighted by what the decoder knows itself, without a look at them: as the book does.
    case position

    /// What pages and tables call it.
    var name: Words {
        switch self {
        case .none: Words(en: "no attention", zh: "无注意力")
        case .dot: Words(en: "dot-product attention", zh: "点积注意力")
        case .additive: Words(en: "additive attention", zh: "加性注意力")
        case .position: Words(en: "position-only attention", zh: "只看位置的注意力")
        }
    }

    /// Which networks `--attention` means, the one that the run keeps first.
    static func kinds(_ choice: String) -> [AttentionKind] {
        switch choice {
        case "all": [.additive, .dot, .position, .none]
        case "compare": [.additive, .none]
        default: [AttentionKind(rawValue: choice) ?? .additive]
        }
    }

    /// What `--attention` takes.
    static let choices = ["compare", "all"] + allCases.map(\.rawValue)
}
