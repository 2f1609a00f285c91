import Autograd
import ChapterSupport
import Datasets
import ImageNetworks
import NeuralNetworks
import Pictures
import TensorCore

/// Trains a linear layer on features that do not change: logistic regression, on all examples at once.
///
/// The weights begin at 0, so no chance is in it. `decay` is the weight of the squares of the weights.
func trainHead(_ head: Linear, on features: NDArray, _ labels: [Int], decay: Double, steps: Int = 300) {
    head.weight.value = .zeros(head.weight.shape)
    head.bias?.value = .zeros([head.outputCount])
    let optimizer = Adam(head.parameters, learningRate: 0.01, weightDecay: decay)
    let schedule = CosineAnnealing(steps: steps)
    let (inputs, targets) = (Tensor(features), IntArray(labels))
    for step in 0..<steps {
        optimizer.follow(schedule, at: step)
        let loss = crossEntropy(head(inputs), targets)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
    }
}

/// Trains a network whole on photographs, changed anew each time, in mini-batches of 16: SGD with Nesterov's momentum, whose
/// rate rises over the first steps and then falls along half a cosine wave.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ network: PhotographNetwork, on photographs: [Photograph], _ augmentation: Augmentation, rate: Double,
    epochs: Int, _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    var history = LossHistory()
    let optimizer = SGD(
        network.parameters, learningRate: rate, momentum: 0.9, weightDecay: 1e-4, nesterov: true)
    // A last batch of less than half is left out: batch norm needs examples to take a mean of.
    let batchCount = max(1, (photographs.count + 8) / 16)
    let steps = epochs * batchCount
    let schedule = LinearWarmUp(
        steps: min(10, steps / 4), startFactor: 0.1, then: CosineAnnealing(steps: steps - min(10, steps / 4)))
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let batches = shuffledBatches(of: 16, count: photographs.count, using: &generator).prefix(batchCount)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batchCount + number)
            let pictures = batch.map { augmentation(photographs[$0].picture, using: &generator) }
            let labels = IntArray(batch.map { photographs[$0].label })
            let loss = crossEntropy(network(Tensor(ImageNet.input(pictures))), labels)
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// The share of photographs that a network classifies right, by the mean of the logits of the middle and of its mirror image.
func accuracy(of network: PhotographNetwork, on photographs: [Photograph], side: Int) -> Double {
    network.evaluate()
    let extractor = FeatureExtractor(network.body)
    let plain = extractor.features(of: photographs, side: side)
    let mirrored = extractor.features(of: photographs, side: side, mirrored: true)
    return accuracy(of: network.head, (plain + mirrored) * 0.5, photographs.map(\.label))
}

/// The share of features that a head classifies right.
func accuracy(of head: Linear, _ features: NDArray, _ labels: [Int]) -> Double {
    NeuralNetworks.accuracy(predictions(of: head, features), labels)
}
