import Autograd
import Files
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// A model's example: what it holds, how it is read again, and that it notices another answer.
@Suite struct ModelExampleTests {
    private func network() -> Sequential {
        var generator = RandomGenerator(seed: 1)
        return Sequential(Linear(3, 8, using: &generator), Dropout(0.5, using: &generator), BatchNorm1d(8))
    }

    @Test func itIsOfTheNetworkInUseAndLeavesItAsItWas() throws {
        let (network, x, labels) = (network(), NDArray.ones([4, 3]), IntArray([0, 1, 2, 3]))
        network.train()
        let example = ModelExample(of: network, x, targets: .integers(labels)) {
            crossEntropy($0, labels)
        }
        #expect(network.namedModules.allSatisfy { $0.module.isTraining })
        network.evaluate()
        let answers = network(Tensor(x)).value
        #expect(example.largestDifference(from: answers) == 0)
        #expect(example.loss == crossEntropy(Tensor(answers), labels).scalar)
        #expect(network.parameters.allSatisfy { $0.grad == nil })
    }

    @Test func itIsReadAsItWasWritten() throws {
        let folder = try TemporaryFolder()
        let example = ModelExample(
            inputs: [
                "source": .integers(IntArray([1, 2], shape: [1, 2])), "width": .floats(NDArray([0.5])),
            ],
            outputs: NDArray([1, -2]), loss: 0.25)
        try example.save(to: folder.file("example.safetensors"))
        let again = try ModelExample(contentsOf: folder.file("example.safetensors"))
        #expect(again.arrays.keys.sorted() == ["inputs.width", "loss", "outputs"])
        #expect(again.integers == ["inputs.source": IntArray([1, 2], shape: [1, 2])])
        #expect(again.loss == 0.25)
        #expect(again.largestDifference(from: NDArray([1, -2])) == 0)
    }

    @Test func anotherAnswerIsFarOff() throws {
        let example = ModelExample(inputs: [:], outputs: NDArray([1, 200]))
        // Measured by max(1, |b|).
        #expect(abs(example.largestDifference(from: NDArray([1, 202])) - 0.01) < 1e-6)
        #expect(abs(example.largestDifference(from: NDArray([1.5, 200])) - 0.5) < 1e-6)
        #expect(example.largestDifference(from: NDArray([.nan, 200])) == .infinity)
        #expect(example.largestDifference(from: NDArray([1])) == .infinity)
    }

    @Test func aFileWithoutOutputsIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("model.safetensors")
        try Checkpoint(model: network()).save(to: path)
        #expect(
            throws: FileError.malformed(path: path, reason: "it has no array \"outputs\"")
        ) { try ModelExample(contentsOf: path) }
    }
}
