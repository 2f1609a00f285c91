import ChapterSupport
import Datasets
import Files
import TensorCore

/// The data on which the methods are compared.
struct ComparisonTask {
    /// The name for the metrics: that of the data set, or "generated".
    let name: String

    /// The name at the beginning of a sentence, and what the data is.
    let title: String
    let summary: String

    /// The rows.
    let data: ClassificationData

    /// Whether each column is standardized; sonar's columns are shares of one energy, all between 0 and 1.
    let isStandardized: Bool
}

extension ComparisonTask {
    /// The data set asked for, or four clouds of points in the corners of a square, labelled as XOR.
    ///
    /// - Throws: `UsageError` for a data set without a folder, `FileError` for a file that is missing or broken.
    init(_ run: ChapterRun) throws {
        guard let folder = run.dataFolder else {
            guard !run.wasGiven("dataset") else {
                throw UsageError("--dataset needs --data with the folder of its file")
            }
            var generator = RandomGenerator(seed: run.seed)
            name = "generated"
            title = "Clouds"
            summary = "XOR with noise, four clouds in the corners of a square"
            data = GeneratedPoints.xor(count: 260, noise: 0.45, using: &generator)
            isStandardized = false
            return
        }
        name = run.choice("dataset")
        switch name {
        case "iris":
            title = "Iris"
            summary = "three species of flower from four lengths"
            data = try Classic.iris(in: folder)
        case "banknote":
            title = "Banknotes"
            summary = "genuine or forged, from four measures of a picture"
            data = try Classic.banknote(in: folder)
        default:
            title = "Sonar"
            summary = "rock or mine, from the echo in 60 frequency bands"
            data = try Classic.sonar(in: folder)
        }
        isStandardized = name != "sonar"
        guard data.count >= Comparison.folds else {
            throw FileError.malformed(
                path: "\(folder) (\(name))",
                reason:
                    "cross-validation needs at least \(Comparison.folds) rows, but there are only \(data.count)"
            )
        }
    }
}

extension ClassificationData {
    /// How many outputs a network for these classes has: one for two of them, else one a class.
    var outputCount: Int { classNames.count == 2 ? 1 : classNames.count }

    /// The targets, `[N][outputCount]`: the label itself for two classes, else one-hot.
    var targets: [[Float]] {
        labels.map { label in
            outputCount == 1
                ? [Float(label)] : classNames.indices.map { $0 == label ? 1 : 0 }
        }
    }
}
