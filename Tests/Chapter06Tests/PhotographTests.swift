import Autograd
import ChapterSupport
import Files
import Foundation
import ImageNetworks
import NeuralNetworks
import Pictures
import TensorCore
import TestSupport
import Testing

@testable import Chapter6

/// Photographs that are drawn: a bright disc on dark ground, or dark stripes on bright ground.
private func draw(_ label: Int, using generator: inout RandomGenerator) -> Picture {
    let (width, height) = (44 + generator.integer(below: 20), 40)
    let centre = (x: 15 + generator.integer(below: 14), y: 12 + generator.integer(below: 16))
    var bytes: [UInt8] = []
    for y in 0..<height {
        for x in 0..<width {
            let (dx, dy) = (x - centre.x, y - centre.y)
            let isInk = label == 0 ? dx * dx + dy * dy < 90 : (x + y + centre.x) % 8 < 3
            let shade = UInt8(generator.integer(below: 60))
            bytes +=
                label == 0
                ? (isInk ? [240, 200 - shade, 20] : [shade, 30, 40])
                : (isInk ? [20, 60, shade] : [200, 230 - shade, 250])
        }
    }
    return Picture(width: width, height: height, format: .rgb, bytes: bytes)
}

/// A folder of drawn photographs in `train/` and `val/`, with a file that is none.
private func drawnFolder(_ folder: TemporaryFolder, _ name: String, training: Int, validation: Int) throws
    -> String
{
    var generator = RandomGenerator(seed: 3)
    for (part, count) in [("train", training), ("val", validation)] {
        for (label, kind) in ["discs", "stripes"].enumerated() {
            try makeFolder(folder.file("\(name)/\(part)/\(kind)"))
            for index in 0..<count {
                try folder.write(
                    Data(draw(label, using: &generator).png()), to: "\(name)/\(part)/\(kind)/\(index).png")
            }
        }
    }
    try folder.write(Data("GIF89a".utf8), to: "\(name)/train/discs/imageNotFound.gif")
    return folder.file(name)
}

@Suite(.serialized) struct PhotographTests {
    private let program = Program("Chapter6")

