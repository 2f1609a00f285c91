import TensorCore

/// Where NaN or an infinity first appeared: an operation whose result, or whose gradient, contains one.
public struct Anomaly: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// The operation's result was NaN or infinite although its inputs were finite.
        case forward
        /// The operation returned a gradient that was NaN or infinite although its upstream gradient was finite.
        case backward
        /// An input was already NaN or infinite: a parameter after a step of the optimizer, or the data.
        case given
    }

    /// The operation's name.
    public let operation: String
    /// What happened.
    public let kind: Kind
    /// The shapes of its inputs.
    public let shapes: [Shape]
    /// The identity of the parameter among its inputs, else of the last one that was used before; nil if there was none.
    public let parameter: ObjectIdentifier?
    /// Whether the parameter is the operation's own.
    public let isOwnParameter: Bool
}

/// Checks the result and the gradients of each operation, and remembers the first that is NaN or infinite. The checks
/// take about as long as the operations.
///
/// ```swift
/// let recorder = AnomalyRecorder()
/// AnomalyRecorder.$current.withValue(recorder) {
///     _ = Tensor(NDArray([-1, 1])).log()
/// }
/// print(recorder.first?.operation ?? "no anomaly")  // log
/// ```
///
/// PyTorch: `torch.autograd.detect_anomaly`, which looks only for NaN and only in the backward pass.
public final class AnomalyRecorder: @unchecked Sendable {
    /// The recorder of the current task. No two tasks share one, which makes it safe to send.
    @TaskLocal public static var current: AnomalyRecorder?

    /// The first anomaly since the beginning, or since it was last forgotten.
    public private(set) var first: Anomaly?

    /// The parameter that was used last.
    private var lastParameter: ObjectIdentifier?

    /// A recorder that has seen nothing yet.
    public init() {}

    /// Forgets what was found: the loss was finite all the same, so it did no harm.
    public func forget() { first = nil }

    /// Checks an operation's result; returns where in the network the operation is, for the backward pass.
    func check(_ value: NDArray, of operation: String, _ inputs: [Tensor]) -> Location {
        let own = inputs.first { $0.isLeaf && $0.requiresGradient }.map { ObjectIdentifier($0) }
        if let own { lastParameter = own }
        let location = Location(parameter: lastParameter, isOwn: own != nil)
        if first == nil, !value.isFinite {
            let broken = inputs.first { !$0.value.isFinite }
            // An input that another operation made was reported when it was made.
            if broken == nil || broken?.isLeaf == true {
                first = anomaly(operation, broken == nil ? .forward : .given, inputs, broken, location)
            }
        }
        return location
    }

    /// Checks the gradients that an operation sends back.
    func check(_ gradients: [NDArray?], from upstream: NDArray, of node: GraphNode) {
        guard first == nil, gradients.contains(where: { $0?.isFinite == false }), upstream.isFinite else {
            return
        }
        first = anomaly(node.operation, .backward, node.inputs, nil, node.location ?? Location())
    }

    private func anomaly(
        _ operation: String, _ kind: Anomaly.Kind, _ inputs: [Tensor], _ broken: Tensor?, _ location: Location
    ) -> Anomaly {
        Anomaly(
            operation: operation, kind: kind, shapes: inputs.map(\.shape),
            parameter: broken.map { ObjectIdentifier($0) } ?? location.parameter,
            isOwnParameter: broken.map(\.requiresGradient) ?? location.isOwn)
    }

    /// Where an operation is in the network: at a parameter, or after one.
    struct Location {
        var parameter: ObjectIdentifier?
        var isOwn = false
    }
}

extension Tensor {
    /// This result of an operation, after the current recorder has checked it; without a recorder nothing is done.
    func checkedForAnomalies(_ operation: String, _ inputs: [Tensor]) -> Tensor {
        if let recorder = AnomalyRecorder.current {
            let location = recorder.check(value, of: operation, inputs)
            node?.location = location
        }
        return self
    }
}
