import TensorCore

/// The columns of a bag: the runs of one, two or three units (characters, or words) that occur in enough texts.
///
/// A text is given as its units; a run of them is a token. Columns are numbered as their tokens first occur.
///
/// ```swift
/// let texts = ["好看", "不好看"].map { $0.unicodeScalars.map(String.init) }
/// let grams = NGrams(texts, orders: 1...2, minimumTexts: 2)
/// print(grams.names)  // ["好", "看", "好看"]
/// print(grams.counts(of: texts[1]).count)  // 3: 不 and 不好 are in one text only
/// ```
public struct NGrams: Sendable {
    /// The lengths of the runs, within 1...3.
    public let orders: ClosedRange<Int>

    /// In how many of the texts each column's token occurs.
    public private(set) var documentFrequencies: [Int] = []

    /// How many texts there were.
    public private(set) var documentCount = 0

    private var units: [String] = []
    private var unitIDs: [String: UInt64] = [:]
    private var keys: [UInt64] = []
    private var columns: [UInt64: Int32] = [:]
    private let separator: String

    /// The number of columns.
    public var count: Int { keys.count }

    /// A unit has 21 bits of a key.
    private static let bits: UInt64 = 21

    /// The tokens of these texts that occur in at least `minimumTexts` of them.
    ///
    /// - Parameters:
    ///   - stopWords: units of which no token is made; a run does not reach across them.
    ///   - separator: what stands between the units of a token in its name.
    public init(
        _ texts: some Collection<[String]>, orders: ClosedRange<Int>, minimumTexts: Int = 1,
        stopWords: Set<String> = [], separator: String = ""
    ) {
        self.init(orders: orders.clamped(to: 1...3), separator: separator)
        for word in stopWords { unitIDs[word] = Self.none }
        documentCount = texts.count
        var counts: [UInt64: Int32] = [:]
        var order: [UInt64] = []
        for text in texts {
            let ids = text.map { intern($0) }
            var last: UInt64?
            var found: [UInt64] = []
            forEachRun(of: ids) { key, _, _ in found.append(key) }
            for key in found.sorted() where key != last {
                last = key
                if counts[key] == nil { order.append(key) }
                counts[key, default: 0] += 1
            }
        }
        for key in order {
            guard let count = counts[key], count >= minimumTexts else { continue }
            columns[key] = Int32(keys.count)
            keys.append(key)
            documentFrequencies.append(Int(count))
        }
    }

    /// Columns of given tokens, each a list of units, as a model file has them. A token that comes again keeps its first column.
    public init(tokens: [[String]], orders: ClosedRange<Int>, separator: String = "") {
        self.init(orders: orders.clamped(to: 1...3), separator: separator)
        for token in tokens {
            let key = token.prefix(3).reduce(0) { $0 << Self.bits | intern($1) }
            if columns[key] == nil { columns[key] = Int32(keys.count) }
            keys.append(key)
            documentFrequencies.append(0)
        }
    }

    private init(orders: ClosedRange<Int>, separator: String) {
        (self.orders, self.separator) = (orders, separator)
    }

    /// The id of units that make no token; ids count from 1, so that shorter runs have other keys than longer ones.
    private static let none: UInt64 = 0

    private mutating func intern(_ unit: String) -> UInt64 {
        if let id = unitIDs[unit] { return id }
        // More than two million different units do not come from texts that people write.
        let id = units.count < 1 << 21 - 1 ? UInt64(units.count + 1) : Self.none
        if id != Self.none { units.append(unit) }
        unitIDs[unit] = id
        return id
    }

    /// Calls `body` with the key, the place and the length of each run of a text, given by the ids of its units.
    private func forEachRun(of ids: [UInt64], _ body: (_ key: UInt64, _ start: Int, _ length: Int) -> Void) {
        for start in ids.indices {
            var key: UInt64 = 0
            for length in 1...orders.upperBound where start + length <= ids.count {
                let id = ids[start + length - 1]
                if id == Self.none { break }
                key = key << Self.bits | id
                if length >= orders.lowerBound { body(key, start, length) }
            }
        }
    }

    private func ids(of text: [String]) -> [UInt64] { text.map { unitIDs[$0] ?? Self.none } }

    /// The columns of a text's tokens with how often each occurs, in ascending order.
    public func counts(of text: [String]) -> [(column: Int, count: Int)] {
        var found: [Int32] = []
        forEachRun(of: ids(of: text)) { key, _, _ in
            if let column = columns[key] { found.append(column) }
        }
        found.sort()
        var result: [(column: Int, count: Int)] = []
        for column in found {
            if result.last?.column == Int(column) {
                result[result.count - 1].count += 1
            } else {
                result.append((Int(column), 1))
            }
        }
        return result
    }

    /// The units of a column's token.
    public func token(_ column: Int) -> [String] {
        var (key, token) = (keys[column], [String]())
        while key != 0 {
            token.append(units[Int(key & (1 << Self.bits - 1)) - 1])
            key >>= Self.bits
        }
        return token.reversed()
    }

    /// The token of a column as it is written.
    public func name(_ column: Int) -> String { token(column).joined(separator: separator) }

    /// The tokens of all columns as they are written.
    public var names: [String] { keys.indices.map(name) }
}
