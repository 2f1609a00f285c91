import Foundation
import TestSupport
import Testing
import WordVectors

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter9")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        for file in [
            "metrics.json", "model.safetensors", "example.safetensors", "report.html", "vectors.txt",
        ] {
            #expect(folder.contents.contains("one/\(file)"))
        }
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        #expect(try value("hand_largest_difference") < 1e-5)
        let (start, even) = (try value("nplm_start_loss"), log(try value("vocabulary")))
        #expect(abs(start - even) < 0.2)
        #expect(try value("nplm_perplexity") < value("unigram_perplexity"))
        #expect(try value("mixed_perplexity") < 1.01 * value("trigram_perplexity"))
        #expect(try value("class_purity_5") > 2 * value("class_purity_chance"))
        #expect(try value("as_in_book_nplm_loss") > 0)
        #expect(try value("as_in_book_unigram_loss") > 0)
        #expect(try value("as_in_book_shifted_purity_5") < value("as_in_book_class_purity_5"))

        // What was learned is read again, answers, and leaves nothing behind.
        let vectors = try WordVectors(contentsOf: folder.file("one/vectors.txt"))
        #expect(vectors.row(of: "bear") != nil && vectors.width == 50)
        let asked = try program.run([
            "--vectors", folder.file("one/vectors.txt"), "--neighbours", "bear", "--analogy",
            "china beijing france",
        ])
        #expect(asked.code == 0 && asked.leftBehind.isEmpty, "\(asked.errors)")
        let near = try #require(vectors.nearest(to: "bear", count: 1)?.first)
        let lines = asked.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1].hasPrefix("bear: \(near.word) "))
        #expect(lines[2].hasPrefix("china : beijing = france : ?"))
    }

    @Test(arguments: ["skipgram", "cbow", "hierarchical", "ppmi"])
    func aMethodRunsAlone(_ method: String) throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--method", method, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["\(method)_class_purity_5"] != nil && metrics["nplm_perplexity"] == nil)
        // Counting trains no network.
        #expect(folder.contents.contains("run/model.safetensors") == (method != "ppmi"))
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        func file(_ name: String, _ text: String) throws -> String { try folder.write(text, to: name) }
        let good = try file("good.txt", "3 2\na 1 0\nb 0 1\nc 1 1\n")
        for name in ["empty", "poems"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write("[{\"author\": 3}]", to: "poems/ci.song.0.json")
        let gbk = try folder.write(Data([0xD6, 0xD0, 0xCE, 0xC4, 0x0A]), to: "gbk.txt")
        let latin = try folder.write(Data([0x41, 0xE9, 0x0A]), to: "latin.txt")
        let refusals: [Program.Refusal] = [
            (["--data", folder.file("none")], 66, ["none"]),
            (["--data", folder.file("empty")], 66, ["fra-eng.zip"]),
            (["--data", folder.file("empty"), "--dataset", "shakespeare"], 66, ["tinyshakespeare.txt"]),
            (["--data", folder.file("empty"), "--dataset", "poems"], 66, ["ci.song.0.json"]),
            (["--data", folder.file("poems"), "--dataset", "poems"], 65, ["ci.song.0.json", "paragraphs"]),
            (["--dataset", "poems"], 64, ["--data"]),
            (["--text", folder.file("none.txt")], 66, ["none.txt"]),
            (["--text", try file("blank.txt", " \n \n")], 65, ["blank.txt", "0 sentences"]),
            (["--text", gbk], 65, ["gbk.txt:1:1", "GBK", "iconv"]),
            (["--text", latin], 65, ["latin.txt:1:2", "UTF-8"]),
            (
                ["--text", try file("line.txt", String(repeating: "word ", count: 200_000))], 65,
                ["line.txt", "1 sentences"]
            ),
            (["--min-count", "1000000"], 64, ["--min-count", "0 words"]),
            (["--method", "lsa"], 64, ["--method", "lsa"]),
            (["--window", "-1"], 64, ["--window"]),
            (["--neighbours", "cat"], 64, ["--neighbours", "--vectors"]),
            (["--analogy", "a b c"], 64, ["--analogy", "--vectors"]),
            (["--vectors", folder.file("none.txt")], 66, ["none.txt"]),
            (["--vectors", good, "--neighbours", "zebra"], 64, ["zebra", "no vector"]),
            (["--vectors", good, "--analogy", "a b"], 64, ["--analogy", "three words"]),
            (["--vectors", good, "--analogy", "a b zebra"], 64, ["zebra", "no vector"]),
            (["--vectors", good, "--data", folder.file("empty")], 66, ["wordsim353.tsv"]),
            (["--vectors", try file("short.txt", "2 2\na 1 0\nb 1\n")], 65, ["short.txt:3"]),
            (["--vectors", try file("twice.txt", "a 1 0\na 0 1\n")], 65, ["twice.txt:2", "twice"]),
            (["--vectors", try file("nan.txt", "a 1 0\nb nan 1\n")], 65, ["nan.txt:2", "nan"]),
            (["--vectors", try file("nothing.txt", "")], 65, ["nothing.txt"]),
            (["--vectors", try file("matrix.npy", "x")], 65, ["matrix.npy"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }

    @Test(
        .enabled(if: publishedData("poems") != nil, "needs the lyrics of the Song dynasty"))
    func theLyricsAreReadByCharacter() throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData("poems")))
        let run = try program.run([
            "--quick", "--data", data, "--dataset", "poems", "--method", "skipgram", "--out",
            folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == "poems")
        let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
        #expect(page.contains("<title>红</title>"))
    }

    @Test(.enabled(if: publishedData("words") != nil, "needs WordSim-353 and the analogies"))
    func publishedQuestionsAreAsked() throws {
        let folder = try TemporaryFolder()
        let vectors = try folder.write(
            "king 1 0\nqueen 0.9 0.3\ntiger 0 1\ncat 0.1 1\nman 1 0.1\n", to: "v.txt")
        let run = try program.run(["--vectors", vectors, "--data", try #require(publishedData("words"))])
        #expect(run.code == 0 && run.output.contains("wordsim_rho"), "\(run.errors)")
        #expect(run.output.contains("of 353 pairs"))
    }
}
