import ChapterSupport
import Files
import Messages
import Reporting
import TestSupport
import Testing

@testable import Compare

/// Runs side by side.
struct CompareTests {
    private let program = Program("Compare")

    /// Writes a run's files.
    private func run(
        _ name: String, _ metrics: String, _ curves: String? = nil, in folder: TemporaryFolder
    ) throws -> String {
        try makeFolder(folder.file(name))
        try folder.write(metrics, to: "\(name)/metrics.json")
        if let curves { try folder.write(curves, to: "\(name)/curves.json") }
        return folder.file(name)
    }

    /// Two runs of which everything is known.
    private func comparison(in folder: TemporaryFolder) throws -> Comparison {
        let paths = [
            try run(
                "one",
                """
                {"seed": 1, "epochs": 3, "threads": 2, "data": "generated", "accuracy": 0.5, "loss": null, "count": 7}
                """, #"{"net": [3, 2, 1], "short": [1], "alone": [2, 1]}"#, in: folder),
            try run(
                "two",
                """
                {"seed": 1, "epochs": 3, "threads": 2, "options": "--wide", "data": "generated", "accuracy": 0.75, "loss": 2,
                 "count": 7, "more": 1}
                """, #"{"net": [3, null], "short": [2]}"#, in: folder),
        ]
        return Comparison(try zip(paths, ["one", "two"]).map { try ComparedRun($0, name: $1) })
    }

    @Test func whatDiffersStandsSideBySide() throws {
        let folder = try TemporaryFolder()
        let comparison = try comparison(in: folder)
        #expect(comparison.differingSettings.rows == [["options", "", "--wide"]])
        #expect(comparison.sharedSettings == "data generated, seed 1, epochs 3, threads 2")
        #expect(
            comparison.differingMetrics.rows == [
                ["accuracy", "0.5", "0.75", "+0.25"], ["loss", "–", "2"], ["more", "", "1"],
            ])
        #expect(comparison.sharedMetrics == ["count"])
        // One epoch makes no curve, and neither does one run.
        #expect(comparison.sharedTrainings == ["net"])
        let chart = comparison.chart("net")
        #expect(chart.series.map(\.name) == ["one", "two"] && chart.series[0].y == [3, 2, 1])
        #expect(chart.series[1].y[0] == 3 && chart.series[1].y[1].isNaN)
        let page = comparison.report.html()
        #expect(page.contains("+0.25") && page.contains("<svg") && page.contains("--wide"))
    }

    @Test func runsAreCalledByWhatTellsThemApart() {
        #expect(names(of: ["/runs/a", "/runs/b"]) == ["a", "b"])
        #expect(names(of: ["/x/Chapter5", "/y/Chapter5"]) == ["x/Chapter5", "y/Chapter5"])
    }

    @Test func theSameRunTwiceHasNoDifference() throws {
        let folder = try TemporaryFolder()
        let one = try comparison(in: folder).runs[0]
        let same = Comparison([one, one])
        #expect(same.differingSettings.rows.isEmpty && same.differingMetrics.rows.isEmpty)
        let page = Language.$current.withValue(.chinese) { same.report.html() }
        #expect(page.contains("各次运行的测量结果完全相同"))
    }

    @Test func runsOfAChapterAreCompared() throws {
        let folder = try TemporaryFolder()
        for seed in 1...2 {
            let run = try Program("Chapter2").run(
                ["--quick", "--seed", "\(seed)", "--out", folder.file("seed\(seed)")])
            #expect(run.code == 0, "\(run.errors)")
        }
        let run = try program.run(
            [folder.file("seed1"), folder.file("seed2"), "--out", folder.file("page")])
        #expect(run.code == 0 && run.leftBehind.isEmpty, "\(run.errors)")
        #expect(run.output.contains("seed1") && run.output.contains("train_seconds"))
        #expect(folder.contents.contains("page/report.html"))
    }

    @Test func whatIsWrongIsSaidInALine() throws {
        let folder = try TemporaryFolder()
        let right = try run("right", #"{"seed": 1}"#, in: folder)
        let bad = [
            try run("list", #"{"seed": [1]}"#, in: folder), try run("cut", #"{"seed": "#, in: folder),
            try run("curves", #"{"seed": 1}"#, #"{"net": [1, "two"]}"#, in: folder),
        ]
        try makeFolder(folder.file("empty"))
        let file = try folder.write("", to: "file")
        try program.expectRefusals(
            [
                ([], 64, ["two to 8"]), ([right], 64, ["1 were given"]),
                ([right, right + "/"], 64, ["twice"]),
                ([right, folder.file("none")], 66, ["none"]),
                ([right, folder.file("empty")], 66, ["empty/metrics.json"]),
                ([right, bad[0]], 65, ["list/metrics.json", "seed"]),
                ([right, bad[1]], 65, ["cut/metrics.json", "JSON"]),
                ([right, bad[2]], 65, ["curves/curves.json", "net"]),
                ([right, bad[0], "--out", file], 65, ["list"]),
                ([right, folder.file("right2"), "--colour"], 64, ["--colour"]),
            ], in: folder)
        let other = try run("right2", #"{"seed": 2}"#, in: folder)
        try program.expectRefusals([([right, other, "--out", file], 74, ["file"])], in: folder)
    }
}
