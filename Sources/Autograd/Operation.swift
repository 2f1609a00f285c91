import TensorCore

/// Whether operations are recorded for `backward()`: a value of the current task, so that a scope can switch it off
/// without touching anybody else.
enum Recording {
    @TaskLocal static var isOn = true
}

/// Runs `body` without recording the graph: for evaluation, and for updates of parameters.
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Recording.$isOn.withValue(false, operation: body)
}

extension Tensor {
    /// A tensor computed from others, with the way back: this is how every operation enters the graph, those of
    /// this module and those of a layer that brings its own gradient.
    ///
    /// - Parameters:
    ///   - name: the operation's name in messages and drawings.
    ///   - value: its result.
    ///   - inputs: what it was computed from.
    ///   - backward: from the gradient of the result, of the result's shape, the gradient of each input in order, of
    ///     that input's shape; nil for an input that needs none. It must capture arrays, never tensors: those are kept
    ///     by the graph, which frees them without recursion.
    public static func operation(
        _ name: String, _ value: NDArray, inputs: [Tensor],
        backward: @escaping (_ upstream: NDArray) -> [NDArray?]
    ) -> Tensor {
        let result = Tensor(value)
        if inputs.contains(where: \.requiresGradient) && Recording.isOn {
            result.requiresGradient = true
            result.origin = Origin(name, inputs, backward)
        }
        if let recorder = AnomalyRecorder.current {
            let place = recorder.look(name, value, inputs)
            result.origin?.place = place
        }
        return result
    }

    /// An operation of one input.
    func unary(_ name: String, _ value: NDArray, backward: @escaping (_ upstream: NDArray) -> NDArray)
        -> Tensor
    {
        Tensor.operation(name, value, inputs: [self]) { [backward($0)] }
    }

    /// An operation of two inputs that broadcast against each other. Each way back gives a gradient of the
    /// result's shape, which is then summed over what was stretched; it is not called for an input without one.
    static func binary(
        _ name: String, _ a: Tensor, _ b: Tensor, _ value: NDArray,
        toFirst: @escaping (_ upstream: NDArray) -> NDArray,
        toSecond: @escaping (_ upstream: NDArray) -> NDArray
    ) -> Tensor {
        let (firstShape, secondShape) = (a.shape, b.shape)
        let (needsFirst, needsSecond) = (a.requiresGradient, b.requiresGradient)
        return operation(name, value, inputs: [a, b]) { upstream in
            [
                needsFirst ? toFirst(upstream).summed(to: firstShape) : nil,
                needsSecond ? toSecond(upstream).summed(to: secondShape) : nil,
            ]
        }
    }
}
