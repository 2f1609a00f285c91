import Autograd
import NeuralNetworks
import TensorCore

/// How a count of bikes is scaled for a network: standardized, perhaps after a square root.
struct CountScale: Codable, CustomStringConvertible {
    /// Whether the network predicts √count. The variance of counts grows with their size; that of their roots does not, so the
    /// mean squared error is not dominated by rush hours.
    let isSquareRoot: Bool

    /// A count is the output times the deviation, plus the mean.
    let mean: Float
    let deviation: Float

    /// - Parameter counts: those from which mean and standard deviation are taken.
    init(fittedOn counts: some Collection<Float>, isSquareRoot: Bool = false) {
        self.isSquareRoot = isSquareRoot
        let values = NDArray(counts.map { isSquareRoot ? $0.squareRoot() : $0 })
        mean = values.mean().scalar
        deviation = max(values.standardDeviation(correction: 0).scalar, 1e-6)
    }

    /// Whether its numbers can be computed with, as they can unless a file was changed.
    var isConsistent: Bool { mean.isFinite && deviation > 0 && deviation.isFinite }

    /// What an output of 0 and a step of 1 mean.
    var description: String {
        "(\(isSquareRoot ? "square root of the count" : "count") - \(mean)) / \(deviation)"
    }

    /// What the network is to predict, `[N, 1]`.
    func encode(_ counts: [Float]) -> NDArray {
        let values = NDArray(counts).reshaped([counts.count, 1])
        return ((isSquareRoot ? values.squareRoot() : values) - mean) / deviation
    }

    /// The counts behind a network's outputs `[N, 1]`; there are no negative bikes.
    func decode(_ outputs: NDArray) -> [Float] {
        let values = (outputs * deviation + mean).scalars.map { max(0, $0) }
        return isSquareRoot ? values.map { $0 * $0 } : values
    }
}

/// A network with its features and the scale of its predictions.
struct BikeModel {
    let network: Sequential
    let features: BikeFeatures
    let scale: CountScale

    /// The book's network (section 3.4): 56 inputs, some sigmoid units, one output.
    static func book(
        _ data: BikeData, hidden: Int, fittedOn fitted: Range<Int>, using generator: inout RandomGenerator
    ) -> BikeModel {
        let features = BikeFeatures.book(data.hours, fittedOn: fitted)
        let network = Sequential(
            Linear(features.names.count, hidden, using: &generator), Sigmoid(),
            Linear(hidden, 1, using: &generator))
        return BikeModel(
            network: network, features: features, scale: CountScale(fittedOn: data.counts[fitted]))
    }

    /// A larger network with more features: two hidden layers of ReLU units, and dropout against overfitting.
    static func careful(
        _ data: BikeData, _ settings: CarefulSettings = CarefulSettings(), fittedOn fitted: Range<Int>,
        using generator: inout RandomGenerator
    ) -> BikeModel {
        let features = BikeFeatures.careful(data.hours, fittedOn: fitted)
        let network = carefulNetwork(inputs: features.names.count, settings, using: &generator)
        let scale = CountScale(fittedOn: data.counts[fitted], isSquareRoot: true)
        return BikeModel(network: network, features: features, scale: scale)
    }

    /// The network of `careful`, before training.
    static func carefulNetwork(
        inputs: Int, _ settings: CarefulSettings, using generator: inout RandomGenerator
    ) -> Sequential {
        let (width, dropout) = (settings.width, Float(settings.dropout))
        return Sequential(
            Linear(inputs, width, using: &generator), ReLU(), Dropout(dropout, using: &generator),
            Linear(width, width / 2, using: &generator), ReLU(), Dropout(dropout, using: &generator),
            Linear(width / 2, 1, using: &generator))
    }

    /// The predicted counts for some rows, without dropout and without a graph.
    func predictions(_ rows: Range<Int>) -> [Float] {
        network.evaluate()
        return withoutGradient { scale.decode(network(Tensor(features.matrix[rows])).value) }
    }
}
