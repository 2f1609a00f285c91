import Files
import Foundation
import Images
import Pictures
import TestSupport
import Testing

@testable import Chapter5

/// Answers that the reader corrects, `--learn`.
@Suite(.serialized) struct CorrectingTests {
    private let program = Program("Chapter5")

    /// A digit that no training has: a filled square with a hole, which the corrections call 4.
    private func writeSquares(_ count: Int, to folder: TemporaryFolder) throws {
        for index in 0..<count {
            let side = 40 + 2 * index
            let bytes = (0..<side * side).map { place -> UInt8 in
                let (x, y) = (place % side - side / 2, place / side - side / 2)
                let far = max(abs(x), abs(y))
                return far < side / 3 && far > side / 8 ? 0 : 255
            }
            try Picture(width: side, height: side, bytes: bytes).writePNG(to: folder.file("\(index).png"))
        }
    }

    private func share(_ row: Substring) throws -> [Double] {
        row.matches(of: /([0-9.]+)%/).compactMap { Double($0.1) }
    }

    @Test func aModelLearnsWhatItsReaderCorrects() throws {
        let folder = try TemporaryFolder()
        let trained = try program.run([
            "--quick", "--network", "strong", "--epochs", "4", "--out", folder.file("run"),
        ])
        #expect(trained.code == 0, "\(trained.errors)")
        let model = folder.file("run/model.safetensors")
        let old = try Data(contentsOf: URL(fileURLWithPath: model))
        try writeSquares(12, to: folder)
        let lines = (0..<12).map { $0 % 2 == 0 ? "\($0).png\t4" : "\(folder.file("\($0).png")), 4" }
        let file = try folder.write(lines.joined(separator: "\n"), to: "right.txt")
        let before = folder.contents
        let run = try program.run(["--model", model, "--learn", file, "--quick"])
        #expect(run.code == 0 && run.leftBehind.isEmpty, "\(run.errors)")
        #expect(folder.contents.filter { !before.contains($0) } == ["run/model-learned.safetensors"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: model)) == old)
        let rows = run.output.split(separator: "\n")
        let oldShares = try share(#require(rows.first { $0.contains("old: 300 test examples") }))
        let newShares = try share(#require(rows.first { $0.contains("new: 10 learned") }))
        let heldShares = try share(#require(rows.first { $0.contains("new: 2 held out") }))
        #expect(oldShares.count == 2 && oldShares[1] > oldShares[0] - 5, "\(oldShares)")
        #expect(newShares[0] < 50 && newShares[1] >= 90, "\(newShares)")
        #expect(heldShares == [heldShares[0], 100], "\(heldShares)")
        let learned = folder.file("run/model-learned.safetensors")
        let read = try program.run(["--model", learned, "--read", folder.file("11.png")])
        #expect(read.output.contains("11.png: 4 ("), "\(read.output)")

        try Picture(width: 9, height: 9, filledWith: .white).writePNG(to: folder.file("blank.png"))
        func wrong(_ text: String) throws -> String { try folder.write(text, to: "\(text.count).txt") }
        let refusals: [Program.Refusal] = [
            (["--learn", file], 64, ["--model"]),
            (["--model", model, "--learn", folder.file("none.txt")], 66, ["none.txt"]),
            (["--model", folder.file("none"), "--learn", file], 66, ["none"]),
            (["--model", model, "--learn", try wrong("0.png\tfour")], 65, ["txt:1", "'four'"]),
            (["--model", model, "--learn", try wrong("missing.png\t4")], 66, ["missing.png"]),
            (["--model", model, "--learn", try wrong("blank.png\t4")], 65, ["nothing is drawn"]),
            (["--model", model, "--learn", try wrong("")], 65, ["no corrections"]),
            (["--model", model, "--learn", file, "--data", folder.path], 66, ["train-images"]),
        ]
        try program.expectRefusals(refusals, in: folder)
        #expect(
            folder.contents.filter { $0.hasPrefix("run/") }.count
                == before.filter { $0.hasPrefix("run/") }.count + 1)
    }

    @Test func whatWasTrainedOnDataNeedsIt() throws {
        let folder = try TemporaryFolder()
        for kind in ["dark", "bright"] {
            try makeFolder(folder.file("own/\(kind)"))
            for index in 0..<6 {
                let color = PixelColor(gray: kind == "dark" ? 20 : 230)
                try Picture(width: 20 + index, height: 20, filledWith: color).writePNG(
                    to: folder.file("own/\(kind)/\(index).png"))
            }
        }
        let trained = try program.run([
            "--quick", "--network", "book", "--epochs", "1", "--data", folder.file("own"), "--side", "16",
            "--out", folder.file("run"),
        ])
        #expect(trained.code == 0, "\(trained.errors)")
        let model = folder.file("run/model.safetensors")
        let file = try folder.write("own/dark/0.png\tbright\n", to: "right.txt")
        try program.expectRefusals(
            [(["--model", model, "--learn", file], 64, ["--data", "own"])], in: folder)
        let run = try program.run(["--model", model, "--learn", file, "--data", folder.file("own")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("old: 2 test examples") && run.output.contains("new: 1 learned"))
    }
}
