import Messages
import TensorCore

extension Tensor {
    /// Computes the gradient of this tensor with respect to every leaf it depends on, and adds each to that leaf's
    /// `grad`.
    ///
    /// The graph is walked twice, in loops: first to count how many consumers each tensor has, then from the result
    /// back, each tensor when all its consumers have sent their share (section 2.2.3; Linnainmaa, 1970).
    ///
    /// - Parameters:
    ///   - upstream: the gradient of the final result with respect to this tensor, of its shape; 1 for a scalar.
    ///   - keepingGraph: whether a second call is to be possible. Otherwise the graph is freed as it is used.
    ///
    /// Traps when this tensor depends on nothing that requires a gradient, when it is no scalar and no upstream is
    /// given, when the graph was freed by an earlier call, and when an operation of one's own sends back too few
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
        let recorder = AnomalyRecorder.current
        var ready = [self]
        while let tensor = ready.popLast() {
            // None has arrived where an operation passes no gradient on; what lies below must still be told.
            let gradient = tensor.arrivedGradient
            tensor.arrivedGradient = nil
            if let gradient, tensor.origin == nil || tensor.retainsGradient { tensor.accumulate(gradient) }
            guard let origin = tensor.origin, let backward = origin.backward else { continue }
            let shares = gradient.map(backward) ?? origin.inputs.map { _ in nil }
            if let recorder, let gradient { recorder.look(origin, gradient, shares) }
            let inputs = keepingGraph ? origin.inputs : origin.takeInputs()
            if shares.count < inputs.count {
                explainFailure(
                    "backward",
                    "\"\(origin.operation)\" sent \(shares.count) gradient(s) to its \(inputs.count) inputs",
                    hint: "give nil for an input that needs none", file: file, line: line)
            }
            for (input, share) in zip(inputs, shares) where input.requiresGradient {
                if let share { input.receive(share, from: origin.operation) }
                input.pendingConsumers -= 1
                if input.pendingConsumers == 0 { ready.append(input) }
            }
        }
    }

    /// Sets `pendingConsumers` of every tensor below this one that requires a gradient.
    private func countConsumers(_ file: StaticString, _ line: UInt) {
        var unexplored = [self]
        while let tensor = unexplored.popLast() {
            guard let origin = tensor.origin else { continue }
            if origin.backward == nil {
                explainFailure(
                    "backward", "the graph behind \"\(origin.operation)\" was freed by an earlier backward()",
                    hint: "compute the result again, or call the first with keepingGraph: true", file: file,
                    line: line)
            }
            for input in origin.inputs where input.requiresGradient {
                input.pendingConsumers += 1
                if input.pendingConsumers == 1 { unexplored.append(input) }
            }
        }
    }

    /// Adds a consumer's share of the gradient.
    private func receive(_ share: NDArray, from operation: String) {
        if share.shape != shape {
            explainFailure(
                "backward",
                "\"\(operation)\" sent a gradient of shape \(share.shape) to a tensor of shape \(shape)")
        }
        if arrivedGradient == nil { arrivedGradient = share } else { arrivedGradient? += share }
    }

    /// Adds to `grad`.
    private func accumulate(_ gradient: NDArray) {
        if grad == nil { grad = gradient } else { grad? += gradient }
    }
}
