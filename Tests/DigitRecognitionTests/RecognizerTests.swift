import Autograd
import Datasets
import Files
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import DigitRecognition

@Suite struct RecognizerTests {
    private let digits = DigitSets(
        training: GeneratedDigits.images(count: 1500, seed: 1),
        test: GeneratedDigits.images(count: 300, seed: 2),
        name: "generated")

    @Test func itLearnsAndComesBackFromItsFile() throws {
        let folder = try TemporaryFolder()
        let learned = try Recognizer(digits, epochs: 6, seed: 1, shouldStop: { false })
        #expect(learned.accuracy > 0.6 && !learned.isFromFile)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: learned.network).save(to: path)
        let read = try Recognizer(digits, model: path, epochs: 1, seed: 9, shouldStop: { false })
        #expect(read.isFromFile && read.accuracy == learned.accuracy)
    }

    @Test func anotherNetworksFileIsRefused() throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 1)
        let path = folder.file("other.safetensors")
        try Checkpoint(model: Linear(3, 2, using: &generator)).save(to: path)
        #expect(throws: FileError.self) {
            try Recognizer(digits, model: path, epochs: 1, seed: 1, shouldStop: { false })
        }
        // Cut off anywhere, a right file is a wrong one.
        let whole = folder.file("whole.safetensors")
        try Checkpoint(model: BookNetwork(using: &generator)).save(to: whole)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        for length in [0, 4, 8, 100, bytes.count / 2, bytes.count - 1] {
            try folder.write(bytes.prefix(length), to: "cut.safetensors")
            #expect(throws: FileError.self) {
                try Recognizer(
                    digits, model: folder.file("cut.safetensors"), epochs: 1, seed: 1, shouldStop: { false })
            }
        }
        #expect(throws: FileError.self) {
            try Recognizer(digits, model: folder.file("none"), epochs: 1, seed: 1, shouldStop: { false })
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
}
