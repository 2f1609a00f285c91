import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import ONNX

@Suite struct ONNXGraphTests {
    /// The network of `make_onnx_fixtures.py`, with its weights: sixteenths, counted up.
    private func network() -> Sequential {
        var generator = RandomGenerator(seed: 0)
        let layers: [any Layer] = [
            Conv2d(1, 2, kernel: 3, padding: 1, using: &generator), BatchNorm2d(2), LeakyReLU(slope: 0.25),
            MaxPool2d(2), Flatten(), Linear(8, 3, using: &generator), Dropout(0.5, using: &generator),
            Softmax(axis: -1),
        ]
        let network = Sequential(layers)
        var count = 0
        for parameter in network.parameters {
            let numbers = (count..<count + parameter.elementCount).map { Float($0 % 13 - 6) / 16 }
            parameter.value = NDArray(numbers, shape: parameter.shape)
            count += parameter.elementCount
        }
        network.evaluate()
        return network
    }

    private func graph(of network: Sequential) -> ONNXGraph {
        ONNXGraph("pictures", of: network, ["batch", 1, 4, 4], to: ["batch", 3])
    }

    private let notes = ["classes": "a; b; c", "chapter": "0"]

    /// ONNX's own package, which knows nothing of this one, writes the same file.
    @Test func theBytesAreThoseOfONNXsOwnPackage() throws {
        let path = packageRoot.appendingPathComponent("Tests/Fixtures/onnx/pictures.onnx")
        let expected = try Data(contentsOf: path)
        let network = network()
        #expect(graph(of: network).data(notes: notes) == expected)
        // Another weight is another file.
        network.parameters[0].value = network.parameters[0].value + 1
        #expect(graph(of: network).data(notes: notes) != expected)
    }

    /// What onnxruntime computed from that file, and printed, is what the layers compute.
    @Test func theLayersComputeWhatTheFileSays() {
        let pixels = NDArray((0..<32).map { Float($0 % 5) / 4 }, shape: [2, 1, 4, 4])
        let outputs = withoutGradient { network()(Tensor(pixels)).value }
        let expected = NDArray(
            [
                0.2707422375679016, 0.4100702106952667, 0.31918758153915405, 0.2695307433605194,
                0.40998315811157227, 0.3204861283302307,
            ], shape: [2, 3])
        #expect(largestDifference(outputs, expected) < 1e-6)
    }

    @Test func aFileIsWrittenWholeAndSummarized() throws {
        let folder = try TemporaryFolder()
        let graph = graph(of: network())
        try graph.save(to: folder.file("network.onnx"), notes: notes)
        let written = try Data(contentsOf: URL(fileURLWithPath: folder.file("network.onnx")))
        #expect(written == graph.data(notes: notes) && folder.contents == ["network.onnx"])
        #expect(
            graph.summary.en
                == "inputs [batch, 1, 4, 4] to outputs [batch, 3], 7 operations of ONNX's set 17")
        #expect(graph.summary.zh == "inputs [batch, 1, 4, 4] 到 outputs [batch, 3]，7 个运算，ONNX 算子集 17")
        #expect(throws: (any Error).self) { try graph.save(to: folder.file("network.onnx/inside.onnx")) }
    }

    /// Rows of more axes go through MatMul, whose right operand is the weight turned.
    @Test func rowsOfMoreAxesAreMultipliedAsMatrices() {
        var generator = RandomGenerator(seed: 0)
        let layer = Linear(4, 2, using: &generator)
        var graph = ONNXGraph("rows", weightsOf: layer)
        let rows = graph.input("inputs", ["batch", "length", 4])
        let result = graph.add(layer, to: rows)
        #expect(result.rank == 3)
        #expect(graph.nodes.map(\.operation) == ["Transpose", "MatMul", "Add"])
        #expect(graph.nodes[1].inputs == ["inputs", graph.nodes[0].outputs[0]])
        let flat = graph.add(Flatten(fromAxis: 2), to: result)
        #expect(flat.rank == 3 && graph.nodes.last?.operation == "Reshape")
        guard case .integers(let shape) = graph.constants.last?.content else {
            Issue.record("no shape")
            return
        }
        #expect(shape == [0, 0, -1])
    }

    /// A weight that is used twice is in the file once, under its first name.
    @Test func aTiedWeightIsWrittenOnce() {
        var generator = RandomGenerator(seed: 0)
        let layer = Linear(3, 3, using: &generator)
        var graph = ONNXGraph("twice", weightsOf: Sequential(layer, Tanh(), layer))
        let rows = graph.input("inputs", ["batch", 3])
        graph.output(graph.add(layer, Tanh(), layer, to: rows), named: "outputs", ["batch", 3])
        #expect(graph.constants.map(\.name) == ["0.weight", "0.bias"])
        #expect(graph.nodes.map(\.operation) == ["Gemm", "Tanh", "Gemm", "Identity"])
    }

    /// The examples of `ONNXGraph` and of its initializer for a whole network.
    @Test func theExamplesAreWritten() throws {
        let folder = try TemporaryFolder()
        var graph = ONNXGraph("doubled")
        let x = graph.input("x", ["batch", 3])
        let two = graph.constant(NDArray(2), named: "two")
        graph.output(graph.node("Mul", [x, two]), named: "y", ["batch", 3])
        try graph.save(to: folder.file("doubled.onnx"))
        #expect(graph.summary.en == "x [batch, 3] to y [batch, 3], 1 operation of ONNX's set 17")

        var generator = RandomGenerator(seed: 0)
        let network = Sequential(Linear(4, 8, using: &generator), Tanh(), Linear(8, 3, using: &generator))
        let flowers = ONNXGraph("flowers", of: network, ["batch", 4], to: ["batch", 3])
        try flowers.save(to: folder.file("flowers.onnx"))
        #expect(flowers.constants.map(\.name) == network.namedParameters.map(\.name))
        #expect(folder.contents == ["doubled.onnx", "flowers.onnx"])
    }
}
