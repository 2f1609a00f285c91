import Autograd
import Foundation
import TensorCore

/// One case of `Tests/Fixtures/operations.json`: what PyTorch computes in double precision.
struct OperationCase: Decodable, CustomStringConvertible {
    struct Numbers: Decodable {
        let shape: [Int]
        let values: [Double]

        var array: NDArray { NDArray(values.map { Float($0) }, shape: Shape(shape)) }
    }

    struct Integers: Decodable {
        let shape: [Int]
        let values: [Int]
    }

    /// What an operation is given beside its tensors.
    struct Arguments: Decodable {
        let axis: Int?
        let axes: [Int]?
        let keepingDimensions: Bool?
        let correction: Int?
        let scalar: Float?
        let low: Float?
        let high: Float?
        let shape: [Int]?
        let order: [Int]?
        let range: [Int]?
        let step: Int?
        let count: Int?
        let lengths: [Int]?
        let descending: Bool?
        let indices: Integers?
        let mask: Numbers?
    }

    let operation: String
    let arguments: Arguments
    let inputs: [Numbers]
    let result: Numbers
    let upstream: Numbers
    let gradients: [[Double]]

    var description: String {
        "\(operation) \(inputs.map(\.shape)) \(arguments.axis.map { "axis \($0)" } ?? "")"
    }

    static func readAll() throws -> [OperationCase] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures").appendingPathComponent("operations.json")
        return try JSONDecoder().decode([OperationCase].self, from: Data(contentsOf: file))
    }
}

/// An argument that the case of an operation must have and has not.
struct MissingArgument: Error {
    let operation: String
}

extension OperationCase {
    typealias Operation = @Sendable (_ inputs: [Tensor], _ given: OperationCase) throws -> Tensor

