import Autograd
import Images
import DigitRecognition
import NeuralNetworks
import TensorCore

/// How good generated pictures are, judged by a recognizer that was never trained on any.
struct Evaluation {
    /// The mean probability of the recognizer's predictions.
    let confidence: Double
    /// The share of pictures that are classified with a probability above 0.9.
    let confidentFraction: Double
    /// The share of pictures that are classified as each digit.
    let digitFractions: [Double]
    /// The Fréchet distance to real test pictures in the recognizer's features.
    let frechet: Double
    /// The share of pictures that are classified as the digit to be generated; nil where none was given.
    let classAccuracy: Double?

    /// How many of the ten digits are generated at all, in at least one picture of a hundred: few after a mode collapse.
    var coverage: Int { digitFractions.count { $0 >= 0.01 } }
}

/// Evaluates generated pictures with a recognizer: its predictions, and the Fréchet distance to real pictures in its
/// features.
struct Evaluator {
    private let recognizer: BookNetwork
    private let real: FeatureCloud

    /// The evaluation of the real pictures themselves, the best that can be reached.
    let ofReal: Evaluation

    /// An evaluator that compares with these pictures.
    init(_ recognizer: BookNetwork, real: LabeledImages) {
        self.recognizer = recognizer
        let pictures = real.images()
        self.real = FeatureCloud(Evaluator.features(recognizer, pictures))
        // One half against the other: the distance between two samples of one distribution.
        func cloud(_ from: Int) -> FeatureCloud {
            FeatureCloud(
                Evaluator.features(
                    recognizer, pictures.rows(at: Array(stride(from: from, to: real.count, by: 2)))))
        }
        ofReal = Evaluator.evaluation(
            recognizer, pictures, digits: real.labels, frechet: cloud(0).distance(to: cloud(1)))
    }

    /// Evaluates pictures `[N, 1, 28, 28]` from 0 to 1.
    ///
    /// - Parameter digits: the digits that they should show; nil where none were given.
    func evaluate(_ pictures: NDArray, digits: [Int]? = nil) -> Evaluation {
        let cloud = FeatureCloud(Evaluator.features(recognizer, pictures))
        return Evaluator.evaluation(recognizer, pictures, digits: digits, frechet: real.distance(to: cloud))
    }

    private static func evaluation(
        _ recognizer: BookNetwork, _ pictures: NDArray, digits: [Int]?, frechet: Double
    ) -> Evaluation {
        let probabilities = logits(of: recognizer, pictures).softmax(axis: 1)
        let best = probabilities.max(axes: [1]).scalars
        let predictions = probabilities.argMax(axis: 1).scalars
        let count = Double(max(1, best.count))
        return Evaluation(
            confidence: best.reduce(0) { $0 + Double($1) } / count,
            confidentFraction: Double(best.count { $0 > 0.9 }) / count,
            digitFractions: (0..<probabilities.shape[1]).map { digit in
                Double(predictions.count { $0 == digit }) / count
            },
            frechet: frechet, classAccuracy: digits.map { accuracy(predictions, $0) })
    }

    /// The recognizer's hidden units before the output layer, `[N, 512]`.
    private static func features(_ recognizer: BookNetwork, _ pictures: NDArray) -> NDArray {
        recognizer.evaluate()
        let parts = stride(from: 0, to: pictures.shape[0], by: 1000).map { start in
            withoutGradient {
                recognizer.hidden(
                    recognizer.features(
                        Tensor(pictures[start..<min(start + 1000, pictures.shape[0])]))
                ).value
            }
        }
        return .concatenated(parts, axis: 0)
    }
}
