import Datasets
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter3

/// The chapter on a table of the reader's own, and the model used that it leaves.
@Suite(.serialized) struct OwnTableTests {
    private let program = Program("Chapter3")

    /// 700 days of sales in no order, as a spreadsheet of the continent writes them: more when it is warm, at weekends and in
    /// later years.
    static func sales() -> String {
        var generator = RandomGenerator(seed: 5)
        let first = CalendarDate(year: 2020, month: 1, day: 1)?.dayNumber ?? 0
        let lines = (0..<700).map { index -> String in
            let day = CalendarDate(dayNumber: first + index)
            let temperature = 12 - 11 * cos(2 * Float.pi * Float(index) / 365) + 3 * generator.normal()
            let weather = ["sun", "rain", "clouds"][index * 7 % 3]
            let sold =
                100 + 6 * temperature + (weather == "sun" ? 25 : 0) + ([0, 6].contains(day.weekday) ? 30 : 0)
                + 0.05 * Float(index) + 5 * generator.normal()
            let numbers = "\(index % 31 == 4 ? "" : "\(temperature)");\(sold)".replacing(".", with: ",")
            return "\(day.day).\(day.month).\(day.year);\(weather);\(numbers)"
        }
        return "day;weather;temperature;sold\n"
            + generator.permutation(700).map { lines[$0] }.joined(separator: "\n") + "\n"
    }

    private func numbers(_ output: String) -> [Double] {
        output.split(separator: "\n").map { line in
            Double(line.split(separator: " ").last?.replacing(",", with: "") ?? "") ?? .nan
        }
    }

    @Test func aTableWithTimesIsSplitByThemAndItsModelUsed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.sales(), to: "sales.csv")
        let run = try program.run(["--data", path, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("700 rows") && run.output.contains("target sold"))
        let metrics = try Program.metrics(in: folder.file("run"))
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double, "\(key)") }
        #expect(metrics["data"] as? String == "sales.csv")
        #expect(try value("best_test_r2") > 0.85 && value("small_test_r2") > 0.85)
        #expect(try value("best_test_rmse") < value("previous_row_test_rmse") / 2)
        // It overfits: the training goes on long after the validation error was at its lowest.
        #expect(try value("large_validation_rmse") > 1.1 * value("large_best_validation_rmse"))
        #expect(try value("best_epochs") < 90)
        #expect(try value("row_next_rmse") > value("row_fitted_rmse"))
        let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
        #expect(page.contains("Your table") && page.contains("Split at random, the same network"))

        let model = ["--model", folder.file("run/model.safetensors"), "--predict"]
        let before = folder.contents
        let all = try program.run(model + [path])
        #expect(all.code == 0 && all.errors.contains("700 rows with the right number"), "\(all.errors)")
        #expect(numbers(all.output).count == 700)
        // The answers are in the order of the file, which is not that of time.
        let truths = try OwnTable(contentsOf: path).values(3)
        #expect(Scores(numbers(all.output).map { Float($0) }, truths.map { Float($0) }).r2 > 0.9)
        let one = try program.run(model + ["4.7.2021;sun;25,5"])
        let typed = try program.run(
            model + ["-"], input: "temperature,weather,day\n25.5,sun,2021-07-04\n\n,rain,2021-01-08\n")
        let lines = typed.output.split(separator: "\n").map(String.init)
        #expect(one.code == 0 && one.output == lines.first.map { $0 + "\n" })
        #expect(lines.count == 3 && lines[1] == "(no row)")
        // A warm Sunday in the second summer.
        #expect(abs((numbers(one.output).first ?? .nan) - 335) < 30)
        #expect(folder.contents == before)
    }

    @Test func theRowsAreInTheOrderOfTime() throws {
        let folder = try TemporaryFolder()
        let data = try TimeTable(
            contentsOf: try folder.write(Self.sales(), to: "sales.csv"), target: "temperature")
        #expect(data.targets.count == 677 && data.timeName == "day")
        #expect(data.training == 0..<475 && data.validation == 475..<576 && data.test == 576..<677)
        let years = data.task.rows.map { $0[0] }
        #expect(years == years.sorted() && years.first == 2020)
        // Means and deviations are those of the training rows alone.
        let column = data.inputs.selected(axis: 1, 0)
        #expect(column[data.training].mean().scalar.magnitude < 1e-3 && column.mean().scalar > 0.3)
        #expect(data.decode(data.standardizedTargets)[5] - data.targets[5] < 1e-4)
    }

    @Test func badTablesEndInOneLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Self.sales(), to: "sales.csv")
        func table(_ name: String, _ row: (Int) -> String) throws -> String {
            try folder.write("day,a,y\n" + (0..<300).map { row($0) + "\n" }.joined(), to: name)
        }
        let timeless = try table("timeless.csv") { "\($0 % 9),\($0 * 7 % 13),\($0 * 5 % 17)" }
        let same = try table("same.csv") { "2020-01-01,\($0),\($0 * 5 % 17)" }
        let constant = try table("constant.csv") { "2020-01-\($0 % 28 + 1),\($0),4" }
        let few = try folder.write(
            "day,a,y\n" + (1...28).map { "2020-01-\($0),\($0 * 3 % 7),\($0 * 5 % 17)\n" }.joined(),
            to: "few.csv")
        #expect(try program.run(["--quick", "--data", path, "--out", folder.file("run")]).code == 0)
        let model = folder.file("run/model.safetensors")
        try program.expectRefusals(
            [
                (["--data", timeless], 65, ["timeless.csv", "no column of dates"]),
                (["--data", same], 65, ["same.csv", "fewer than three different times"]),
                (["--data", constant], 65, ["constant.csv", "nothing to predict"]),
                (["--data", few], 65, ["few.csv", "28 different rows", "at least 200"]),
                (["--data", path, "--target", "day"], 65, ["day is the time"]),
                (["--data", path, "--target", "weather"], 65, ["weather"]),
                (["--data", path, "--target", "solt"], 65, ["solt", "there are sold"]),
                (["--data", path, "--mistake", "all"], 64, ["--mistake"]),
                (["--target", "sold"], 64, ["--data"]),
                (["--mistake", "thinking"], 64, ["--mistake"]),
                (["--model", model, "--predict", "1,2"], 64, ["2 of 3 values", "day,weather,temperature"]),
                (["--model", model, "--predict", "soon,sun,3"], 64, ["dates"]),
                (["--model", model, "--predict", timeless], 65, ["timeless.csv"]),
                (["--model", path, "--predict", "1,2"], 65, ["sales.csv"]),
            ], in: folder)
    }

    @Test func everyMistakeShowsItsSign() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--mistake", "all", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double, "\(key)") }
        #expect(try value("right_loss") < 0.2 && value("right_diverged") == 0)
        #expect(try value("not_normalized_diverged") == 1 || value("not_normalized_loss") > 0.9)
        #expect(try value("gradients_kept_diverged") == 1 || value("gradients_kept_loss") > 1)
        #expect(try value("rate_too_high_diverged") == 1 || value("rate_too_high_loss") > 1)
        #expect(try (0.8...1.1).contains(value("rate_too_low_loss")))
        #expect(try value("rate_too_low_test_rmse") > 1.3 * value("right_test_rmse"))
        #expect(run.output.contains("learning rate far too low"))
        #expect(folder.contents.contains("run/report.html"))
        #expect(!folder.contents.contains("run/model.safetensors"))
    }
}
