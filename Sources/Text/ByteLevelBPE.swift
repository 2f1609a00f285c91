import Files
import Messages

/// Byte-pair encoding of bytes, as GPT-2, SmolLM2 and others have it: every text becomes ids, none is unknown, and the ids
/// become the same text again.
///
/// The text is cut into words with the space in front of them; a word starts as its bytes in UTF-8, and the merges are
/// applied in the order in which they were learned. Radford and others: "Language models are unsupervised multitask
/// learners" (2019).
///
/// ```swift
/// let tokenizer = ByteLevelBPE(learnedFrom: "the cat and the hat", vocabularyCount: 260)
/// let ids = tokenizer.ids(of: "the bat")
/// print(tokenizer.text(of: ids))  // the bat
/// ```
public struct ByteLevelBPE: Equatable, Sendable {
    /// The tokens by id, in the alphabet of bytes: `Ġthe` is " the". Special tokens are as they are written.
    public let tokens: [String]
    /// The merges in their order, pairs of tokens in the alphabet of bytes.
    public let merges: [BytePairEncoding.Merge]
    /// The ids of the special tokens.
    public let specialIDs: Set<Int>
    /// Whether every digit is a word of its own.
    public let hasIndividualDigits: Bool

    private let ids: [[UInt8]: Int]
    private let bytes: [[UInt8]]
    /// What a pair of ids becomes, by left · 2³² + right.
    private let pairs: [UInt64: BytePairMerger.Merge]
    private let special: SpecialTokens

    /// The number of ids.
    public var count: Int { tokens.count }

    /// What is wrong with a vocabulary or its merges.
    public struct InvalidVocabulary: Error, Equatable, CustomStringConvertible {
        /// One line.
        public let description: String
    }

    /// A vocabulary.
    ///
    /// - Parameters:
    ///   - tokens: by id.
    ///   - merges: in their order.
    ///   - special: the ids that are written out in a text and never made of pieces.
    ///   - individualDigits: whether every digit is a word of its own, as in SmolLM2.
    /// - Throws: `InvalidVocabulary` where there is no token, a merge names one that is not there, or a token twice.
    public init(
        tokens: [String], merges: [BytePairEncoding.Merge], special: Set<Int> = [],
        individualDigits: Bool = false
    ) throws {
        guard !tokens.isEmpty, tokens.count <= Int(Int32.max) else {
            throw InvalidVocabulary(
                description: Words(en: "a vocabulary without tokens", zh: "词表中没有词元").text)
        }
        var ids: [[UInt8]: Int] = [:]
        var bytes: [[UInt8]] = []
        for (id, token) in tokens.enumerated() {
            let content = special.contains(id) ? nil : ByteAlphabet.bytes(of: token)
            bytes.append(content ?? Array(token.utf8))
            if let content { ids[content] = id }
        }
        var pairs: [UInt64: BytePairMerger.Merge] = [:]
        pairs.reserveCapacity(merges.count)
        for (rank, merge) in merges.enumerated() {
            guard let left = ByteAlphabet.bytes(of: merge.left),
                let right = ByteAlphabet.bytes(of: merge.right),
                let a = ids[left], let b = ids[right], let joined = ids[left + right]
            else {
                let names = "\(excerpt(merge.left)) \(excerpt(merge.right))"
                throw InvalidVocabulary(
                    description: Words(
                        en: "merge \(rank + 1), \"\(names)\": a piece is not in the vocabulary",
                        zh: "第 \(rank + 1) 条合并规则 \"\(names)\"：有一个片段不在词表中"
                    ).text)
            }
            let key = BytePairMerger.key(a, b)
            if pairs[key] == nil { pairs[key] = .init(rank: rank, id: joined) }
        }
        self.init(tokens, merges, special, individualDigits, ids, bytes, pairs)
    }

    private init(
        _ tokens: [String], _ merges: [BytePairEncoding.Merge], _ specialIDs: Set<Int>,
        _ individualDigits: Bool, _ ids: [[UInt8]: Int], _ bytes: [[UInt8]],
        _ pairs: [UInt64: BytePairMerger.Merge]
    ) {
        (self.tokens, self.merges, self.specialIDs) = (tokens, merges, specialIDs)
        hasIndividualDigits = individualDigits
        (self.ids, self.bytes, self.pairs) = (ids, bytes, pairs)
        special = SpecialTokens(
            specialIDs.sorted().filter(tokens.indices.contains).map { (tokens[$0], $0) })
    }

