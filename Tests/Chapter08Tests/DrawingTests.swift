import DigitRecognition
import Foundation
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter8

/// Digits drawn on demand, `--draw`.
@Suite(.serialized) struct DrawingTests {
    private let program = Program("Chapter8")

    @Test func digitsAreDrawnWithTheModelOfARun() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--width", "4", "--epochs", "1", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let model = folder.file("run/conditional.safetensors")
        let before = folder.contents
        func draw(_ digits: String, _ options: [String] = [], input: String = "") throws -> Program.Outcome {
            let drawn = try program.run(
                ["--model", model, "--draw", digits, "--picture", folder.file("d.png")] + options,
                input: input)
            #expect(drawn.code == 0 && drawn.leftBehind.isEmpty, "\(drawn.errors)")
            #expect(drawn.processorSeconds < 10)
            return drawn
        }
        #expect(try draw("2026").output == "2026: \(folder.file("d.png"))\n")
        let year = try Picture(contentsOf: folder.file("d.png"))
        #expect(year.width == 4 * 4 * 28 && year.height == 4 * 28)
        _ = try draw("2,0, 2 6")
        #expect(try Picture(contentsOf: folder.file("d.png")) == year)
        _ = try draw("2026", ["--seed", "2"])
        #expect(try Picture(contentsOf: folder.file("d.png")) != year)
        let lines = try draw("-", input: "7\n1234567890123456789012\n").output.split(separator: "\n")
        #expect(lines.count == 2 && lines[1].hasSuffix("d-2.png"))
        let rows = try Picture(contentsOf: folder.file("d-2.png"))
        #expect(rows.width == 20 * 4 * 28 && rows.height == 2 * 4 * 28)
        #expect(folder.contents.filter { !$0.hasPrefix("d") } == before)

        try folder.write("no tensors", to: "broken.safetensors")
        try folder.write("in the way", to: "blocked")
        try Checkpoint(model: Sequential(), notes: ["chapter": "8"]).save(
            to: folder.file("empty.safetensors"))
        let picture = ["--picture", folder.file("e.png")]
        let refusals: [Program.Refusal] = [
            (["--draw", "7"] + picture, 64, ["--model"]),
            (["--model", model, "--draw", "seven"] + picture, 64, ["'s'", "digit"]),
            (["--model", model, "--draw", ","] + picture, 64, ["0 digits"]),
            (["--model", model, "--draw", "-7"] + picture, 64, ["'-'"]),
            (
                ["--model", folder.file("run/model.safetensors"), "--draw", "7"] + picture, 65,
                ["conditional"]
            ),
            (["--model", folder.file("broken.safetensors"), "--draw", "7"] + picture, 65, ["broken"]),
            (["--model", folder.file("empty.safetensors"), "--draw", "7"] + picture, 65, ["no generator"]),
            (["--model", folder.file("none"), "--draw", "7"] + picture, 66, ["none"]),
            (
                ["--model", model, "--draw", "7", "--picture", folder.file("blocked/e.png")], 74,
                ["blocked"]
            ),
        ]
        try program.expectRefusals(refusals, in: folder)
    }

    @Test func theDigitsAskedForComeOut() throws {
        let folder = try TemporaryFolder()
        var random = RandomGenerator(seed: 3)
        let generator = Generator(inputs: latentSize + 10, width: 4, using: &random)
        let path = folder.file("conditional.safetensors")
        try Checkpoint(model: generator, notes: ["chapter": "8"]).save(to: path)
        let saved = try Generator(conditionalIn: path)
        let codes = latentCodes([7, 3], count: 2, using: &random)
        #expect(saved.images(from: codes) == generator.images(from: codes))
    }
}
