import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Images
import NeuralNetworks
import TensorCore

/// The pictures that right and wrong trainings have in common.
struct MistakeData {
    let training: LabeledImages
    let test: LabeledImages
    /// Pictures that are in neither: what a test accuracy is worth.
    let new: LabeledImages

    init(_ data: PictureData, isQuick: Bool) {
        training = data.training.first(isQuick ? 400 : 1000)
        // By turns: in MNIST's test set the second half is easier.
        let few = min(data.test.count, isQuick ? 200 : 2000)
        test = data.test.rows(Array(stride(from: 0, to: few, by: 2)))
        new = data.test.rows(Array(stride(from: 1, to: few, by: 2)))
    }
}

/// How a training went, with a mistake or without.
struct MistakeOutcome: CachedResult {
    /// The first loss, before anything is learned.
    var startLoss = Double.nan
    /// The mean loss of each epoch, until one is not finite.
    var losses: [Double] = []
    /// The accuracy on the test pictures after each epoch, as whoever makes the mistake measures it.
    var testAccuracies: [Double] = []
    /// The accuracy on new pictures in the end, measured as it should be.
    var newAccuracy = Double.nan
    /// How often two answers for the same picture differ, as whoever makes the mistake asks.
    var disagreement = 0.0
    /// Whether the loss became NaN or infinite.
    var hasDiverged = false
    var seconds = 0.0
    /// How many weights the network has.
    var parameters = 0

    var isPossible: Bool { losses.count == testAccuracies.count }

    /// What is reported as the accuracy.
    var reportedAccuracy: Double { testAccuracies.last ?? .nan }
}

/// Trains the book's network by SGD with momentum on a few pictures, with one mistake or none.
///
/// - Returns: nil where the run was stopped meanwhile.
func train(
    _ mistake: Mistake?, on data: MistakeData, epochs: Int, seed: UInt64, _ training: Training
) -> MistakeOutcome? {
    var generator = RandomGenerator(seed: seed)
    let pictures = data.training
    let network = BookNetwork(
        channels: pictures.channels, side: pictures.width, classes: pictures.classNames.count,
        using: &generator)
    let learningRate =
        switch mistake {
        case .rateTooHigh: 5.0
        case .rateTooLow: 2e-5
        default: 0.02
        }
    let optimizer = SGD(network.parameters, learningRate: learningRate, momentum: 0.9)
    let scale: Float = mistake == .notNormalized ? 255 : 1
    var (inputs, labels) = (pictures.images() * scale, pictures.labels)
    if mistake == .shuffledLabels { labels = generator.permutation(labels.count).map { labels[$0] } }
    if mistake == .testInTraining {
        inputs = .concatenated([inputs, data.test.images() * scale], axis: 0)
        labels += data.test.labels
    }
    let targets = IntArray(labels)

    let watch = Stopwatch()
    var outcome = MistakeOutcome()
    outcome.parameters = network.parameterCount.total
    epochs: for _ in 0..<epochs {
        network.train()
        var total = 0.0
        let batches = shuffledBatches(
            of: mistake == .largeBatch ? 250 : 20, count: labels.count, using: &generator)
        for batch in training.batches(batches) {
            let loss = crossEntropy(network(Tensor(inputs.rows(at: batch))), targets.rows(at: batch))
            let value = Double(loss.scalar)
            if outcome.startLoss.isNaN { outcome.startLoss = value }
            guard value.isFinite else {
                outcome.hasDiverged = true
                break epochs
            }
            total += value * Double(batch.count)
            if mistake != .gradientsKept { optimizer.zeroGradients() }
            loss.backward()
            optimizer.step()
        }
        if training.shouldStop { return nil }
        outcome.losses.append(total / Double(labels.count))
        outcome.testAccuracies.append(
            accuracy(
                answers(of: network, data.test, scale, isTraining: mistake == .trainingMode), data.test.labels
            ))
    }
    outcome.seconds = watch.seconds
    let asked = (0..<2).map { _ in
        answers(of: network, data.test, scale, isTraining: mistake == .trainingMode)
    }
    outcome.disagreement = 1 - accuracy(asked[0], asked[1])
    outcome.newAccuracy = accuracy(
        answers(of: network, data.new, scale, isTraining: false), data.new.labels)
    return outcome
}

/// The answers of a network, in evaluation mode or by mistake in training mode.
private func answers(of network: BookNetwork, _ images: LabeledImages, _ scale: Float, isTraining: Bool)
    -> [Int]
{
    isTraining ? network.train() : network.evaluate()
    let logits = withoutGradient { network(Tensor(images.images() * scale)) }.value
    return logits.argMax(axis: 1).scalars
}
