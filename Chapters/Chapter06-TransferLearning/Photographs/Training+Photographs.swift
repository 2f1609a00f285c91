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

/// The decay with which a head, trained on four fifths of the photographs, is the least surprised by the last fifth, as the mean
/// over the five fifths (cross-validation). Photographs for validation have no part in it.
///
/// - Parameters:
///   - views: the features of the same photographs once or more, such as mirrored. All views of a photograph are in one fifth.
///   - labels: the classes of the photographs.
func chosenDecay(_ views: [NDArray], _ labels: [Int], using generator: inout RandomGenerator) -> Double {
    let order = generator.permutation(labels.count)
    let head = Linear(views[0].shape[1], (labels.max() ?? 0) + 1, using: &generator)
    func surprise(_ decay: Double) -> Double {
        (0..<5).reduce(0) { sum, fifth in
            let held = order.indices.filter { $0 % 5 == fifth }.map { order[$0] }
            let others = order.indices.filter { $0 % 5 != fifth }.map { order[$0] }
            guard !held.isEmpty, !others.isEmpty else { return sum }
            trainHead(
                head, on: .concatenated(views.map { $0.rows(at: others) }, axis: 0),
                views.flatMap { _ in others.map { labels[$0] } }, decay: decay, steps: 100)
            let features = views.dropFirst().reduce(views[0]) { $0 + $1 } / Float(views.count)
            let evaluation = Evaluation(of: head, features.rows(at: held), held.map { labels[$0] })
            return sum + evaluation.loss * Double(held.count)
        }
    }
    let decays = [0.01, 0.03, 0.1, 0.3, 1]
    let surprises = decays.map(surprise)
    return decays.indices.min { surprises[$0] < surprises[$1] }.map { decays[$0] } ?? 1
}

/// Trains a network whole on photographs, changed anew each time, in mini-batches of 16: SGD with Nesterov's momentum, whose
/// rate rises over the first steps and then falls along half a cosine wave.
///
/// - Parameters:
///   - headRate: the head's own rate.
///   - keepsStatistics: whether batch norm goes on with the means and variances of its weights' publishers: few photographs
///     have worse ones.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ network: PhotographNetwork, on photographs: [Photograph], _ augmentation: Augmentation, rate: Double,
    headRate: Double? = nil, epochs: Int, keepsStatistics: Bool = false, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    var history = LossHistory()
    func group(_ module: any Layer, rate: Double) -> ParameterGroup {
        ParameterGroup(parameters: module.parameters, learningRate: rate, weightDecay: 1e-4)
    }
    let optimizer = SGD(
        groups: [group(network.body, rate: rate), group(network.head, rate: headRate ?? rate)], momentum: 0.9,
        nesterov: true)
    // A last batch of less than half is left out: batch norm needs examples to take a mean of.
    let batchCount = max(1, (photographs.count + 8) / 16)
    let steps = epochs * batchCount
    let schedule = LinearWarmUp(
        steps: min(10, steps / 4), startFactor: 0.1, then: CosineAnnealing(steps: steps - min(10, steps / 4)))
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        if keepsStatistics {
            for (_, norm) in network.namedModules where norm is BatchNorm { norm.evaluate() }
        }
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

/// How a network, or a head on features, does on photographs.
struct Evaluation: CachedResult {
    /// The share that is classified right.
    let accuracy: Double
    /// The cross-entropy, which also says how sure the wrong answers were.
    let loss: Double

    var isPossible: Bool { (0...1).contains(accuracy) && loss >= 0 }

    /// A network, by the mean of the features of the middle and of its mirror image.
    init(of network: PhotographNetwork, on photographs: [Photograph], side: Int) {
        network.evaluate()
        let extractor = FeatureExtractor(network.body)
        let plain = extractor.features(of: photographs, side: side)
        let mirrored = extractor.features(of: photographs, side: side, mirrored: true)
        self.init(of: network.head, (plain + mirrored) * 0.5, photographs.map(\.label))
    }

    /// A head on features.
    init(of head: Linear, _ features: NDArray, _ labels: [Int]) {
        let logits = withoutGradient { head(Tensor(features)) }
        accuracy = NeuralNetworks.accuracy(logits.value.argMax(axis: 1).scalars, labels)
        loss = Double(withoutGradient { crossEntropy(logits, IntArray(labels)) }.scalar)
    }
}
