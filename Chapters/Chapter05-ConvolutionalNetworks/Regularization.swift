import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Messages
import NeuralNetworks
import TensorCore

/// The book's network on a few hundred pictures, with and without regularization against overfitting: dropout (section
/// 5.2.3), MixUp and weight decay.
struct RegularizationComparison {
    /// One kind of regularization, and the accuracies it led to, draw by draw.
    struct Method {
        let name: Words
        var dropout: Float = 0
        var mixesUp = false
        var weightDecay = 0.0
        var outcomes: [Outcome] = []
    }

    /// The accuracies of a trained network.
    struct Outcome: CachedResult {
        let trainingAccuracy: Double
        let testAccuracy: Double

        var isPossible: Bool { true }
    }

    let pictureCount: Int
    let epochs: Int
    fileprivate(set) var methods = [
        Method(name: Words(en: "none", zh: "无")),
        Method(name: Words(en: "dropout 0.5", zh: "随机失活 0.5"), dropout: 0.5),
        Method(name: Words(en: "MixUp", zh: "MixUp"), mixesUp: true),
        Method(name: Words(en: "weight decay 0.1", zh: "权重衰减 0.1"), weightDecay: 0.1),
        Method(name: Words(en: "all three", zh: "三者合用"), dropout: 0.5, mixesUp: true, weightDecay: 0.1),
    ]
}

/// Trains the book's network with each kind of regularization, several times, each time on other pictures.
func compareRegularization(_ data: PictureData, _ run: ChapterRun) throws -> RegularizationComparison {
    var comparison = RegularizationComparison(
        pictureCount: min(run.isQuick ? 100 : 300, data.training.count), epochs: run.isQuick ? 2 : 40)
    let test = data.test.first(run.isQuick ? 100 : 1000)
    for draw in 0..<(run.isQuick ? UInt64(1) : 3) {
        for (number, method) in comparison.methods.enumerated() where !run.shouldStop {
            // Every method gets the same pictures and the same initial weights.
            var generator = RandomGenerator(seed: run.seed &+ draw)
            let indices = generator.permutation(data.training.count).prefix(comparison.pictureCount)
            let few = data.training.rows(Array(indices))
            let outcome = try run.training("regularization-\(draw)-\(number)").cached { training in
                try train(
                    method, on: few, test: test, epochs: comparison.epochs, training, using: &generator)
            }
            if let outcome { comparison.methods[number].outcomes.append(outcome) }
        }
    }
    return comparison
}
