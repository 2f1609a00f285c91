import Autograd
import NeuralNetworks
import TensorCore
import Testing

private final class Block: Module, Layer {
    let linear: Linear
    let batchNorm: BatchNorm1d

    init(_ inputs: Int, _ outputs: Int, using generator: inout RandomGenerator) {
        linear = Linear(inputs, outputs, using: &generator)
        batchNorm = BatchNorm1d(outputs)
    }

    func forward(_ input: Tensor) -> Tensor { batchNorm(linear(input)).tanh() }
}

/// The network of the fixture `network_training`.
private final class Network: Module, Layer {
    let blocks: [Block]
    let head: Sequential

    override init() {
        var generator = RandomGenerator(seed: 1)
        blocks = [Block(3, 5, using: &generator), Block(5, 4, using: &generator)]
        head = Sequential(LayerNorm(4), GELU(), Linear(4, 2, bias: false, using: &generator))
    }

    func forward(_ input: Tensor) -> Tensor { head(blocks.reduce(input) { $1($0) }) }
}

private struct TrainingFixture: Decodable {
    let names: [String]
    let parameterNames: [String]
    let start: [String: LayerFixture.Numbers]
    let input: LayerFixture.Numbers
    let labels: [Int]
    let losses: [Double]
    let end: [String: LayerFixture.Numbers]
    let output: LayerFixture.Numbers

    enum CodingKeys: String, CodingKey {
        case names, start, input, labels, losses, end, output
        case parameterNames = "parameter_names"
    }
}

/// One step of plain gradient descent, written out.
private func descend(_ module: Module, learningRate: Float) {
    for parameter in module.parameters {
        if let gradient = parameter.grad { parameter.value.add(gradient, scaledBy: -learningRate) }
    }
}

@Suite("Training")
struct TrainingTests {
    @Test("a nested network has PyTorch's names, losses and state")
    func trajectory() throws {
        let fixture: TrainingFixture = try layerFixture("network_training")
        let network = Network()
        #expect(network.stateDictionary.map(\.name) == fixture.names)
        #expect(network.namedParameters.map(\.name) == fixture.parameterNames)
        try network.load(stateDictionary: fixture.start.map { ($0.key, $0.value.array) })
        let (x, labels) = (Tensor(fixture.input.array), IntArray(fixture.labels))
        #expect(fixture.losses.count == 10)
        for expected in fixture.losses {
            network.zeroGradients()
            let loss = crossEntropy(network(x), labels)
            #expect((Double(loss.scalar) / expected - 1).magnitude < 1e-5)
            loss.backward()
            descend(network, learningRate: 0.1)
        }
        for (name, value) in network.stateDictionary {
            expectClose(value, try #require(fixture.end[name]), 1e-5, name)
        }
        network.evaluate()
        expectClose(network(x).value, fixture.output, 1e-5, "output")
    }

    @Test("two layers learn eight examples by heart")
    func overfitting() {
        var generator = RandomGenerator(seed: 8)
        let network = Sequential(Linear(3, 16, using: &generator), Tanh(), Linear(16, 2, using: &generator))
        // The parity of three bits, which no single layer can tell.
        let bits = (0..<8).map { number in (0..<3).map { Float(number >> $0 & 1) } }
        let x = Tensor(NDArray(rows: bits))
        let labels = IntArray((0..<8).map { $0.nonzeroBitCount % 2 })
        var loss: Float = 0
        for _ in 0..<1500 {
            network.zeroGradients()
            let result = crossEntropy(network(x), labels)
            result.backward()
            descend(network, learningRate: 0.5)
            loss = result.scalar
        }
        #expect(loss < 0.05)
        #expect(network(x).value.argMax(axis: 1) == labels)
    }

    @Test("the same seed gives the same bits")
    func determinism() {
        func train() -> [NDArray] {
            var generator = RandomGenerator(seed: 9)
            let network = Sequential(
                Linear(4, 8, using: &generator), BatchNorm1d(8), ReLU(), Dropout(using: &generator),
                Linear(8, 1, using: &generator))
            let (x, y) = (
                Tensor(NDArray.normal([16, 4], using: &generator)),
                Tensor(NDArray.normal([16, 1], using: &generator))
            )
            for _ in 0..<5 {
                network.zeroGradients()
                meanSquaredError(network(x), y).backward()
                descend(network, learningRate: 0.1)
            }
            return network.stateDictionary.map(\.value)
        }
        #expect(train() == train())
    }
}
