import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// Pretraining: the network learns to classify towns as dark, medium or bright at night from their picture by day.
///
/// - Parameter levels: the class of each town.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func pretrain(
    _ network: TownNetwork, on towns: Towns, levels: IntArray, epochs: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws {
    let optimizer = Adam(network.parameters, learningRate: 2e-3)
    var history = LossHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        for batch in training.batches(shuffledBatches(of: 32, count: towns.count, using: &generator)) {
            let logits = network.output(network.features(towns.day.rows(at: batch)))  // [32, 3]
            let loss = crossEntropy(logits, levels.rows(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
}

/// Learns the spending of households from few towns; frozen, only the output layer is trained.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainOnSurvey(
    _ network: TownNetwork, _ survey: Towns, isFrozen: Bool, epochs: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws {
    let optimizer = AdamW(
        isFrozen ? network.output.parameters : network.parameters, learningRate: isFrozen ? 1e-2 : 1e-3,
        weightDecay: 1e-2)
    let spending = NDArray(survey.spending, shape: [survey.count, 1])
    var history = LossHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        for batch in training.batches(shuffledBatches(of: 16, count: survey.count, using: &generator)) {
            let day = survey.day.rows(at: batch)  // [16, 3, 24, 24]
            let features = isFrozen ? withoutGradient { network.features(day) } : network.features(day)
            let loss = meanSquaredError(network.output(features), Tensor(spending.rows(at: batch)))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
}
