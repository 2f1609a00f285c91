/// How sentences of two languages become ids of tokens, and ids sentences.
///
/// ```swift
/// let pairs = GeneratedLanguage.pairs(count: 1000, seed: 1).pairs
/// let language = LanguagePair(pairs, source: .words, target: .words, atLeast: 1)
/// print(language.sourceIDs("the old miller slept ."), language.targetVocabulary.count)
/// ```
public struct LanguagePair: Equatable, Sendable {
    /// Cuts source sentences.
    public let sourceTokenizer: Tokenizer
    /// Cuts translations.
    public let targetTokenizer: Tokenizer
    /// The tokens of source sentences.
    public let sourceVocabulary: Vocabulary
    /// The tokens of translations.
    public let targetVocabulary: Vocabulary
    /// The byte-pair encoding of both languages; nil for whole words.
    public let subwords: BytePairEncoding?

    /// The tokens that occur at least `minimum` times in these pairs; or, with merges, the pieces of a byte-pair encoding
    /// learned from both languages.
    public init(
        _ pairs: [SentencePairs.Pair], source: Tokenizer, target: Tokenizer, atLeast minimum: Int,
        mergeCount: Int = 0
    ) {
        (sourceTokenizer, targetTokenizer) = (source, target)
        let sources = pairs.map { source.tokens(of: $0.source) }
        let targets = pairs.map { target.tokens(of: $0.target) }
        guard mergeCount > 0 else {
            subwords = nil
            sourceVocabulary = Vocabulary(sources, atLeast: minimum)
            targetVocabulary = Vocabulary(targets, atLeast: minimum)
            return
        }
        var counts: [String: Int] = [:]
        for word in sources.joined() { counts[word, default: 0] += 1 }
        for word in targets.joined() { counts[word, default: 0] += 1 }
        let code = BytePairEncoding(words: counts, mergeCount: mergeCount)
        var known: [String: [String]] = [:]
        sourceVocabulary = Vocabulary(sources.map { code.pieces(of: $0, known: &known) })
        targetVocabulary = Vocabulary(targets.map { code.pieces(of: $0, known: &known) })
        subwords = code
    }

    /// These parts.
    public init(
        source: (Tokenizer, Vocabulary), target: (Tokenizer, Vocabulary), subwords: BytePairEncoding?
    ) {
        (sourceTokenizer, sourceVocabulary) = source
        (targetTokenizer, targetVocabulary) = target
        self.subwords = subwords
    }

    /// The tokens of a source sentence, as the network sees them.
    public func sourceTokens(_ line: String) -> [String] { pieces(sourceTokenizer.tokens(of: line)) }

    /// The ids of a source sentence, with the end; at most `longest` of them.
    public func sourceIDs(_ line: String, longest: Int = .max) -> [Int] {
        sourceVocabulary.ids(of: sourceTokens(line)).prefix(longest - 1) + [Vocabulary.end]
    }

    /// The ids of a translation, with start and end.
    public func targetIDs(_ line: String) -> [Int] {
        [Vocabulary.start] + targetVocabulary.ids(of: pieces(targetTokenizer.tokens(of: line)))
            + [Vocabulary.end]
    }

    /// The words of a translation that a network wrote.
    public func targetWords(_ ids: [Int]) -> [String] {
        let tokens = targetVocabulary.tokens(of: ids)
        return subwords?.words(of: tokens) ?? tokens
    }

    /// The words of a reference, as BLEU compares them.
    public func referenceWords(_ line: String) -> [String] { targetTokenizer.tokens(of: line) }

    private func pieces(_ words: [String]) -> [String] {
        guard let subwords else { return words }
        return words.flatMap { subwords.pieces(of: $0) }
    }
}
