/// Byte-pair encoding (section 12.4.1): words cut into frequent pieces. It starts with characters, and repeatedly merges the
/// two neighbours that occur together most often.
///
/// The last piece of a word carries `endMark`, so that the pieces can be joined again. Sennrich, Haddow and Birch:
/// "Neural machine translation of rare words with subword units" (2016).
public struct BytePairEncoding: Equatable, Sendable {
    /// What marks the end of a word.
    public static let endMark = "▁"

    /// Two neighbours that become one piece.
    public struct Merge: Hashable, Sendable {
        /// The piece on the left.
        public let left: String
        /// The piece on the right.
        public let right: String

        /// These two.
        public init(_ left: String, _ right: String) {
            self.left = left
            self.right = right
        }
    }

    /// The merges, in the order in which they were learned and are applied.
    public let merges: [Merge]
    private let ranks: [Merge: Int]

    /// These merges.
    public init(merges: [Merge]) {
        self.merges = merges
        ranks = Dictionary(merges.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
    }

    /// Learns at most `mergeCount` merges from words and their frequencies; pairs that occur once are not merged. Of equally
    /// frequent pairs the first in the order of their characters is taken.
    public init(words: [String: Int], mergeCount: Int) {
        var learner = PairLearner(words)
        var merges: [Merge] = []
        while merges.count < mergeCount, let merge = learner.next() { merges.append(merge) }
        self.init(merges: merges)
    }

    /// A longer word is cut into parts, so that the work grows with its length and not with the square of it.
    private static let longestPart = 100

    /// The pieces of a word, the last one with the mark.
    public func pieces(of word: String) -> [String] {
        var characters = BytePairEncoding.escaped(word).map(String.init)
        guard let last = characters.last else { return [] }
        characters[characters.count - 1] = last + BytePairEncoding.endMark
        return stride(from: 0, to: characters.count, by: BytePairEncoding.longestPart).flatMap { start in
            merged(Array(characters[start...].prefix(BytePairEncoding.longestPart)))
        }
    }

    /// The pieces that the merges make of these.
    private func merged(_ characters: [String]) -> [String] {
        var pieces = characters
        while pieces.count > 1 {
            let pairs = pieces.indices.dropLast().map { Merge(pieces[$0], pieces[$0 + 1]) }
            guard let best = pairs.min(by: { rank($0) < rank($1) }), rank(best) < .max else { break }
            pieces = joined(pieces, best)
        }
        return pieces
    }

    /// The pieces of a line's words; a word that occurs again is looked up.
    public func pieces(of line: [String], known: inout [String: [String]]) -> [String] {
        line.flatMap { word in
            if let pieces = known[word] { return pieces }
            let pieces = pieces(of: word)
            known[word] = pieces
            return pieces
        }
    }

    /// The words that pieces form.
    public func words(of pieces: [String]) -> [String] {
        // By scalars: a mark at the beginning of a piece would make one character with the end mark before it.
        pieces.joined().unicodeScalars.split { String($0) == BytePairEncoding.endMark }
            .map { BytePairEncoding.unescaped($0) }
    }

    private func rank(_ merge: Merge) -> Int { ranks[merge] ?? .max }
}

extension BytePairEncoding {
    /// A scalar for private use that stands before a digit where a word holds the end mark (0) or this scalar itself (1).
    private static let escape: Unicode.Scalar = "\u{E081}"

