import Datasets
import Text

/// How sentences of two languages become the numbers of tokens, and numbers sentences.
struct LanguagePair: Equatable {
    let sourceTokenizer: Tokenizer
    let targetTokenizer: Tokenizer
    let sourceVocabulary: Vocabulary
    let targetVocabulary: Vocabulary
    /// Nil for whole words.
    let subwords: BytePairEncoding?

    /// The tokens that come at least so often in these pairs; cut by byte pairs learned from both languages if merges are
    /// asked for.
    init(
        _ pairs: [SentencePairs.Pair], source: Tokenizer, target: Tokenizer, atLeast: Int, mergeCount: Int
    ) {
        (sourceTokenizer, targetTokenizer) = (source, target)
        let sources = pairs.map { source.tokens(of: $0.source) }
        let targets = pairs.map { target.tokens(of: $0.target) }
        guard mergeCount > 0 else {
            subwords = nil
            sourceVocabulary = Vocabulary(sources, atLeast: atLeast)
            targetVocabulary = Vocabulary(targets, atLeast: atLeast)
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

    /// With everything given.
    init(
        source: (Tokenizer, Vocabulary), target: (Tokenizer, Vocabulary), subwords: BytePairEncoding?
    ) {
        (sourceTokenizer, sourceVocabulary) = source
        (targetTokenizer, targetVocabulary) = target
        self.subwords = subwords
    }

    /// The tokens of a sentence to be translated, as the network sees them.
    func sourceTokens(_ line: String) -> [String] { pieces(sourceTokenizer.tokens(of: line)) }

    /// The ids of a sentence to be translated, with the end; at most `longest` of them.
    func sourceIDs(_ line: String, longest: Int = .max) -> [Int] {
        sourceVocabulary.ids(of: sourceTokens(line)).prefix(longest - 1) + [Vocabulary.end]
    }

    /// The ids of a translation, with start and end.
    func targetIDs(_ line: String) -> [Int] {
        [Vocabulary.start] + targetVocabulary.ids(of: pieces(targetTokenizer.tokens(of: line)))
            + [Vocabulary.end]
    }

    /// The words of ids that a network wrote.
    func targetWords(_ ids: [Int]) -> [String] {
        let tokens = targetVocabulary.tokens(of: ids)
        return subwords?.words(of: tokens) ?? tokens
    }

    /// The words of a reference, as BLEU compares them.
    func referenceWords(_ line: String) -> [String] { targetTokenizer.tokens(of: line) }

    private func pieces(_ words: [String]) -> [String] {
        guard let subwords else { return words }
        return words.flatMap { subwords.pieces(of: $0) }
    }
}
