import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter12

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter12")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        #expect(try value("beam_same_without_cache") == 1)
        #expect(try value("as_in_book_tokens") > 5 * value("as_in_book_tokens_cleared"))
        // It learns: the loss falls.
        #expect(try value("loss") < value("start_loss") - 1)

        let model = folder.file("one/model.safetensors")
        let translated = try program.run(
            ["--model", model, "--translate", "the old dog sees a cat .", "--out", folder.file("t")])
        #expect(translated.code == 0, "\(translated.errors)")
        #expect(translated.output.split(separator: "\n").count == 1)
        #expect(FileManager.default.fileExists(atPath: folder.file("t/translations.html")))
        #expect(!FileManager.default.fileExists(atPath: folder.file("t/metrics.json")))
        try folder.write("le vieux chien voit un chat .\nle chien dort .", to: "right.txt")
        let scored = try program.run(
            ["--model", model, "--translate", "-", "--reference", folder.file("right.txt")],
            input: "the old dog sees a cat .\nthe dog sleeps .\n")
        #expect(scored.code == 0 && scored.output.split(separator: "\n").count == 2, "\(scored.errors)")
        #expect(
            scored.errors.hasPrefix("BLEU ") && scored.errors.contains("nrefs:1|case:lc|tok:13a|smooth:exp"))
        let unequal = try program.run(
            ["--model", model, "--translate", "-", "--reference", folder.file("right.txt")],
            input: "the dog sleeps .\n")
        #expect(unequal.code == 65 && unequal.errors.contains("2 lines for 1 translations"))
        let long = try program.run(
            [
                "--model", model, "--beam", "1", "--translate",
                [String](repeating: "dog", count: 10_000).joined(separator: " "), "--out", folder.file("l"),
            ])
        #expect(long.code == 0, "\(long.errors)")
        let empty = try program.run(["--model", model, "--translate", " ", "--out", folder.file("e")])
        #expect(empty.code == 0 && empty.output.contains("nothing to translate"))
    }

    @Test func falseSizesAreRefusedBeforeANetworkIsMade() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 1)
        let vocabulary = Vocabulary(tokens: ["a", "b"])
        let language = LanguagePair(
            source: (.words, vocabulary), target: (.words, vocabulary), subwords: nil)
        let shape = TranslatorShape(width: 4, heads: 2, layers: 1, feedForwardWidth: 8)
        let path = folder.file("model.safetensors")
        try Translator(language, shape, using: &generator).save(to: path, epoch: 1)
        #expect(try Translator.read(from: path).shape == shape)

        let honest = try Checkpoint(contentsOf: path)
        let tokens = (0..<100_000).map { "t\($0)" }.joined(separator: "\n")
        for (claims, words) in [
            (
                ["width": "4096", "feedForwardWidth": "16384", "layers": "48"],
                "source_embedding.weight is [6, 4], the notes say [6, 4096]"
            ),
            (["layers": "48"], "transformer.encoder.layers.1.self_attn.in_proj_weight is missing"),
            (["layers": "0"], "'layers' is not a number"),
            (["feedForwardWidth": "16384"], "linear1.weight is [8, 4], the notes say [16384, 4]"),
            (["sourceTokens": tokens], "source_embedding.weight is [6, 4], the notes say [100004, 4]"),
            (["heads": "3"], "the width is not a multiple of the heads"),
            (["merges": "a b c"], "a merge of other than two pieces"),
        ] {
            var tampered = honest
            tampered.notes.merge(claims) { $1 }
            try tampered.save(to: path)
            let error = #expect(throws: FileError.self) { try Translator.read(from: path) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }

    /// Folder and arguments of each published corpus.
    private static let corpora: [(String, [String])] = [
        ("multi30k", ["--pair", "en-de"]), ("tatoeba", ["--pair", "eng-cmn"]),
        ("tatoeba", ["--pair", "eng-fra", "--subwords", "8000"]),
    ].filter { publishedData($0.0) != nil }

    @Test(.enabled(if: !corpora.isEmpty, "needs Multi30k or Tatoeba's sentences"), arguments: corpora)
    func itRunsOnPublishedData(_ name: String, _ arguments: [String]) throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData(name)))
        let run = try program.run(
            ["--quick", "--data", data, "--out", folder.file("run")] + arguments)
        #expect(run.code == 0, "\(run.errors)")
        #expect(folder.contents.contains("run/report.html"))
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == arguments[1])
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("no tensors".utf8), to: "broken.safetensors")
        for name in ["one", "bytes", "single"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write(Data("alone\n".utf8), to: "one/cmn.txt")
        try folder.write("Hi.\t嗨。\n", to: "single/cmn.txt")
        try folder.write(Data([0x48, 0x69, 9, 0xFF, 10]), to: "bytes/cmn.txt")
        let cmn = ["--pair", "eng-cmn", "--data"]
        let refusals: [Program.Refusal] = [
            (["--model", folder.file("none.safetensors")], 66, ["none.safetensors"]),
            (["--model", folder.file("broken.safetensors"), "--translate", "x"], 65, ["broken.safetensors"]),
            (["--translate", "x"], 64, ["--model"]),
            (["--beam", "0"], 64, ["beam"]),
            (["--width", "30"], 64, ["30"]),
            (["--data", folder.path], 66, ["train.en"]),
            (cmn + [folder.file("one")], 65, ["cmn.txt:1"]),
            (cmn + [folder.file("single")], 65, ["single: sentence pairs: 1 to train on", "too few"]),
            (cmn + [folder.file("bytes")], 65, ["not UTF-8"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}
