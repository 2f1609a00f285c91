import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// One call as PyTorch computed it in float64; made by Tests/Fixtures/make_attention_fixtures.py.
struct AttentionFixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String: Double]
    let inputs: [String: LayerFixture.Numbers]
    let masks: [String: LayerFixture.Numbers]
    let labels: [String: LayerFixture.Labels]?
    /// The names of the parameters among the inputs, in PyTorch's order.
    let names: [String]
    let weights: LayerFixture.Numbers?
    let output: LayerFixture.Numbers
    let upstream: LayerFixture.Numbers
    let gradients: [String: LayerFixture.Numbers]

    static let all: [AttentionFixture] = (try? layerFixture("attention")) ?? []

    static func named(_ name: String) -> [AttentionFixture] { all.filter { $0.name == name } }

    var testDescription: String {
        let shapes = inputs.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.shape)" }
        return "\(name) \(shapes.joined(separator: " ")) \(options.sorted { $0.key < $1.key })"
    }

    /// The inputs that are no parameters, as leaves that require gradients.
    var leaves: [String: Tensor] {
        inputs.filter { !names.contains($0.key) }
            .mapValues { Tensor($0.array, requiresGradient: true) }
    }

    func option(_ name: String) -> Int { Int(options[name] ?? 0) }

    /// Gives a module PyTorch's parameters, whose names and order must be the module's.
    func load(_ module: Module) throws {
        #expect(module.namedParameters.map(\.name) == names)
        for (name, parameter) in module.namedParameters {
            let value = try #require(inputs[name]).array
            #expect(parameter.shape == value.shape)
            parameter.value = value
        }
    }

    /// Holds the output within 1e-6, and after `backward()` all gradients within 1e-5, of PyTorch's.
    func check(_ result: Tensor, _ leaves: [String: Tensor], _ module: Module? = nil) throws {
        expectClose(result.value, output, 1e-6, "\(testDescription): output")
        result.backward(upstream.array)
        let parameters = (module?.namedParameters ?? []).map { ($0.name, $0.parameter) }
        let all = leaves.merging(parameters) { first, _ in first }
        #expect(all.count == gradients.count)
        for (key, expected) in gradients {
            let gradient = try #require(all[key]).grad
            expectClose(
                try #require(gradient), expected, 1e-5, "\(testDescription): gradient of \(key)")
        }
    }
}
