import Datasets
import Files
import Foundation
import PretrainedModels
import TestSupport
import Testing
import Text

@Suite struct TokenizerTests {
    @Test func wordPieceGivesTheReferencesIds() throws {
        let tokenizer = try WordPiece(contentsOf: fixture("minilm/vocab.txt"))
        for example in try TokenizerCase.all("wordpiece") {
            #expect(tokenizer.ids(of: example.text, longest: 1000) == example.ids, "\(example.text)")
        }
    }

    @Test func wordPieceCutsAndJoins() throws {
        let tokenizer = try WordPiece(contentsOf: fixture("minilm/vocab.txt"))
        let ids = tokenizer.ids(of: "the cats", longest: 4)
        #expect(ids.map { tokenizer.tokens[$0] } == ["[CLS]", "the", "cat", "[SEP]"])
        #expect(tokenizer.text(of: tokenizer.ids(of: "The CATS")) == "the cats")
        let (pair, segments) = tokenizer.ids(of: "the", and: "cat")
        #expect(pair.map { tokenizer.tokens[$0] } == ["[CLS]", "the", "[SEP]", "cat", "[SEP]"])
        #expect(segments == [0, 0, 0, 1, 1])
    }

    @Test func aVocabularyWithoutSpecialTokensIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("[PAD]\n[UNK]\n[CLS]\nthe\n", to: "vocab.txt")
        #expect(
            fileErrorMessage { _ = try WordPiece(contentsOf: path) }
                == "\(path): the vocabulary has no token [SEP]")
    }

    @Test(arguments: [("byte-level", "llama"), ("gpt2", "gpt2")])
    func byteLevelBPEGivesTheReferencesIds(_ names: (cases: String, folder: String)) throws {
        let tokenizer = try ByteLevelBPE(folder: fixture(names.folder))
        for example in try TokenizerCase.all(names.cases) {
            let ids = tokenizer.ids(of: example.text)
            #expect(ids == example.ids, "\(example.text)")
            #expect(tokenizer.text(of: ids).utf8.elementsEqual(example.text.utf8))
        }
    }

    @Test func theVocabularyInGGUFIsThatOfTheFolder() throws {
        let file = try GGUFFile(contentsOf: fixture("llama.gguf"))
        #expect(try ByteLevelBPE(file) == ByteLevelBPE(folder: fixture("llama")))
    }

    @Test func specialTokensCanBeText() throws {
        let tokenizer = try ByteLevelBPE(folder: fixture("llama"))
        let text = "<|im_end|>"
        #expect(tokenizer.ids(of: text) == [2])
        #expect(tokenizer.ids(of: text, allowsSpecial: false).count > 1)
        #expect(tokenizer.text(of: [2, 3], includesSpecial: false) == tokenizer.text(of: [3]))
    }

    @Test func learnedMergesJoinWhatIsFrequent() throws {
        let text = String(repeating: "the cat and the hat; ", count: 10) + "naïve 汉"
        let learned = ByteLevelBPE(learnedFrom: text, vocabularyCount: 270, special: ["<|end|>"])
        #expect(learned.count <= 270)
        #expect(learned.ids(of: " the").count == 1)
        #expect(learned.id(of: "<|end|>") == learned.count - 1)
        for sample in [text, "", "\0\u{1F44D} e\u{301} x\t\n", "<|end|> the"] {
            #expect(learned.text(of: learned.ids(of: sample)).utf8.elementsEqual(sample.utf8))
        }
        let folder = try TemporaryFolder()
        try learned.write(to: folder.path)
        let read = try ByteLevelBPE(folder: folder.path)
        #expect(read.merges == learned.merges)
        #expect(read.ids(of: text) == learned.ids(of: text))
        #expect(
            ByteLevelBPE(learnedFrom: text, vocabularyCount: 270, special: ["<|end|>"]) == learned)
    }

    @Test(arguments: [
        (#"{"model": {"type": "Unigram", "vocab": {"a": 0}}}"#, "only BPE"),
        (#"{"model": {"vocab": {"a": 0}}}"#, "no \"pre_tokenizer\""),
        (#"{"model": {"vocab": {"a": 1}}, "pre_tokenizer": {"type": "ByteLevel"}}"#, "not one of 0..<1"),
        (
            #"{"model": {"vocab": {"a": 0}, "merges": ["a b"]}, "pre_tokenizer": {"type": "ByteLevel"}}"#,
            "merge 1"
        ),
        (#"{"model": {"vocab": {"a": 0}}, "pre_tokenizer": {"type": "Whitespace"}}"#, "\"Whitespace\""),
        (
            #"{"normalizer": {"type": "NFC"}, "model": {"vocab": {"a": 0}}, "pre_tokenizer": {"type": "ByteLevel"}}"#,
            "a normalizer"
        ),
        ("[]", "a JSON object"), ("{", "not JSON"),
    ])
    func otherTokenizersAreRefused(_ example: (json: String, words: String)) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(example.json, to: "tokenizer.json")
        let message = fileErrorMessage { _ = try ByteLevelBPE(contentsOf: path) }
        #expect(message.hasPrefix(path) && message.contains(example.words), "\(message)")
    }

    /// SHA-256 of the ids of all 3,400 tweets of the airlines, a line each, as the library `tokenizers` gives them.
    @Test(
        .enabled(if: publishedData("complaints") != nil && published("minilm") != nil, "needs ../pretrained"))
    func idsOfAllTweetsAreTheReferences() throws {
        let tweets = try allTweets()
        #expect(tweets.count == 3400)
        let wordPiece = try WordPiece(contentsOf: "\(published("minilm") ?? "")/vocab.txt")
        #expect(
            digest(tweets.map { wordPiece.ids(of: $0) })
                == "0ba7c2c9618eba9bd2342a396daf62e29678a3d8faa04811926542b3c67ef2d3")
        if let folder = published("gpt2") {
            let tokenizer = try ByteLevelBPE(folder: folder)
            #expect(
                digest(tweets.map { tokenizer.ids(of: $0) })
                    == "2f5f925e0dfef68636a668426b5405b97d281388c6291e43791489cedb156786")
        }
    }

    private func allTweets() throws -> [String] {
        let schema = CSVSchema([.text("tweet")], allowsOtherColumns: true)
        return try ["complaint1700", "noncomplaint1700"].flatMap {
            try CSVTable(contentsOf: "\(publishedData("complaints") ?? "")/\($0).csv", schema: schema)
                .texts("tweet")
        }
    }

    private func digest(_ ids: [[Int]]) -> String {
        var digest = SHA256()
        for line in ids { digest.update(Array("\(line.map(String.init).joined(separator: " "))\n".utf8)) }
        return digest.finalized()
    }
}
