/// The gradient of the error by differences, without any derivation: ∂E/∂w ≈ (E(w + ε) − E(w − ε)) / 2ε for each weight and
/// bias, in the order hidden weights, hidden biases, output weights, output biases.
func numericalGradient(
    of network: TwoLayerNetwork, inputs: [Float], targets: [Float], step: Float = 0.01
) -> [Float] {
    let places: [WritableKeyPath<TwoLayerNetwork, [Float]>] = [
        \.hidden.weights, \.hidden.biases, \.output.weights, \.output.biases,
    ]
    return places.flatMap { place in
        network[keyPath: place].indices.map { index in
            func error(movedBy change: Float) -> Float {
                var moved = network
                moved[keyPath: place][index] += change
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

/// How far the two gradients are apart, as a share of the longer one's length: |g − n| / max(|g|, |n|).
func gradientDisagreement(_ network: TwoLayerNetwork, inputs: [Float], targets: [Float]) -> Double {
    let byHand = handWrittenGradient(of: network, inputs: inputs, targets: targets)
    let byDifferences = numericalGradient(of: network, inputs: inputs, targets: targets)
    let length = max(norm(byHand), norm(byDifferences))
    return length > 0 ? norm(zip(byHand, byDifferences).map { $0 - $1 }) / length : 0
}

private func norm(_ vector: [Float]) -> Double {
    vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
