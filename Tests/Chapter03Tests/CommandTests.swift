import Datasets
import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter3")

    @Test func aQuickRunLearnsAndLeavesItsPage() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            folder.contents == [
                "run", "run/curves.json", "run/example.safetensors", "run/metrics.json",
                "run/model.safetensors",
                "run/report.html",
            ])
        let metrics = try Program.metrics(in: folder.file("run"))
        for key in ["seed", "epochs", "train_seconds", "threads", "data", "parameters"] {
            #expect(metrics[key] != nil)
        }
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double) }
        // Scaled counts have variance 1, and an untrained network predicts about 0.
        #expect(try (0.6...1.6).contains(value("book_start_loss")))
        #expect(try (0.5...1.0).contains(value("classes_start_loss")))
        #expect(try value("best_test_rmse") < value("mean_test_rmse"))
        #expect(try value("hand_layers_largest_difference") <= 1e-4)
        #expect(try value("row_next_rmse") > value("row_fitted_rmse"))
    }

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        func metrics(_ name: String, _ arguments: [String]) throws -> NSDictionary {
            let run = try program.run(["--quick", "--as-in-book", "--out", folder.file(name)] + arguments)
            #expect(run.code == 0, "\(run.errors)")
            let all = try Program.metrics(in: folder.file(name))
            return all.filter { $0.key != "threads" && !$0.key.hasSuffix("seconds") } as NSDictionary
        }
        let one = try metrics("one", ["--threads", "1", "--seed", "7"])
        #expect(try metrics("two", ["--threads", "2", "--seed", "7"]) == one)
        #expect(try metrics("other", ["--threads", "2", "--seed", "8"]) != one)
        #expect(one["as_in_book_test_rmse"] != nil)
    }

    /// What is wrong, the arguments, the exit code, and words that the one line must hold.
    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let good = BikeSharing.csv(Array(BikeSharing.generated(days: 200, seed: 1)))
        let lines = good.split(separator: "\n").map(String.init)
        func table(_ name: String, _ content: Data) throws -> String {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
            try folder.write(content, to: "\(name)/hour.csv")
            return folder.file(name)
        }
        func edited(_ name: String, line: Int, _ edit: (inout [String]) -> Void) throws -> String {
            var lines = lines
            var fields = lines[line - 1].split(separator: ",", omittingEmptySubsequences: false).map(
                String.init)
            edit(&fields)
            lines[line - 1] = fields.joined(separator: ",")
            return try table(name, Data(lines.joined(separator: "\n").utf8))
        }
        let blocked = try folder.write("in the way", to: "blocked")
        let cases: [Program.Refusal] = [
            (["--data", folder.file("nowhere")], 66, ["nowhere"]),
            (["--data", blocked], 65, ["blocked"]),
            (["--data", try table("empty", Data())], 65, ["hour.csv", "empty"]),
            (["--data", try table("header", Data(lines[0].utf8))], 65, ["hour.csv", "header"]),
            (["--data", try edited("short", line: 9) { $0.removeLast() }], 65, ["hour.csv:9", "16"]),
            (
                ["--data", try edited("letters", line: 5) { $0[10] = "warm" }], 65,
                ["hour.csv:5", "temp", "warm"]
            ),
            (["--data", try edited("range", line: 7) { $0[5] = "24" }], 65, ["hour.csv:7", "hr", "24"]),
            (["--data", try table("nul", Data(good.utf8) + Data([0]))], 65, ["hour.csv", "NUL"]),
            (["--data", try table("latin", Data(good.utf8) + Data([0xE9]))], 65, ["hour.csv", "UTF-8"]),
            (
                ["--data", try table("few", Data(lines.prefix(500).joined(separator: "\n").utf8))], 65,
                ["hour.csv", "499"]
            ),
            (["--speed", "3"], 64, ["--speed"]),
            (["--epochs", "0"], 64, ["--epochs", "0"]),
            (["--threads", "0"], 64, ["--threads", "0"]),
            (["--epochs", "many"], 64, ["--epochs", "many"]),
            (["--learning-rate", "-1"], 64, ["--learning-rate", "-1"]),
            (["--seed"], 64, ["--seed"]),
            (["extra"], 64, ["extra"]),
            (["--quick", "--out", "\(blocked)/run"], 74, ["blocked/run"]),
        ]
        try program.expectRefusals(cases, in: folder)
    }

    @Test(.enabled(if: publishedData("bike-sharing") != nil, "needs the published hour.csv"))
    func thePublishedHoursAreRead() throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("bike-sharing"))
        let run = try program.run(["--quick", "--data", data, "--as-in-book", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "bike-sharing")
        #expect(try #require(metrics["previous_hour_test_rmse"] as? Double).rounded() == 88)
        #expect(try #require(metrics["best_test_rmse"] as? Double) < 88)
        #expect(metrics["as_in_book_test_rmse"] != nil)
        #expect(folder.contents.contains("run/report.html"))
    }
}
