import Messages
import TensorCore

/// The directions along which points spread most: principal component analysis.
///
/// With X the points less their mean, `[N, D]`, the components are the eigenvectors of Xᵀ X / (N − 1) with the largest
/// eigenvalues, and the eigenvalues are the variances along them. Projected on two of them, words become a map that
/// keeps as much of the variance as a flat map can. Pearson: "On lines and planes of closest fit" (1901). Section 9.3.
///
/// ```swift
/// let vectors = NDArray.normal([100, 50], using: &generator)
/// let components = PrincipalComponents(of: vectors, count: 2)
/// let map = components.projected(vectors)  // [N, 2]
/// ```
public struct PrincipalComponents: Sendable {
    /// The mean of the points, `[D]`.
    public let mean: NDArray

    /// The components, one a row, `[count, D]`; each has length 1, and its largest number is positive.
    public let axes: NDArray

    /// The variance of the points along each component, falling.
    public let variances: [Double]

    /// The variance along all D directions together.
    public let totalVariance: Double

    /// The fraction of the variance along the components; 0 where there is none at all.
    public var explainedVarianceRatio: Double {
        totalVariance > 0 ? variances.reduce(0, +) / totalVariance : 0
    }

    /// The first `count` components of points `[N, D]`.
    ///
    /// Traps unless there is a point, and `count` is at least 1 and at most D.
    public init(
        of points: NDArray, count: Int, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard points.rank == 2, points.shape[0] > 0, (1...max(1, points.shape[1])).contains(count) else {
            explainFailure(
                "PrincipalComponents", "\(count) components of points of shape \(points.shape)",
                hint: "points are [N, D], with at most D components", file: file, line: line)
        }
        mean = points.mean(axes: [0])
        let centred = points - mean
        let covariance = centred.transposed().matmul(centred) / Float(max(1, points.shape[0] - 1))
        let eigen = SymmetricEigen(covariance)
        axes = eigen.vectors.sliced(axis: 1, 0..<count).transposed().contiguous()
        variances = eigen.values.prefix(count).map { max(0, $0) }
        totalVariance = eigen.values.reduce(0) { $0 + max(0, $1) }
    }

    /// Points `[N, D]` as seen along the components, `[N, count]`.
    public func projected(_ points: NDArray) -> NDArray { (points - mean).matmul(axes.transposed()) }
}
