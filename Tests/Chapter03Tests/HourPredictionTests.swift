import Datasets
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter3

/// The careful network of a run, used on other hours.
@Suite(.serialized) struct HourPredictionTests {
    private let program = Program("Chapter3")

    @Test func theFileCarriesWhatUseNeeds() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--seed", "3", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let path = folder.file("run/model.safetensors")
        // The run's own data, made again: its test weeks are predicted as the run predicted them.
        let data = BikeData(BikeSharing.generated(days: 365, seed: 3), name: "generated")
        let predictor = try HourPredictor(contentsOf: path)
        let bikes = predictor.predictions(Array(data.hours[data.test]))
        let rmse = Scores(bikes, Array(data.counts[data.test])).rmse
        let metrics = try Program.metrics(in: folder.file("run"))
        let own = try #require(metrics["best_test_rmse"] as? Double)
        #expect(abs(rmse - own) < 1e-3 * own)
        let example = try ModelExample(contentsOf: folder.file("run/example.safetensors"))
        let features = BikeFeatures.careful(data.hours, fittedOn: data.beforeTest)
        #expect(example.arrays["inputs"] == features.matrix[data.test.prefix(8)])

        // The same by the command: a file, lines whose columns a header names, and one hour.
        let before = folder.contents
        let csv = BikeSharing.csv(Array(data.hours[data.test]))
        let hours = try folder.write(csv, to: "hours.csv")
        let all = try program.run(["--model", path, "--predict", hours])
        let answers = all.output.split(separator: "\n")
        #expect(all.code == 0 && answers.count == data.test.count, "\(all.errors)")
        #expect(all.errors.contains("\(data.test.count) hours with their counts"))
        let first = data.hours[data.test.lowerBound]
        #expect(
            answers[0].hasPrefix("\(first.date) 00:00 ")
                && answers[0].hasSuffix(bikes[0].rounded() == 1 ? "bike" : "bikes"))
        #expect(answers[0].contains(" \(Int(bikes[0].rounded())) "))
        let lines = csv.split(separator: "\n").prefix(4).joined(separator: "\n") + "\n\n"
        let piped = try program.run(["--model", path, "--predict", "-"], input: lines)
        let pipedAnswers = piped.output.split(separator: "\n").map(String.init)
        var expected = answers.prefix(3).map(String.init)
        expected.append("(no row)")
        #expect(pipedAnswers == expected)
        let typed =
            "\(first.date) 00:00,\(first.weather),\(first.temperature),\(first.feltTemperature),\(first.humidity),"
            + "\(first.windSpeed)"
        #expect(try program.run(["--model", path, "--predict", typed]).output == answers[0] + "\n")
        let chinese = try program.run(["--model", path, "--predict", typed, "--language", "zh"])
        #expect(chinese.output.hasSuffix(" 辆\n"))
        #expect(folder.contents.filter { $0 != "hours.csv" } == before)

        let foreign = folder.file("foreign.safetensors")
        try Safetensors(arrays: ["a": NDArray([1])], metadata: [:]).write(to: foreign)
        let noDates = try folder.write(
            "dteday,weathersit,temp,hum,windspeed\nx,1,0.5,0.5,0.1\n", to: "no-dates.csv")
        let noWind = try folder.write("dteday,weathersit,temp,hum\n2012-01-01,1,0.5,0.5\n", to: "no-wind.csv")
        try program.expectRefusals(
            [
                (["--predict", typed], 64, ["--model"]),
                (["--model", foreign, "--predict", typed], 65, ["not a model of Chapter 3"]),
                (["--model", folder.file("none"), "--predict", typed], 66, ["none"]),
                (["--model", path, "--predict", "2012-12-24"], 64, ["1 of 6 values"]),
                (["--model", path, "--predict", "2012-13-24 17:00,1,0.4,0.4,0.5,0.1"], 64, ["dteday"]),
                (
                    ["--model", path, "--predict", "2012-12-24 17:00,7,0.4,0.4,0.5,0.1"], 64,
                    ["weathersit is 7"]
                ),
                (["--model", path, "--predict", "2012-12-24 17:00,1,?,0.4,0.5,0.1"], 64, ["temp is ?"]),
                (["--model", path, "--predict", "hours-to-come.csv"], 66, ["hours-to-come.csv"]),
                (["--model", path, "--predict", noDates], 65, ["no dates"]),
                (["--model", path, "--predict", noWind], 65, ["no column \"windspeed\""]),
            ], in: folder)
    }

    @Test func seasonsTurnAsInThePublishedTable() throws {
        for (text, expected) in [
            ("2011-03-20", 1), ("2011-03-21", 2), ("2011-06-21", 3), ("2011-09-23", 4), ("2011-12-21", 1),
        ] {
            let parts = text.split(separator: "-").compactMap { Int($0) }
            let date = try #require(CalendarDate(year: parts[0], month: parts[1], day: parts[2]))
            #expect(season(date) == expected)
        }
    }
}
