import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Which softmax the loss has.
enum LossForm {
    /// Cross-entropy with the softmax over the classes.
    case softmaxOverClasses
    /// The book's mistake: log-softmax over the batch, then cross-entropy of that.
    case softmaxOverBatch

    func callAsFunction(_ logits: Tensor, _ labels: IntArray) -> Tensor {
        switch self {
        case .softmaxOverClasses: crossEntropy(logits, labels)
        case .softmaxOverBatch: crossEntropy(logits.logSoftmax(axis: 0), labels)
        }
    }
}

/// Trains a network by cross-entropy, in mini-batches.
///
/// - Parameter settings: the strong network's; others ignore them.
///
/// - Returns: nil where the run was stopped before the first epoch was done.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ kind: NetworkKind, on data: PictureData, epochs: Int, seed: UInt64,
    loss lossForm: LossForm = .softmaxOverClasses, settings: StrongSettings = StrongSettings(),
    _ training: Training
) throws -> TrainedNetwork? {
    var generator = RandomGenerator(seed: seed)
    let network = kind.network(for: data.training, settings, using: &generator)
    let optimizer = kind.optimizer(network, settings)
    let size = kind == .strong ? settings.batch : 64
    let schedule = CosineAnnealing(steps: epochs * data.epochBatchCount(of: size))
    let augmentation = BatchAugmentation.suiting(data.subject)
    var history = ClassifierHistory(of: network)
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let batches = data.epochBatches(of: size, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            if kind.isAnnealed { optimizer.follow(schedule, at: epoch * batches.count + number) }
            var pictures = data.training.images(at: batch)  // [size, C, H, W]
            if kind.isAugmented { pictures = augmentation(pictures, using: &generator) }
            let loss = lossForm(network(Tensor(pictures)), data.training.labels(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        let testAccuracy = accuracy(of: network, on: data.test)
        history.testAccuracies.append(testAccuracy)
        try training.show(validation: history.testAccuracies)
        history.recordKernels(of: network)
        let shown = formatPercent(testAccuracy, decimals: 2)
        training.keep(history, generator, Words(en: "test \(shown)", zh: "测试准确率 \(shown)"))
    }
    return history.losses.isEmpty ? nil : TrainedNetwork(kind, network, history, testedOn: data.test)
}

/// Trains a network as the options of a run say; with the book's softmax it is a training of its own.
func train(
    _ kind: NetworkKind, on data: PictureData, loss lossForm: LossForm = .softmaxOverClasses,
    _ run: ChapterRun
) throws -> TrainedNetwork? {
    let (name, title) =
        lossForm == .softmaxOverBatch
        ? ("as-in-book", Words(en: "as in the book", zh: "照书的做法")) : (kind.rawValue, kind.title)
    return try train(
        kind, on: data, epochs: kind.epochs(run), seed: run.seed, loss: lossForm,
        settings: StrongSettings(run), run.training(name, title: title))
}
