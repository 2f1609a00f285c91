import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter11

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter11")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book", "--scheduled", "0.3"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        // It learns: the loss falls, with attention and without.
        for kind in ["additive", "none"] {
            #expect(try value("loss_\(kind)") < value("start_loss_\(kind)") - 1)
        }
        #expect(try value("valid_bleu") == value("valid_bleu_additive"))
        #expect(try value("word_accuracy_blind_table") > 0.1)
        for key in ["word_accuracy_as_in_book", "word_accuracy_without_padding", "bleu_as_in_book"] {
            #expect(try (0...100).contains(value(key)))
        }
        try translates(folder.file("one/model.safetensors"))
    }

    /// A model answers, and leaves nothing of a run.
    private func translates(_ model: String) throws {
        let asked = ["--model", model, "--translate"]
        for text in ["the old dog sees a cat .", "unheard-of words"] {
            let answer = try program.run(asked + [text])
            #expect(answer.code == 0 && answer.leftBehind.isEmpty, "\(answer.errors)")
            #expect(answer.output.split(separator: "\n").count <= 1)
        }
        let empty = try program.run(asked + [" "])
        #expect(empty.code == 0 && empty.output.contains("nothing to translate"))
        let long = try program.run(asked + [[String](repeating: "dog", count: 5000).joined(separator: " ")])
        #expect(long.code == 0, "\(long.errors)")
    }

    @Test func falseSizesAreRefusedBeforeANetworkIsMade() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        let corpus = corpus(training: 20, validation: 1, width: 4)
        try network(.position, corpus).save(to: path, epoch: 1)
        #expect(try EncoderDecoder.read(from: path).shape == corpus.shape)
        let honest = try Checkpoint(contentsOf: path)
        let tokens = (0..<100_000).map { "t\($0)" }.joined(separator: "\n")
        for (claims, words) in [
            (["width": "4096"], "the notes say"), (["hidden": "4096"], "the notes say [12288, 4]"),
            (["longest": "1024"], "attention.position.weight is [42, 8], the notes say [1024, 8]"),
            (["hidden": "0"], "'hidden' is not a number"), (["attention": "all"], "names no kind"),
            (["sourceTokens": tokens], "the notes say [100004, 4]"),
            (["sourceTokenizer": "x"], "names no tokenizer"),
            (["chapter": "12", "attention": ""], "names no kind"),
        ] {
            var tampered = honest
            tampered.notes.merge(claims) { $1 }
            try tampered.save(to: path)
            let error = #expect(throws: FileError.self) { try EncoderDecoder.read(from: path) }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }

    @Test func itIsTrainedOnTheReadersOwnFiles() throws {
        let folder = try TemporaryFolder()
        let pairs = GeneratedLanguage.pairs(count: 200, seed: 9).pairs
        try folder.write(pairs.map(\.source).joined(separator: "\n"), to: "a.txt")
        try folder.write(pairs.map(\.target).joined(separator: "\n"), to: "b.txt")
        try folder.write(
            pairs.map { "\($0.source)\t\($0.target)" }.joined(separator: "\n"), to: "both.tsv")
        let common = ["--quick", "--epochs", "1", "--attention", "dot", "--out"]
        let two = try program.run(
            common + [folder.file("two"), "--source", folder.file("a.txt"), "--target", folder.file("b.txt")])
        #expect(two.code == 0, "\(two.errors)")
        let one = try program.run(common + [folder.file("one"), "--pairs", folder.file("both.tsv")])
        #expect(one.code == 0, "\(one.errors)")
        func numbers(_ name: String) throws -> NSDictionary {
            try Program.metrics(in: folder.file(name))
                .filter { !$0.key.contains("second") && $0.key != "options" } as NSDictionary
        }
        #expect(try numbers("two") == numbers("one"))
        #expect(try numbers("one")["data"] as? String == "own")
    }

    /// Folder and direction of each published corpus.
    private static let corpora: [(String, String)] = [
        ("multi30k", "en-de"), ("multi30k", "de-en"), ("tatoeba", "fra-eng"), ("tatoeba", "eng-cmn"),
    ].filter { publishedData($0.0) != nil }

    @Test(.enabled(if: !corpora.isEmpty, "needs Multi30k or Tatoeba's sentences"), arguments: corpora)
    func itRunsOnPublishedData(_ name: String, _ pair: String) throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData(name)))
        let run = try program.run(
            [
                "--quick", "--epochs", "1", "--attention", "additive", "--data", data, "--pair", pair,
                "--out", folder.file("run"),
            ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(folder.contents.contains("run/report.html"))
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == pair)
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("no tensors".utf8), to: "broken.safetensors")
        try folder.write("one\ntwo\n", to: "two.txt")
        try folder.write("eins\n", to: "one.txt")
        try folder.write("alone\n", to: "alone.tsv")
        try folder.write("a\tb\nc\td\n", to: "few.tsv")
        try folder.write(Data([0x48, 0x69, 9, 0xFF, 10]), to: "bytes.tsv")
        let refusals: [Program.Refusal] = [
            (
                ["--model", folder.file("none.safetensors"), "--translate", "x"], 66, ["none.safetensors"]
            ),
            (["--model", folder.file("broken.safetensors"), "--translate", "x"], 65, ["broken.safetensors"]),
            (["--translate", "x"], 64, ["--model"]),
            (["--beam", "0"], 64, ["beam"]),
            (["--attention", "soft"], 64, ["soft"]),
            (["--scheduled", "2"], 64, ["scheduled"]),
            (["--data", folder.path], 66, ["train.en"]),
            (["--source", folder.file("two.txt")], 64, ["--target"]),
            (["--pairs", folder.file("few.tsv"), "--data", folder.path], 64, ["--pairs"]),
            (
                ["--source", folder.file("two.txt"), "--target", folder.file("one.txt")], 65,
                ["one.txt", "1 lines"]
            ),
            (["--pairs", folder.file("none.tsv")], 66, ["none.tsv"]),
            (["--pairs", folder.file("alone.tsv")], 65, ["alone.tsv:1"]),
            (["--pairs", folder.file("bytes.tsv")], 65, ["not UTF-8"]),
            (["--pairs", folder.file("few.tsv")], 65, ["few.tsv", "too few"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}
