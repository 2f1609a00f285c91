import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// A recurrent network as PyTorch computed it in float64; made by Tests/Fixtures/make_recurrent_fixtures.py.
struct RecurrentFixture: Decodable, Sendable, CustomTestStringConvertible {
    struct Sizes: Decodable, Sendable {
        let inputs: Int
        let hidden: Int
        let layers: Int
    }

    let kind: String
    let sizes: Sizes
    let batch_first: Bool
    let bidirectional: Bool
    let bias: Bool
    let lengths: [Int]?
    let parameter_names: [String]
    let parameters: [String: LayerFixture.Numbers]
    let inputs: [String: LayerFixture.Numbers]
    let outputs: [String: LayerFixture.Numbers]
    let upstream: [String: LayerFixture.Numbers]
    let parameter_gradients: [String: LayerFixture.Numbers]
    let input_gradients: [String: LayerFixture.Numbers]

    var testDescription: String {
        "\(kind) \(sizes.layers)·\(sizes.hidden)\(bidirectional ? " both ways" : "") \(lengths ?? [])"
    }

    func network() -> RecurrentNetwork {
        var generator = RandomGenerator(seed: 1)
        switch kind {
        case "lstm":
            return LSTM(
                sizes.inputs, sizes.hidden, layerCount: sizes.layers, bias: bias, batchFirst: batch_first,
                bidirectional: bidirectional, using: &generator)
        case "gru":
            return GRU(
                sizes.inputs, sizes.hidden, layerCount: sizes.layers, bias: bias, batchFirst: batch_first,
                bidirectional: bidirectional, using: &generator)
        default:
            return RNN(
                sizes.inputs, sizes.hidden, layerCount: sizes.layers,
                nonlinearity: kind == "rnn_relu" ? .relu : .tanh, bias: bias, batchFirst: batch_first,
                bidirectional: bidirectional, using: &generator)
        }
    }
}

/// The outputs of any recurrent network by name.
func recurrentOutputs(
    _ network: RecurrentNetwork, _ input: Tensor, hidden: Tensor?, cell: Tensor?, lengths: [Int]?
) -> [String: Tensor] {
    switch network {
    case let lstm as LSTM:
        let state = hidden.flatMap { hidden in cell.map { (hidden: hidden, cell: $0) } }
        let result = lstm(input, state: state, lengths: lengths)
        return ["output": result.output, "hidden": result.hidden, "cell": result.cell]
    case let gru as GRU:
        let result = gru(input, hidden: hidden, lengths: lengths)
        return ["output": result.output, "hidden": result.hidden]
    case let rnn as RNN:
        let result = rnn(input, hidden: hidden, lengths: lengths)
        return ["output": result.output, "hidden": result.hidden]
    default: return [:]
    }
}

@Suite("Recurrent networks give PyTorch's numbers")
struct RecurrentFixtureTests {
    static let all: [RecurrentFixture] = (try? layerFixture("recurrent")) ?? []

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.kind).mapValues(\.count)
        #expect(counts == ["rnn_tanh": 4, "rnn_relu": 4, "lstm": 4, "gru": 4])
    }

    @Test("parameters have PyTorch's names in PyTorch's order", arguments: all)
    func names(_ fixture: RecurrentFixture) {
        let network = fixture.network()
        #expect(network.namedParameters.map(\.name) == fixture.parameter_names)
        for (name, parameter) in network.namedParameters {
            #expect(fixture.parameters[name].map { Shape($0.shape) } == parameter.shape)
        }
    }

    @Test("outputs, final states and all gradients", arguments: all)
    func numbers(_ fixture: RecurrentFixture) throws {
        let network = fixture.network()
        for (name, parameter) in network.namedParameters {
            parameter.value = try #require(fixture.parameters[name]).array
        }
        let leaves = fixture.inputs.mapValues { Tensor($0.array, requiresGradient: true) }
        let found = recurrentOutputs(
            network, try #require(leaves["input"]), hidden: leaves["hidden"], cell: leaves["cell"],
            lengths: fixture.lengths)
        #expect(Set(found.keys) == Set(fixture.outputs.keys))
        var total = Tensor(NDArray(0))
        for (name, expected) in fixture.outputs {
            let output = try #require(found[name])
            expectClose(output.value, expected, 1e-6, "\(fixture.testDescription): \(name)")
            total = total + (output * Tensor(try #require(fixture.upstream[name]).array)).sum()
        }
        total.backward()
        for (name, parameter) in network.namedParameters {
            expectClose(
                try #require(parameter.grad), try #require(fixture.parameter_gradients[name]), 1e-5,
                "\(fixture.testDescription): gradient of \(name)")
        }
        for (name, leaf) in leaves {
            expectClose(
                try #require(leaf.grad), try #require(fixture.input_gradients[name]), 1e-5,
                "\(fixture.testDescription): gradient of \(name)")
        }
    }
}
