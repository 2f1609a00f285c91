import Messages
import TensorCore

/// Rows of measurements, each with the number that is to be predicted from them.
///
/// ```swift
/// let data = RegressionData(
///     features: [[50], [80]], targets: [200, 310], featureNames: ["area"], targetName: "price")
/// let (x, y) = (data.featureArray, data.targetArray)  // [2, 1] and [2]
/// ```
public struct RegressionData: Equatable, Sendable {
    /// The measurements, `[rows][features]`.
    public var features: [[Float]]

    /// The number that belongs to each row.
    public var targets: [Float]

    /// What the features are called.
    public var featureNames: [String]

    /// What the target is called.
    public var targetName: String

    /// Traps where rows, targets and names do not fit each other.
    public init(features: [[Float]], targets: [Float], featureNames: [String], targetName: String) {
        guard features.count == targets.count else {
            explainFailure("RegressionData", "\(features.count) rows, but \(targets.count) targets")
        }
        guard features.allSatisfy({ $0.count == featureNames.count }) else {
            explainFailure("RegressionData", "a row does not have \(featureNames.count) features")
        }
        self.features = features
        self.targets = targets
        self.featureNames = featureNames
        self.targetName = targetName
    }

    /// How many rows there are.
    public var count: Int { targets.count }

    /// The given rows, in the given order.
    public func rows(_ indices: [Int]) -> RegressionData {
        RegressionData(
            features: indices.map { features[$0] }, targets: indices.map { targets[$0] },
            featureNames: featureNames, targetName: targetName)
    }
}