    /// Every differentiable operation of `Tensor`, by its name; operators as they are called.
    static let operations: [String: Operation] = [
        "a + b": { x, _ in x[0] + x[1] },
        "a - b": { x, _ in x[0] - x[1] },
        "a * b": { x, _ in x[0] * x[1] },
        "a / b": { x, _ in x[0] / x[1] },
        "-x": { x, _ in -x[0] },
        "x + scalar": { x, given in x[0] + (try given.need(\.scalar)) },
        "scalar + x": { x, given in try given.need(\.scalar) + x[0] },
        "x - scalar": { x, given in x[0] - (try given.need(\.scalar)) },
        "scalar - x": { x, given in try given.need(\.scalar) - x[0] },
        "x * scalar": { x, given in x[0] * (try given.need(\.scalar)) },
        "scalar * x": { x, given in try given.need(\.scalar) * x[0] },
        "x / scalar": { x, given in x[0] / (try given.need(\.scalar)) },
        "scalar / x": { x, given in try given.need(\.scalar) / x[0] },
        "maximum": { x, _ in .maximum(x[0], x[1]) },
        "minimum": { x, _ in .minimum(x[0], x[1]) },
        "select": { x, given in .select(try given.need(\.mask).array, x[0], x[1]) },
        "exp": { x, _ in x[0].exp() },
        "expMinusOne": { x, _ in x[0].expMinusOne() },
        "log": { x, _ in x[0].log() },
        "logOnePlus": { x, _ in x[0].logOnePlus() },
        "tanh": { x, _ in x[0].tanh() },
        "sigmoid": { x, _ in x[0].sigmoid() },
        "erf": { x, _ in x[0].erf() },
        "sin": { x, _ in x[0].sin() },
        "cos": { x, _ in x[0].cos() },
        "square": { x, _ in x[0].square() },
        "squareRoot": { x, _ in x[0].squareRoot() },
        "reciprocal": { x, _ in x[0].reciprocal() },
        "magnitude": { x, _ in x[0].magnitude() },
        "power": { x, given in x[0].power(try given.need(\.scalar)) },
        "clamped": { x, given in x[0].clamped(to: try given.need(\.low)...(try given.need(\.high))) },
        "relu": { x, given in x[0].relu(slope: try given.need(\.scalar)) },
        "gelu": { x, _ in x[0].gelu() },
        "geluTanh": { x, _ in x[0].geluTanh() },
        "softplus": { x, _ in x[0].softplus() },
        "sum": { x, given in x[0].sum(axes: given.arguments.axes, keepingDimensions: given.keeps) },
        "mean": { x, given in x[0].mean(axes: given.arguments.axes, keepingDimensions: given.keeps) },
        "max": { x, given in x[0].max(axes: given.arguments.axes, keepingDimensions: given.keeps) },
        "min": { x, given in x[0].min(axes: given.arguments.axes, keepingDimensions: given.keeps) },
        "variance": { x, given in
            x[0].variance(
                axes: given.arguments.axes, correction: try given.need(\.correction),
                keepingDimensions: given.keeps)
        },
        "standardDeviation": { x, given in
            x[0].standardDeviation(
                axes: given.arguments.axes, correction: try given.need(\.correction),
                keepingDimensions: given.keeps)
        },
        "softmax": { x, given in x[0].softmax(axis: try given.need(\.axis)) },
        "logSoftmax": { x, given in x[0].logSoftmax(axis: try given.need(\.axis)) },
        "logSumExp": { x, given in x[0].logSumExp(axis: try given.need(\.axis)) },
        "matmul": { x, _ in x[0].matmul(x[1]) },
        "reshaped": { x, given in x[0].reshaped(try given.need(\.shape)) },
        "flattened": { x, given in x[0].flattened(fromAxis: try given.need(\.axis)) },
        "transposed": { x, given in
            let order = try given.need(\.order)
            return x[0].transposed(order[0], order[1])
        },
        "permuted": { x, given in x[0].permuted(try given.need(\.order)) },
        "sliced": { x, given in
            let range = try given.need(\.range)
            return x[0].sliced(
                axis: try given.need(\.axis), range[0]..<range[1], step: try given.need(\.step))
        },
        "selected": { x, given in x[0].selected(axis: try given.need(\.axis), try given.need(\.count)) },
        "expandedDimensions": { x, given in x[0].expandedDimensions(axis: try given.need(\.axis)) },
        "squeezed": { x, given in x[0].squeezed(axis: try given.need(\.axis)) },
        "broadcast": { x, given in x[0].broadcast(to: Shape(try given.need(\.shape))) },
        "padded": { x, given in
            let range = try given.need(\.range)
            return x[0].padded(
                axis: try given.need(\.axis), before: range[0], after: range[1],
                with: try given.need(\.scalar))
        },
        "concatenated": { x, given in .concatenated(x, axis: try given.need(\.axis)) },
        "stacked": { x, given in .stacked(x, axis: try given.need(\.axis)) },
        // The pieces are put together again in the opposite order.
        "split": { x, given in
            let axis = try given.need(\.axis)
            return .concatenated(
                x[0].split(lengths: try given.need(\.lengths), axis: axis).reversed(), axis: axis)
        },
        "indexSelected": { x, given in x[0].indexSelected(try given.indices, axis: try given.need(\.axis)) },
        "scatterAdding": { x, given in
            x[0].scatterAdding(x[1], at: try given.indices, axis: try given.need(\.axis))
        },
        "gathered": { x, given in x[0].gathered(try given.indices, axis: try given.need(\.axis)) },
        "topK": { x, given in x[0].topK(try given.need(\.count)).values },
        "sorted": { x, given in x[0].sorted(descending: try given.need(\.descending)).values },
        "convolution2D": { x, given in
            x[0].convolution2D(
                x[1], bias: x[2], stride: Size2D(try given.need(\.step)), padding: try given.pair,
                groups: try given.need(\.count))
        },
        "transposedConvolution2D": { x, given in
            x[0].transposedConvolution2D(
                x[1], bias: x[2], stride: Size2D(try given.need(\.step)), padding: try given.pair,
                groups: try given.need(\.count))
        },
        "maxPooled2D": { x, given in
            x[0].maxPooled2D(
                Size2D(try given.need(\.count)), stride: Size2D(try given.need(\.step)),
                padding: try given.pair)
        },
        "averagePooled2D": { x, given in
            x[0].averagePooled2D(
                Size2D(try given.need(\.count)), stride: Size2D(try given.need(\.step)),
                padding: try given.pair)
        },
        "adaptiveAveragePooled2D": { x, given in x[0].adaptiveAveragePooled2D(try given.pair) },
    ]

    private func need<Value>(_ argument: KeyPath<Arguments, Value?>) throws -> Value {
        guard let value = arguments[keyPath: argument] else { throw MissingArgument(operation: operation) }
        return value
    }

    private var keeps: Bool { arguments.keepingDimensions ?? false }

    /// The lengths of the case as a height and a width.
    private var pair: Size2D {
        get throws {
            let lengths = try need(\.lengths)
            return Size2D(lengths[0], lengths[1])
        }
    }

    private var indices: IntArray {
        get throws {
            let indices = try need(\.indices)
            return IntArray(indices.values, shape: Shape(indices.shape))
        }
    }
}
