import Messages
import TensorCore

/// Scales every column to mean 0 and deviation 1: z = (x − mean) / deviation (section 3.2.5).
///
/// It is fitted only on the training rows and then used on all: mean and deviation of the test rows would be
/// information from the future. The deviation is that of the population (over N, not N − 1); a column of
/// equal values keeps deviation 1, so that it becomes 0 and not NaN.
///
/// ```swift
/// let training: [[Float]] = [[1, 100], [3, 300]]
/// let standardizer = Standardizer(fitting: training)
/// let z = standardizer.transform(training)  // [[-1, -1], [1, 1]]
/// let x = standardizer.inverse([[0, 0]])  // [[2, 200]]
/// ```
public struct Standardizer: Equatable, Sendable {
    /// The mean of each column.
    public let means: [Float]

    /// The deviation of each column, never 0.
    public let deviations: [Float]

    /// A standardizer of known means and deviations, as a checkpoint restores it.
    ///
    /// Traps where the two differ in length or a deviation is not a positive number.
    public init(means: [Float], deviations: [Float]) {
        guard means.count == deviations.count else {
            explainFailure("Standardizer", "\(means.count) means, but \(deviations.count) deviations")
        }
        guard deviations.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            explainFailure("Standardizer", "a deviation is not a positive number")
        }
        self.means = means
        self.deviations = deviations
    }

    /// Fits the columns of rows, `[N][D]`. Traps where there is no row or rows differ in length.
    public init(fitting rows: [[Float]]) {
        guard let first = rows.first else { explainFailure("Standardizer", "no rows to fit") }
        guard rows.allSatisfy({ $0.count == first.count }) else {
            explainFailure("Standardizer", "rows differ in length")
        }
        self.init(columnCount: first.count, rowCount: rows.count) { rows[$0][$1] }
    }

    /// Fits a single column. Traps where it is empty.
    public init(fitting column: [Float]) {
        guard !column.isEmpty else { explainFailure("Standardizer", "no rows to fit") }
        self.init(columnCount: 1, rowCount: column.count) { row, _ in column[row] }
    }

    /// Sums in double precision, the deviations in a second pass.
    private init(columnCount: Int, rowCount: Int, value: (_ row: Int, _ column: Int) -> Float) {
        var means: [Float] = []
        var deviations: [Float] = []
        for column in 0..<columnCount {
            var sum = 0.0
            for row in 0..<rowCount { sum += Double(value(row, column)) }
            let mean = sum / Double(rowCount)
            var squares = 0.0
            for row in 0..<rowCount {
                let difference = Double(value(row, column)) - mean
                squares += difference * difference
            }
            let deviation = (squares / Double(rowCount)).squareRoot()
            means.append(Float(mean))
            // Equal values whose mean was rounded leave a deviation far below what a Float can distinguish.
            let isConstant = Float(deviation) <= abs(Float(mean)) * 1e-9
            deviations.append(isConstant ? 1 : Float(deviation))
        }
        self.init(means: means, deviations: deviations)
    }

    /// The rows `[N][D]` standardized.
    public func transform(_ rows: [[Float]]) -> [[Float]] {
        rows.map { row in
            check(row.count)
            return row.indices.map { (row[$0] - means[$0]) / deviations[$0] }
        }
    }

    /// A single column standardized.
    public func transform(_ column: [Float]) -> [Float] {
        check(1)
        return column.map { ($0 - means[0]) / deviations[0] }
    }

    /// Standardized rows `[N][D]` in their own units again.
    public func inverse(_ rows: [[Float]]) -> [[Float]] {
        rows.map { row in
            check(row.count)
            return row.indices.map { row[$0] * deviations[$0] + means[$0] }
        }
    }

    /// A standardized column in its own unit again.
    public func inverse(_ column: [Float]) -> [Float] {
        check(1)
        return column.map { $0 * deviations[0] + means[0] }
    }

    private func check(_ columnCount: Int) {
        guard columnCount == means.count else {
            explainFailure("Standardizer", "fitted on \(means.count) columns, given \(columnCount)")
        }
    }
}
