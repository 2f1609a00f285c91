import TensorCore

/// Where numbers first went wrong: an operation whose result, or whose way back, has NaN or an infinity in it.
public struct Anomaly: Sendable {
    /// What happened.
    public enum Kind: Sendable {
        /// The operation made it of numbers.
        case forward
        /// The gradient that it sent back was none, though the one it was given was.
        case backward
        /// What it was given was none already: a parameter after a step of the optimizer, or the data.
        case given
    }

    /// The operation's name.
    public let operation: String
    /// What happened.
    public let kind: Kind
    /// The shapes of what it was computed from.
    public let shapes: [Shape]
    /// The identity of the parameter among these, else of the last one that was used before; nil where there was none.
    public let parameter: ObjectIdentifier?
    /// Whether the parameter is the operation's own.
    public let isOwnParameter: Bool
}

/// Looks at the result of each operation for the first one that is no number. It takes about as long as the operations
/// themselves.
///
///     AnomalyRecorder.$current.withValue(AnomalyRecorder()) { train() }
///
/// PyTorch: `torch.autograd.detect_anomaly`, which looks at NaN on the way back alone.
public final class AnomalyRecorder: @unchecked Sendable {
    /// The recorder of the current task; it is never shared by two, which makes it safe to send.
    @TaskLocal public static var current: AnomalyRecorder?

    /// The first anomaly since the beginning, or since it was last forgotten.
    public private(set) var first: Anomaly?

    /// The parameter that was used last.
    private var lastParameter: ObjectIdentifier?

    /// A recorder that has seen nothing.
    public init() {}

    /// Forgets what was found: the loss that came of it was a number, so it did no harm.
    public func forget() { first = nil }

    /// Looks at an operation's result; returns where in the network it is, for the way back.
    func look(_ operation: String, _ value: NDArray, _ inputs: [Tensor]) -> Place {
        let own = inputs.first { $0.isLeaf && $0.requiresGradient }.map { ObjectIdentifier($0) }
        if let own { lastParameter = own }
        let place = Place(parameter: lastParameter, isOwn: own != nil)
        if first == nil, !value.isFinite {
            let broken = inputs.first { !$0.value.isFinite }
            // Otherwise an operation before has made it, which was seen if it was on watch.
            if broken == nil || broken?.isLeaf == true {
                first = anomaly(operation, broken == nil ? .forward : .given, inputs, broken, place)
            }
        }
        return place
    }

    /// Looks at the gradients that an operation sends back.
    func look(_ origin: Origin, _ upstream: NDArray, _ shares: [NDArray?]) {
        guard first == nil, shares.contains(where: { $0?.isFinite == false }), upstream.isFinite else {
            return
        }
        first = anomaly(origin.operation, .backward, origin.inputs, nil, origin.place ?? Place())
    }

    private func anomaly(
        _ operation: String, _ kind: Anomaly.Kind, _ inputs: [Tensor], _ broken: Tensor?, _ place: Place
    ) -> Anomaly {
        Anomaly(
            operation: operation, kind: kind, shapes: inputs.map(\.shape),
            parameter: broken.map { ObjectIdentifier($0) } ?? place.parameter,
            isOwnParameter: broken.map(\.requiresGradient) ?? place.isOwn)
    }

    /// Where an operation is in the network: at a parameter, or behind one.
    struct Place {
        var parameter: ObjectIdentifier?
        var isOwn = false
    }
}
