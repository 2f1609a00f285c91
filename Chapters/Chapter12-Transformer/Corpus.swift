import ChapterSupport
import Datasets
import Files
import Messages
import Reporting
import TensorCore
import Text

/// The sentence pairs of a run, split into training, validation and test data; no source sentence is in two of them.
struct Corpus {
    let training: [SentencePairs.Pair]
    let validation: [SentencePairs.Pair]
    let test: [SentencePairs.Pair]

    /// What the metrics call it.
    let name: String

    /// How sentences become ids of tokens, and ids sentences.
    let language: LanguagePair

    /// The translator's sizes: what suits the data, unless the command line says otherwise.
    let shape: TranslatorShape

    /// - Throws: `FileError` for files that are missing or broken, or have too few sentences.
    init(_ run: ChapterRun) throws {
        var shape = TranslatorShape(width: 256, heads: 4, layers: 3, feedForwardWidth: 512)
        let parts: [SentencePairs]
        var (target, atLeast) = (Tokenizer.words, 2)
        if let folder = run.dataFolder {
            let pair = PublishedPairs(rawValue: run.choice("pair")) ?? .enDe
            (name, target) = (pair.rawValue, pair.targetTokenizer)
            parts = try pair.parts(in: folder)
        } else {
            name = "generated"
            atLeast = 1
            shape = TranslatorShape(width: 128, heads: 4, layers: 2, feedForwardWidth: 256)
            let pairs = GeneratedLanguage.pairs(count: run.isQuick ? 1200 : 21_000, seed: run.seed)
            parts = pairs.split(run.isQuick ? [0.8, 0.1, 0.1] : [0.95, 0.02, 0.03], seed: run.seed)
        }
        if run.isQuick { shape = TranslatorShape(width: 32, heads: 4, layers: 1, feedForwardWidth: 64) }
        if run.integer("width") > 0 {
            shape.width = run.integer("width")
            shape.feedForwardWidth = 2 * shape.width
            guard shape.width % shape.heads == 0 else {
                throw UsageError(
                    en: "--width \(shape.width) is not a multiple of the \(shape.heads) heads",
                    zh: "--width \(shape.width) 不是注意力头数 \(shape.heads) 的倍数")
            }
        }
        if run.integer("layers") > 0 { shape.layers = run.integer("layers") }
        self.shape = shape
        let limits = run.isQuick ? [1000, 60, 60] : [.max, .max, 1000]
        let cut = zip(parts, limits).map { Array($0.pairs.prefix($1)) }
        (training, validation, test) = (cut[0], cut[1], cut[2])
        guard training.count >= 2, !validation.isEmpty, !test.isEmpty else {
            throw FileError.malformed(
                path: run.dataFolder ?? name,
                reason: Words(
                    en: """
                        sentence pairs: \(training.count) to train on, \(validation.count) for validation and \
                        \(test.count) for the test; too few
                        """,
                    zh: """
                        句对太少：训练 \(training.count) 个，验证 \(validation.count) 个，测试 \(test.count) 个
                        """
                ).text)
        }
        language = LanguagePair(
            training, source: .words, target: target, atLeast: atLeast, mergeCount: run.integer("subwords"))
    }

    /// A description of the data in two lines.
    var introduction: Words {
        let counts = [training.count, validation.count, test.count].map { formatNumber(Double($0)) }
        let tokens = [language.sourceVocabulary.count, language.targetVocabulary.count]
            .map { formatNumber(Double($0)) }
        return Words(
            en: """
                \(counts[0]) training pairs (\(name)), \(counts[1]) for validation, \(counts[2]) for the test;
                vocabularies of \(tokens[0]) source and \(tokens[1]) target tokens.
                """,
            zh: """
                训练用 \(counts[0]) 个句对（\(name)），验证 \(counts[1]) 个，测试 \(counts[2]) 个；
                源语言词表 \(tokens[0]) 个词元，目标语言词表 \(tokens[1]) 个词元。
                """)
    }
}
