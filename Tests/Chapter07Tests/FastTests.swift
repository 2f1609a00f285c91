import Autograd
import ChapterSupport
import Files
import Foundation
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter7

/// The network that paints at once.
@Suite struct FastTests {
    private let content, style: NDArray
    private let colors: ColorStatistics

    init() {
        var generator = RandomGenerator(seed: 5)
        content = Chapter7.Scene.boat.drawing(using: &generator).array(side: 48)
        style = Chapter7.Pattern.cells.drawing(using: &generator).array(side: 48)
        colors = ColorStatistics(style)
    }

    private func network(width: Int = 4, blocks: Int = 1) -> FastStyleNetwork {
        var generator = RandomGenerator(seed: 1)
        return FastStyleNetwork(width: width, blocks: blocks, colors: colors, using: &generator)
    }

    /// Before it has learned, it paints next to nothing: what comes out is the photograph in the painting's colours.
    @Test func anUntrainedNetworkOnlyColors() {
        let painted = network().paint(content)
        let far = (painted - content.withColors(of: style)).magnitude()
        #expect(far.mean().scalar < 0.1 && far.mean().scalar > 0)
    }

    @Test(arguments: [(20, 20), (21, 39), (50, 22), (24, 47)])
    func anySizeIsPainted(height: Int, width: Int) {
        let picture = content.resized(to: Size2D(height, width)).clamped(to: 0...1)
        let painted = network().paint(picture)
        #expect(painted.shape == [1, 3, height, width])
        #expect(painted.scalars.allSatisfy { 0...1 ~= $0 })
    }

    /// Colours and light of the photograph have no part in the result.
    @Test func aPalePhotographIsPaintedLikeAStrongOne() {
        let pale = 0.3 * content + 0.5
        let (one, other) = (network().paint(content), network().paint(pale))
        #expect((one - other).magnitude().mean().scalar < 0.01)
    }

    @Test func itLearnsToPaint() throws {
        var generator = RandomGenerator(seed: 3)
        let network = network(width: 8)
        let examples = try FastExamples(nil, side: 32, count: 4, colors: colors, using: &generator)
        #expect(examples.pictures.allSatisfy { $0.shape == [1, 3, 32, 32] })
        let settings = FastSettings(steps: 60, directions: 16)
        let history = try trainFast(
            network, on: examples, styles: [style], settings, Training(), using: &generator)
        let first = history.losses.prefix(5).reduce(0, +) / 5
        let last = history.losses.suffix(5).reduce(0, +) / 5
        #expect(last < 0.75 * first, "\(first) \(last)")
        let judging = Judging(content: content, styles: [style], seed: 3)
        let (painted, colored) = (
            judging.scores(of: network.paint(content)), judging.scores(of: content.withColors(of: style))
        )
        #expect(painted.texture < colored.texture && painted.structure > 0.6, "\(painted) \(colored)")
    }

    @Test func aNetworkIsReadAsItWasWritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("fast.safetensors")
        let network = network()
        try network.save(to: path, style: "cells", epoch: 7)
        #expect(try FastStyleNetwork.read(from: path).paint(content) == network.paint(content))