    /// A word in which no scalar is the end mark.
    fileprivate static func escaped(_ word: String) -> String {
        guard word.unicodeScalars.contains(where: { String($0) == endMark || $0 == escape }) else {
            return word
        }
        var result = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            switch scalar {
            case escape: result.append(contentsOf: [escape, "1"])
            case _ where String(scalar) == endMark: result.append(contentsOf: [escape, "0"])
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The word that was escaped.
    fileprivate static func unescaped(_ scalars: Substring.UnicodeScalarView) -> String {
        guard scalars.contains(escape) else { return String(scalars) }
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in scalars {
            if isEscaped {
                result.append(contentsOf: scalar == "0" ? Array(endMark.unicodeScalars) : [escape])
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

/// The pieces with every occurrence of a pair merged, from the left.
private func joined(_ pieces: [String], _ merge: BytePairEncoding.Merge) -> [String] {
    var result: [String] = []
    result.reserveCapacity(pieces.count)
    var position = 0
    while position < pieces.count {
        if position + 1 < pieces.count, pieces[position] == merge.left, pieces[position + 1] == merge.right {
            result.append(merge.left + merge.right)
            position += 2
        } else {
            result.append(pieces[position])
            position += 1
        }
    }
    return result
}

/// Learns merges one by one. Pieces are numbers here, and only the words that a merge changes are counted again.
struct PairLearner {
    private struct Pair: Hashable {
        let left: Int
        let right: Int
    }

    private var names: [String] = []
    private var words: [(pieces: [Int], count: Int)] = []
    private var counts: [Pair: Int] = [:]
    private var occurrences: [Pair: Set<Int>] = [:]
    private var heap = Heap()

    /// Words as numbers of pieces, with their frequencies, and the names of the pieces.
    init(_ words: [(pieces: [Int], count: Int)], names: [String]) {
        (self.words, self.names) = (words, names)
        countAll()
    }

    init(_ frequencies: [String: Int]) {
        var ids: [String: Int] = [:]
        for (word, count) in frequencies.sorted(by: { $0.key < $1.key }) {
            var pieces = BytePairEncoding.escaped(word).map(String.init)
            guard let last = pieces.last else { continue }
            pieces[pieces.count - 1] = last + BytePairEncoding.endMark
            let numbers = pieces.map { piece -> Int in
                if let id = ids[piece] { return id }
                ids[piece] = names.count
                names.append(piece)
                return names.count - 1
            }
            words.append((numbers, count))
        }
        countAll()
    }

    private mutating func countAll() {
        for index in words.indices { count(index, sign: 1) }
        for (pair, count) in counts { push(pair, count) }
    }

    /// Merges the most frequent pair in all words; nil if no pair occurs twice.
    mutating func next() -> BytePairEncoding.Merge? {
        while let entry = heap.pop() {
            let pair = Pair(left: entry.left, right: entry.right)
            // Counts change after an entry was made; only the newest entry of a pair is valid.
            guard let count = counts[pair], count == entry.count, count > 1 else { continue }
            names.append(names[pair.left] + names[pair.right])
            var changed: Set<Pair> = []
            for index in (occurrences[pair] ?? []).sorted() {
                changed.formUnion(self.count(index, sign: -1))
                words[index].pieces = merged(words[index].pieces, pair, into: names.count - 1)
                changed.formUnion(self.count(index, sign: 1))
            }
            for pair in changed { if let count = counts[pair], count > 1 { push(pair, count) } }
            return .init(names[pair.left], names[pair.right])
        }
        return nil
    }

    /// Adds or subtracts the pairs of a word, and returns them.
    @discardableResult
    private mutating func count(_ index: Int, sign: Int) -> Set<Pair> {
        let (pieces, frequency) = words[index]
        var seen: Set<Pair> = []
        for position in pieces.indices.dropLast() {
            let pair = Pair(left: pieces[position], right: pieces[position + 1])
            seen.insert(pair)
            counts[pair, default: 0] += sign * frequency
            if sign > 0 {
                occurrences[pair, default: []].insert(index)
            } else {
                occurrences[pair]?.remove(index)
            }
        }
        return seen
    }

    private func merged(_ pieces: [Int], _ pair: Pair, into new: Int) -> [Int] {
        var result: [Int] = []
        var position = 0
        while position < pieces.count {
            if position + 1 < pieces.count, pieces[position] == pair.left, pieces[position + 1] == pair.right
            {
                result.append(new)
                position += 2
            } else {
                result.append(pieces[position])
                position += 1
            }
        }
        return result
    }

    private mutating func push(_ pair: Pair, _ count: Int) {
        heap.push(
            Heap.Entry(
                count: count, left: pair.left, right: pair.right,
                text: names[pair.left] + "\u{0}" + names[pair.right]))
    }
}

/// A heap of entries: the largest count first; of equal ones the first in the order of their text.
private struct Heap {
    struct Entry {
        let count: Int
        let left: Int
        let right: Int
        let text: String

        func isBefore(_ other: Entry) -> Bool {
            count != other.count ? count > other.count : text < other.text
        }
    }

    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Entry? {
        guard let first = entries.first else { return nil }
        entries[0] = entries[entries.count - 1]
        entries.removeLast()
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].isBefore(entries[best]) { best = child }
            }
            if best == parent { break }
            entries.swapAt(best, parent)
            parent = best
        }
        return first
    }
}
