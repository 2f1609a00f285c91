/// A vocabulary: tokens and their ids. The first four are special: padding, unknown, start and end of a line.
public struct Vocabulary: Equatable, Sendable {
    /// The id that pads short lines.
    public static let padding = 0
    /// The id of every token that is not in the vocabulary.
    public static let unknown = 1
    /// The id before the first token of a line.
    public static let start = 2
    /// The id after its last token.
    public static let end = 3
    /// The four special tokens as text.
    public static let special = ["<pad>", "<unk>", "<bos>", "<eos>"]

    /// The tokens, by id.
    public let tokens: [String]
    private let ids: [String: Int]

    /// The number of ids.
    public var count: Int { tokens.count }

    /// The tokens that occur at least `minimum` times in these lines, the most frequent first; of equally frequent ones the
    /// one that occurred first.
    public init(_ lines: some Sequence<[String]>, atLeast minimum: Int = 1, limit: Int = .max) {
        var counts: [String: (count: Int, first: Int)] = [:]
        for line in lines {
            for token in line {
                let known = counts[token] ?? (0, counts.count)
                counts[token] = (known.count + 1, known.first)
            }
        }
        let frequent = counts.filter { $0.value.count >= minimum && !Vocabulary.special.contains($0.key) }
        let ordered = frequent.sorted { ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first) }
        self.init(tokens: ordered.prefix(limit).map(\.key))
    }

    /// These tokens after the four special ones; a repeated one counts once.
    public init(tokens: [String]) {
        var ids: [String: Int] = [:]
        var all: [String] = []
        for token in Vocabulary.special + tokens where ids[token] == nil {
            ids[token] = all.count
            all.append(token)
        }
        self.tokens = all
        self.ids = ids
    }

    /// The id of a token; `unknown` for one that is not in the vocabulary.
    public func id(of token: String) -> Int { ids[token] ?? Vocabulary.unknown }

    /// The ids of a line's tokens.
    public func ids(of line: [String]) -> [Int] { line.map(id) }

    /// The tokens of ids up to the first end, without starts, padding and invalid ids.
    public func tokens(of ids: some Sequence<Int>) -> [String] {
        var line: [String] = []
        for id in ids {
            if id == Vocabulary.end { break }
            if id == Vocabulary.padding || id == Vocabulary.start || !tokens.indices.contains(id) { continue }
            line.append(tokens[id])
        }
        return line
    }
}
