import Autograd
import DigitRecognition
import NeuralNetworks
import ONNX
import TensorCore

/// A network that adds two digits, from their pictures.
protocol Adder: Module {
    /// The parameters that are trained; the others are frozen.
    var trainable: [Tensor] { get }

    /// Its output for pictures `[N, 1, 28, 28]` left and right: numbers `[N, 1]`, or the probability of each sum, `[N, 19]`.
    func output(_ left: NDArray, _ right: NDArray) -> Tensor

    /// The loss for pictures `[N, 1, 28, 28]` left and right and the sums of their digits, a scalar.
    func loss(_ left: NDArray, _ right: NDArray, sums: [Int]) -> Tensor

    /// The predicted sum of each pair.
    func sums(_ left: NDArray, _ right: NDArray) -> [Int]

    /// Its output in ONNX's operations, and how many numbers that is for each pair.
    func describe(_ left: ONNXGraph.Value, _ right: ONNXGraph.Value, in graph: inout ONNXGraph) -> (
        answers: ONNXGraph.Value, count: Int
    )
}

/// The book's adder (section 6.3): two towers and a head of 1024, 20 and 10 units that ends in one number, trained by
/// mean squared error.
final class RegressionAdder: Module, Adder {
    /// A tower for each picture, or one for both.
    let towers: [DigitTower]
    let fc1: Linear
    let fc2: Linear
    let fc3: Linear
    let fc4: Linear
    private let transfer: Transfer

    /// An adder whose towers have the recognizer's convolutions, unless there is none or it is trained from scratch.
    init(
        _ transfer: Transfer, from recognizer: BookNetwork?, sharesWeights: Bool = false, hidden: Int = 1024,
        using generator: inout RandomGenerator
    ) {
        self.transfer = transfer
        towers = (0..<(sharesWeights ? 1 : 2)).map { _ in DigitTower(using: &generator) }
        fc1 = Linear(2 * DigitTower.featureCount, hidden, using: &generator)
        fc2 = Linear(hidden, 20, using: &generator)
        fc3 = Linear(20, 10, using: &generator)
        fc4 = Linear(10, 1, using: &generator)
        if transfer != .scratch, let recognizer {
            for tower in towers { tower.copyConvolutions(of: recognizer) }
        }
    }

    var trainable: [Tensor] {
        transfer == .frozen ? [fc1, fc2, fc3, fc4].flatMap(\.parameters) : parameters
    }

    /// The sums, `[N, 1]`.
    func callAsFunction(_ left: NDArray, _ right: NDArray) -> Tensor {
        // Frozen towers need no gradient.
        let both = transfer == .frozen ? withoutGradient { features(left, right) } : features(left, right)
        return fc4(fc3(fc2(fc1(both).relu()).relu()).relu())
    }

    func output(_ left: NDArray, _ right: NDArray) -> Tensor { self(left, right) }

    private func features(_ left: NDArray, _ right: NDArray) -> Tensor {
        .concatenated([towers[0](Tensor(left)), towers[towers.count - 1](Tensor(right))], axis: 1)
    }

    func loss(_ left: NDArray, _ right: NDArray, sums: [Int]) -> Tensor {
        let target = NDArray(sums.map(Float.init), shape: [sums.count, 1])
        return meanSquaredError(self(left, right), Tensor(target))
    }

    func sums(_ left: NDArray, _ right: NDArray) -> [Int] {
        withoutGradient { self(left, right) }.value.scalars.map { Int(max(-1000, min(1000, $0)).rounded()) }
    }
}

/// An adder that classifies both digits: the probabilities of the digits determine those of the 19 sums.
final class ClassificationAdder: Module, Adder {
    /// A classifier for each picture, or one for both.
    let readers: [BookNetwork]

    /// An adder with the recognizer's weights, or random ones without it; for pictures of `side` × `side` pixels.
    init(
        from recognizer: BookNetwork?, sharesWeights: Bool, side: Int = 28,
        using generator: inout RandomGenerator
    ) {
        readers = (0..<(sharesWeights ? 1 : 2)).map { _ in BookNetwork(side: side, using: &generator) }
        if let recognizer {
            for reader in readers {
                for (mine, theirs) in zip(reader.parameters, recognizer.parameters) {
                    mine.value = theirs.value
                }
            }
        }
    }

    var trainable: [Tensor] { parameters }

    func output(_ left: NDArray, _ right: NDArray) -> Tensor { probabilities(left, right) }

    /// The probabilities of the sums 0 to 18, `[N, 19]`.
    func probabilities(_ left: NDArray, _ right: NDArray) -> Tensor {
        sumProbabilities(
            readers[0](Tensor(left)).softmax(axis: 1),
            readers[readers.count - 1](Tensor(right)).softmax(axis: 1))
    }

    func loss(_ left: NDArray, _ right: NDArray, sums: [Int]) -> Tensor {
        negativeLogLikelihood((probabilities(left, right) + 1e-9).log(), IntArray(sums))
    }

    func sums(_ left: NDArray, _ right: NDArray) -> [Int] {
        withoutGradient { probabilities(left, right) }.value.argMax(axis: 1).scalars
    }
}

/// The probabilities of a sum from those of its digits: P(s) = Σ P(a) P(s − a), the convolution of the two.
///
/// - Parameters:
///   - left: the probabilities of the digits 0 to 9 on the left, `[N, 10]`.
///   - right: those on the right.
/// - Returns: the probabilities of the sums 0 to 18, `[N, 19]`.
func sumProbabilities(_ left: Tensor, _ right: Tensor) -> Tensor {
    // The joint probability of each of the 100 pairs of digits, added up by their sum.
    let pairs = (left.expandedDimensions(axis: 2) * right.expandedDimensions(axis: 1)).flattened()
    return pairs.matmul(Tensor(pairSums))
}

/// The sum of each pair of digits (10 a + b) as one-hot rows, `[100, 19]`.
let pairSums = NDArray(
    (0..<100).flatMap { pair in (0..<19).map { Float(pair / 10 + pair % 10 == $0 ? 1 : 0) } },
    shape: [100, 19])
