import Messages
import TensorCore

/// The eigenvalues and eigenvectors of a symmetric matrix: A = W Λ Wᵀ.
///
/// Jacobi's method: each rotation of two axes makes one element beside the diagonal 0; after a few sweeps over all of them
/// nothing is left beside the diagonal. In double precision, for matrices of a few hundred rows. Golub, Van Loan: *Matrix
/// Computations*, section 8.5.
///
/// ```swift
/// let eigen = SymmetricEigen(NDArray(rows: [[2, 1], [1, 2]]))
/// print(eigen.values)  // 3, 1
/// ```
public struct SymmetricEigen: Sendable {
    /// The eigenvalues, the largest first.
    public let values: [Double]
    /// The eigenvectors, `[n, n]`, one a column in the order of their values; the largest element of each is positive.
    public let vectors: NDArray

    /// Decomposes a symmetric matrix `[n, n]`, of which the upper half is read.
    ///
    /// Traps when it is not square.
    public init(_ matrix: NDArray, file: StaticString = #fileID, line: UInt = #line) {
        if matrix.rank != 2 || matrix.shape[0] != matrix.shape[1] {
            explainFailure(
                "SymmetricEigen", "a matrix \(matrix.shape)", hint: "it must be square", file: file,
                line: line)
        }
        let count = matrix.shape[0]
        let scalars = matrix.scalars
        var rotation = Rotations(count: count, upper: scalars)
        rotation.diagonalize()
        let order = (0..<count).sorted {
            (rotation.a[$1 * count + $1], $0) < (rotation.a[$0 * count + $0], $1)
        }
        values = order.map { rotation.a[$0 * count + $0] }
        var columns = [Float](repeating: 0, count: count * count)
        for (column, source) in order.enumerated() {
            // Row `source` of the rotations holds the eigenvector.
            let vector = rotation.w[source * count..<(source + 1) * count]
            let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
            for (row, element) in vector.enumerated() {
                columns[row * count + column] = Float(largest < 0 ? -element : element)
            }
        }
        vectors = NDArray(columns, shape: [count, count])
    }
}

/// The matrix while it is rotated, and all rotations together.
private struct Rotations {
    let count: Int
    /// A, row after row.
    var a: [Double]
    /// Wᵀ: each row becomes an eigenvector.
    var w: [Double]

    init(count: Int, upper: [Float]) {
        self.count = count
        a = [Double](repeating: 0, count: count * count)
        w = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            w[row * count + row] = 1
            for column in row..<count {
                a[row * count + column] = Double(upper[row * count + column])
                a[column * count + row] = a[row * count + column]
            }
        }
    }

    private static let mostSweeps = 60

    mutating func diagonalize() {
        let size = a.reduce(0) { $0 + $1 * $1 }
        for _ in 0..<Self.mostSweeps {
            var rest = 0.0
            for row in 0..<count {
                for column in row + 1..<max(row + 1, count) {
                    rest += a[row * count + column] * a[row * count + column]
                }
            }
            // Also ends where an element is not finite: the comparison is false then.
            guard rest > 1e-28 * size else { return }
            for row in 0..<count {
                for column in row + 1..<max(row + 1, count) { rotate(row, column) }
            }
        }
    }

    /// Turns the axes p and q so that a[p, q] becomes 0.
    private mutating func rotate(_ p: Int, _ q: Int) {
        let off = a[p * count + q]
        if off == 0 { return }
        let theta = (a[q * count + q] - a[p * count + p]) / (2 * off)
        let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<count {
            let (x, y) = (a[k * count + p], a[k * count + q])
            (a[k * count + p], a[k * count + q]) = (c * x - s * y, s * x + c * y)
        }
        for k in 0..<count {
            let (x, y) = (a[p * count + k], a[q * count + k])
            (a[p * count + k], a[q * count + k]) = (c * x - s * y, s * x + c * y)
            let (u, v) = (w[p * count + k], w[q * count + k])
            (w[p * count + k], w[q * count + k]) = (c * u - s * v, s * u + c * v)
        }
    }
}