    /// SqueezeNet with weights of its own, as torchvision would publish them.
    private func weights(in folder: TemporaryFolder) throws -> String {
        var generator = RandomGenerator(seed: 11)
        let network = SqueezeNet(using: &generator)
        var arrays: [String: NDArray] = [:]
        for (name, value) in network.stateDictionary { arrays[name] = value }
        try Safetensors(arrays: arrays).write(to: folder.file("weights.safetensors"))
        return folder.file("weights.safetensors")
    }

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let data = try drawnFolder(folder, "drawn", training: 10, validation: 6)
        let runs = try program.seededRuns(
            [
                "--part", "photographs", "--data", data, "--network", "squeezenet1_1", "--weights",
                try weights(in: folder),
            ], in: folder)
        #expect(runs.twoThreads == runs.oneThread)
        #expect(runs.oneThread["training_photographs"] as? Int == 20)
        #expect(runs.oneThread["passed_over"] as? Int == 1)
        // The features even of a network of random weights tell discs from stripes.
        #expect(try #require(runs.value("frozen_val_accuracy")) >= 0.9)
        for key in ["scratch_val_accuracy", "fine_tuned_val_accuracy"] {
            #expect((0...1).contains(try #require(runs.value(key))))
        }
        #expect(runs.oneThread["untouched_accuracy"] == nil)
        for file in ["metrics.json", "model.safetensors", "report.html"] {
            #expect(folder.contents.contains("one/\(file)"))
        }
        let page = try readTextFile(folder.file("one/report.html"))
        #expect(page.contains("imageNotFound.gif") && page.contains("What the network looked at"))
    }

    /// Killed at a third and at two thirds of its time, it ends with the bits of a run that was never stopped.
    @Test(.timeLimit(.minutes(10))) func aKilledRunEndsWithTheSameBits() throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "--quick", "--epochs", "6", "--part", "photographs", "--data",
            try drawnFolder(folder, "drawn", training: 10, validation: 4), "--network", "squeezenet1_1",
            "--weights", try weights(in: folder),
        ]
        let whole = try program.run(arguments + ["--out", folder.file("whole")])
        #expect(whole.code == 0, "\(whole.errors)")
        let killed = ["--out", folder.file("killed"), "--checkpoint-every", "0"]
        for share in [1.0 / 3, 2.0 / 3] {
            // On a machine that is less busy by now a run may come to its end before it is killed.
            _ = try program.run(
                arguments + killed + (share < 0.5 ? [] : ["--resume"]),
                interruption: (SIGKILL, share * whole.seconds))
        }
        let resumed = try program.run(arguments + killed + ["--resume"])
        #expect(resumed.code == 0, "\(resumed.errors)")
        try expectSameResults(folder.file("whole"), folder.file("killed"))
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        let data = try drawnFolder(folder, "drawn", training: 2, validation: 2)
        var generator = RandomGenerator(seed: 5)
        try folder.write(Data("no tensors".utf8), to: "broken.pth")
        try makeFolder(folder.file("alone/discs"))
        try folder.write(Data(draw(0, using: &generator).png()), to: "alone/discs/1.png")
        try folder.write(Data("GIF89a".utf8), to: "a.gif")
        let broken = folder.file("broken.pth")
        let refusals: [Program.Refusal] = [
            ([], 64, ["--data"]), (["--data", folder.file("none")], 66, ["none"]),
            (["--data", data], 66, ["mobilenet_v2-b0353104.pth", "Download"]),
            (["--data", data, "--weights", broken], 65, ["broken.pth"]),
            (["--data", data, "--weights", folder.file("none.pth")], 66, ["none.pth"]),
            (["--data", folder.file("alone"), "--weights", "none"], 65, ["two classes"]),
            (["--network", "alexnet"], 64, ["alexnet"]),
            (["--photograph", folder.file("a.gif"), "--weights", broken], 65, ["a.gif"]),
            (["--photograph", folder.file("none.jpg"), "--weights", broken], 66, ["none.jpg"]),
            (["--photograph", folder.file("a.gif"), "--weights", "none"], 64, ["weights"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--part", "photographs", "--out", folder.file("out")], in: folder,
            environment: ["DEEP_LEARNING_DATA": folder.file("cache")])
    }

    @Test func aFolderWithoutPartsIsDivided() throws {
        let folder = try TemporaryFolder()
        let data = try drawnFolder(folder, "drawn", training: 9, validation: 3)
        var generator = RandomGenerator(seed: 1)
        let photographs = try PhotographFolder("\(data)/train", side: 28, using: &generator)
        #expect(photographs.classNames == ["discs", "stripes"])
        #expect(photographs.training.count == 12 && photographs.validation.count == 6)
        #expect(photographs.validation.count { $0.label == 0 } == 3 && photographs.majority == 0.5)
        #expect(photographs.passedOver.count == 1 && photographs.passedOver[0].contains("GIF"))
        #expect(photographs.training.allSatisfy { min($0.picture.width, $0.picture.height) == 32 })
        let paths = Set(photographs.training.map(\.path))
        #expect(photographs.validation.allSatisfy { !paths.contains($0.path) })
        let some = photographs.some(5, using: &generator)
        #expect(Set(some.map(\.path)).count == 5 && [2, 3].contains(some.count { $0.label == 0 }))
    }

    @Test func augmentationKeepsTheSizeAndFollowsFromTheSeed() {
        var generator = RandomGenerator(seed: 1)
        let picture = draw(0, using: &generator)
        let augmentation = Augmentation(side: 24)
        func pieces(seed: UInt64) -> [Picture] {
            var generator = RandomGenerator(seed: seed)
            return (0..<20).map { _ in augmentation(picture, using: &generator) }
        }
        let all = pieces(seed: 4)
        #expect(all.allSatisfy { $0.width == 24 && $0.height == 24 && $0.format == .rgb })
        #expect(all == pieces(seed: 4) && all != pieces(seed: 5) && Set(all.map(\.bytes)).count == 20)
        #expect(picture.mirrored != picture && picture.mirrored.mirrored == picture)
        #expect(picture.mirrored[3, 0] == picture[3, picture.width - 1])
        // The whole of it, not mirrored or mirrored.
        let whole = Augmentation(side: picture.height, area: 1...1)
        let square = picture.cropped(left: 0, top: 0, width: 40, height: 40)
        #expect((0..<9).map { _ in whole(square, using: &generator) }.allSatisfy { $0.width == 40 })
    }

    /// The mean of what the places add is the logit.
    @Test func theActivationMapAddsUpToTheLogit() {
        var generator = RandomGenerator(seed: 2)
        let maps = NDArray.normal([5, 3, 4], using: &generator)
        let weights = NDArray.normal([1, 5], using: &generator)
        let map = activationMap(maps, weights)
        #expect(Array(map.shape) == [3, 4])
        let logit = (maps.mean(axes: [1, 2]) * weights.reshaped([5])).sum().scalar
        #expect((map.mean().scalar - logit).magnitude < 1e-5)
        let picture = Picture(width: 8, height: 6, format: .rgb, bytes: [UInt8](repeating: 200, count: 144))
        let shown = lit(picture, by: NDArray([0, 1], shape: [1, 2]))
        #expect(shown[0, 0].red < 60 && shown[0, 7].red == 200)
    }

    /// Features of one length, and a head that finds the separating direction.
    @Test func aHeadLearnsFromFeatures() {
        var generator = RandomGenerator(seed: 6)
        let features = ofOneLength(Tensor(.normal([40, 8], using: &generator))).value
        #expect(features.square().sum(axes: [1]).scalars.allSatisfy { ($0 - 8).magnitude < 1e-3 })
        let labels = (0..<40).map { features[$0].scalars[2] > 0 ? 1 : 0 }
        let head = Linear(8, 2, using: &generator)
        trainHead(head, on: features, labels, decay: 1e-3)
        let evaluation = Evaluation(of: head, features, labels)
        #expect(evaluation.accuracy >= 0.95 && evaluation.loss < 0.3)
        // A heavy decay leaves the weights near 0.
        trainHead(head, on: features, labels, decay: 1e3)
        #expect(head.weight.value.magnitude().max().scalar < 0.01)
    }

    /// Labels that a feature says all about allow larger weights than labels by chance.
    @Test func theDecayIsChosenOnTheTrainingPart() {
        var generator = RandomGenerator(seed: 8)
        let clear = (0..<50).map { _ in generator.integer(below: 2) }
        let signs = NDArray(clear.map { $0 == 1 ? 3 : -3 }).reshaped([50, 1])
        let features = NDArray.concatenated([.normal([50, 30], using: &generator), signs], axis: 1)
        let chance = (0..<50).map { _ in generator.integer(below: 2) }
        func decay(_ labels: [Int]) -> Double {
            var generator = RandomGenerator(seed: 9)
            return chosenDecay([features, features], labels, using: &generator)
        }
        #expect(decay(clear) < decay(chance), "\(decay(clear)) \(decay(chance))")
        // As few as there can be: one or two of each class.
        #expect(chosenDecay([features.rows(at: [0, 1, 2])], [0, 1, 1], using: &generator) > 0)
    }

    /// Means and variances of batch norm stay as they were, the weights learn.
    @Test(arguments: [true, false]) func statisticsAreKept(_ isKept: Bool) throws {
        var generator = RandomGenerator(seed: 7)
        let network = PhotographNetwork(
            MobileNetV2(using: &generator), classCount: 2, using: &generator)
        network.head.weight.value = .normal([2, 1280], standardDeviation: 0.1, using: &generator)
        let photographs = (0..<8).map { index in
            Photograph(path: "\(index)", label: index % 2, picture: draw(index % 2, using: &generator))
        }
        func state(_ ending: String) -> [NDArray] {
            network.stateDictionary.filter { $0.name.hasSuffix(ending) }.map(\.value)
        }
        let before = (state("running_mean"), state("running_var"), state("0.weight"))
        _ = try train(
            network, on: photographs, Augmentation(side: 32), rate: 0.001, epochs: 1,
            keepsStatistics: isKept, Training(), using: &generator)
        #expect(before.0.count == 52 && before.2.count > 20)
        #expect((state("running_mean") == before.0) == isKept && (state("running_var") == before.1) == isKept)
        #expect(state("0.weight") != before.2)
    }

    @Test(.enabled(if: publishedData("hymenoptera") != nil && publishedData("pretrained/mobilenet") != nil))
    func aPhotographOfAnAntIsOne() throws {
        let data = try #require(publishedData("hymenoptera"))
        let run = try program.run(["--data", data, "--photograph", "\(data)/train/ants/0013035.jpg"])
        let lines = run.output.split(separator: "\n")
        #expect(
            run.code == 0 && lines.count == 5 && lines[0].hasSuffix(" ant"), "\(run.output) \(run.errors)")
        #expect(run.leftBehind.isEmpty)
    }
}
