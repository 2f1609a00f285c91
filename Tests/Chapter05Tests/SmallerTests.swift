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

    @Test func theMaskPrunesTheShareOfTheSmallestWeights() throws {
        var generator = RandomGenerator(seed: 1)
        let network = Sequential(
            Conv2d(
                weight: NDArray([1, -8, 3, -4], shape: [1, 1, 2, 2]), bias: nil, Convolution2D()),
            Flatten(), Linear(1, 4, using: &generator))
        let linear = try #require(network[2] as? Linear)
        linear.weight.value = NDArray([2, -7, 6, -5], shape: [4, 1])
        PruningMask(pruning: 0.5, of: network).apply()
        // One threshold for both layers: the four smallest of eight are 1, 2, 3 and 4.
        #expect((network[0] as? Conv2d)?.weight.value.scalars == [0, -8, 0, 0])
        #expect(linear.weight.value.scalars == [0, -7, 6, -5])
        let all = try strong()
        let before = all.stateDictionary.map(\.value)
        PruningMask(pruning: 0, of: all).apply()
        #expect(all.stateDictionary.map(\.value) == before)
    }

    @Test func whatIsPrunedStaysPrunedWhileTheRestLearns() throws {
        let network = try strong()
        let digits = GeneratedDigits.images(count: 130, seed: 6)
        let data = PictureData(training: digits, test: digits, name: "generated")
        let mask = PruningMask(pruning: 0.9, of: network)
        #expect(
            try fineTune(network, mask: mask, on: data, epochs: 1, seed: 1, Training { false }))
        for (weight, kept) in mask.layers {
            for (number, stays) in zip(weight.value.scalars, kept.scalars) where stays == 0 {
                #expect(number == 0)
            }
        }
        let total = mask.layers.reduce(0) { $0 + nonzeroCount($1.weight.value) }
        #expect((3000...3200).contains(total), "a tenth of 31,840 and some")
    }

    @Test func aNetworkWithFewerChannelsIsTheOneInWhichTheOthersAreSilent() throws {
        let network = try strong()
        var generator = RandomGenerator(seed: 2)
        let smaller = network.keepingChannels(0.5, using: &generator)
        for case let norm as BatchNorm2d in network.layers {
            let kept = Set(keptChannels(norm, share: 0.5))
            let mask = NDArray((0..<norm.weight.elementCount).map { kept.contains($0) ? Float(1) : 0 })
            norm.weight.value = norm.weight.value * mask
            norm.bias.value = norm.bias.value * mask
        }
        let (few, silent) = (logits(of: smaller, pictures), logits(of: network, pictures))
        #expect(largestDifference(few, silent) < 1e-4)
        #expect((smaller[0] as? Conv2d)?.weight.shape == [8, 1, 3, 3])
        #expect(largestDifference(few, logits(of: try strong(), pictures)) > 1e-3)
    }

    @Test func theCopyHasWeightsOfItsOwn() throws {
        let network = try strong()
        var generator = RandomGenerator(seed: 2)
        let copy = network.copied(using: &generator)
        #expect(logits(of: copy, pictures) == logits(of: network, pictures))
        PruningMask(pruning: 0.9, of: copy).apply()
        #expect(logits(of: copy, pictures) != logits(of: network, pictures))
        #expect(logits(of: network, pictures) == logits(of: try strong(), pictures))
    }

    @Test func theMultiplicationsAreCountedByHand() throws {
        // 9·16 and 9·16·16 at 28², 9·16·32 and 9·32·32 at 14², and 10 · 32 · 7².
        let expected = (144 + 2304) * 784 + (4608 + 9216) * 196 + 15_680
        let one = pictures[0..<1]
        #expect(operationCount(of: try strong(), one) == expected)
        let pruned = try strong()
        PruningMask(pruning: 0.8, of: pruned).apply()
        #expect(operationCount(of: pruned, one) < expected / 2)
    }

    @Test func theSparseFileHoldsTheNetwork() throws {
        let folder = try TemporaryFolder()
        let network = try strong()
        PruningMask(pruning: 0.95, of: network).apply()
        try SparseFile.write(network, to: folder.file("sparse"))
        let other = try strong(seed: 9)
        try SparseFile.read(folder.file("sparse"), into: other)
        #expect(other.stateDictionary.map(\.value) == network.stateDictionary.map(\.value))
        try Checkpoint(model: network).save(to: folder.file("dense"))
        #expect(try fileSize(folder.file("sparse")) < fileSize(folder.file("dense")) / 4)
        var generator = RandomGenerator(seed: 1)
        let smaller = network.keepingChannels(0.5, using: &generator)
        #expect(throws: FileError.self) { try SparseFile.read(folder.file("sparse"), into: smaller) }
    }

    @Test func weightsAreOffByHalfAStepAtMost() {
        var generator = RandomGenerator(seed: 7)
        // Channels of very different size, each with its own scale.
        let sizes = NDArray([0.001, 1, 100, 0], shape: [4, 1, 1, 1])
        let weight = NDArray.normal([4, 3, 3, 3], using: &generator) * sizes
        let quantized = QuantizedWeights(weight)
        for output in 0..<4 {
            let off = (quantized.dequantized[output] - weight[output]).magnitude().max().scalar
            #expect(off <= quantized.scales[output] * 0.5001)
            let integers = quantized.integers[output * 27..<(output + 1) * 27]
            #expect(integers.map { abs(Int($0)) }.max() == (output == 3 ? 0 : 127))
        }
    }

    @Test func foldingChangesNoAnswer() throws {
        let network = try strong()
        var generator = RandomGenerator(seed: 2)
        let folded = network.foldingNormalization(using: &generator)
        #expect(!folded.layers.contains { $0 is BatchNorm2d || $0 is Dropout })
        #expect(largestDifference(logits(of: folded, pictures), logits(of: network, pictures)) < 1e-4)
    }

    @Test func integersComputeWhatTheFloatsThatTheyMeanDo() throws {
        var generator = RandomGenerator(seed: 8)
        let weight = NDArray.normal([5, 2, 3, 3], using: &generator)
        let bias = NDArray.normal([5], using: &generator)
        let quantized = QuantizedWeights(weight)
        let maps = NDArray((0..<98).map { Float($0 % 256) / 255 }, shape: [1, 2, 7, 7])
        let sums = IntegerConvolution2D(quantized.integers, shape: weight.shape, padding: 1)
            .sums(ByteMaps(maps, scale: 1 / 255))
        let exact = Convolution2D(padding: 1)(maps, quantized.dequantized, bias: bias)
        let original = Convolution2D(padding: 1)(maps, weight, bias: bias)
        let biases = bias.scalars
        for (place, sum) in sums.enumerated() {
            let (position, output) = (place / 5, place % 5)
            let step = quantized.scales[output] / 255
            let value = Float(sum) * step + biases[output]
            #expect((value - exact.scalars[output * 49 + position]).magnitude < 1e-4)
            // Each of at most 18 weights is off by half a step, each pixel at most 1.
            let bound = 18 * quantized.scales[output] / 2 + 1e-4
            #expect((value - original.scalars[output * 49 + position]).magnitude < bound)
        }
    }

    @Test func theNetworkOfIntegersAnswersAsItsFloatsDo() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 2)
        let floats = FakeQuantizedNetwork(
            try strong().foldingNormalization(using: &generator), calibratedOn: pictures)
        let network = EightBitNetwork(floats, side: 28)
        try network.save(to: folder.file("bits"))
        let stored = try EightBitNetwork(contentsOf: folder.file("bits"), channels: 1, side: 28)
        #expect(stored == network)
        let integers = PreparedEightBitNetwork(stored).logits(pictures)
        let expected = logits(of: floats, pictures)
        let size = expected.magnitude().max().scalar
        // A byte may be rounded to the other side where floats and integers differ in the last bit.
        #expect(largestDifference(integers, expected) < 0.02 * size)
        #expect(largestDifference(integers, logits(of: try strong(), pictures)) < 0.1 * size)
        #expect(stored.operationCount(side: 28) <= 4_644_416)
        try Checkpoint(model: try strong()).save(to: folder.file("dense"))
        #expect(
            try Double(fileSize(folder.file("bits"))) <= 0.27 * Double(fileSize(folder.file("dense"))))
        #expect(throws: FileError.self) {
            _ = try EightBitNetwork(contentsOf: folder.file("bits"), channels: 1, side: 32)
        }
        #expect(throws: FileError.self) {
            _ = try EightBitNetwork(contentsOf: folder.file("dense"), channels: 1, side: 28)
        }
    }

    @Test func theGradientGoesStraightThroughRounding() {
        let weight = Tensor(NDArray([0.3, -1, 0.004], shape: [1, 3]), requiresGradient: true)
        (weight.fakeQuantizedWeights() * Tensor(NDArray([1, 2, 3], shape: [1, 3]))).sum().backward()
        #expect(weight.grad?.scalars == [1, 2, 3])
        let maps = Tensor(NDArray([-1, 0.4, 300]), requiresGradient: true)
        let rounded = maps.fakeQuantizedMaps(scale: 1)
        #expect(rounded.value.scalars == [0, 0, 255])
        rounded.sum().backward()
        #expect(maps.grad?.scalars == [0, 1, 0])
    }

    @Test func aQuickRunMeasuresEveryNetwork() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--part", "smaller", "--epochs", "1"], in: folder)
        #expect(runs.twoThreads == runs.oneThread)
        #expect(runs.otherSeed != runs.oneThread)
        for key in [
            "strong", "student_alone", "student_taught", "weights_80", "weights_95", "channels", "eight_bits",
            "eight_bits_trained",
        ] {
            for part in ["bytes", "operations", "accuracy", "deviation"] {
                #expect(runs.oneThread["\(key)_\(part)"] != nil, "\(key)_\(part)")
            }
        }
        let share = try #require(runs.oneThread["eight_bits_file_share"] as? Double)
        #expect(share <= 0.27)
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
