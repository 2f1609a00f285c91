import Messages
import TensorCore

extension ClassificationData {
    /// The measurements as an array, `[N, D]`.
    public var featureArray: NDArray { array(features, columnCount: featureNames.count) }

    /// The classes as an array, `[N]`.
    public var labelArray: IntArray { IntArray(labels) }
}

extension RegressionData {
    /// The measurements as an array, `[N, D]`.
    public var featureArray: NDArray { array(features, columnCount: featureNames.count) }

    /// The targets as an array, `[N]`.
    public var targetArray: NDArray { NDArray(targets) }
}

extension Standardizer {
    /// Fits the columns of an array `[N, D]`, or the one column of an array `[N]`.
    ///
    /// Traps where there is no row or the array has other than one or two axes.
    public init(fitting array: NDArray) {
        let scalars = array.scalars
        switch array.rank {
        case 1:
            self.init(fitting: scalars)
        case 2:
            let width = array.shape[1]
            self.init(
                fitting: (0..<array.shape[0]).map { Array(scalars[$0 * width..<($0 + 1) * width]) })
        default:
            explainFailure("Standardizer", "the shape \(array.shape) is neither [N, D] nor [N]")
        }
    }

    /// An array `[N, D]`, or `[N]` where one column was fitted, standardized.
    public func transform(_ array: NDArray) -> NDArray {
        check(array)
        return (array - NDArray(means)) / NDArray(deviations)
    }

    /// A standardized array `[N, D]`, or `[N]` where one column was fitted, in its own units again.
    public func inverse(_ array: NDArray) -> NDArray {
        check(array)
        return array * NDArray(deviations) + NDArray(means)
    }

    private func check(_ array: NDArray) {
        let columnCount = array.rank == 2 ? array.shape[1] : 1
        guard (1...2).contains(array.rank), columnCount == means.count else {
            explainFailure("Standardizer", "fitted on \(means.count) columns, given the shape \(array.shape)")
        }
    }
}

/// Rows as an array; with no rows it still has its columns.
private func array(_ rows: [[Float]], columnCount: Int) -> NDArray {
    NDArray(rows.flatMap { $0 }, shape: [rows.count, columnCount])
}
