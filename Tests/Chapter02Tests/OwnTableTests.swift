import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter2

/// The chapter on a table of the reader's own, and the model used that it leaves.
@Suite(.serialized) struct OwnTableTests {
    private let program = Program("Chapter2")

    /// price = 3 area + 20 rooms + 50 in town, written for a spreadsheet of the continent.
    private func table(noise: Float = 1) -> String {
        var generator = RandomGenerator(seed: 5)
        var text = "area;rooms;place;price\n"
        for row in 0..<150 {
            let (area, rooms) = (40 + Float(row * 37 % 90), Float(1 + row % 5))
            let place = ["town", "village", "town", "coast"][row % 4]
            let price = 3 * area + 20 * rooms + (place == "town" ? 50 : 0) + noise * generator.normal()
            text += "\(area);\(row % 29 == 7 ? "NA" : "\(rooms)");\(place);\(price)\n"
        }
        return text.replacing(".", with: ",")
    }

    /// Villages have become dearer: a new model knows it, and what it costs in the old rows is said.
    private func corrects(_ model: String, _ table: String, in folder: TemporaryFolder) throws {
        let rows = (0..<20).map {
            "\(40 + 4 * $0);\(1 + $0 % 5);village\t\(3 * (40 + 4 * $0) + 20 * (1 + $0 % 5) + 30)"
        }
        let file = try folder.write(rows.joined(separator: "\n"), to: "right.txt")
        let old = try Data(contentsOf: URL(fileURLWithPath: model))
        let run = try program.run(["--model", model, "--learn", file, "--data", table])
        #expect(run.code == 0 && run.leftBehind.isEmpty, "\(run.errors)")
        func errors(_ words: String) throws -> [Double] {
            let row = try #require(run.output.split(separator: "\n").first { $0.contains(words) })
            return row.split(separator: " ").suffix(2).compactMap { Double($0) }
        }
        let (known, learned, held) = try (
            errors("old: 150 rows"), errors("new: 16 learned"), errors("new: 4 held out")
        )
        #expect(known.count == 2 && known[1] < known[0] + 15, "\(known)")
        #expect(learned[0] > 25 && learned[1] < 0.7 * learned[0], "\(learned)")
        #expect(held[1] < 0.7 * held[0], "\(held)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == old)
        func price(_ model: String) throws -> Double {
            let answer = try program.run(["--model", model, "--predict", "100;2;village"]).output
            return try #require(Double(answer.dropFirst("price ".count).dropLast()))
        }
        let other = model.replacing(".safetensors", with: "-learned.safetensors")
        #expect(try price(other) > price(model) + 5)
        let wrong = try folder.write("40;1;village\tdear\n", to: "wrong.txt")
        let refusals: [Program.Refusal] = [
            (["--learn", file, "--data", table], 64, ["--model"]),
            (["--model", model, "--learn", file], 64, ["--data"]),
            (
                ["--model", model, "--learn", wrong, "--data", table], 65,
                ["wrong.txt:1", "'dear' is no number"]
            ),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    @Test func anyTableIsFittedAndItsModelUsed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(table(), to: "flats.csv")
        let run = try program.run(["--data", path, "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("150 rows, 2 numbers, 1 category, target price"))
        #expect(run.output.contains("empty cells filled with the median"))
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "flats.csv" && metrics["parameters"] as? Int == 5)
        #expect(try #require(metrics["test_r2"] as? Double) > 0.97)
        #expect(try #require(metrics["coefficient_error"] as? Double) < 0.01)
        let page = try readTextFile(folder.file("run/report.html"))
        #expect(page.contains("Your table") && !page.contains("Boston"))

        let model = ["--model", folder.file("run/model.safetensors"), "--predict"]
        let before = folder.contents
        let all = try program.run(model + [path])
        let answers = all.output.split(separator: "\n").map {
            Double($0.split(separator: " ")[1].replacing(",", with: "")) ?? .nan
        }
        #expect(
            all.code == 0 && answers.count == 150 && all.errors.contains("150 rows with the right number"))
        let one = try program.run(model + ["100;2;town"])
        let price = try #require(Double(one.output.dropFirst("price ".count).dropLast()))
        #expect(abs(price - 390) < 5)
        let lines = try program.run(model + ["-"], input: "place,rooms,area\ntown,2,100\ncoast,NA,100\n")
        #expect(
            lines.output.split(separator: "\n").first.map(String.init) == one.output.dropLast().description)
        #expect(lines.output.split(separator: "\n").count == 2)
        #expect(folder.contents == before)
        try corrects(model[1], path, in: folder)
        // The file's predictions are those of the run's own coefficients.
        let predictor = try LinearPredictor(contentsOf: folder.file("run/model.safetensors"))
        #expect(abs(predictor.answer(try predictor.table.row(of: "100,2,town")) - price) < 0.01)
    }

