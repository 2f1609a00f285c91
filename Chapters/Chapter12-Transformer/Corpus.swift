import ChapterSupport
import Datasets
import Files
import Reporting
import TensorCore
import Text

/// The sentences of a run: to learn from, to watch the training with, and to be tested with; no source is in two of them.
struct Corpus {
    /// The published pairs.
    enum Pair: String, CaseIterable {
        case enDe = "en-de"
        case engCmn = "eng-cmn"
        case engFra = "eng-fra"
    }

    let training: [SentencePairs.Pair]
    let validation: [SentencePairs.Pair]
    let test: [SentencePairs.Pair]

    /// What the metrics call it.
    let name: String

    /// How sentences become the numbers of tokens and come back.
    let language: LanguagePair

    /// What the data asks for, unless the command line says otherwise.
    let shape: TranslatorShape

    /// - Throws: `FileError` for files that are missing or broken.
    init(_ run: ChapterRun) throws {
        var shape = TranslatorShape(width: 256, heads: 4, layers: 3, innerWidth: 512)
        let parts: [SentencePairs]
        var (source, target, atLeast) = (Tokenizer.words, Tokenizer.words, 2)
        if let folder = run.dataFolder {
            let pair = Pair(rawValue: run.choice("pair")) ?? .enDe
            name = pair.rawValue
            switch pair {
            case .enDe:
                let training = try SentencePairs.multi30k("train", in: folder)
                let validation = try SentencePairs.multi30k("val", in: folder)
                let held = training.without(sourcesOf: validation).split([0.98, 0.02], seed: 1)
                parts = [held[0], validation, held[1]]
            case .engCmn:
                target = .mixed
                parts = try SentencePairs.tatoeba("cmn", in: folder).split([0.9, 0.04, 0.06], seed: 1)
            case .engFra:
                parts = try SentencePairs.tatoeba("fra", in: folder).split([0.98, 0.01, 0.01], seed: 1)
            }
        } else {
            name = "generated"
            (source, atLeast) = (.words, 1)
            shape = TranslatorShape(width: 128, heads: 4, layers: 2, innerWidth: 256)
            let pairs = GeneratedLanguage.pairs(count: run.isQuick ? 1200 : 21_000, seed: run.seed)
            parts = pairs.split(run.isQuick ? [0.8, 0.1, 0.1] : [0.95, 0.02, 0.03], seed: run.seed)
        }
        if run.isQuick { shape = TranslatorShape(width: 32, heads: 4, layers: 1, innerWidth: 64) }
        if run.integer("width") > 0 {
            shape.width = run.integer("width")
            shape.innerWidth = 2 * shape.width
            guard shape.width % shape.heads == 0 else {
                throw UsageError("--width \(shape.width) cannot be shared by \(shape.heads) heads")
            }
        }
        if run.integer("layers") > 0 { shape.layers = run.integer("layers") }
        self.shape = shape
        let limits = run.isQuick ? [1000, 60, 60] : [.max, .max, 1000]
        let cut = zip(parts, limits).map { Array($0.pairs.prefix($1)) }
        (training, validation, test) = (cut[0], cut[1], cut[2])
        language = LanguagePair(
            training, source: source, target: target, atLeast: atLeast, mergeCount: run.integer("subwords"))
    }

    /// What lies before the reader, in two lines.
    var introduction: String {
        """
        \(formatNumber(Double(training.count))) pairs (\(name)) to learn from, \(formatNumber(Double(validation.count))) to \
        watch with, \(formatNumber(Double(test.count))) to be tested with;
        \(formatNumber(Double(language.sourceVocabulary.count))) tokens of the first language, \
        \(formatNumber(Double(language.targetVocabulary.count))) of the second.
        """
    }
}
