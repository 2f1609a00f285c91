import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter1

/// The chapter on a table of the reader's own, and the model used that it leaves.
@Suite(.serialized) struct OwnTableTests {
    private let program = Program("Chapter1")
    private let small = ["--quick", "--epochs", "30", "--starts", "2", "--repetitions", "1"]

    /// Two clouds in two numbers, a word that says nothing, a number of the row, gaps, two copies, and a class of one row.
    private func table() -> String {
        var generator = RandomGenerator(seed: 3)
        var text = "Id;size;weight;shade;kind\n"
        for row in 0..<120 {
            let isHeavy = row % 3 == 0
            let size = 10 + 2 * generator.normal()
            let weight = (isHeavy ? 7000 : 1000) + 900 * generator.normal()
            let cells = [
                "\(row + 1)", row % 11 == 4 ? "?" : "\(size)".replacing(".", with: ","),
                "\(weight)".replacing(".", with: ","), ["dark", "pale", "grey"][row * 7 % 3],
                isHeavy ? "heavy" : "light",
            ]
            text += cells.joined(separator: ";") + "\n"
        }
        text += "121;10;1000;dark;light\n122;10;1000;dark;light\n123;10;1000;dark;lihgt\n"
        return text
    }

    /// Rows on the wrong side become right in a new file, and the old rows stay so.
    private func corrects(_ model: String, _ table: String, in folder: TemporaryFolder) throws {
        let rows = (0..<12).map { "\(9 + $0 % 3);\(3500 + 20 * $0);pale\theavy" }
        let file = try folder.write(rows.joined(separator: "\n"), to: "right.txt")
        let old = try Data(contentsOf: URL(fileURLWithPath: model))
        let run = try program.run(["--model", model, "--learn", file, "--data", table])
        #expect(run.code == 0 && run.leftBehind.isEmpty, "\(run.errors)")
        func shares(_ words: String) throws -> [Double] {
            let row = try #require(run.output.split(separator: "\n").first { $0.contains(words) })
            return row.matches(of: /([0-9.]+)%/).compactMap { Double($0.1) }
        }
        let (oldShares, learned) = (try shares("old: 122 rows"), try shares("new: 10 learned"))
        #expect(oldShares[1] >= oldShares[0] - 5, "\(oldShares)")
        #expect(learned[1] >= 90 && learned[1] > learned[0], "\(learned)")
        #expect(try shares("new: 2 held out").count == 2)
        #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == old)
        let other = model.replacing(".safetensors", with: "-learned.safetensors")
        let row = try program.run(["--model", other, "--predict", "10;3600;pale"])
        #expect(row.output.hasPrefix("heavy "), "\(row.output)")
        let wrong = try folder.write("10;much;pale\theavy\n", to: "wrong.txt")
        let iris = try folder.write(
            "a,b,kind\n" + (0..<20).map { "\($0),\($0 % 3),\($0 % 2 == 0 ? "x" : "y")\n" }.joined(),
            to: "other.csv")
        let refusals: [Program.Refusal] = [
            (["--learn", file, "--data", table], 64, ["--model"]),
            (["--model", model, "--learn", file], 64, ["--data"]),
            (["--model", model, "--learn", wrong, "--data", table], 65, ["wrong.txt:1"]),
            (["--model", model, "--learn", file, "--data", iris], 65, ["another table"]),
        ]
        try program.expectRefusals(refusals, in: folder)
        try FileManager.default.removeItem(atPath: other)
        for name in ["right.txt", "wrong.txt", "other.csv"] {
            try FileManager.default.removeItem(atPath: folder.file(name))
        }
    }

