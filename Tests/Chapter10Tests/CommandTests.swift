import Foundation
import Music
import TestSupport
import Testing

@testable import Chapter10

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

    /// The book learns from one piece: it is cut, and a part is kept for the test.
    @Test func oneTuneIsCutIntoPieces() throws {
        let folder = try TemporaryFolder()
        let notes = (0..<320).map { Note(start: Double($0) / 2, duration: 0.5, pitch: 60 + $0 % 12) }
        let pieces = Tune(notes).pieces(10)
        #expect(pieces.count == 10 && pieces.allSatisfy { $0.notes.count == 32 && $0.notes[0].start == 0 })
        #expect(pieces.flatMap(\.notes).map(\.pitch) == notes.map(\.pitch))
        // A long rest is no piece, and a single note no tune.
        let rest = Tune([Note(start: 0, duration: 1, pitch: 60), Note(start: 399, duration: 1, pitch: 62)])
        #expect(rest.pieces(10).map(\.notes.count) == [1, 1])
        #expect(Tune([notes[0]]).pieces(10).count == 1)
        try FileManager.default.createDirectory(
            atPath: folder.file("one"), withIntermediateDirectories: true)
        try Tune(notes).writeMIDI(to: folder.file("one/scale.mid"))
        let run = try program.run([
            "--quick", "--part", "composer", "--data", folder.file("one"), "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("1 tune, cut into 10 pieces: 8 training tunes (one), 1 for validation"))
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
