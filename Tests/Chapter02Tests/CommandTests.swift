import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter2")

    /// The numbers of a run, without the thread count and the times.
    private func metrics(_ folder: TemporaryFolder, _ name: String, _ arguments: [String]) throws
        -> NSDictionary
    {
        let run = try program.run(["--out", folder.file(name)] + arguments)
        #expect(run.code == 0, "\(run.errors)")
        let all = try Program.metrics(in: folder.file(name))
        return all.filter { $0.key != "threads" && !$0.key.hasSuffix("seconds") } as NSDictionary
    }

    /// A table like Boston's: thirteen measurements and the price, commas between.
    private func table(rows: Int, changed: (_ row: Int, _ fields: inout [String]) -> Void = { _, _ in })
        -> String
    {
        (0..<rows).map { row in
            var fields = (0..<14).map { "\((row * (2 * $0 + 3)) % (11 + $0)).5" }
            fields[3] = "\(row % 2)"
            fields[4] = "0.\(row % 7)"
            changed(row, &fields)
            return fields.joined(separator: ",") + "\n"
        }.joined()
    }

    @Test func aQuickRunLearnsAndLeavesItsPage() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--out", folder.file("run")])
        #expect(run.code == 0 && run.processorSeconds < 5, "\(run.errors)")
        #expect(run.output.contains("column + row") && run.output.hasSuffix("report.html\n"))
        #expect(
            folder.contents == [
                "run", "run/example.safetensors", "run/metrics.json", "run/model.safetensors",
                "run/report.html",
            ])
        let metrics = try Program.metrics(in: folder.file("run"))
        for key in ["seed", "epochs", "train_seconds", "threads", "parameters"] {
            #expect(metrics[key] != nil)
        }
        #expect(metrics["data"] as? String == "generated")
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double) }
        #expect(try value("slope_error") <= 1e-4)
        #expect(try value("intercept_error") <= 1e-4)
        #expect(try abs(value("start_loss") / value("expected_start_loss") - 1) < 1e-5)
        #expect(try value("train_loss") < 0.1 * value("start_loss"))
        #expect(try value("expression_gradient_error") < 1e-5)
        #expect(try value("newton_gradient_error") < 1e-5)
        let line = try Safetensors(contentsOf: folder.file("run/model.safetensors"))
        #expect(line.arrays["line.weight"]?.shape == [1, 1])
        #expect(try line.arrays["line.bias"] == NDArray([Float(value("intercept"))]))
        let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
        for word in ["broadcast-figure", "computation-graph", "Three paths over the loss"] {
            #expect(page.contains(word))
        }
        #expect(!page.contains("Boston"))
    }

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        try folder.write(table(rows: 80), to: "boston.housing.csv")
        let common = ["--quick", "--data", folder.path]
        let one = try metrics(folder, "one", common + ["--threads", "1", "--seed", "7"])
        #expect(try metrics(folder, "two", common + ["--threads", "2", "--seed", "7"]) == one)
        #expect(try metrics(folder, "other", common + ["--threads", "2", "--seed", "8"]) != one)
        let model = try Safetensors(contentsOf: folder.file("one/model.safetensors"))
        #expect(model.arrays["boston.weight"]?.shape == [1, 13])
        #expect(model.arrays["boston.means"]?.shape == [13])
        #expect(one["test_rmse"] != nil && one["parameters"] as? Int == 14)
    }

    @Test func aLearningRateBeyondTheLimitIsShownNotHidden() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--learning-rate", "1.5", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(try Program.metrics(in: folder.file("run"))["slope_error"] is NSNull)
        #expect(try !readTextFile(folder.file("run/report.html")).contains("two lines coincide"))
        // Finite, and far off.
        let slow = try program.run(["--learning-rate", "1.01", "--out", folder.file("slow")])
        #expect(slow.code == 0, "\(slow.errors)")
        #expect(try readTextFile(folder.file("slow/report.html")).contains("The two lines are up to"))
    }

    /// What is wrong, the arguments, the exit code, and words that the one line must hold.
    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        func data(_ name: String, _ content: String) throws -> String {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
            try folder.write(content, to: "\(name)/boston.housing.csv")
            return folder.file(name)
        }
        func edited(_ name: String, _ edit: @escaping (inout [String]) -> Void) throws -> String {
            try data(name, table(rows: 60) { row, fields in if row == 4 { edit(&fields) } })
        }
        try FileManager.default.createDirectory(
            atPath: folder.file("nothing"), withIntermediateDirectories: true)
        let blocked = try folder.write("in the way", to: "blocked")
        let cases: [Program.Refusal] = [
            (["--data", folder.file("nowhere")], 66, ["nowhere"]),
            (["--data", folder.file("nothing")], 66, ["boston.housing.csv"]),
            (["--data", blocked], 65, ["blocked", "no rows"]),
            (["--data", try data("empty", "")], 65, ["boston.housing.csv", "empty"]),
            (["--data", try data("few", table(rows: 9))], 65, ["few", "9 rows"]),
            (["--data", try edited("short") { $0.removeLast() }], 65, ["boston.housing.csv:5", "13"]),
            (
                ["--data", try edited("letters") { $0[5] = "six" }], 65,
                ["boston.housing.csv:5", "RM", "six"]
            ),
            (["--data", try edited("range") { $0[0] = "-1" }], 65, ["boston.housing.csv:5", "CRIM", "-1"]),
            (["--data", try data("nul", table(rows: 60) + "\0")], 65, ["boston.housing.csv", "NUL"]),
            (["--speed", "3"], 64, ["--speed"]),
            (["--epochs", "0"], 64, ["--epochs", "0"]),
            (["--threads", "0"], 64, ["--threads", "0"]),
            (["--learning-rate", "fast"], 64, ["--learning-rate", "fast"]),
            (["--learning-rate", "0"], 64, ["--learning-rate", "0"]),
            (["--out", "\(blocked)/run"], 74, ["blocked/run"]),
        ]
        try program.expectRefusals(cases, in: folder)
    }

    @Test(.enabled(if: publishedData("housing") != nil, "needs Boston's table"))
    func bostonIsRead() throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("housing"))
        let metrics = try metrics(folder, "run", ["--quick", "--data", data])
        #expect(metrics["data"] as? String == "boston")
        #expect(
            try #require(metrics["test_rmse"] as? Double)
                < 0.75 * (try #require(metrics["mean_test_rmse"] as? Double)))
        #expect(try #require(metrics["test_r2"] as? Double) > 0.5)
        #expect(folder.contents.contains("run/report.html"))
    }
}