    @Test func anyTableIsReadTrainedOnAndItsModelUsed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(table(), to: "stones.csv")
        let run = try program.run(small + ["--data", path, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        for words in [
            "122 rows, 2 numbers, 1 category, target kind: heavy 40, light 81, lihgt 1",
            "filled with the median",
            "1 copy of another row left out", "not used: Id", "only one row of lihgt",
        ] {
            #expect(run.output.contains(words), "\(words)")
        }
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "stones.csv")
        let majority = try #require(metrics["majority_test_accuracy"] as? Double)
        let hidden = try #require(metrics["hidden_test_accuracy"] as? Double)
        #expect(majority < 0.7 && hidden > 0.93)
        #expect(
            try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8).contains("one-hot"))

        // The model answers for the file, a row and lines, as the network in it does.
        let model = ["--model", folder.file("run/model.safetensors"), "--predict"]
        let before = folder.contents
        let all = try program.run(model + [path])
        let answers = all.output.split(separator: "\n")
        #expect(all.code == 0 && answers.count == 123 && all.errors.contains("of 123 rows"))
        #expect(answers.allSatisfy { $0.hasSuffix("%") })
        let rows = table().split(separator: "\n").dropFirst()
        let right = zip(answers, rows).count { $1.hasSuffix(";\($0.split(separator: " ")[0])") }
        #expect(right >= 118 && all.errors.hasPrefix("\(right) of 123"))
        let one = try program.run(model + [String(rows[rows.startIndex + 4])])
        #expect(one.output == answers[4] + "\n" && one.processorSeconds < 5)
        let piped = try program.run(model + ["-"], input: rows.prefix(9).joined(separator: "\n") + "\n\n")
        #expect(piped.output.split(separator: "\n").dropLast() == answers.prefix(9))
        #expect(piped.output.hasSuffix("(no row)\n"))
        try corrects(model[1], path, in: folder)
        let classifier = try TableClassifier(contentsOf: folder.file("run/model.safetensors"))
        let (name, probability) = classifier.answer(try classifier.table.row(of: "10,1000,dark"))
        #expect(name == "light" && (0.5...1).contains(probability))
        // What is used writes nothing.
        #expect(folder.contents == before)
    }

    @Test func theRunsOwnModelIsTheOneThatIsUsed() throws {
        let folder = try TemporaryFolder()
        let xor = try program.run(["--quick", "--epochs", "15", "--starts", "3", "--out", folder.file("run")])
        #expect(xor.code == 0)
        let model = ["--model", folder.file("run/model.safetensors"), "--predict"]
        for (inputs, output) in [("0,0", "0 "), ("0,1", "1 "), ("1 0", "1 "), ("1;1", "0 ")] {
            #expect(try program.run(model + [inputs]).output.hasPrefix(output))
        }
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(table(), to: "stones.csv")
        let few = try folder.write("a,b\n1,x\n2,y\n", to: "few.csv")
        let same = try folder.write("a,b\n" + (0..<20).map { "\($0),x\n" }.joined(), to: "same.csv")
        let words = try folder.write(
            "a,b\n" + (0..<40).map { "text \($0),word \($0)\n" }.joined(), to: "words.csv")
        let bytes = try folder.write(Data((0...255).map { UInt8($0) }), to: "bytes.csv")
        let numbers = try folder.write(
            "a,b\n" + (0..<150).map { "\($0).5,\($0).25\n" }.joined(), to: "numbers.csv")
        let foreign = folder.file("foreign.safetensors")
        try Safetensors(arrays: ["a": NDArray([1])], metadata: [:]).write(to: foreign)
        let run = try program.run(small + ["--data", path, "--out", folder.file("run")])
        #expect(run.code == 0)
        let model = folder.file("run/model.safetensors")
        try program.expectRefusals(
            [
                (["--data", path, "--target", "knd"], 65, ["knd", "there are kind"]),
                (["--data", few], 65, ["few.csv", "13"]),
                (["--data", same], 65, ["same.csv", "nothing to tell apart"]),
                (["--data", words], 65, ["words.csv", "--target"]),
                (["--data", bytes], 65, ["bytes.csv", "NUL"]),
                (["--data", numbers, "--target", "b"], 65, ["150 different numbers"]),
                (["--data", path, "--dataset", "iris"], 64, ["--dataset"]),
                (["--target", "kind"], 64, ["--data"]),
                (["--predict", "1,2"], 64, ["--model"]),
                (["--model", foreign, "--predict", "1,2"], 65, ["not a model of Chapter 1"]),
                (["--model", folder.file("none"), "--predict", "1,2"], 66, ["none"]),
                (["--model", path, "--predict", "1,2"], 65, ["stones.csv"]),
                (
                    ["--model", model, "--predict", "1,2"], 64,
                    ["2 values, 3 are expected: size, weight, shade"]
                ),
                (["--model", model, "--predict", "big,2,dark"], 64, ["\"big\" is no number"]),
                (["--model", model, "--predict", "no.csv"], 66, ["no.csv"]),
                (["--model", model, "--predict", same], 65, ["no column \"size\""]),
            ], in: folder)
    }
}
