import Foundation
import TestSupport
import Testing
import Text

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter4")

    @Test func aQuickRunLeavesItsPageAndItsNumbersFollowFromTheSeed() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--as-in-book"], in: folder)
        #expect(
            folder.contents.filter { $0.hasPrefix("one") } == [
                "one", "one/curves.json", "one/example.safetensors", "one/metrics.json",
                "one/model.safetensors", "one/report.html",
            ])
        #expect(runs.oneThread == runs.twoThreads && runs.oneThread != runs.otherSeed)
        for key in [
            "test_accuracy", "test_accuracy_unseen", "gru_accuracy", "pairs_accuracy", "best_possible",
            "majority",
            "naive_bayes", "nb_svm", "logistic_regression", "linear_accuracy", "book_split_accuracy",
            "book_split_accuracy_unseen",
        ] {
            let value = try #require(runs.value(key))
            #expect((0.3...1).contains(value), "\(key) \(value)")
        }
        // Both classes are equally likely before anything is learned; the linear network begins with zeros.
        #expect((try #require(runs.value("linear_start_loss")) - log(2)).magnitude < 1e-6)
        for kind in ["rnn", "lstm", "gru"] {
            #expect((try #require(runs.value("\(kind)_start_loss")) - log(2)).magnitude < 0.1)
        }
        #expect(try #require(runs.value("softmax_largest_difference")) < 1e-6)
        #expect(try #require(runs.value("sparse_moved_elsewhere")) == 0)
        #expect(try #require(runs.value("pairs_accuracy")) > #require(runs.value("majority")) + 0.1)
        #expect(try #require(runs.value("book_split_seen_share")) > 0.1)
        try classifies(with: folder.file("one/model.safetensors"))
        try learns(with: folder.file("one/model.safetensors"), in: folder)
    }

    /// Corrections change what the model says, in a file beside it.
    private func learns(with model: String, in folder: TemporaryFolder) throws {
        let text = "质量很好，物流不错"
        let before = try program.run(["--model", model, "--classify", text]).output
        let wrong = before.hasPrefix("good") ? "bad" : "Good"
        let file = try folder.write("\(text)\t\(wrong)\n", to: "right.txt")
        let run = try program.run(["--quick", "--model", model, "--learn", file])
        #expect(run.code == 0 && run.leftBehind == [], "\(run.errors)")
        let row = try #require(run.output.split(separator: "\n").first { $0.contains("new: 1 learned") })
        #expect(row.contains(" 0.0%") && row.contains("100.0%"), "\(row)")
        let learned = model.replacing(".safetensors", with: "-learned.safetensors")
        let after = try program.run(["--model", learned, "--classify", text]).output
        #expect(after.hasPrefix(wrong.lowercased()), "\(after)")
        #expect(try program.run(["--model", model, "--classify", text]).output == before)
        let none = try folder.write("\(text)\tsplendid\n", to: "none.txt")
        let refusals: [Program.Refusal] = [
            (["--learn", file], 64, ["--model"]),
            (["--model", model, "--learn", none], 65, ["none.txt:1", "splendid"]),
            (
                [
                    "--model", model, "--learn", file, "--good", file, "--bad", file,
                ], 65, ["good"]
            ),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    /// A line an answer, and nothing is written.
    private func classifies(with model: String) throws {
        let run = try program.run(["--model", model, "--classify", "质量很好，物流不错"])
        #expect(run.code == 0 && run.leftBehind == [], "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines[0].contains("%  ") && (lines[0].hasPrefix("good ") || lines[0].hasPrefix("bad ")))
        #expect(try program.run(["--model", model, "--classify", " "]).output == "(nothing to judge)\n")
        #expect(try program.run(["--model", model, "--classify", "-"]).output == "")
    }

    @Test func reviewsOfOnesOwn() throws {
        let folder = try TemporaryFolder()
        let known = GeneratedReviews.reviews(120, seed: 2).map(\.review)
        func lines(_ label: Int) -> String {
            known.filter { $0.label == label }.map(\.text).joined(separator: "\n")
        }
        let files = [
            "--good", try folder.write(lines(1), to: "good.txt"), "--bad",
            try folder.write(lines(0), to: "bad.txt"),
        ]
        let rows = known.map { "\($0.label),\"\($0.text)\"" }.joined(separator: "\n")
        let table = [
            "--csv", try folder.write("y,评论\n\(rows)\n", to: "t.csv"), "--text-column", "评论",
            "--label-column", "y",
        ]
        for (name, arguments) in [("files", files), ("table", table)] {
            let run = try program.run(
                ["--quick", "--network", "linear", "--epochs", "1", "--out", folder.file(name)] + arguments)
            #expect(run.code == 0, "\(run.errors)")
            #expect(try Program.metrics(in: folder.file(name))["distinct_reviews"] as? Int == 120)
        }
    }

    /// Stopped before anything was trained, and in the middle of a training.
    @Test(arguments: [0.4, 3]) func aStoppedRunLeavesItsPage(seconds: Double) throws {
        let folder = try TemporaryFolder()
        let run = try program.run(
            ["--epochs", "5000", "--quick", "--network", "book", "--out", folder.file("run")],
            interruption: (SIGINT, seconds))
        #expect(run.code == 0 && !run.crashed, "\(run.errors)")
        #expect(run.output.contains("interrupted"))
        #expect(folder.contents.contains("run/report.html"))
    }

    /// No token twice: bags without columns. The run comes to its end all the same.
    @Test func reviewsThatHaveNothingInCommon() throws {
        let folder = try TemporaryFolder()
        func letters(_ first: UInt32) -> String {
            (0..<25).compactMap { Unicode.Scalar(first + 7 * $0) }.map(String.init).joined(separator: "\n")
        }
        let files = [
            "--good", try folder.write(letters(0x4E00), to: "good.txt"), "--bad",
            try folder.write(letters(0x6E00), to: "bad.txt"),
        ]
        let run = try program.run(
            ["--quick", "--epochs", "1", "--as-in-book", "--out", folder.file("run")] + files)
        #expect(run.code == 0, "\(run.errors.suffix(300))")
        let model = folder.file("run/model.safetensors")
        #expect(try program.run(["--model", model, "--classify", "好"]).code == 0)
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let good = try folder.write((0..<40).map { "第\($0)条好" }.joined(separator: "\n"), to: "good.txt")
        func bad(_ name: String, _ content: Data) throws -> [String] {
            ["--good", good, "--bad", try folder.write(content, to: name)]
        }
        let table = try folder.write("text,label\n好,1\n差,0\n", to: "table.csv")
        let model = try folder.write(
            Data([8, 0, 0, 0, 0, 0, 0, 0]) + Data("{}      ".utf8), to: "empty.safetensors")
        try program.expectRefusals(
            [
                (["--data", folder.file("nowhere")], 66, ["nowhere"]),
                (["--data", folder.path, "--dataset", "hotel"], 66, ["ChnSentiCorp_htl_all.csv"]),
                (["--data", folder.path, "--dataset", "books"], 64, ["--dataset", "books"]),
                (["--dataset", "hotel"], 64, ["--dataset", "--data"]),
                (["--good", good], 64, ["--good", "--bad"]),
                (["--csv", table, "--good", good, "--bad", good], 64, ["--csv"]),
                (["--csv", table, "--data", folder.path], 64, ["--csv", "--data"]),
                (["--folds", "1"], 64, ["--folds"]),
                (["--model", model], 64, ["--model", "--classify"]),
                (["--classify", "好"], 64, ["--classify", "--model"]),
                (["--classify", "好", "--model", model], 65, ["empty.safetensors", "Chapter 4"]),
                (["--classify", "好", "--model", folder.file("none")], 66, ["none"]),
                (try bad("empty.txt", Data()), 65, ["empty.txt", "no review"]),
                (try bad("blank.txt", Data(" \n\t\n".utf8)), 65, ["blank.txt", "no review"]),
                (
                    try bad("long.txt", Data(repeating: 65, count: 1 << 20)), 65,
                    ["long.txt:1", "1048576 bytes"]
                ),
                (try bad("gbk.txt", Data([0xB2, 0xBB, 0xBA, 0xC3])), 65, ["gbk.txt:1", "GBK"]),
                (try bad("few.txt", Data("差\n很差".utf8)), 65, ["2 bad", "20"]),
                (["--csv", table, "--text-column", "评论"], 65, ["table.csv", "评论"]),
            ], in: folder)
    }

    @Test(.enabled(if: publishedData("sentiment-zh") != nil, "needs the published reviews"))
    func theShopsReviewsAreToldApart() throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("sentiment-zh"))
        let run = try program.run(
            [
                "--quick", "--network", "linear", "--folds", "4", "--epochs", "6", "--data", data, "--out",
                folder.file("run"),
            ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double) }
        #expect(try (value("naive_bayes") - 0.886).magnitude < 0.01)
        #expect(try (value("logistic_regression") - 0.907).magnitude < 0.01)
        #expect(try value("test_accuracy") > 0.905)
    }
}
