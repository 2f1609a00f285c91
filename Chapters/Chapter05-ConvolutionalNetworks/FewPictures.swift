import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import TensorCore

/// The book's network on a few hundred pictures, with and without what keeps a network from learning by heart: dropout
/// (section 5.2.3), MixUp and weight decay.
struct FewPictures {
    /// One way to train, and what came of it over the seeds.
    struct Way {
        let name: String
        let dropout: Float
        let mixesUp: Bool
        let weightDecay: Double
        var trainingAccuracies: [Double] = []
        var testAccuracies: [Double] = []
    }

    let pictureCount: Int
    let epochs: Int
    private(set) var ways = [
        Way(name: "none", dropout: 0, mixesUp: false, weightDecay: 0),
        Way(name: "dropout 0.5", dropout: 0.5, mixesUp: false, weightDecay: 0),
        Way(name: "MixUp", dropout: 0, mixesUp: true, weightDecay: 0),
        Way(name: "weight decay 0.1", dropout: 0, mixesUp: false, weightDecay: 0.1),
        Way(name: "all three", dropout: 0.5, mixesUp: true, weightDecay: 0.1),
    ]

    init(_ data: PictureData, _ run: ChapterRun) throws {
        pictureCount = min(run.isQuick ? 100 : 300, data.training.count)
        epochs = run.isQuick ? 2 : 40
        let test = data.test.rows(0..<min(run.isQuick ? 100 : 1000, data.test.count))
        for seed in 0..<(run.isQuick ? UInt64(1) : 3) {
            for number in ways.indices where !run.shouldStop {
                // Every way gets the same pictures and the same start.
                var generator = RandomGenerator(seed: run.seed &+ seed)
                let places = generator.permutation(data.training.count).prefix(pictureCount)
                let few = data.training.rows(Array(places))
                let checkpoint = run.checkpoint("few-pictures-\(seed)-\(number)")
                let shares = try checkpoint.once(where: { $0.count == 2 }) { checkpoint in
                    let network = try ways[number].train(
                        few, epochs: epochs, checkpoint: checkpoint, using: &generator)
                    return [accuracy(of: network, on: few), accuracy(of: network, on: test)]
                }
                guard let shares else { continue }
                ways[number].trainingAccuracies.append(shares[0])
                ways[number].testAccuracies.append(shares[1])
            }
        }
    }
}

extension FewPictures.Way {
    /// Trains the book's network this way, with Adam and batches of 50.
    fileprivate func train(
        _ few: LabeledImages, epochs: Int, checkpoint: TrainingCheckpoint,
        using generator: inout RandomGenerator
    ) throws -> BookNetwork {
        let network = BookNetwork(
            channels: few.channels, side: few.width, classes: few.classNames.count, dropout: dropout,
            using: &generator)
        let optimizer = AdamW(network.parameters, learningRate: 1e-3, weightDecay: weightDecay)
        var done = 0
        try checkpoint.resume(&done, network, optimizer, using: &generator) { (0...epochs).contains($0) }
        network.train()
        for epoch in done..<epochs {
            for places in shuffledBatches(of: 50, count: few.count, using: &generator) {
                let pictures = few.images(at: places)
                let labels = few.labels(at: places)
                optimizer.zeroGradients()
                let loss =
                    mixesUp
                    ? mixedUpLoss(network, pictures, labels, using: &generator)
                    : crossEntropy(network(Tensor(pictures)), labels)
                try requireFinite(loss, of: network, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
            }
            checkpoint.keep(epoch + 1, network, optimizer, generator)
        }
        return network
    }
}

/// The loss of pictures laid over each other two by two, λ of one and 1 − λ of the other, with both labels in the same
/// shares; λ is even on [0, 1].
///
/// Zhang, Cisse, Dauphin, Lopez-Paz: "mixup: beyond empirical risk minimization" (2018).
func mixedUpLoss(
    _ network: any Layer, _ pictures: NDArray, _ labels: IntArray, using generator: inout RandomGenerator
) -> Tensor {
    let order = generator.permutation(pictures.shape[0])
    let share = generator.uniform()
    let mixed = pictures * share + pictures.rows(at: order) * (1 - share)
    let logits = network(Tensor(mixed))
    return crossEntropy(logits, labels) * share + crossEntropy(logits, labels.rows(at: order)) * (1 - share)
}
