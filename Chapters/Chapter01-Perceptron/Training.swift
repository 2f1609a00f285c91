import Datasets
import Messages
import NeuralNetworks
import TensorCore

/// The hyperparameters of the network's training.
///
/// The defaults are what Gorman and Sejnowski (1988) published for sonar.
struct Hyperparameters: Codable, Equatable {
    /// η, the factor of the gradient in a step.
    var learningRate: Float = 2

    /// Weights and biases are initialized uniformly from −range...range.
    var range: Float = 0.3

    /// A row needs no step where all its outputs are nearer to their targets than this.
    var tolerance: Float = 0.2
}

/// Trains a perceptron from zero weights on the rows in their order until a pass makes no mistake, for `maximumPasses` at
/// most.
func trainPerceptron(on data: ClassificationData, maximumPasses: Int) -> PerceptronTraining {
    var perceptron = Perceptron(inputCount: data.featureNames.count)
    var training = PerceptronTraining(start: perceptron)
    while training.mistakesPerPass.count < maximumPasses, !training.hasConverged {
        let mistakes = perceptron.learnPass(data)
        training.append(perceptron, mistakes: mistakes)
    }
    return training
}

/// Trains on the rows in random order until a pass makes no mistake, for `maximumPasses` at most.
///
/// The last weights are right about the rows seen last; on rows that no plane separates they never settle. Their
/// average over all steps is steadier, and better on the test set (Freund and Schapire, 1999).
func trainPerceptrons(
    on data: ClassificationData, maximumPasses: Int, using generator: inout RandomGenerator,
    shouldStop: () -> Bool = { false }
) -> (last: MulticlassPerceptron, averaged: MulticlassPerceptron) {
    var perceptron = MulticlassPerceptron(
        inputCount: data.featureNames.count, classCount: data.classNames.count)
    var sum = perceptron
    for _ in 0..<maximumPasses {
        var mistakes = 0
        for row in generator.permutation(data.count) {
            if perceptron.learn(data.features[row], label: data.labels[row]) { mistakes += 1 }
            // The sum over all steps points where their average does, which is all that an argmax needs.
            sum.add(perceptron)
        }
        if mistakes == 0 || shouldStop() { break }
    }
    return (perceptron, sum)
}

/// What one epoch of training was like.
struct EpochResult {
    /// The epochs done, this one included.
    let epoch: Int

    /// The mean of ½ Σ (o − t)² over the rows, each before its step.
    let meanError: Float

    /// The rows that needed a step; without any, the training has converged.
    let steps: Int
}

/// Trains a network by stochastic gradient descent, a row at a time in an order drawn anew each epoch, until an epoch needs
/// no step.
///
/// - Parameters:
///   - targets: a row of outputs for each row of inputs.
///   - afterEpoch: sees the network after each epoch, and ends the training by returning false.
/// - Returns: the epochs it took; nil if the last of them still needed a step.
/// - Throws: `TrainingDiverged` where the error is NaN or infinite.
@discardableResult
func train(
    _ network: inout TwoLayerNetwork, inputs: [[Float]], targets: [[Float]], epochs: Int,
    _ settings: Hyperparameters, using generator: inout RandomGenerator,
    afterEpoch: (TwoLayerNetwork, EpochResult) -> Bool = { _, _ in true }
) throws -> Int? {
    for epoch in 1...epochs {
        var error: Float = 0
        var steps = 0
        for row in generator.permutation(inputs.count) {
            let (activations, outputs) = network.forward(inputs[row])
            error += squaredError(outputs: outputs, targets: targets[row])
            guard isFar(outputs, from: targets[row], tolerance: settings.tolerance) else { continue }
            let gradients = network.gradients(
                inputs: inputs[row], hidden: activations, outputs: outputs, targets: targets[row])
            network.hidden.descend(gradients.hidden, learningRate: settings.learningRate)
            network.output.descend(gradients.output, learningRate: settings.learningRate)
            steps += 1
        }
        guard error.isFinite else {
            let reason = Words(
                en: "the error of epoch \(epoch) is \(error): training diverged; are the inputs too large?",
                zh: "第 \(epoch) 轮的误差是 \(error)：训练发散；输入是不是太大了？")
            throw TrainingDiverged(reason.text)
        }
        let result = EpochResult(epoch: epoch, meanError: error / Float(inputs.count), steps: steps)
        guard afterEpoch(network, result) else { return steps == 0 ? epoch : nil }
        if steps == 0 { return epoch }
    }
    return nil
}

/// Whether an output differs from its target by the tolerance or more.
private func isFar(_ outputs: [Float], from targets: [Float], tolerance: Float) -> Bool {
    for index in outputs.indices where abs(outputs[index] - targets[index]) >= tolerance { return true }
    return false
}

/// Trains a network with random weights of this seed on the four rows of XOR.
func trainOnExclusiveOr(
    hiddenCount: Int, epochs: Int, seed: UInt64, shouldStop: () -> Bool
) throws -> ExclusiveOrTraining {
    var generator = RandomGenerator(seed: seed)
    let data = TruthTable.xor.data
    // A wider range than for many inputs: two units that start alike take long to become different.
    let settings = Hyperparameters(learningRate: 2, range: 1, tolerance: 0.2)
    var network = TwoLayerNetwork(
        inputCount: 2, hiddenCount: hiddenCount, outputCount: 1, range: settings.range, using: &generator)
    var training = ExclusiveOrTraining(start: network)
    let solvedAfter = try train(
        &network, inputs: data.features, targets: data.targets, epochs: epochs, settings, using: &generator
    ) { network, result in
        training.append(network, error: result.meanError)
        return !shouldStop()
    }
    training.isSolved = solvedAfter != nil
    return training
}

/// Trains all methods on the training set of a fold; if the task standardizes the columns, mean and standard deviation
/// are those of the training set. So is what a missing value of the reader's own table becomes.
///
/// - Parameters:
///   - tracksErrors: whether the network's errors are counted after each epoch.
///   - shouldStop: ends each training after the epoch in which it becomes true.
func trainFold(
    _ task: ComparisonTask, _ fold: Fold, _ plan: Comparison.Plan, tracksErrors: Bool,
    using generator: inout RandomGenerator, shouldStop: () -> Bool = { false }
) throws -> TrainedFold {
    var (training, test) = (task.data.rows(fold.training), task.data.rows(fold.test))
    if task.own != nil {
        let encoder = task.encoder(fitting: training)
        (training, test) = (training.encoded(by: encoder), test.encoded(by: encoder))
    } else if task.isStandardized {
        let standardizer = Standardizer(fitting: training.features)
        training.features = standardizer.transform(training.features)
        test.features = standardizer.transform(test.features)
    }
    let (last, averaged) = trainPerceptrons(
        on: training, maximumPasses: plan.epochs, using: &generator, shouldStop: shouldStop)
    var network = TwoLayerNetwork(
        inputCount: training.featureNames.count, hiddenCount: plan.hiddenCount,
        outputCount: training.outputCount, range: plan.settings.range, using: &generator)
    var errors = TrainedFold.Errors()
    try train(
        &network, inputs: training.features, targets: training.targets, epochs: plan.epochs, plan.settings,
        using: &generator
    ) { network, _ in
        if tracksErrors {
            errors.training.append(training.count - training.countRight(network.predictedClass))
            errors.test.append(test.count - test.countRight(network.predictedClass))
        }
        return !shouldStop()
    }
    // A training that converged keeps its weights, and so its errors.
    errors.extend(to: plan.epochs)
    return TrainedFold(
        training: training, test: test, perceptron: last, averaged: averaged, network: network,
        errors: errors)
}
