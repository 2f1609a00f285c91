import ChapterSupport
import Images
import DigitRecognition
import Messages
import NeuralNetworks
import TensorCore

/// How robust the trained networks are against shifts and noise.
struct Experiments {
    /// The accuracy of each network on pictures that are shifted to the right, and on noisy ones.
    let shifts: [RobustnessCurve]
    let noises: [RobustnessCurve]

    /// One digit shifted across the frame, as the first network classifies it.
    let shiftedDigit: ShiftedDigit?

    /// The most test pictures that an experiment uses.
    private static let testCount = 1000

    init(_ networks: [TrainedNetwork], _ data: PictureData, _ run: ChapterRun) {
        let some = data.test.first(run.isQuick ? 100 : Experiments.testCount)
        let pictures = some.images()
        shifts = networks.map { trained in
            RobustnessCurve(name: trained.kind.title, steps: (0...8).map(Double.init)) { step in
                let moved = pictures.shifted(right: Int(step))
                return accuracy(predictions(of: trained.network, moved), some.labels)
            }
        }
        noises = networks.map { trained in
            RobustnessCurve(name: trained.kind.title, steps: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1]) { level in
                // The same noise for every network.
                var generator = RandomGenerator(seed: run.seed &+ 77)
                let noise = NDArray.normal(pictures.shape, using: &generator)
                let answers = predictions(of: trained.network, pictures + noise * Float(level))
                return accuracy(answers, some.labels)
            }
        }
        shiftedDigit = networks.first.flatMap { ShiftedDigit($0, data.test) }
    }
}

/// Accuracy over the strength of a disturbance.
struct RobustnessCurve {
    let name: Words
    let steps: [Double]
    let accuracies: [Double]

    init(name: Words, steps: [Double], accuracy: (Double) -> Double) {
        self.name = name
        self.steps = steps
        accuracies = steps.map(accuracy)
    }
}

/// A digit shifted pixel by pixel from left to right, and the class probabilities at each position (section 5.2.4).
struct ShiftedDigit {
    /// The digit's index in the test set, and its class.
    let index: Int
    let label: Int

    /// Pixels to the right; below 0, to the left.
    let shifts = Array(-10...10)

    /// The pictures and the probabilities of each class, `[shifts, classes]`.
    let pictures: NDArray
    let probabilities: NDArray

    /// Takes the first test picture that the network classifies correctly.
    init?(_ trained: TrainedNetwork, _ test: LabeledImages) {
        guard let index = test.labels.indices.first(where: { trained.predictions[$0] == test.labels[$0] })
        else { return nil }
        self.index = index
        label = test.labels[index]
        let picture = test.images(at: [index])
        pictures = .concatenated(shifts.map { picture.shifted(right: $0) }, axis: 0)
        probabilities = logits(of: trained.network, pictures).softmax()
    }
}

extension NDArray {
    /// Pictures `[N, C, H, W]` shifted by some pixels to the right, or to the left below 0; zeros move in, and what
    /// leaves the frame is lost.
    func shifted(right distance: Int) -> NDArray {
        let width = shape[3]
        let kept = Swift.max(0, width - Swift.abs(distance))
        if kept == 0 { return self * 0 }
        if distance == 0 { return self }
        let empty = NDArray.zeros([shape[0], shape[1], shape[2], width - kept])
        return distance > 0
            ? .concatenated([empty, sliced(axis: 3, 0..<kept)], axis: 3)
            : .concatenated([sliced(axis: 3, width - kept..<width), empty], axis: 3)
    }
}