        func complaint(_ change: (inout Checkpoint) -> Void) throws -> String {
            var checkpoint = try Checkpoint(contentsOf: path)
            change(&checkpoint)
            try checkpoint.save(to: folder.file("broken.safetensors"))
            do {
                _ = try FastStyleNetwork.read(from: folder.file("broken.safetensors"))
                return "no error"
            } catch let error as FileError {
                return error.description
            }
        }
        #expect(try complaint { _ in } == "no error")
        #expect(try complaint { $0.notes["width"] = nil }.contains("its note \"width\" is missing"))
        #expect(
            try complaint { $0.notes["blocks"] = "33" }.contains(
                "its note \"blocks\" is missing or out of range"))
        #expect(
            try complaint { $0.notes["width"] = "256" }.contains("numbers are too few for a network of 256"))
        #expect(
            try complaint { $0.notes["blocks"] = "2" }.contains("too few for a network of 4 channels and 2"))
        #expect(try complaint { $0.model[0].value *= Float.nan }.contains("not finite"))
        func colors(_ change: (inout NDArray) -> Void) throws -> String {
            try complaint { checkpoint in
                for index in checkpoint.model.indices where checkpoint.model[index].name == "colors" {
                    change(&checkpoint.model[index].value)
                }
            }
        }
        #expect(try colors { $0 *= 0.5 } == "no error")
        #expect(try colors { $0 *= -1 }.contains("those of no picture"))
        #expect(try colors { $0 *= 0 }.contains("those of no picture"))
        #expect(
            try colors { $0 += NDArray(rows: [[0, 0, 0], [0, 9, 0], [0, 0, 0], [0, 0, 0]]) }.contains(
                "no picture"))
    }

    /// `--model` paints a file, and what it cannot do costs one line.
    @Test func aFileIsPainted() throws {
        let folder = try TemporaryFolder()
        try network().save(to: folder.file("fast.safetensors"), style: "cells", epoch: 1)
        try content.picture.writePNG(to: folder.file("photograph.jpg"))
        try Picture(width: 4096, height: 4096, filledWith: .white).writePNG(to: folder.file("large.png"))
        try Picture(width: 9, height: 30, filledWith: .white).writePNG(to: folder.file("narrow.png"))
        _ = try folder.write(Data("GIF89a".utf8), to: "animation.png")
        // Finite weights, too large for finite pictures.
        let large = self.network()
        large.begin.conv.weight.value = .ones(large.begin.conv.weight.shape) * 3e38
        try large.save(to: folder.file("large.safetensors"), style: "cells", epoch: 1)
        let program = Program("Chapter7")
        let model = ["--model", folder.file("fast.safetensors")]
        let run = try program.run(
            model + ["--content", folder.file("photograph.jpg"), "--painted", folder.file("painted.png")])
        #expect(run.code == 0 && run.output.contains("48 × 48 pixels, painted in"), "\(run.errors)")
        #expect(
            try Picture(contentsOf: folder.file("painted.png"))
                == network().paint(NDArray(content.picture)).picture)
        try program.expectRefusals(
            [
                (model, 64, ["--model needs --content FILE"]),
                (["--model", folder.file("none"), "--content", folder.file("narrow.png")], 66, ["none"]),
                (
                    ["--model", folder.file("narrow.png"), "--content", folder.file("narrow.png")], 65,
                    ["narrow.png"]
                ),
                (
                    [
                        "--model", folder.file("large.safetensors"), "--content",
                        folder.file("photograph.jpg"),
                    ], 65,
                    ["large.safetensors", "no finite numbers"]
                ),
                (model + ["--content", folder.file("none.png")], 66, ["none.png"]),
                (model + ["--content", folder.file("narrow.png")], 65, ["9 × 30", "at least 20"]),
                (model + ["--content", folder.file("large.png")], 65, ["4096 × 4096", "--size"]),
                (model + ["--content", folder.file("animation.png")], 65, ["a GIF picture"]),
                (
                    model + [
                        "--content", folder.file("photograph.jpg"), "--painted",
                        folder.file("narrow.png/a.png"),
                    ],
                    74, ["narrow.png"]
                ),
            ], in: folder)
    }

    /// A run learns a style, and its file paints another picture.
    @Test func whatARunLearnedPaints() throws {
        let folder = try TemporaryFolder()
        try content.picture.writePNG(to: folder.file("photograph.png"))
        let program = Program("Chapter7")
        let run = try program.run(["--quick", "--method", "fast", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try String(contentsOfFile: folder.file("run/metrics.json"), encoding: .utf8)
        for key in ["fast_to_patches_texture", "fast_seconds_256", "fast_structure", "jpeg_50_error"] {
            #expect(metrics.contains("\"\(key)\""), "\(key)")
        }
        let painting = try program.run([
            "--model", folder.file("run/fast.safetensors"), "--content", folder.file("photograph.png"),
            "--size", "40",
            "--painted", folder.file("painted.png"),
        ])
        #expect(painting.code == 0 && painting.output.contains("40 × 40"), "\(painting.errors)")
        #expect(try Picture(contentsOf: folder.file("painted.png")).width == 40)
    }

    @Test func photographsOfAFolderAreLearnedOn() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 3)
        func pictures(_ path: String) throws -> [NDArray] {
            try FastExamples(path, side: 32, count: 0, colors: colors, using: &generator).pictures
        }
        #expect(throws: FileError.self) { try pictures(folder.path) }
        #expect(throws: FileError.missing(path: folder.file("none"))) { try pictures(folder.file("none")) }
        try Picture(width: 100, height: 50, filledWith: .black).writePNG(to: folder.file("a.PNG"))
        try content.picture.writePNG(to: folder.file("b.png"))
        _ = try folder.write(Data("words".utf8), to: "notes.txt")
        #expect(try pictures(folder.path).map(\.shape) == [[1, 3, 32, 44], [1, 3, 32, 32]])
        _ = try folder.write(Data("words".utf8), to: "c.jpeg")
        #expect(throws: FileError.self) { try pictures(folder.path) }
    }

    /// A network made in PyTorch, loaded strictly by name, answers here as there.
    @Test func theNetworkFromPyTorchPaintsTheSame() throws {
        let network = try FastStyleNetwork.read(from: pytorchFixture("Chapter07-fast", "model"))
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter07-fast", "example"))
        let picture = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { network(picture) }.value) < 1e-4)
    }
}

/// JPEG's steps at work on a picture.
@Suite struct JPEGLessonTests {
    @Test func aLowerQualityKeepsLess() {
        var generator = RandomGenerator(seed: 5)
        let picture = Chapter7.Scene.tree.drawing(using: &generator).array(side: 60).picture
        let lesson = JPEGLesson(picture)
        #expect(lesson.original.width == 56 && lesson.original.height == 56 && lesson.samples.count == 64)
        #expect(lesson.versions.map(\.quality) == [90, 50, 10])
        for (better, worse) in zip(lesson.versions, lesson.versions.dropFirst()) {
            #expect(better.meanCount > worse.meanCount && better.error < worse.error)
        }
        let best = lesson.versions[0]
        #expect(zip(best.restored, lesson.samples).allSatisfy { abs($0 - $1) < 20 })
        // The block of the strongest contrast is where it is said to be.
        let block = lesson.original.cropped(
            left: 8 * lesson.place.column, top: 8 * lesson.place.row, width: 8, height: 8)
        #expect(block.bytes.map { Float($0) - 128 } == lesson.samples)
    }
}
