/// The words that a BERT knows, and its four signs.
struct WordTable: Equatable, Sendable {
    /// Fills short texts up.
    static let padding = 0
    /// A word that is not in the table.
    static let unknown = 1
    /// Stands before each text ([CLS]).
    static let start = 2
    /// Stands for a word that is hidden.
    static let mask = 3
    static let signs = ["[PAD]", "[UNK]", "[CLS]", "[MASK]"]

    /// By id.
    let words: [String]
    private let ids: [String: Int]

    var count: Int { words.count }

    /// The words that occur at least `minimum` times in these texts, the most frequent first.
    init(_ texts: some Sequence<[String]>, atLeast minimum: Int = 1) {
        var counts: [String: Int] = [:]
        for text in texts { for word in text { counts[word, default: 0] += 1 } }
        let frequent = counts.filter { $0.value >= minimum && !Self.signs.contains($0.key) }
        self.init(words: frequent.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key))
    }

    /// These words after the signs.
    init(words: [String]) {
        self.words = Self.signs + words
        ids = Dictionary(self.words.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// [CLS] and the ids of the words, at most `longest` in all; a word "[MASK]" is the mask.
    func ids(of text: some Sequence<String>, longest: Int) -> [Int] {
        Array(([Self.start] + text.map { ids[$0] ?? Self.unknown }).prefix(longest))
    }
}
