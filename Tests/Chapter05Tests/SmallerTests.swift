import Autograd
import ChapterSupport
import DigitRecognition
import Files
import Foundation
import Images
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// Distillation, pruning and quantization, `--part smaller`.
@Suite(.serialized) struct SmallerTests {
    private let program = Program("Chapter5")

    /// The strong network as if it had been trained: statistics and scales that are not 0 and 1.
    private func strong(seed: UInt64 = 3) throws -> Sequential {
        var generator = RandomGenerator(seed: seed)
        let digits = GeneratedDigits.images(count: 1, seed: 1)
        let network = try #require(
            NetworkKind.strong.network(for: digits, using: &generator) as? Sequential)
        for case let norm as BatchNorm2d in network.layers {
            let count = norm.weight.elementCount
            norm.weight.value = .normal([count], using: &generator) * 0.3 + 1
            norm.bias.value = .normal([count], using: &generator) * 0.1
            norm.runningMean.value = .normal([count], using: &generator) * 0.1
            norm.runningVar.value = NDArray.normal([count], using: &generator).square() + 0.5
        }
        network.evaluate()
        return network
    }

    private let pictures = GeneratedDigits.images(count: 12, seed: 5).images()

    @Test func aQuickRunMeasuresEveryNetwork() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--part", "smaller"], in: folder)
        #expect(runs.twoThreads == runs.oneThread)
        #expect(runs.otherSeed != runs.oneThread)
        for key in ["strong", "student_alone", "student_taught"] {
            for part in ["bytes", "operations", "accuracy", "deviation"] {
                #expect(runs.oneThread["\(key)_\(part)"] != nil, "\(key)_\(part)")
            }
        }
    }

    @Test func aTeacherOfOtherClassesIsRefused() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 1)
        func save(_ name: String, _ kind: NetworkKind, classes: [String], side: Int = 28) throws -> String {
            let images = LabeledImages(
                pixels: [], labels: [], classNames: classes, height: side, width: side)
            try Checkpoint(
                model: kind.network(for: images, using: &generator), epoch: 1,
                notes: SavedNetwork.notes(of: kind, images, .mnist, data: "mnist")
            ).save(to: folder.file(name))
            return folder.file(name)
        }
        let digits = (0..<10).map(String.init)
        let blocked = try folder.write("in the way", to: "blocked")
        let three = try save("three", .strong, classes: ["a", "b", "c"])
        let book = try save("book", .book, classes: digits)
        let wide = try save("wide", .strong, classes: digits, side: 32)
        let part = ["--quick", "--part", "smaller"]
        try program.expectRefusals(
            [
                (part + ["--teacher", three], 65, ["three", "3 (a, b, c)", "10 ("]),
                (part + ["--teacher", book], 65, ["the book's network", "--network strong"]),
                (part + ["--teacher", wide], 65, ["1 × 32 × 32"]),
                (part + ["--teacher", folder.file("none")], 66, ["none"]),
                (["--teacher", three], 64, ["--part smaller"]),
                (part + ["--temperature", "0"], 64, ["--temperature"]),
                (part + ["--out", "\(blocked)/run"], 74, ["blocked/run"]),
            ], in: folder)
    }
}