    /// The id of a token by its spelling in `tokens`, such as `<|im_end|>` or `Ġthe`.
    public func id(of token: String) -> Int? {
        if let content = ByteAlphabet.bytes(of: token), let id = ids[content] { return id }
        return specialIDs.sorted().first { id in
            tokens.indices.contains(id) && tokens[id].utf8.elementsEqual(token.utf8)
        }
    }

    /// The ids of a text.
    ///
    /// A byte that the vocabulary does not have is left out; GPT-2's and those learned here have all of them.
    ///
    /// - Parameter allowsSpecial: whether special tokens written in the text are those tokens; otherwise they are text.
    public func ids(of text: String, allowsSpecial: Bool = true) -> [Int] {
        var known: [[UInt8]: [Int]] = [:]
        return (allowsSpecial ? special.parts(of: text) : [.text(text)]).flatMap { part -> [Int] in
            switch part {
            case .special(let id): return [id]
            case .text(let text):
                return ByteLevelWords.parts(of: text, individualDigits: hasIndividualDigits).flatMap { word in
                    let bytes = Array(String(word).utf8)
                    if let ids = known[bytes] { return ids }
                    let ids = pieces(of: bytes)
                    known[bytes] = ids
                    return ids
                }
            }
        }
    }

    private func pieces(of word: [UInt8]) -> [Int] {
        if let whole = ids[word], word.count == 1 { return [whole] }
        return BytePairMerger(word.compactMap { ids[[$0]] }).merged(pairs)
    }

    /// The bytes of ids; those outside the vocabulary have none.
    ///
    /// - Parameter includesSpecial: whether special tokens are written out.
    public func bytes(of ids: some Sequence<Int>, includesSpecial: Bool = true) -> [UInt8] {
        ids.flatMap { id -> [UInt8] in
            guard bytes.indices.contains(id), includesSpecial || !specialIDs.contains(id) else { return [] }
            return bytes[id]
        }
    }

    /// The text of ids; bytes that are no UTF-8 become U+FFFD.
    public func text(of ids: some Sequence<Int>, includesSpecial: Bool = true) -> String {
        String(decoding: bytes(of: ids, includesSpecial: includesSpecial), as: UTF8.self)
    }
}

extension ByteLevelBPE {
    /// Learns a vocabulary from a text: the 256 bytes, at most as many merges as fit, of the most frequent pairs in words
    /// first, then the special tokens. Pairs that occur once are not merged.
    ///
    /// Traps when `vocabularyCount` has no room for the bytes and the special tokens.
    public init(
        learnedFrom text: String, vocabularyCount: Int, special: [String] = [],
        individualDigits: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) {
        let mergeCount = vocabularyCount - ByteAlphabet.order.count - special.count
        if mergeCount < 0 {
            explainFailure(
                "ByteLevelBPE",
                "a vocabulary of \(vocabularyCount) for 256 bytes and \(special.count) special tokens",
                hint: "\(256 + special.count) is the least", file: file, line: line)
        }
        var frequencies: [[UInt8]: Int] = [:]
        for word in ByteLevelWords.parts(of: text, individualDigits: individualDigits) {
            frequencies[Array(String(word).utf8), default: 0] += 1
        }
        let words = frequencies.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var places = [Int](repeating: 0, count: 256)
        for (id, byte) in ByteAlphabet.order.enumerated() { places[Int(byte)] = id }
        let names = ByteAlphabet.order.map { ByteAlphabet.text([$0]) }
        var learner = PairLearner(
            words.map { word in (word.key.map { places[Int($0)] }, word.value) }, names: names)
        var (tokens, merges) = (names, [BytePairEncoding.Merge]())
        var (ids, bytes) = ([[UInt8]: Int](), ByteAlphabet.order.map { [$0] })
        for (id, content) in bytes.enumerated() { ids[content] = id }
        var pairs: [UInt64: BytePairMerger.Merge] = [:]
        while merges.count < mergeCount, let merge = learner.next() {
            // Both sides are tokens by construction; the same bytes may be made of two pairs.
            guard let left = ByteAlphabet.bytes(of: merge.left),
                let right = ByteAlphabet.bytes(of: merge.right),
                let a = ids[left], let b = ids[right]
            else { continue }
            let joined = left + right
            if ids[joined] == nil {
                ids[joined] = tokens.count
                tokens.append(merge.left + merge.right)
                bytes.append(joined)
            }
            let key = BytePairMerger.key(a, b)
            if pairs[key] == nil, let id = ids[joined] {
                pairs[key] = .init(rank: merges.count, id: id)
                merges.append(merge)
            }
        }
        let first = tokens.count
        self.init(
            tokens + special, merges, Set(first..<first + special.count), individualDigits, ids,
            bytes + special.map { Array($0.utf8) }, pairs)
    }
}
