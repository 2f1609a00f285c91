import DigitRecognition
import ChapterSupport
import TensorCore

/// Section 8.2: a generator that is given a digit and trained by mean squared error on pictures of it.
///
/// It is given nothing but the digit, and the picture with the least mean squared error to all pictures of a digit is their
/// mean. So the right solution is blurred.
struct MeanSquareGenerator {
    /// A generated picture of each digit, `[10, 1, 28, 28]` from 0 to 1, or of each class.
    let pictures: NDArray

    /// The mean training picture of each digit, `[10, 1, 28, 28]`.
    let means: NDArray

    /// The mean squared difference between generated pictures and means, per pixel.
    let distanceFromMeans: Double

    let history: LossHistory

    /// The evaluation of a generated picture for each test digit, and of the mean pictures.
    let evaluation: Evaluation
    let evaluationOfMeans: Evaluation

    init(_ generator: Generator, _ history: LossHistory, _ digits: PictureData, _ evaluator: Evaluator) {
        self.history = history
        let count = digits.training.classNames.count
        pictures = generator.images(from: IntArray(Array(0..<count)).oneHot(classCount: count))
        means = classMeans(of: digits.training).reshaped(pictures.shape)
        distanceFromMeans = Double((pictures - means).square().mean().scalar)
        let labels = digits.test.labels
        evaluation = evaluator.evaluate(pictures.rows(at: labels), digits: labels)
        evaluationOfMeans = evaluator.evaluate(means.rows(at: labels), digits: labels)
    }
}
