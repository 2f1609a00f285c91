import Foundation
import Messages

/// A column that a network gets to see: its name, and its words where it holds categories.
public struct FeatureColumn: Codable, Equatable, Sendable {
    /// Its name in the table.
    public let name: String

    /// The words of a column of categories, whose values are indices into them; nil for numbers.
    public let levels: [String]?

    /// A column of numbers, or with words one of categories.
    public init(name: String, levels: [String]? = nil) { (self.name, self.levels) = (name, levels) }
}

/// Turns the rows of a table into inputs of a network: missing values filled, numbers standardized, categories one-hot.
///
/// - A missing number becomes the median of the training rows, a missing category the most frequent one of them (median
///   imputation).
/// - A number x becomes (x − mean) / deviation, both of the training rows after filling; a column that is constant there
///   becomes 0.
/// - A category of K words becomes K columns of 0 and 1 (one-hot encoding), of two words one column. A word that the
///   training rows do not have is 0 in all of them.
///
/// All of it is fitted on the training rows alone. The encoder is `Codable`, so that a model's file can carry it.
///
/// ```swift
/// let columns = [FeatureColumn(name: "area"), FeatureColumn(name: "kind", levels: ["flat", "house", "tent"])]
/// let encoder = TableEncoder(fitting: [[50, 0], [.nan, 1], [80, 1]], columns: columns)
/// print(encoder.featureNames)  // ["area", "kind = flat", "kind = house", "kind = tent"]
/// print(encoder.encode([50, 2]))  // [-1.22, 0, 0, 1]
/// ```
public struct TableEncoder: Codable, Equatable, Sendable {
    /// The columns, in the order of a row's values.
    public let columns: [FeatureColumn]

    /// What a missing value becomes: the median, or the index of the most frequent category.
    public let fills: [Float]

    /// The mean of each column of numbers; 0 for categories.
    public let means: [Float]

    /// The deviation of each column of numbers, never 0; 1 for categories.
    public let deviations: [Float]

    /// Whether the first word of each category has no column of its own, so that no column follows from the others, as a
    /// linear model with a bias wants it.
    public let dropsFirstLevel: Bool

    /// Fits the rows, `[N][columns]`, where NaN is a missing value. Traps where there is no row, or its length is another.
    ///
    /// - Parameter standardizes: whether numbers are standardized; otherwise they stay as they are.
    public init(
        fitting rows: [[Float]], columns: [FeatureColumn], standardizes: Bool = true,
        dropsFirstLevel: Bool = false
    ) {
        guard !rows.isEmpty, rows.allSatisfy({ $0.count == columns.count }) else {
            explainFailure("TableEncoder", "\(rows.count) rows for \(columns.count) columns")
        }
        var (fills, means, deviations): ([Float], [Float], [Float]) = ([], [], [])
        for (index, column) in columns.enumerated() {
            let present = rows.compactMap { $0[index].isNaN ? nil : $0[index] }
            if let levels = column.levels {
                var counts = [Int](repeating: 0, count: max(1, levels.count))
                for value in present where counts.indices.contains(Int(value)) { counts[Int(value)] += 1 }
                fills.append(Float(counts.firstIndex(of: counts.max() ?? 0) ?? 0))
                means.append(0)
                deviations.append(1)
            } else {
                let fill = median(present)
                fills.append(fill)
                let fitted = Standardizer(fitting: rows.map { $0[index].isNaN ? fill : $0[index] })
                means.append(standardizes ? fitted.means[0] : 0)
                deviations.append(standardizes ? fitted.deviations[0] : 1)
            }
        }
        (self.columns, self.fills, self.means, self.deviations) = (columns, fills, means, deviations)
        self.dropsFirstLevel = dropsFirstLevel
    }

    /// An encoder of numbers only whose means and deviations are known; a missing value becomes the mean.
    public init(names: [String], standardizer: Standardizer) {
        columns = names.map { FeatureColumn(name: $0) }
        (fills, means, deviations) = (standardizer.means, standardizer.means, standardizer.deviations)
        dropsFirstLevel = false
    }

    /// The names of the inputs that come out, in their order.
    public var featureNames: [String] {
        columns.flatMap { column in
            guard let levels = column.levels else { return [column.name] }
            return levels.indices.dropFirst(skipped(levels)).map { "\(column.name) = \(levels[$0])" }
        }
    }

    /// How many words have no column: of two words the second says it all.
    private func skipped(_ levels: [String]) -> Int { dropsFirstLevel || levels.count == 2 ? 1 : 0 }

    /// The inputs of one row, `[featureNames.count]`; NaN is a missing value, a negative number of a category an unknown word.
    /// Traps where the row has another length.
    public func encode(_ row: [Float]) -> [Float] {
        guard row.count == columns.count else {
            explainFailure("TableEncoder.encode", "\(row.count) values for \(columns.count) columns")
        }
        var inputs: [Float] = []
        for (index, column) in columns.enumerated() {
            let value = row[index].isNaN ? fills[index] : row[index]
            if let levels = column.levels {
                for level in levels.indices.dropFirst(skipped(levels)) {
                    inputs.append(value == Float(level) ? 1 : 0)
                }
            } else {
                inputs.append((value - means[index]) / deviations[index])
            }
        }
        return inputs
    }

    /// The inputs of many rows.
    public func encode(_ rows: [[Float]]) -> [[Float]] { rows.map { encode($0) } }

    /// Whether its parts fit each other, as they do unless a file was changed.
    public var isConsistent: Bool {
        [fills.count, means.count, deviations.count].allSatisfy { $0 == columns.count }
            && (fills + means).allSatisfy(\.isFinite) && deviations.allSatisfy { $0 > 0 && $0.isFinite }
    }
}

extension ClassificationData {
    /// The rows as an encoder that was fitted on training rows makes them inputs of a network.
    public func encoded(by encoder: TableEncoder) -> ClassificationData {
        ClassificationData(
            features: encoder.encode(features), labels: labels, classNames: classNames,
            featureNames: encoder.featureNames)
    }
}

extension RegressionData {
    /// The rows as an encoder that was fitted on training rows makes them inputs of a model.
    public func encoded(by encoder: TableEncoder) -> RegressionData {
        RegressionData(
            features: encoder.encode(features), targets: targets, featureNames: encoder.featureNames,
            targetName: targetName)
    }
}

/// The median, of an even count the mean of the middle two; 0 of nothing.
func median(_ values: [Float]) -> Float {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
}
