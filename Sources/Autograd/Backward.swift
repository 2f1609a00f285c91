import Messages
import TensorCore

extension Tensor {
    /// Computes the gradient of this tensor with respect to every leaf it depends on, and adds each to that leaf's
    /// `grad`.
    ///
    /// The graph is walked twice, in loops: first to count how many consumers each tensor has, then from the result
    /// back, each tensor when all its consumers have sent their gradient (section 2.2.3; Linnainmaa, 1970).
    ///
    /// - Parameters:
    ///   - upstream: the gradient of the final result with respect to this tensor, of its shape; 1 for a scalar.
    ///   - keepingGraph: whether a second call must be possible. Otherwise the graph is freed as it is used.
    ///
    /// Traps when this tensor depends on nothing that requires a gradient, when it is not a scalar and no upstream is
    /// given, when the graph was freed by an earlier call, and when a custom operation sends back too few
    /// gradients or one of the wrong shape.
    public func backward(
        _ upstream: NDArray? = nil, keepingGraph: Bool = false, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if !requiresGradient {
            explainFailure(
                "backward", "this tensor depends on nothing that requires a gradient",
                hint: "make a leaf with requiresGradient: true, outside withoutGradient", file: file,
                line: line)
        }
        if upstream == nil && elementCount != 1 {
            explainFailure(
                "backward", "a tensor of shape \(shape) is not a single number",
                hint: "reduce it with sum() or mean(), or give the upstream gradient", file: file, line: line)
        }
        if let upstream, upstream.shape != shape {
            explainFailure(
                "backward", "an upstream gradient of shape \(upstream.shape) for a tensor of shape \(shape)",
                file: file, line: line)
        }
        countConsumers(file, line)
        arrivedGradient = upstream ?? .ones(shape)
        var ready = [self]
        while let tensor = ready.popLast() {
            // An operation may pass no gradient on, as `nil`; the tensors behind it must still be counted down.
            let gradient = tensor.arrivedGradient
            tensor.arrivedGradient = nil
            if let gradient, tensor.isLeaf || tensor.retainsGradient { tensor.accumulate(gradient) }
            guard let node = tensor.node, !node.isFreed else { continue }
            let gradients = node.gradients(gradient)
            let inputs = keepingGraph ? node.inputs : node.takeInputs()
            if gradients.count < inputs.count {
                explainFailure(
                    "backward",
                    "\"\(node.operation)\" sent \(gradients.count) gradient(s) to its \(inputs.count) inputs",
                    hint: "give nil for an input that needs none", file: file, line: line)
            }
            for (input, gradient) in zip(inputs, gradients) where input.requiresGradient {
                if let gradient { input.receive(gradient, from: node.operation) }
                input.pendingConsumers -= 1
                if input.pendingConsumers == 0 { ready.append(input) }
            }
        }
    }

    /// Sets `pendingConsumers` of every tensor below this one that requires a gradient.
    private func countConsumers(_ file: StaticString, _ line: UInt) {
        var unexplored = [self]
        while let tensor = unexplored.popLast() {
            guard let node = tensor.node else { continue }
            if node.isFreed {
                explainFailure(
                    "backward", "the graph behind \"\(node.operation)\" was freed by an earlier backward()",
                    hint: "compute the result again, or call the first with keepingGraph: true", file: file,
                    line: line)
            }
            for input in node.inputs where input.requiresGradient {
                input.pendingConsumers += 1
                if input.pendingConsumers == 1 { unexplored.append(input) }
            }
        }
    }

    /// Adds the gradient that a consumer sent.
    private func receive(_ gradient: NDArray, from operation: String) {
        if gradient.shape != shape {
            explainFailure(
                "backward",
                "\"\(operation)\" sent a gradient of shape \(gradient.shape) to a tensor of shape \(shape)")
        }
        if arrivedGradient == nil { arrivedGradient = gradient } else { arrivedGradient? += gradient }
    }

    /// Adds to `grad`.
    private func accumulate(_ gradient: NDArray) {
        if grad == nil { grad = gradient } else { grad? += gradient }
    }
}
