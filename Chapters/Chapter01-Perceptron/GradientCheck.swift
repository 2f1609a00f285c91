/// The numerical gradient of the error, by central differences: ∂E/∂w ≈ (E(w + ε) − E(w − ε)) / 2ε for each weight and bias,
/// in the order hidden weights, hidden biases, output weights, output biases.
func numericalGradient(
    of network: TwoLayerNetwork, inputs: [Float], targets: [Float], step: Float = 0.01
) -> [Float] {
    let parts: [WritableKeyPath<TwoLayerNetwork, [Float]>] = [
        \.hidden.weights, \.hidden.biases, \.output.weights, \.output.biases,
    ]
    return parts.flatMap { part in
        network[keyPath: part].indices.map { index in
            func error(movedBy change: Float) -> Float {
                var moved = network
                moved[keyPath: part][index] += change
                return squaredError(outputs: moved.forward(inputs).outputs, targets: targets)
            }
            return (error(movedBy: step) - error(movedBy: -step)) / (2 * step)
        }
    }
}

/// The gradient by backpropagation, in the same order.
func handWrittenGradient(of network: TwoLayerNetwork, inputs: [Float], targets: [Float]) -> [Float] {
    let (activations, outputs) = network.forward(inputs)
    let gradients = network.gradients(
        inputs: inputs, hidden: activations, outputs: outputs, targets: targets)
    return gradients.hidden.weights + gradients.hidden.biases + gradients.output.weights
        + gradients.output.biases
}

/// The relative difference of the two gradients of a network.
func gradientDisagreement(_ network: TwoLayerNetwork, inputs: [Float], targets: [Float]) -> Double {
    relativeDifference(
        handWrittenGradient(of: network, inputs: inputs, targets: targets),
        numericalGradient(of: network, inputs: inputs, targets: targets))
}

/// How far two vectors are apart, relative to the longer one: |a − b| / max(|a|, |b|).
///
/// It is infinite where there is nothing to compare: for vectors of other lengths, without elements, or with a NaN.
func relativeDifference(_ a: [Float], _ b: [Float]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return .infinity }
    guard (a + b).allSatisfy(\.isFinite) else { return .infinity }
    let length = max(norm(a), norm(b))
    return length > 0 ? norm(zip(a, b).map { $0 - $1 }) / length : 0
}

private func norm(_ vector: [Float]) -> Double {
    vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
