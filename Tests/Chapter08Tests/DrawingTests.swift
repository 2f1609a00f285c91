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

    /// Two classes of the reader's own, in colour: trained, shown, and drawn by their names.
    @Test func classesOfOnesOwnAreDrawn() throws {
        let folder = try TemporaryFolder()
        for (name, color) in [
            ("night, sky", PixelColor(red: 10, green: 20, blue: 90)),
            ("poppy", PixelColor(red: 230, green: 40, blue: 30)),
        ] {
            try FileManager.default.createDirectory(
                atPath: folder.file("own/\(name)"), withIntermediateDirectories: true)
            for index in 0..<14 {
                let picture = Picture(width: 30 + index, height: 28, filledWith: color)
                try picture.writePNG(to: folder.file("own/\(name)/\(index).png"))
            }
        }
        let run = try program.run([
            "--quick", "--data", folder.file("own"), "--width", "8", "--epochs", "6", "--out",
            folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("own: 28 pictures of 2 classes") && run.output.contains("of 2"))
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "own")
        #expect(try #require(metrics["mean_square_distance_from_means"] as? Double) < 0.1)
        let model = folder.file("run/conditional.safetensors")
        let drawn = try program.run([
            "--model", model, "--draw", "poppy, night", "--picture", folder.file("d.png"),
        ])
        #expect(drawn.code == 64 && drawn.errors.contains("'night' is no class"))
        let sky = try program.run([
            "--model", model, "--draw", "night, sky", "--picture", folder.file("d.png"),
        ])
        #expect(sky.output == "night, sky: \(folder.file("d.png"))\n", "\(sky.errors)")
        let poppies = try program.run([
            "--model", model, "--draw", "poppy,poppy", "--picture", folder.file("d.png"),
        ])
        #expect(poppies.output == "poppy, poppy: \(folder.file("d.png"))\n", "\(poppies.errors)")
        let picture = try Picture(contentsOf: folder.file("d.png"))
        #expect(picture.width == 2 * 4 * 28 && picture.format == .rgb)
        let planes = picture.planes
        let means = (0..<3).map { planes[$0 * planes.count / 3..<($0 + 1) * planes.count / 3].reduce(0, +) }
        #expect(means[0] > means[1] && means[0] > means[2], "red, as poppies are: \(means)")
    }

    @Test func theDigitsAskedForComeOut() throws {
        let folder = try TemporaryFolder()
        var random = RandomGenerator(seed: 3)
        let generator = Generator(inputs: latentSize + 10, width: 4, using: &random)
        let path = folder.file("conditional.safetensors")
        try Checkpoint(model: generator, notes: ["chapter": "8"]).save(to: path)
        let saved = try DrawingModel(contentsOf: path).generator
        let codes = latentCodes([7, 3], count: 2, using: &random)
        #expect(saved.images(from: codes) == generator.images(from: codes))
    }
}
