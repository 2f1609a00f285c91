import Datasets
import NeuralNetworks
import TensorCore

/// How the network is trained.
///
/// The defaults are what Gorman and Sejnowski (1988) published for sonar.
struct TrainingRecipe {
    /// η, the length of a step.
    var rate: Float = 2

    /// Weights and biases begin in −range...range.
    var range: Float = 0.3

    /// A row is left alone where all its outputs are nearer to their targets than this.
    var tolerance: Float = 0.2
}

/// What one epoch of training was like.
struct EpochResult {
    /// The epochs done, this one included.
    let epoch: Int

    /// The mean of ½ Σ (o − t)² over the rows, each as it was met.
    let meanError: Float

    /// The rows that called for a step; once there are none, nothing moves any more.
    let steps: Int
}

/// Trains on one row at a time, in an order that is new in every epoch, until an epoch needs no step.
///
/// `targets` has a row of outputs for each row of inputs. `afterEpoch` sees the network as it becomes and may
/// end the training by returning false. Returns the epochs, nil where they did not suffice.
///
/// - Throws: `TrainingDiverged` where the error is no number any more.
@discardableResult
func train(
    _ network: inout TwoLayerNetwork, inputs: [[Float]], targets: [[Float]], epochs: Int,
    recipe: TrainingRecipe, using generator: inout RandomGenerator,
    afterEpoch: (TwoLayerNetwork, EpochResult) -> Bool = { _, _ in true }
) throws -> Int? {
    for epoch in 1...epochs {
        var error: Float = 0
        var steps = 0
        for row in generator.permutation(inputs.count) {
            let (activations, outputs) = network.forward(inputs[row])
            error += squaredError(outputs: outputs, targets: targets[row])
            guard isFar(outputs, from: targets[row], tolerance: recipe.tolerance) else { continue }
            let gradients = network.gradients(
                inputs: inputs[row], hidden: activations, outputs: outputs, targets: targets[row])
            network.hidden.descend(gradients.hidden, rate: recipe.rate)
            network.output.descend(gradients.output, rate: recipe.rate)
            steps += 1
        }
        guard error.isFinite else {
            throw TrainingDiverged(
                "the error of epoch \(epoch) is \(error): the training came apart; are the inputs too large?")
        }
        let result = EpochResult(epoch: epoch, meanError: error / Float(inputs.count), steps: steps)
        guard afterEpoch(network, result) else { return steps == 0 ? epoch : nil }
        if steps == 0 { return epoch }
    }
    return nil
}

/// Whether an output misses its target by the tolerance or more.
private func isFar(_ outputs: [Float], from targets: [Float], tolerance: Float) -> Bool {
    for index in outputs.indices where abs(outputs[index] - targets[index]) >= tolerance { return true }
    return false
}

extension ClassificationData {
    /// How many outputs a network for these classes has: one for two of them, else one a class.
    var outputCount: Int { classNames.count == 2 ? 1 : classNames.count }

    /// What the outputs should be, `[N][outputCount]`: the label itself, or 1 for the right class and 0 for the
    /// others.
    var targets: [[Float]] {
        labels.map { label in
            outputCount == 1
                ? [Float(label)] : classNames.indices.map { $0 == label ? 1 : 0 }
        }
    }
}