    @Test func theLineAndBostonAreUsedToo() throws {
        let folder = try TemporaryFolder()
        #expect(try program.run(["--quick", "--out", folder.file("run")]).code == 0)
        let model = folder.file("run/model.safetensors")
        let line = try Safetensors(contentsOf: model)
        let expected =
            try #require(line.arrays["line.weight"]?.scalar) * 12
            + #require(line.arrays["line.bias"]).scalars[0]
        let answer = try program.run(["--model", model, "--predict", "12"])
        #expect(
            abs((Double(answer.output.dropFirst("price ".count).dropLast()) ?? 0) - Double(expected)) < 0.01)
    }

    @Test func bostonUnderItsOtherNames() throws {
        let folder = try TemporaryFolder()
        for name in ["capital", "kaggle"] { try makeFolder(folder.file(name)) }
        let names = "CRIM,ZN,INDUS,CHAS,NOX,RM,AGE,DIS,RAD,TAX,PTRATIO,B,LSTAT,MEDV"
        let rows = (0..<80).map { row in (0..<14).map { "\((row * (2 * $0 + 3)) % (11 + $0)).5" } }
        let blanks = rows.map { row in
            " " + row.enumerated().map { $0 == 3 ? "1" : $0 == 4 ? "0.5" : $1 }.joined(separator: "  ")
        }
        try folder.write(blanks.joined(separator: "\n") + "\n", to: "capital/HOUSING.DATA")
        var gaps = rows
        gaps[3][2] = "NA"
        try folder.write(
            names + "\n" + gaps.map { $0.joined(separator: ",") }.joined(separator: "\n"),
            to: "kaggle/HousingData.csv")
        for (name, words) in [("capital", "Boston:"), ("kaggle", "MEDV")] {
            let run = try program.run(["--quick", "--data", folder.file(name), "--out", folder.file("run")])
            #expect(run.code == 0 && run.output.contains(words), "\(name) \(run.errors)")
        }
        let answer = try program.run([
            "--model", folder.file("run/model.safetensors"), "--predict",
            folder.file("kaggle/HousingData.csv"),
        ])
        #expect(answer.output.split(separator: "\n").count == 80 && answer.output.hasPrefix("MEDV "))
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(table(), to: "flats.csv")
        let few = try folder.write(
            "a,b,y\n" + (0..<12).map { "\($0),\($0 * 5 % 7),\($0 * 3 % 5)\n" }.joined(), to: "few.csv")
        let wide = try folder.write(
            (0..<11).map { row in (0..<9).map { "\((row * 7 + $0 * row) % 11)" }.joined(separator: ",") + "\n"
            }.joined(),
            to: "wide.csv")
        let same = try folder.write("a,y\n" + (0..<20).map { "\($0),4\n" }.joined(), to: "same.csv")
        let torn = try folder.write("a,b,y\n1,2,3\n4,5,6,7\n8,9,10\n", to: "torn.csv")
        #expect(try program.run(["--quick", "--data", few, "--out", folder.file("run")]).code == 0)
        let model = folder.file("run/model.safetensors")
        try program.expectRefusals(
            [
                (["--data", path, "--target", "prise"], 65, ["prise", "there are price"]),
                (["--data", path, "--target", "place"], 65, ["place", "Chapter 1"]),
                (["--data", wide], 65, ["wide.csv", "11 different rows", "at least 21"]),
                (["--data", same], 65, ["nothing to predict"]),
                (["--data", torn], 65, ["torn.csv:3"]),
                (["--target", "price"], 64, ["--data"]),
                (["--predict", "1"], 64, ["--model"]),
                (["--model", model, "--predict", "1"], 64, ["1 value, 2 are expected: a, b"]),
                (["--model", model, "--predict", "none.csv"], 66, ["none.csv"]),
                (["--model", path, "--predict", "1,2"], 65, ["flats.csv"]),
            ], in: folder)
    }
}
