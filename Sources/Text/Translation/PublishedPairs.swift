/// The published sentence pairs that translators are trained on, from English, in training, validation and test part.
public enum PublishedPairs: String, CaseIterable, Sendable {
    /// Multi30k's captions, English and German.
    case enDe = "en-de"
    /// Tatoeba's sentences, English and Chinese.
    case engCmn = "eng-cmn"
    /// Tatoeba's sentences, English and French.
    case engFra = "eng-fra"

    /// How sentences of the second language are cut.
    public var targetTokenizer: Tokenizer { self == .engCmn ? .mixed : .words }

    /// Training, validation and test part; no English sentence is in two of them.
    ///
    /// Multi30k's validation captions are those published as such; its test captions, and both parts of Tatoeba's sentences,
    /// are taken from the rest by chance.
    ///
    /// - Throws: `FileError` for files that are missing or broken.
    public func parts(in folder: String) throws -> [SentencePairs] {
        switch self {
        case .enDe:
            let training = try SentencePairs.multi30k("train", in: folder)
            let validation = try SentencePairs.multi30k("val", in: folder)
            let split = training.without(sourcesOf: validation).split([0.98, 0.02], seed: 1)
            return [split[0], validation, split[1]]
        case .engCmn:
            return try SentencePairs.tatoeba("cmn", in: folder).split([0.9, 0.04, 0.06], seed: 1)
        case .engFra:
            return try SentencePairs.tatoeba("fra", in: folder).split([0.98, 0.01, 0.01], seed: 1)
        }
    }
}
