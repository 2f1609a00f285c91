import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter10")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        for file in ["metrics.json", "model.safetensors", "report.html", "song.mid", "song.wav"] {
            #expect(folder.contents.contains("one/\(file)"))
        }
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        // 273 events, all equally likely: ln 273 = 5.6. Three symbols: ln 3 = 1.1.
        #expect(try (5.2...6).contains(value("gru_start_loss")))
        #expect(try (0.8...1.6).contains(value("lstm_counting_start_loss")))
        #expect(try value("trigram_nll_per_event") < value("bigram_nll_per_event"))
        #expect(try value("bigram_nll_per_event") < value("unigram_nll_per_event"))
        let report = try String(contentsOfFile: folder.file("one/report.html"), encoding: .utf8)
        #expect(report.contains("<audio controls") && report.contains("data:audio/wav;base64,UklGR"))
    }

    @Test func aNetworkThatLearnsBeatsTheTrigram() throws {
        let folder = try TemporaryFolder()
        let run = try program.run([
            "--quick", "--part", "composer", "--network", "gru", "--hidden", "64", "--epochs", "30", "--out",
            folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        let share = try #require(metrics["nll_over_trigram"] as? Double)
        #expect(share < 1, "\(share)")
    }

    @Test(
        .enabled(if: publishedData("nottingham") != nil, "needs Nottingham's tunes"),
        arguments: ["nottingham"])
    func itRunsOnPublishedData(_ name: String) throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData(name)))
        let run = try program.run(["--quick", "--data", data, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(folder.contents.contains("run/report.html"))
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == name)
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        for name in ["empty", "broken"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
        }
        try folder.write(Data("MThd".utf8), to: "broken/a.mid")
        let refusals: [Program.Refusal] = [
            (["--data", folder.file("none")], 66, ["none"]),
            (["--data", folder.file("empty")], 66, ["*.mid"]),
            (["--data", folder.file("broken")], 65, ["0 tunes", "a.mid: the file ends too early"]),
            (["--temperature", "0"], 64, ["temperature"]),
            (["--top-p", "2"], 64, ["top-p"]),
            (["--network", "cnn"], 64, ["network"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--part", "composer", "--out", folder.file("out")], in: folder)
    }
}
