import ChapterSupport
import Files
import Foundation
import TestSupport
import Testing

@testable import Search

/// `Search` as a reader runs it.
@Suite(.serialized) struct SearchCommandTests {
    private let program = Program("Search")

    /// A small space of Chapter 3: trials of three epochs.
    private let space = """
        {"figure": "valid_rmse", "better": "smaller", "test": "test_rmse", "epochs": 3, "hyperparameters": {
         "width": {"from": 8, "to": 32, "scale": "logarithmic", "whole": true, "default": 16},
         "rate": {"from": 0.0001, "to": 0.05, "scale": "logarithmic", "default": 0.003}}}
        """

    @Test func aChapterIsSearchedAndTheSearchResumed() throws {
        let folder = try TemporaryFolder()
        try folder.write(space, to: "space.json")
        let arguments = [
            "Chapter3", "--space", folder.file("space.json"), "--out", folder.file("out"), "--method",
            "halving",
            "--seeds", "2",
        ]
        let first = try program.run(arguments + ["--trials", "2"])
        #expect(first.code == 0, "\(first.errors)")
        #expect(first.output.contains("2 trials: 2 complete"))
        let record = try JSONValue(contentsOf: folder.file("out/search.json"))
        #expect(record["trials"]?.array?.count == 2)
        // The first trial has the space's own values, and is a run with its folder.
        let metrics = try Program.metrics(in: folder.file("out/trials/001"))
        #expect(metrics["valid_rmse"] != nil && metrics["test_rmse"] != nil)
        #expect(
            "\(metrics["options"] ?? "")".contains("--width=16") && "\(metrics["threads"] ?? "")" == "1")

        let again = try program.run(arguments + ["--trials", "4"])
        #expect(again.code == ExitCode.unwritable.rawValue && again.errors.contains("--resume"))
        let other = try program.run(arguments + ["--trials", "4", "--resume", "--seed", "2"])
        #expect(other.code == ExitCode.usage.rawValue && other.errors.contains("seed"))

        let second = try program.run(arguments + ["--trials", "4", "--resume", "--language", "zh"])
        #expect(second.code == 0, "\(second.errors)")
        #expect(second.output.contains("共 4 次试验"))
        let trials = try JSONValue(contentsOf: folder.file("out/search.json"))["trials"]?.array
        #expect(trials?.count == 4)
        let page = try String(contentsOfFile: folder.file("out/report.html"), encoding: .utf8)
        #expect(page.contains("<svg") && page.contains("胜者") && page.contains("valid_rmse"))
    }

    @Test func ctrlCLeavesARecordAndAPage() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(
            ["Chapter3", "--out", folder.file("out"), "--trials", "5000"], interruption: (SIGINT, 6))
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("report: "))
        let page = try String(contentsOfFile: folder.file("out/report.html"), encoding: .utf8)
        #expect(page.contains("--resume continues it"))
    }

    @Test func wrongUsesAreToldInOneLine() throws {
        let folder = try TemporaryFolder()
        try folder.write(space.replacing("\"rate\"", with: "\"momentum\""), to: "option.json")
        try folder.write(space.replacing("valid_rmse", with: "test_rmse"), to: "figure.json")
        try folder.write(space.replacing("\"to\": 0.05", with: "\"to\": 50"), to: "refused.json")
        try folder.write("{}", to: "empty.json")
        try folder.write("", to: "file")
        let hours = (0..<240).map { hour in
            let (day, time) = (1 + hour / 24, hour % 24)
            return
                "2024-01-\(day < 10 ? "0" : "")\(day) \(time < 10 ? "0" : "")\(time):00,\(time * time % 17)"
        }
        try folder.write("time,count\n" + hours.joined(separator: "\n"), to: "own.csv")
        let expected: [([String], ExitCode, [String])] = [
            ([], .usage, ["one chapter is expected"]), (["Chapter3", "Chapter5"], .usage, ["one chapter"]),
            (["Download"], .usage, ["no chapter"]), (["Chapter03"], .usage, ["no chapter"]),
            (["Chapter2"], .usage, ["Chapter2 has no hyperparameters"]),
            (["Chapter3", "--trials", "0"], .usage, ["--trials"]),
            (["Chapter3", "--method", "grid"], .usage, ["--method"]),
            (["Chapter3", "--space", folder.file("none.json")], .missingInput, ["none.json"]),
            (["Chapter3", "--space", folder.file("empty.json")], .badData, ["figure"]),
            (["Chapter3", "--space", folder.file("option.json")], .badData, ["momentum", "width"]),
            (["Chapter3", "--space", folder.file("figure.json")], .badData, ["valid_rmse"]),
            (["Chapter3", "--space", folder.file("refused.json")], .usage, ["--rate"]),
            (["Chapter3", "--out", folder.file("file/out")], .unwritable, ["file"]),
            (
                ["Chapter3", "--data", folder.file("none"), "--out", folder.file("failed")], .usage,
                ["first trial fails", "none"]
            ),
            (
                ["Chapter3", "--data", folder.file("own.csv"), "--out", folder.file("own")], .usage,
                ["table of your own"]
            ),
        ]
        for (arguments, code, words) in expected {
            let run = try program.run(arguments)
            let lines = run.errors.split(separator: "\n")
            #expect(run.code == code.rawValue && lines.count == 1, "\(arguments): \(run.errors)")
            for word in words { #expect(run.errors.contains(word), "\(arguments): \(run.errors)") }
            #expect(run.leftBehind.isEmpty)
        }
    }
}
