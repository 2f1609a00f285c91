import Messages
import TensorCore

/// The directions along which points spread most: principal component analysis.
///
/// With X the points less their mean, `[N, D]`, the components are the eigenvectors of Xᵀ X / (N − 1) with the largest
/// eigenvalues, and the eigenvalues are the variances along them. Projected on two of them, words become a map that
/// keeps as much of the variance as a flat map can. Pearson: "On lines and planes of closest fit" (1901). Section 9.3.
///
/// ```swift
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

    /// The share of the variance that the components keep; 0 where there is none at all.
    public var keptShare: Double { totalVariance > 0 ? variances.reduce(0, +) / totalVariance : 0 }

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
        let (values, vectors) = eigenvectors(ofSymmetric: covariance)
        let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count)
        axes = NDArray(
            rows: order.map { column in
                let axis = vectors.map { $0[column] }
                let largest = axis.max { $0.magnitude < $1.magnitude } ?? 1
                return axis.map { Float(largest < 0 ? -$0 : $0) }
            })
        variances = order.map { max(0, values[$0]) }
        totalVariance = values.reduce(0) { $0 + max(0, $1) }
    }

    /// Points `[N, D]` as seen along the components, `[N, count]`.
    public func projected(_ points: NDArray) -> NDArray { (points - mean).matmul(axes.transposed()) }
}

/// The eigenvalues of a symmetric matrix `[D, D]`, and the eigenvectors as columns: Jacobi's method.
///
/// Each rotation makes one pair of elements off the diagonal zero, until all are tiny beside the diagonal.
/// Golub and Van Loan: "Matrix computations", section 8.5.
func eigenvectors(ofSymmetric matrix: NDArray) -> (values: [Double], vectors: [[Double]]) {
    let size = matrix.shape[0]
    let scalars = matrix.scalars
    var a = (0..<size).map { row in (0..<size).map { Double(scalars[row * size + $0]) } }
    var vectors = (0..<size).map { row in (0..<size).map { row == $0 ? 1.0 : 0.0 } }
    let scale = scalars.reduce(0) { $0 + Double($1) * Double($1) }
    for _ in 0..<50 {
        var rest = 0.0
        for p in 0..<size { for q in p + 1..<max(p + 1, size) { rest += 2 * a[p][q] * a[p][q] } }
        if rest <= 1e-20 * scale { break }
        for p in 0..<size {
            for q in p + 1..<max(p + 1, size) where a[p][q] != 0 {
                let ratio = (a[q][q] - a[p][p]) / (2 * a[p][q])
                let t = (ratio < 0 ? -1 : 1) / (ratio.magnitude + (ratio * ratio + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                rotateRows(&a, p, q, c, t * c)
                rotateColumns(&a, p, q, c, t * c)
                rotateColumns(&vectors, p, q, c, t * c)
            }
        }
    }
    return ((0..<size).map { a[$0][$0] }, vectors)
}

private func rotateRows(_ a: inout [[Double]], _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for k in a.indices { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
}

private func rotateColumns(_ a: inout [[Double]], _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for k in a.indices { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
}
