import Autograd
import ChapterSupport
import NeuralNetworks
import TensorCore
import Text

/// How a published encoder is fine-tuned.
struct EncoderRecipe {
    var epochs = 2
    var batchSize = 32
    /// Of the encoder's own weights.
    var learningRate = 1e-4
    /// Of adapters, which start at 0 and so bear larger steps.
    var adapterRate = 2e-3
    /// Of the new last layer.
    var headRate = 1e-3
    /// Of matrices; vectors, adapters and the last layer have none.
    var weightDecay = 0.01

    /// AdamW with groups of their own for matrices, vectors and the last layer.
    func optimizer(_ classifier: SentenceClassifier) -> AdamW {
        let body = classifier.encoder.parameters.filter(\.requiresGradient)
        let isAdapted = classifier.encoder.layers.contains { $0.adapters != nil }
        let groups: [(parameters: [Tensor], rate: Double, decay: Double)] =
            isAdapted
            ? [(body, adapterRate, 0)]
            : [
                (body.filter { $0.rank > 1 }, learningRate, weightDecay),
                (body.filter { $0.rank < 2 }, learningRate, 0),
            ]
        return AdamW(
            groups: (groups + [(classifier.head.parameters, headRate, 0)]).map {
                ParameterGroup(parameters: $0.parameters, learningRate: $0.rate, weightDecay: $0.decay)
            })
    }

    /// A linear rise over a tenth of the steps, then a linear fall to 0.
    func schedule(steps: Int) -> some Schedule {
        let rise = max(1, steps / 10)
        return LinearWarmUp(
            steps: rise, startFactor: 1 / Double(rise), then: LinearDecay(steps: max(1, steps - rise)))
    }
}

/// Batches of texts of similar length, in random order: texts are shuffled, sorted by length within pools of 16 batches, and
/// the batches are shuffled again.
func lengthSortedBatches(
    _ texts: [[Int]], of size: Int, using generator: inout RandomGenerator
) -> [[Int]] {
    let order = generator.permutation(texts.count)
    var batches: [[Int]] = []
    for start in stride(from: 0, to: order.count, by: 16 * size) {
        let pool = order[start..<min(start + 16 * size, order.count)]
            .sorted { (texts[$0].count, $0) < (texts[$1].count, $1) }
        for first in stride(from: 0, to: pool.count, by: size) {
            batches.append(Array(pool[first..<min(first + size, pool.count)]))
        }
    }
    return generator.permutation(batches.count).map { batches[$0] }
}

/// Fine-tunes what requires a gradient: the whole encoder, or its adapters, and the last layer.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func fineTune(
    _ classifier: SentenceClassifier, on texts: LabelledTexts, _ recipe: EncoderRecipe, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    let steps = (texts.count + recipe.batchSize - 1) / recipe.batchSize
    let optimizer = recipe.optimizer(classifier)
    let schedule = recipe.schedule(steps: recipe.epochs * steps)
    var history = LossHistory()
    for epoch in try training.epochs(recipe.epochs, &history, classifier, optimizer, using: &generator) {
        classifier.train()
        let batches = lengthSortedBatches(texts.texts, of: recipe.batchSize, using: &generator)
        for (step, rows) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * steps + step)
            let logits = classifier(PaddedSequences(rows.map { texts.texts[$0] }))
            let loss = crossEntropy(logits, texts.labels(rows))
            try training.record(loss, weight: rows.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// Logistic regression on vectors `[texts, width]` that stay as they are: the new last layer alone, trained on all texts at
/// once, with the penalty |W|² / (2 · 10 · texts).
func lastLayer(_ vectors: NDArray, _ labels: [Int], classes: Int) -> Linear {
    var generator = RandomGenerator(seed: 0)
    let layer = Linear(vectors.shape[1], classes, using: &generator)
    for parameter in layer.parameters { parameter.value = .zeros(parameter.shape) }
    let optimizer = Adam(layer.parameters, learningRate: 0.1)
    let schedule = CosineAnnealing(steps: 300)
    let (input, targets) = (Tensor(vectors), IntArray(labels))
    let penalty = 1 / Float(20 * max(1, labels.count))
    for step in 0..<300 {
        optimizer.follow(schedule, at: step)
        let loss = crossEntropy(layer(input), targets) + layer.weight.square().sum() * penalty
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
    }
    return layer
}
