import ChapterSupport
import DigitRecognition
import NeuralNetworks
import TensorCore

/// A generator that never sees a digit. It is trained against a frozen recognizer, to be classified as the digit it is
/// given, and finds adversarial examples: pictures that are classified with certainty and look like nothing.
///
/// Nguyen, Yosinski and Clune: "Deep neural networks are easily fooled" (2015).
struct FoolingGenerator {
    /// Pictures generated for the digits 0 to 9, `[10, 1, 28, 28]` from 0 to 1; for other classes, the first ten.
    let pictures: NDArray

    /// The recognizer's probability of the given digit, for each of them.
    let probabilities: [Float]

    let history: LossHistory

    /// The evaluation of a thousand pictures.
    let evaluation: Evaluation

    init(
        _ generator: Generator, _ history: LossHistory, against recognizer: BookNetwork,
        classCount: Int, _ evaluator: Evaluator, seed: UInt64
    ) {
        self.history = history
        var random = RandomGenerator(seed: seed &+ 3)
        let shown = Array(0..<min(classCount, 10))
        pictures = generator.images(from: FoolingGenerator.codes(shown, classCount, using: &random))
        let probabilities = logits(of: recognizer, pictures).softmax(axis: 1)
        self.probabilities = shown.map { probabilities[scalar: $0, $0] }
        let digits = (0..<1000).map { $0 % classCount }
        evaluation = evaluator.evaluate(
            generator.images(from: FoolingGenerator.codes(digits, classCount, using: &random)), digits: digits
        )
    }

    /// The digits as one-hot rows with ten random numbers each, `[N, 20]`.
    static func codes(_ digits: [Int], _ classCount: Int, using random: inout RandomGenerator)
        -> NDArray
    {
        .concatenated(
            [IntArray(digits).oneHot(classCount: classCount), .normal([digits.count, 10], using: &random)],
            axis: 1)
    }
}
