import Foundation
import Images
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// A trained network in its reader's hands, `--read`, and the mistakes, `--mistake`.
@Suite(.serialized) struct ReadingTests {
    private let program = Program("Chapter5")

    /// A run of the chapter, and its model.
    private func model(_ options: [String], in folder: TemporaryFolder) throws -> String {
        let run = try program.run(["--quick", "--out", folder.file("run")] + options)
        #expect(run.code == 0, "\(run.errors)")
        return folder.file("run/model.safetensors")
    }

    /// Drawn digits as PNG files, "003-7.png" the fourth.
    private func writeDigits(_ count: Int, to folder: String) throws -> LabeledImages {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let digits = GeneratedDigits.images(count: count, seed: 999)
        for index in 0..<count {
            try Picture(width: 28, height: 28, bytes: Array(digits.pixels(of: index))).writePNG(
                to: "\(folder)/\(String(1000 + index).dropFirst())-\(digits.labels[index]).png")
        }
        return digits
    }

    @Test func drawnDigitsAreReadFromTheirFilesAsWellAsFromMemory() throws {
        let folder = try TemporaryFolder()
        let model = try model(["--network", "wide", "--epochs", "4"], in: folder)
        let before = folder.contents
        let digits = try writeDigits(200, to: folder.file("digits"))
        let run = try program.run(["--model", model, "--read", folder.file("digits")])
        #expect(run.code == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 200)
        let right = zip(lines, digits.labels).count { $0.contains(": \($1) (") }
        let saved = try SavedNetwork(contentsOf: model)
        let fromMemory = accuracy(predictions(of: saved.network, digits.images()), digits.labels)
        #expect(fromMemory > 0.8)
        #expect((Double(right) / 200 - fromMemory).magnitude <= 0.03, "\(right) \(fromMemory)")
        #expect(
            lines[0].wholeMatch(of: /.*000-\d\.png: \d \([0-9.]+%\)  then \d \([0-9.]+%\)/) != nil,
            "\(lines[0])")
        // Nothing of a run is written.
        #expect(folder.contents.filter { !$0.hasPrefix("digits") } == before)
        #expect(run.leftBehind.isEmpty)

