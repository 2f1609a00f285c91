import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import TensorCore

/// What the chapter does with the trained networks.
struct Experiments {
    /// How each network reads digits that are moved to the right, and noisy ones.
    let shifts: [RobustnessCurve]
    let noises: [RobustnessCurve]

    /// One digit moved across the frame, as the first network sees it.
    let shiftedDigit: ShiftedDigit?

    /// What helps when there are few pictures to learn from.
    let fewPictures: FewPictures?

    /// At most so many test pictures are asked about in each experiment.
    private static let testCount = 1000

    init(_ networks: [TrainedNetwork], _ data: PictureData, _ run: ChapterRun) throws {
        let some = data.test.rows(0..<min(run.isQuick ? 100 : Experiments.testCount, data.test.count))
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
        fewPictures = run.shouldStop ? nil : try FewPictures(data, run)
    }
}

/// The share of pictures read right, over the strength of what was done to them.
struct RobustnessCurve {
    let name: String
    let steps: [Double]
    let accuracies: [Double]

    init(name: String, steps: [Double], accuracy: (Double) -> Double) {
        self.name = name
        self.steps = steps
        accuracies = steps.map(accuracy)
    }
}

/// A digit moved pixel by pixel from left to right, and what the network takes it for (section 5.2.4).
struct ShiftedDigit {
    /// The digit's number among the test pictures, and its class.
    let place: Int
    let label: Int

    /// Pixels to the right; below 0, to the left.
    let shifts = Array(-10...10)

    /// The pictures and the probabilities of each class, `[shifts, classes]`.
    let pictures: NDArray
    let probabilities: NDArray

    /// Takes the first test picture that the network reads right.
    init?(_ trained: TrainedNetwork, _ test: LabeledImages) {
        guard let place = test.labels.indices.first(where: { trained.predictions[$0] == test.labels[$0] })
        else { return nil }
        self.place = place
        label = test.labels[place]
        let picture = test.images(at: [place])
        pictures = .concatenated(shifts.map { picture.shifted(right: $0) }, axis: 0)
        probabilities = logits(of: trained.network, pictures).softmax()
    }
}

extension NDArray {
    /// Pictures `[N, C, H, W]` moved by some pixels to the right, or to the left below 0; what comes in is 0, what
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
