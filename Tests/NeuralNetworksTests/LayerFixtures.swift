import Autograd
import Foundation
import TensorCore
import Testing

/// One operation as PyTorch computed it in float64; made by Tests/Fixtures/make_layer_fixtures.py.
struct LayerFixture: Decodable, Sendable, CustomTestStringConvertible {
    struct Numbers: Decodable, Sendable {
        let shape: [Int]
        let values: [Double]

        var array: NDArray { NDArray(values.map(Float.init), shape: Shape(shape)) }
    }

    struct Labels: Decodable, Sendable {
        let shape: [Int]
        let values: [Int]

        var array: IntArray { IntArray(values, shape: Shape(shape)) }
    }

    let name: String
    let options: [String: Double]
    let inputs: [String: Numbers]
    let labels: Labels?
    let buffers: [String: Numbers]?
    let output: Numbers
    let upstream: Numbers
    let gradients: [String: Numbers]

    var testDescription: String {
        let shapes = inputs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.shape)" }
        return "\(name) \(shapes.joined(separator: " ")) \(options.sorted { $0.key < $1.key })"
    }

    /// The inputs as leaves that require gradients.
    var leaves: [String: Tensor] { inputs.mapValues { Tensor($0.array, requiresGradient: true) } }

    /// Holds an output within 1e-6, and after `backward()` the leaves' gradients within 1e-5, of PyTorch's.
    func check(_ result: Tensor, _ leaves: [String: Tensor]) {
        expectClose(result.value, output, 1e-6, "\(testDescription): output")
        result.backward(upstream.array)
        for (key, expected) in gradients {
            guard let leaf = leaves[key] else {
                Issue.record("no leaf \(key)")
                continue
            }
            expectClose(
                leaf.grad ?? NDArray(filledWith: .nan, shape: leaf.shape), expected, 1e-5,
                "\(testDescription): gradient of \(key)")
        }
    }
}

/// Reads a file of Tests/Fixtures.
func layerFixture<Content: Decodable>(_ name: String, as type: Content.Type = Content.self) throws -> Content
{
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name).json"))
    return try JSONDecoder().decode(type, from: data)
}

/// Holds each element within `tolerance` of the expected one, relative to the largest of them.
func expectClose(
    _ found: NDArray, _ expected: LayerFixture.Numbers, _ tolerance: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard Array(found.shape) == expected.shape, found.elementCount == expected.values.count else {
        Issue.record("\(what): shape \(found.shape), not \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let largest = expected.values.reduce(0) { max($0, $1.magnitude) }
    for (a, b) in zip(found.scalars, expected.values)
    where !((Double(a) - b).magnitude <= tolerance * largest) {
        Issue.record("\(what): \(a), not \(b)", sourceLocation: sourceLocation)
        return
    }
}
