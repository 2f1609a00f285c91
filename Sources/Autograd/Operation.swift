import TensorCore

/// Whether operations are recorded for `backward()`: a value of the current task, so that a scope can switch it off
/// without affecting other tasks.
enum Recording {
    @TaskLocal static var isOn = true
}

/// Runs `body` without recording the graph: for evaluation, and for updates of parameters.
///
/// ```swift
/// let x = Tensor(NDArray([1, 2]), requiresGradient: true)
/// let y = withoutGradient { x * x }  // requires no gradient
/// ```
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Recording.$isOn.withValue(false, operation: body)
}

extension Tensor {
    /// A tensor computed from others, with its backward function: this is how every operation enters the graph, those
    /// of this module and those of a layer that brings its own gradient.
    ///
    /// ```swift
    /// let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)
    /// let value = x.value
    /// let cube = Tensor.operation("cube", value.power(3), inputs: [x]) { upstream in
    ///     [upstream * 3 * value.square()]
    /// }
    /// cube.sum().backward()  // x.grad is [3, 12, 27]
    /// ```
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
        if Recording.isOn && inputs.contains(where: \.requiresGradient) {
            result.requiresGradient = true
            result.node = GraphNode(name, inputs, backward)
        }
        return result.checkedForAnomalies(name, inputs)
    }

    /// An operation of one input.
    func unary(_ name: String, _ value: NDArray, backward: @escaping (_ upstream: NDArray) -> NDArray)
        -> Tensor
    {
        Tensor.operation(name, value, inputs: [self]) { [backward($0)] }
    }

    /// An operation of two inputs that broadcast against each other. Each backward function gives a gradient of
    /// the result's shape, which is then summed over the axes that were broadcast; it is not called for an input that
    /// needs none.
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
