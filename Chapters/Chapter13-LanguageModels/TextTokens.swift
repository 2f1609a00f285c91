import Text

/// What a text is made of for a GPT: its characters, or pieces of bytes that were joined as often as they stand together.
enum TextTokens: Equatable {
    case characters(Alphabet)
    case bytePairs(ByteLevelBPE)

    /// The number of different ones.
    var count: Int {
        switch self {
        case .characters(let alphabet): alphabet.count
        case .bytePairs(let pieces): pieces.count
        }
    }

    /// The ids of a text; unknown characters are left out, and no byte is unknown.
    func ids(of text: String) -> [Int] {
        switch self {
        case .characters(let alphabet): alphabet.ids(of: text)
        case .bytePairs(let pieces): pieces.ids(of: text, allowsSpecial: false)
        }
    }

    /// The text of ids.
    func text(of ids: some Sequence<Int>) -> String {
        switch self {
        case .characters(let alphabet): alphabet.text(of: ids)
        case .bytePairs(let pieces): pieces.text(of: ids)
        }
    }
}
