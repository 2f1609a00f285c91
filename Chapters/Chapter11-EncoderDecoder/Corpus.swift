import ChapterSupport
import Datasets
import Files
import Messages
import Reporting
import TensorCore
import Text

/// A sentence with all its known translations.
struct ReferencedSentence: Equatable {
    let source: String
    let references: [String]
}

/// The sentence pairs of a run; no sentence of either language is both in the training and in another part.
struct Corpus {
    let training: [SentencePairs.Pair]
    /// Each sentence once, with all its translations.
    let validation: [ReferencedSentence]
    let test: [ReferencedSentence]
    /// The validation pairs whose word alignment is known; empty for real data.
    let aligned: [GeneratedLanguage.AlignedPair]

    /// All pairs, before they were split.
    let all: [SentencePairs.Pair]

    /// What the metrics call it.
    let name: String

    /// How sentences become ids of tokens, and ids sentences.
    let language: LanguagePair

    /// The networks' sizes: what suits the data, unless the command line says otherwise.
    let shape: EncoderDecoderShape
}

extension Corpus {
    /// The pairs that the options of a run name.
    ///
    /// - Throws: `FileError` for files that are missing or broken, `UsageError` for options that contradict each other.
    init(_ run: ChapterRun) throws {
        let source = try PairSource(run)
        (name, aligned) = (source.name, source.aligned)
        let limit = source.longest
        let (sourceTokenizer, targetTokenizer) = (source.tokenizers.source, source.tokenizers.target)
        func isShort(_ pair: SentencePairs.Pair) -> Bool {
            sourceTokenizer.tokens(of: pair.source).count <= limit
                && targetTokenizer.tokens(of: pair.target).count <= limit
        }
        let limits = run.isQuick ? [800, 40, 40] : [.max, 2000, 1000]
        all = source.parts.flatMap(\.pairs)
        let held = source.parts.dropFirst().map { $0.pairs.filter(isShort) }
        validation = Array(Corpus.grouped(held[0]).prefix(limits[1]))
        test = Array(Corpus.grouped(held[1]).prefix(limits[2]))
        // Of a sentence with several translations one could stand in the training part, and with it the answer.
        let seen = Set(held.joined().flatMap { [$0.source.lowercased(), $0.target.lowercased()] })
        training = Array(
            source.parts[0].pairs.lazy.filter {
                !seen.contains($0.source.lowercased()) && !seen.contains($0.target.lowercased())
                    && isShort($0)
            }.prefix(limits[0]))
        guard training.count >= 20, !validation.isEmpty, !test.isEmpty else {
            let count = "\(training.count), \(validation.count), \(test.count)"
            throw FileError.malformed(
                path: source.path,
                reason: Words(
                    en:
                        "\(count) sentences for training, validation and test are too few (20, 1 and 1 are needed)",
                    zh: "训练、验证、测试各有 \(count) 个句子，太少了（至少需要 20、1、1 个）"
                ).text)
        }
        language = LanguagePair(
            training, source: sourceTokenizer, target: targetTokenizer, atLeast: source.minimumCount)
        let width = run.integer("width")
        shape = EncoderDecoderShape(
            width: width > 0 ? width : source.width, hidden: width > 0 ? width : source.width,
            longest: limit + 2)
    }

    /// Each source sentence once, with all its translations, in the order of their first occurrence.
    static func grouped(_ pairs: [SentencePairs.Pair]) -> [ReferencedSentence] {
        var order: [String] = []
        var references: [String: [String]] = [:]
        for pair in pairs {
            if references[pair.source] == nil { order.append(pair.source) }
            references[pair.source, default: []].append(pair.target)
        }
        return order.map { ReferencedSentence(source: $0, references: references[$0] ?? []) }
    }

    /// The validation pairs, each sentence with its first translation, for losses.
    var validationPairs: [SentencePairs.Pair] { validation.map { .init($0.source, $0.references[0]) } }

    /// A description of the data in two lines.
    var introduction: Words {
        let counts = [training.count, validation.count, test.count].map { formatNumber(Double($0)) }
        let words = [language.sourceVocabulary.count, language.targetVocabulary.count]
            .map { formatNumber(Double($0)) }
        return Words(
            en: """
                \(counts[0]) training pairs (\(name)), \(counts[1]) sentences for validation, \(counts[2]) for the test, of \
                at most \(shape.longest - 2) words;
                vocabularies of \(words[0]) source and \(words[1]) target words.
                """,
            zh: """
                训练用 \(counts[0]) 个句对（\(name)），验证 \(counts[1]) 句，测试 \(counts[2]) 句，每句最多 \(shape.longest - 2) 个词；
                源语言词表 \(words[0]) 个词，目标语言词表 \(words[1]) 个词。
                """)
    }
}
