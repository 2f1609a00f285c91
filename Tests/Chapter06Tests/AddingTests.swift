import Foundation
import Images
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter6

/// A trained adder in its reader's hands, `--add`.
@Suite(.serialized) struct AddingTests {
    private let program = Program("Chapter6")

    /// Drawn digits as PNG files, enlarged, `0.png` the first.
    private func writeDigits(_ count: Int, to folder: TemporaryFolder) throws -> LabeledImages {
        let digits = GeneratedDigits.images(count: count, seed: 999)
        for index in 0..<count {
            let ink = Picture(width: 28, height: 28, bytes: digits.pixels(of: index).map { 255 - $0 })
            try ink.resized(width: 90, height: 90).writePNG(to: folder.file("\(index).png"))
        }
        return digits
    }

    @Test func theSumsOfFilesAreThoseOfTheDigits() throws {
        let folder = try TemporaryFolder()
        let trained = try program.run([
            "--quick", "--epochs", "8", "--part", "heads", "--out", folder.file("run"),
        ])
        #expect(trained.code == 0, "\(trained.errors)")
        let model = folder.file("run/model.safetensors")
        let digits = try writeDigits(80, to: folder)
        let before = folder.contents
        let lines = (0..<40).map { "\(folder.file("\(2 * $0).png"))\t\(folder.file("\(2 * $0 + 1).png"))" }
        let broken = ["\(folder.file("0.png"))\t\(folder.file("none.png"))", "one.png", ""]
        let run = try program.run(
            ["--model", model, "--add", "-"], input: (lines + broken).joined(separator: "\n") + "\n")
        #expect(run.code == 0, "\(run.errors)")
        let answers = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(answers.count == 43)
        let truths = (0..<40).map { digits.labels[2 * $0] + digits.labels[2 * $0 + 1] }
        let right = zip(answers, truths).count { answer, truth in answer.contains("= \(truth) (") }
        let saved = try savedAdder(model)
        let lefts = Array(stride(from: 0, to: 80, by: 2))
        let sums = saved.sums(digits.images(at: lefts), digits.images(at: lefts.map { $0 + 1 }))
        let inMemory = zip(sums, truths).count { $0 == $1 }
        let difference: Int = abs(right - inMemory)
        #expect(inMemory >= 24 && difference <= 6, "\(right) \(inMemory)")
        #expect(answers[40].hasSuffix("none.png: no such file or folder)"))
        #expect(answers[41].hasPrefix("one.png: (two paths") && answers[42].hasPrefix(": (two paths"))

        // Two pairs as arguments, with the same answers.
        func pair(_ index: Int) -> [String] {
            ["--add", folder.file("\(index).png"), folder.file("\(index + 1).png")]
        }
        let arguments: [String] = ["--model", model] + pair(0) + pair(2)
        let typed = try program.run(arguments)
        #expect(typed.code == 0 && typed.output == "\(answers[0])\n\(answers[1])\n", "\(typed.errors)")
        #expect(folder.contents == before && typed.leftBehind.isEmpty)

        try Picture(width: 30, height: 30, filledWith: .white).writePNG(to: folder.file("blank.png"))
        try folder.write("no tensors", to: "broken.safetensors")
        try folder.write("GIF89a", to: "moving.png")
        let (zero, blank) = (folder.file("0.png"), folder.file("blank.png"))
        let nothing = try program.run(["--model", model, "--add", zero, blank])
        #expect(nothing.code == 0 && nothing.output.hasSuffix("(nothing is drawn in \(blank))\n"))
        let refusals: [Program.Refusal] = [
            (["--add", zero, zero], 64, ["--model"]),
            (["--model", model, "--add", zero], 64, ["--add", "2 values"]),
            (["--model", model, "--add", zero, "--quick"], 64, ["--add", "2 values"]),
            (["--model", folder.file("none"), "--add", zero, zero], 66, ["none"]),
            (["--model", folder.file("broken.safetensors"), "--add", zero, zero], 65, ["broken"]),
            (
                ["--model", folder.file("run/recognizer.safetensors"), "--add", zero, zero], 65,
                ["no adder"]
            ),
            (["--model", model, "--add", zero, folder.file("none.png")], 66, ["none.png"]),
            (["--model", model, "--add", folder.file("moving.png"), zero], 65, ["GIF"]),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    @Test(arguments: [0, 1, 2, 3]) func everyAdderIsReadFromItsFile(_ number: Int) throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 5)
        let shared = number % 2 == 0
        let adder: any Adder =
            number < 2
            ? ClassificationAdder(from: nil, sharesWeights: shared, using: &generator)
            : RegressionAdder(.scratch, from: nil, sharesWeights: shared, hidden: 32, using: &generator)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: adder, notes: ["chapter": "6"]).save(to: path)
        let digits = GeneratedDigits.images(count: 6, seed: 2)
        let (left, right) = (digits.images(at: 0..<3), digits.images(at: 3..<6))
        adder.evaluate()
        #expect(try savedAdder(path).output(left, right).value == adder.output(left, right).value)
        adder.parameters[0].value = adder.parameters[0].value * .nan
        try Checkpoint(model: adder, notes: ["chapter": "6"]).save(to: path)
        #expect(throws: (any Error).self) { try savedAdder(path) }
    }
}
