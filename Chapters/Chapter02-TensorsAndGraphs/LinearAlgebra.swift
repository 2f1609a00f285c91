// What gradient descent is compared with, in double precision and without tensors.

/// The coefficients c that make Σ (Σⱼ cⱼ columnⱼ − target)² smallest, by QR decomposition (modified Gram and
/// Schmidt): the columns are made orthogonal one after another, then R c = Qᵀ targets is solved from the
/// bottom.
///
/// A column that depends on those before it gets the coefficient 0.
func leastSquares(columns: [[Double]], targets: [Double]) -> [Double] {
    let count = columns.count
    var q = columns
    var r = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var rest = targets
    var projections = [Double](repeating: 0, count: count)
    for j in 0..<count {
        let length = dot(q[j], q[j]).squareRoot()
        guard length > 1e-10 * dot(columns[j], columns[j]).squareRoot() else { continue }
        r[j][j] = length
        q[j] = q[j].map { $0 / length }
        for k in j + 1..<max(count, j + 1) {
            r[j][k] = dot(q[j], q[k])
            q[k] = zip(q[k], q[j]).map { $0 - r[j][k] * $1 }
        }
        projections[j] = dot(q[j], rest)
        rest = zip(rest, q[j]).map { $0 - projections[j] * $1 }
    }
    var coefficients = [Double](repeating: 0, count: count)
    for j in (0..<count).reversed() where r[j][j] != 0 {
        let known = (j + 1..<max(count, j + 1)).reduce(0) { $0 + r[j][$1] * coefficients[$1] }
        coefficients[j] = (projections[j] - known) / r[j][j]
    }
    return coefficients
}

/// The Hessian of the mean squared error of a linear model, the same everywhere: H = 2/N AᵀA, with the model's
/// inputs as the columns of A.
func meanSquaredErrorHessian(columns: [[Double]]) -> [[Double]] {
    let rowCount = Double(columns.first?.count ?? 1)
    return columns.map { a in columns.map { b in 2 / rowCount * dot(a, b) } }
}

/// The eigenvalues of a symmetric matrix, smallest first, by Jacobi's rotations: each makes one pair of
/// elements off the diagonal zero, until all are.
func symmetricEigenvalues(_ matrix: [[Double]]) -> [Double] {
    var m = matrix
    let size = m.count
    let scale = m.joined().map { $0 * $0 }.reduce(0, +)
    for _ in 0..<50 {
        var offDiagonal = 0.0
        for p in 0..<size { for q in 0..<p { offDiagonal += m[p][q] * m[p][q] } }
        if offDiagonal <= 1e-26 * scale { break }
        for p in 0..<size {
            for q in 0..<p where m[p][q] != 0 {
                let theta = (m[q][q] - m[p][p]) / (2 * m[p][q])
                let sign = theta < 0 ? -1.0 : 1
                let t = sign / (abs(theta) + (theta * theta + 1).squareRoot())
                let c = 1 / (t * t + 1).squareRoot()
                let s = t * c
                for k in 0..<size {
                    (m[k][p], m[k][q]) = (c * m[k][p] - s * m[k][q], s * m[k][p] + c * m[k][q])
                }
                for k in 0..<size {
                    (m[p][k], m[q][k]) = (c * m[p][k] - s * m[q][k], s * m[p][k] + c * m[q][k])
                }
            }
        }
    }
    return m.indices.map { m[$0][$0] }.sorted()
}

/// How steeply a quadratic loss curves: what decides which learning rates work.
struct Curvature {
    /// The smallest eigenvalue of the Hessian above zero: where the loss does not curve, nothing moves.
    let smallest: Double

    /// The largest eigenvalue of the Hessian.
    let largest: Double

    /// The curvature of the mean squared error of a linear model with these inputs as columns.
    init(columns: [[Double]]) {
        let eigenvalues = symmetricEigenvalues(meanSquaredErrorHessian(columns: columns))
        let largest = eigenvalues.last ?? 0
        self.largest = largest
        smallest = eigenvalues.first { $0 > 1e-10 * largest } ?? largest
    }

    /// λmax / λmin: how much longer than wide the valley of the loss is, squared.
    var conditionNumber: Double { largest / smallest }

    /// 2 / λmax: from this learning rate on, descent does not converge.
    var learningRateLimit: Double { 2 / largest }

    /// 2 / (λmin + λmax): the fixed learning rate that converges fastest.
    var bestLearningRate: Double { 2 / (smallest + largest) }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
