import Autograd
import ChapterSupport
import Images
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import DigitRecognition

@Suite struct RecognizerTests {
    private let digits = PictureData(
        training: GeneratedDigits.images(count: 1500, seed: 1),
        test: GeneratedDigits.images(count: 300, seed: 2),
        name: "generated")

    @Test func itLearnsAndComesBackFromItsFile() throws {
        let folder = try TemporaryFolder()
        let learned = try trainRecognizer(on: digits, epochs: 6, seed: 1, Training())
        #expect(learned.accuracy > 0.6 && !learned.isFromFile)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: learned.network).save(to: path)
        let read = try Recognizer(contentsOf: path, testedOn: digits.test)
        #expect(read.isFromFile && read.accuracy == learned.accuracy)
    }

    @Test func anotherNetworksFileIsRefused() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 1)
        let path = folder.file("other.safetensors")
        try Checkpoint(model: Linear(3, 2, using: &generator)).save(to: path)
        #expect(throws: FileError.self) {
            try Recognizer(contentsOf: path, testedOn: digits.test)
        }
        // Cut off anywhere, a right file is a wrong one.
        let whole = folder.file("whole.safetensors")
        try Checkpoint(model: BookNetwork(using: &generator)).save(to: whole)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        for length in [0, 4, 8, 100, bytes.count / 2, bytes.count - 1] {
            try folder.write(bytes.prefix(length), to: "cut.safetensors")
            #expect(throws: FileError.self) {
                try Recognizer(contentsOf: folder.file("cut.safetensors"), testedOn: digits.test)
            }
        }
        #expect(throws: FileError.self) {
            try Recognizer(contentsOf: folder.file("none"), testedOn: digits.test)
        }
    }

    @Test func theFeaturesLeadToTheLogits() {
        var generator = RandomGenerator(seed: 4)
        let network = BookNetwork(using: &generator)
        network.evaluate()
        let x = Tensor(digits.test.rows(0..<3).images())
        #expect(network.features(x).shape == [3, 392])
        #expect(network.hidden(network.features(x)).shape == [3, 512])
        #expect(network.fc2(network.hidden(network.features(x))).value == network(x).value)
    }

    @Test func classMeansAreMeans() {
        let digits = LabeledImages(
            pixels: [0, 255, 255, 255, 51, 51], labels: [3, 3, 7], classNames: (0..<10).map(String.init),
            height: 1, width: 2)
        let means = classMeans(of: digits)
        #expect(means.shape == [10, 2])
        #expect(means[3].scalars == [0.5, 1] && means[0].scalars == [0, 0])
        #expect((means[7].scalars[0] - 0.2).magnitude < 1e-6)
    }

    @Test func aShortcutPassesTheInputOn() {
        var generator = RandomGenerator(seed: 1)
        let block = ResidualBlock(2, 2, using: &generator)
        block.bn2.weight.value = .zeros([2])
        let x = NDArray.uniform([1, 2, 5, 5], using: &generator)
        #expect(block(Tensor(x)).value == x)
        #expect(ResidualBlock(2, 4, stride: 2, using: &generator)(Tensor(x)).shape == [1, 4, 3, 3])
    }

    @Test func generatorAndDiscriminatorFitEachOther() {
        var random = RandomGenerator(seed: 5)
        let generator = Generator(inputs: 7, width: 8, using: &random)
        let discriminator = Discriminator(channels: 1, width: 8, using: &random)
        let pictures = generator(Tensor(.normal([3, 7], using: &random)))
        #expect(pictures.shape == [3, 1, 28, 28])
        #expect(pictures.value.min().scalar >= -1 && pictures.value.max().scalar <= 1)
        #expect(discriminator(pictures).shape == [3, 1])
        let images = generator.images(from: .normal([3, 7], using: &random))
        #expect(images.shape == [3, 1, 28, 28])
        #expect(images.min().scalar >= 0 && images.max().scalar <= 1)
    }
}
