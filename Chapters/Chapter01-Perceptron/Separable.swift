import Datasets
import Messages
import TensorCore

/// A perceptron trained on linearly separable rows, and the bound on its mistakes.
struct SeparableExperiment {
    /// The name of the rows, and its part of the metrics' keys.
    let name: Words
    let key: String

    let data: ClassificationData
    let training: PerceptronTraining

    /// The bound; nil where the rows are not linearly separable.
    let bound: PerceptronBound?
}

/// Trains a perceptron on the three gates, and on two clouds of points with a gap of width 1 between them.
func trainOnSeparableRows(seed: UInt64) -> [SeparableExperiment] {
    var generator = RandomGenerator(seed: seed)
    let clouds = GeneratedPoints.twoBlobs(count: 100, margin: 0.5, using: &generator)
    return [
        (Words(en: "AND", zh: "AND"), "and", TruthTable.and.data),
        (Words(en: "OR", zh: "OR"), "or", TruthTable.or.data),
        (Words(en: "NAND", zh: "NAND"), "nand", TruthTable.nand.data),
        (Words(en: "two clouds", zh: "两团点"), "blobs", clouds),
    ].map { name, key, data in
        SeparableExperiment(
            name: name, key: key, data: data, training: trainPerceptron(on: data, maximumPasses: 100_000),
            bound: PerceptronBound(for: data))
    }
}
