import Datasets
import TensorCore

/// A perceptron trained on rows that a line separates, beside what is promised about it.
struct SeparableExperiment {
    /// The name of the rows, and its part of the metrics' keys.
    let name: String
    let key: String

    let data: ClassificationData
    let training: PerceptronTraining

    /// The promise; nil where no line separates the rows.
    let bound: PerceptronBound?

    private init(_ name: String, key: String, _ data: ClassificationData) {
        self.name = name
        self.key = key
        self.data = data
        training = PerceptronTraining(on: data, maximumPasses: 100_000)
        bound = PerceptronBound(for: data)
    }

    /// The three gates, and two clouds of points with a strip of width 1 between them.
    static func all(seed: UInt64) -> [SeparableExperiment] {
        var generator = RandomGenerator(seed: seed)
        let clouds = GeneratedPoints.twoBlobs(count: 100, margin: 0.5, using: &generator)
        return [
            SeparableExperiment("AND", key: "and", TruthTable.and.data),
            SeparableExperiment("OR", key: "or", TruthTable.or.data),
            SeparableExperiment("NAND", key: "nand", TruthTable.nand.data),
            SeparableExperiment("two clouds", key: "blobs", clouds),
        ]
    }
}
