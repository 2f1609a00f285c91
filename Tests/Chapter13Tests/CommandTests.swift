import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter13")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        #expect(try value("same_with_cache") == 1)
        #expect(try value("lora_base_unchanged") == 1)
        #expect(try value("lora_merged_difference") < 1e-5)
        #expect(try value("trainable_share_lora") < 0.05)
        #expect(try abs(value("start_loss") - log(value("vocabulary"))) < 0.05)
        #expect(try value("loss") < value("start_loss") - 0.2)
        #expect(try value("mask_loss") < value("mask_start_loss") - 0.2)

        // The trained model writes on, the same with the same seed, and leaves nothing.
        let model = folder.file("one/model.safetensors")
        let prompt = ["--model", model, "--prompt", "the ", "--length", "30"]
        let first = try program.run(prompt)
        #expect(first.code == 0 && first.output.hasPrefix("the "), "\(first.errors)")
        #expect(first.output.count == 35 && first.leftBehind.isEmpty)
        #expect(try program.run(prompt).output == first.output)
        #expect(try program.run(prompt + ["--seed", "2"]).output != first.output)
        let unknown = try program.run(["--model", model, "--prompt", "中"])
        #expect(unknown.code == 64 && unknown.errors.contains("中"), "\(unknown.errors)")
    }

    @Test func aBERTFillsGaps() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--task", "bert", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let model = ["--model", folder.file("run/model.safetensors"), "--prompt"]
        let filled = try program.run(model + ["the [MASK] eats a [MASK]"])
        #expect(filled.code == 0 && filled.output.split(separator: "\n").count == 2, "\(filled.errors)")
        #expect(filled.output.contains("%"))
        let whole = try program.run(model + ["the baker"])
        #expect(whole.code == 64 && whole.errors.contains("[MASK]"))
    }

    @Test func anyTextWillDo() throws {
        let folder = try TemporaryFolder()
        let text = (0..<400).map { "\($0) 个苹果和 \($0 * 7 % 100) 个梨。\n" }.joined()
        let path = try folder.write(Data(text.utf8), to: "text.txt")
        let run = try program.run(
            ["--quick", "--task", "gpt", "--text", path, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == "text")
    }

    @Test(.enabled(if: publishedData("text") != nil, "needs names.txt and tinyshakespeare.txt"))
    func itRunsOnPublishedTexts() throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData("text")))
        for task in ["gpt", "names"] {
            let run = try program.run(
                ["--quick", "--task", task, "--data", data, "--out", folder.file(task)])
            #expect(run.code == 0, "\(run.errors)")
        }
        let names = try Program.metrics(in: folder.file("names"))
        #expect(names["names_repeated"] as? Int == 2539)
        // The table of counts needs no training: these are its figures.
        let shakespeare = try Program.metrics(in: folder.file("gpt"))
        #expect(try abs(#require(shakespeare["ngram_loss"] as? Double) - 1.669) < 0.01)
        #expect(try abs(#require(names["names_ngram_loss_repeated"] as? Double) - 2.042) < 0.03)
    }

    @Test(.enabled(if: publishedData("complaints") != nil, "needs the airline tweets"))
    func theBooksFigureIsBesideTheTrueOne() throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData("complaints")))
        let run = try program.run(
            ["--quick", "--task", "bert", "--data", data, "--as-in-book", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "complaints")
        // A share of 340 tweets is a whole number of them; the book's mean of batches need not be.
        let right = try #require(metrics["as_in_book_accuracy"] as? Double) * 340
        #expect(abs(right - right.rounded()) < 1e-6)
        #expect(metrics["as_in_book_mean_of_batches"] != nil && metrics["naive_bayes"] != nil)
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let broken = try folder.write(Data("no tensors".utf8), to: "broken.safetensors")
        let short = try folder.write(Data("too short".utf8), to: "short.txt")
        let latin = try folder.write(Data([0x48, 0xFF, 0x0A]), to: "latin.txt")
        for name in ["poems", "empty", "few"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write(Data(#"{"a": 1}"#.utf8), to: "poems/ci.song.0.json")
        try folder.write(Data("ann\nbob\n".utf8), to: "few/names.txt")
        let refusals: [Program.Refusal] = [
            (["--prompt", "x"], 64, ["--model"]),
            (["--prompt", "x", "--model", folder.file("none.safetensors")], 66, ["none.safetensors"]),
            (["--prompt", "x", "--model", broken], 65, ["broken.safetensors"]),
            (["--task", "names"], 64, ["--data"]),
            (["--task", "names", "--data", folder.file("empty")], 66, ["names.txt"]),
            (["--task", "names", "--data", folder.file("few")], 65, ["names.txt", "2 names"]),
            (["--task", "gpt", "--text", short], 65, ["short.txt", "9 characters"]),
            (["--task", "gpt", "--text", latin], 65, ["latin.txt"]),
            (["--task", "gpt", "--text", folder.file("none.txt")], 66, ["none.txt"]),
            (["--task", "gpt", "--data", folder.file("poems")], 65, ["ci.song.0.json"]),
            (["--task", "gpt", "--data", folder.file("empty")], 66, ["tinyshakespeare.txt"]),
            (["--task", "bert", "--data", folder.file("empty")], 66, ["complaint1700.csv"]),
            (["--task", "rnn"], 64, ["rnn"]),
            (["--lora", "0"], 64, ["lora"]),
            (["--top-p", "0"], 64, ["top-p"]),
            (["--temperature", "-1"], 64, ["temperature"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}
