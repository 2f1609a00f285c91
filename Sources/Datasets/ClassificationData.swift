import Messages
import TensorCore

/// Rows of measurements, each with the class that it belongs to.
///
/// ```swift
/// let data = ClassificationData(
///     features: [[5.1, 1.4], [6.3, 4.9]], labels: [0, 1], classNames: ["setosa", "versicolor"],
///     featureNames: ["sepal length", "petal length"])
/// let (x, y) = (data.featureArray, data.labelArray)  // [2, 2] and [2]
/// ```
public struct ClassificationData: Equatable, Sendable {
    /// The measurements, `[rows][features]`.
    public var features: [[Float]]

    /// The class of each row, an index into `classNames`.
    public var labels: [Int]

    /// What the classes are called.
    public var classNames: [String]

    /// What the features are called.
    public var featureNames: [String]

    /// Traps where rows, labels and names do not fit each other.
    public init(features: [[Float]], labels: [Int], classNames: [String], featureNames: [String]) {
        guard features.count == labels.count else {
            explainFailure("ClassificationData", "\(features.count) rows, but \(labels.count) labels")
        }
        guard features.allSatisfy({ $0.count == featureNames.count }) else {
            explainFailure("ClassificationData", "a row does not have \(featureNames.count) features")
        }
        guard labels.allSatisfy(classNames.indices.contains) else {
            explainFailure("ClassificationData", "a label is not one of the \(classNames.count) classes")
        }
        self.features = features
        self.labels = labels
        self.classNames = classNames
        self.featureNames = featureNames
    }

    /// How many rows there are.
    public var count: Int { labels.count }

    /// The given rows, in the given order.
    public func rows(_ indices: [Int]) -> ClassificationData {
        ClassificationData(
            features: indices.map { features[$0] }, labels: indices.map { labels[$0] },
            classNames: classNames, featureNames: featureNames)
    }

    /// The same rows as a question of two classes: label 1 for the named class, 0 for all others.
    ///
    /// Traps where there is no such class.
    public func oneAgainstRest(_ className: String) -> ClassificationData {
        guard let positive = classNames.firstIndex(of: className) else {
            explainFailure("ClassificationData", "no class \"\(className)\" among \(classNames)")
        }
        return ClassificationData(
            features: features, labels: labels.map { $0 == positive ? 1 : 0 },
            classNames: ["not \(className)", className], featureNames: featureNames)
    }
}
