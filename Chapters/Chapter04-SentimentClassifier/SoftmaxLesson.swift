import Autograd
import NeuralNetworks
import TensorCore

/// Softmax and cross-entropy by hand (section 4.3), and beside them the library's.
///
/// For the logits z of an example of class y, with p = softmax(z):
///
///     pₖ = e^(zₖ − max z) / Σ e^(zⱼ − max z)        loss = −ln p_y        ∂loss/∂zₖ = pₖ − [k = y]
///
/// The loss of a batch is the mean over its examples, so the gradient is divided by their number.
struct SoftmaxLesson {
    let logits: NDArray
    let labels: [Int]
    /// The probabilities by hand, and what the first example shows.
    let probabilities: [[Double]]
    let lossByHand: Double
    let gradientByHand: [[Double]]
    let loss: Double
    let gradient: NDArray?

    /// The largest difference between what was computed by hand and by the library; infinite where one is missing.
    var largestDifference: Double {
        let library = gradient.map { $0.scalars.map(Double.init) } ?? []
        return max(
            TensorCore.largestDifference([lossByHand], [loss]),
            TensorCore.largestDifference(gradientByHand.flatMap { $0 }, library))
    }

    /// - Parameter watch: what becomes of the library's gradient; a test breaks it here.
    init(seed: UInt64, watch: (NDArray?) -> NDArray? = { $0 }) {
        var generator = RandomGenerator(seed: seed)
        logits = NDArray.normal([4, 2], using: &generator) * 2
        labels = (0..<4).map { _ in generator.integer(below: 2) }

        let rows = logits.scalars.map(Double.init)
        let scores = (0..<4).map { Array(rows[2 * $0..<2 * $0 + 2]) }
        probabilities = scores.map(softmax)
        lossByHand = meanCrossEntropy(probabilities, labels)
        gradientByHand = crossEntropyGradient(probabilities, labels)

        let z = Tensor(logits, requiresGradient: true)
        let result = crossEntropy(z, IntArray(labels))
        result.backward()
        loss = Double(result.scalar)
        gradient = watch(z.grad)
    }
}
