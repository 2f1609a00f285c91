import ChapterSupport
import Messages
import Text

/// Where the pairs of a run come from, and what suits them.
struct PairSource {
    /// Training, validation and test part.
    let parts: [SentencePairs]
    let name: String
    /// The file or folder that messages name.
    let path: String
    var aligned: [GeneratedLanguage.AlignedPair] = []
    var tokenizers = (source: Tokenizer.words, target: Tokenizer.words)
    /// Rarer words are unknown.
    var minimumCount = 2
    /// The longest sentence, in words.
    var longest = 40
    var width = 256

    /// The directions of published pairs.
    static let directions = ["en-de", "de-en", "eng-fra", "fra-eng", "eng-cmn", "cmn-eng"]

    /// The reader's own files, published ones, or generated pairs.
    init(_ run: ChapterRun) throws {
        let own = (run.text("source"), run.text("target"), run.text("pairs"))
        switch (own.0, own.1, own.2, run.dataFolder) {
        case (nil, nil, nil, nil):
            self.init(generated: run)
        case (nil, nil, nil, let folder?):
            try self.init(published: run.choice("pair"), in: folder)
        case (let source?, let target?, nil, nil):
            try self.init(own: SentencePairs(contentsOf: source, target), path: source)
        case (nil, nil, let pairs?, nil):
            try self.init(own: SentencePairs(tabSeparated: pairs), path: pairs)
        default:
            throw UsageError(
                en: "give one of --data, --pairs, or --source with --target",
                zh: "--data、--pairs 或 --source 加 --target，三者取一")
        }
        if run.integer("longest") > 0 { longest = run.integer("longest") }
        if run.isQuick { width = 32 }
    }

    private init(generated run: ChapterRun) {
        let pairs = GeneratedLanguage.alignedPairs(count: run.isQuick ? 1000 : 21_000, seed: run.seed)
        let shares = run.isQuick ? (800, 100) : (20_000, 500)
        let (validation, test) = (pairs[shares.0..<shares.0 + shares.1], pairs[(shares.0 + shares.1)...])
        parts = [pairs[..<shares.0], validation, test].map { SentencePairs($0.map(\.pair)) }
        aligned = Array(validation)
        (name, path) = ("generated", "")
        (minimumCount, width) = (1, 128)
    }

    /// English sentences are never split between parts, in whatever direction is translated.
    private init(published direction: String, in folder: String) throws {
        let languages = direction.split(separator: "-").map(String.init)
        let isReversed = PublishedPairs(rawValue: direction) == nil
        let pairs =
            PublishedPairs(rawValue: isReversed ? languages.reversed().joined(separator: "-") : direction)
            ?? .enDe
        let forward = try pairs.parts(in: folder)
        parts = isReversed ? forward.map(\.reversed) : forward
        tokenizers =
            isReversed ? (pairs.targetTokenizer, Tokenizer.words) : (Tokenizer.words, pairs.targetTokenizer)
        (name, path) = (direction, folder)
        if pairs == .engFra { longest = 9 }
        if pairs == .engCmn { longest = 20 }
    }

    private init(own pairs: SentencePairs, path: String) throws {
        parts = pairs.split([0.9, 0.05, 0.05], seed: 1)
        (name, self.path) = ("own", path)
        func tokenizer(_ side: KeyPath<SentencePairs.Pair, String>) -> Tokenizer {
            let scalars = pairs.pairs.prefix(100).flatMap { $0[keyPath: side].unicodeScalars }
            return 10 * scalars.count(where: isIdeograph) > scalars.count ? .mixed : .words
        }
        tokenizers = (tokenizer(\.source), tokenizer(\.target))
        if pairs.pairs.count < 5000 { (minimumCount, width) = (1, 128) }
    }
}
