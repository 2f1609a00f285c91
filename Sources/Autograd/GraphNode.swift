import TensorCore

/// How a tensor was made: the operation, its inputs, and the function that passes a gradient back to them.
final class GraphNode {
    /// The gradients of the inputs from that of the result; nil for an input that needs none.
    ///
    /// It must hold only arrays, never tensors: those are held by `inputs`, which can be freed without recursion.
    typealias Backward = (_ upstream: NDArray) -> [NDArray?]

    let operation: String
    private(set) var inputs: [Tensor]
    private var backward: Backward?

    /// Where in the network it is; nil unless anomalies are detected.
    var location: AnomalyRecorder.Location?

    init(_ operation: String, _ inputs: [Tensor], _ backward: @escaping Backward) {
        self.operation = operation
        self.inputs = inputs
        self.backward = backward
    }

    /// Whether `takeInputs` has freed this part of the graph.
    var isFreed: Bool { backward == nil }

    /// The gradients of the inputs from that of the result; nil for each where there is none.
    func gradients(_ upstream: NDArray?) -> [NDArray?] {
        guard let upstream, let backward else { return inputs.map { _ in nil } }
        let gradients = backward(upstream)
        AnomalyRecorder.current?.check(gradients, from: upstream, of: self)
        return gradients
    }

    /// Hands over the inputs and frees what the backward pass needed.
    func takeInputs() -> [Tensor] {
        defer {
            inputs = []
            backward = nil
        }
        return inputs
    }
}