        // In a pipe: a line for each path, in the order of the paths.
        let some = folder.file("digits/007-\(digits.labels[7]).png")
        let piped = try program.run(
            ["--model", model, "--read", "-"], input: "\(some)\n\(folder.file("none.png"))\n\(some)\n")
        #expect(piped.code == 0, "\(piped.errors)")
        let answers = piped.output.split(separator: "\n")
        #expect(answers.count == 3 && answers[0] == answers[2] && answers[0] == lines[7])
        #expect(answers[1].hasSuffix("none.png: (no such file)"))
        #expect(run.processorSeconds < 20)
    }

    @Test(arguments: NetworkKind.allCases)
    func everyNetworkIsReadFromItsFile(_ kind: NetworkKind) throws {
        let folder = try TemporaryFolder()
        let images = GeneratedDigits.images(count: 4, seed: 1)
        var generator = RandomGenerator(seed: 4)
        let network = kind.network(for: images, using: &generator)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: network, notes: SavedNetwork.notes(of: kind, images, .mnist, data: "mnist"))
            .save(to: path)
        let saved = try SavedNetwork(contentsOf: path)
        #expect(saved.kind == kind && saved.classNames == images.classNames)
        let x = images.images()
        #expect(logits(of: saved.network, x) == logits(of: network, x))
    }

    @Test func colourPhotographsAreCutToTheirMiddle() throws {
        let folder = try TemporaryFolder()
        let images = LabeledImages(
            pixels: [UInt8](repeating: 9, count: 3072), labels: [0], classNames: ["cat", "dog"], channels: 3,
            height: 32, width: 32)
        var generator = RandomGenerator(seed: 4)
        let network = NetworkKind.residual.network(for: images, using: &generator)
        let path = folder.file("model.safetensors")
        try Checkpoint(
            model: network, notes: SavedNetwork.notes(of: .residual, images, .cifar10, data: "cifar10")
        ).save(
            to: path)
        let saved = try SavedNetwork(contentsOf: path)
        let red = Picture(width: 90, height: 64, filledWith: PixelColor(red: 255, green: 0, blue: 0))
        let input = try #require(saved.input(red))
        #expect(input.shape == [1, 3, 32, 32])
        #expect(input.mean(axes: [0, 2, 3]).scalars == [1, 0, 0])
        #expect(try #require(saved.classes(of: red)).map(\.name).sorted() == ["cat", "dog"])
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let model = try model(["--network", "wide", "--epochs", "1"], in: folder)
        try Picture(width: 30, height: 30, filledWith: .white).writePNG(to: folder.file("blank.png"))
        let blank = try program.run(["--model", model, "--read", folder.file("blank.png")])
        #expect(blank.code == 0 && blank.output.hasSuffix("blank.png: (nothing is drawn)\n"))
        try folder.write("GIF89a", to: "moving.png")
        try folder.write("", to: "empty.png")
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("blank.png")))
        try folder.write(whole.prefix(50), to: "cut.png")
        try folder.write("no tensors", to: "broken.safetensors")
        try FileManager.default.createDirectory(
            atPath: folder.file("nothing"), withIntermediateDirectories: true)
        var notes = ["chapter": "5", "network": "wide", "classes": "0; 1"]
        let none = Sequential()
        try Checkpoint(model: none, notes: notes).save(to: folder.file("arrays.safetensors"))
        notes["side"] = "1000000"
        try Checkpoint(model: none, notes: notes).save(to: folder.file("side.safetensors"))
        try Checkpoint(model: none, notes: ["chapter": "8"]).save(to: folder.file("other.safetensors"))
        let picture = folder.file("blank.png")
        let cases: [Program.Refusal] = [
            (["--read", picture], 64, ["--model"]),
            (["--model", model], 64, ["--read"]),
            (["--model", folder.file("none"), "--read", picture], 66, ["none"]),
            (["--model", folder.file("broken.safetensors"), "--read", picture], 65, ["broken"]),
            (["--model", folder.file("arrays.safetensors"), "--read", picture], 65, ["arrays"]),
            (["--model", folder.file("side.safetensors"), "--read", picture], 65, ["side", "1000000"]),
            (["--model", folder.file("other.safetensors"), "--read", picture], 65, ["Chapter 5"]),
            (["--model", model, "--read", folder.file("none.png")], 66, ["none.png"]),
            (["--model", model, "--read", folder.file("moving.png")], 65, ["GIF"]),
            (["--model", model, "--read", folder.file("empty.png")], 65, ["empty"]),
            (["--model", model, "--read", folder.file("cut.png")], 65, ["cut.png"]),
            (["--model", model, "--read", folder.file("nothing")], 66, ["nothing"]),
            (["--mistake", "thinking"], 64, ["--mistake"]),
        ]
        try program.expectRefusals(cases, in: folder)
    }

    @Test func everyMistakeShowsItsSign() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--mistake", "all", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double, "\(key)") }
        let right = try value("right_new_accuracy")
        #expect(right > 0.85)
        #expect(try (2.1...2.6).contains(value("right_start_loss")))
        #expect(try value("right_disagreement") == 0)
        #expect(try value("not_normalized_start_loss") > 4)
        #expect(try value("not_normalized_new_accuracy") < right - 0.2)
        #expect(try value("gradients_kept_new_accuracy") < right - 0.2)
        #expect(try value("training_mode_disagreement") > 0.01)
        #expect(try value("training_mode_reported_accuracy") < value("training_mode_new_accuracy"))
        #expect(try value("large_batch_loss") > 3 * value("right_loss"))
        #expect(try value("large_batch_new_accuracy") < right)
        #expect(
            try value("rate_too_high_diverged") == 1 || value("rate_too_high_loss") > 2.2)
        #expect(try (2.1...2.35).contains(value("rate_too_low_loss")))
        #expect(try value("shuffled_labels_new_accuracy") < 0.3)
        // Better than it is, and only new pictures tell.
        #expect(try value("test_in_training_reported_accuracy") > value("right_reported_accuracy"))
        #expect(
            try value("test_in_training_reported_accuracy") - value("test_in_training_new_accuracy") > 0.01)
        #expect(run.output.contains("test data in the training set"))
        #expect(folder.contents.contains("run/report.html"))
        #expect(!folder.contents.contains("run/model.safetensors"))
    }
}
