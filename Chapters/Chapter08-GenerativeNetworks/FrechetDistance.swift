import Messages
import TensorCore

/// The normal distribution with the mean and the covariance of a cloud of points.
struct FeatureCloud {
    /// `[d]`.
    let mean: [Double]
    /// `[d, d]`, row-major, over N − 1.
    let covariance: [Double]

    var dimension: Int { mean.count }

    /// The distribution of points `[N, d]`. Traps for an array that is no matrix.
    init(_ points: NDArray) {
        if points.shape.rank != 2 {
            explainFailure("FeatureCloud", "points must be [N, d], not \(points.shape)")
        }
        mean = points.mean(axes: [0]).scalars.map(Double.init)
        let centred = points - points.mean(axes: [0])
        let products = centred.transposed().matmul(centred).scalars
        covariance = products.map { Double($0) / Double(max(1, points.shape[0] - 1)) }
    }

    /// The distribution with this mean and covariance.
    init(mean: [Double], covariance: [Double]) {
        (self.mean, self.covariance) = (mean, covariance)
    }

    /// The Fréchet distance of two normal distributions, squared as usual:
    /// |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½).
    ///
    /// With Σ₁ = L Lᵀ the eigenvalues of Σ₁ Σ₂ are those of the symmetric Lᵀ Σ₂ L, and the trace of the root is the sum of
    /// their roots. Heusel and others: "GANs trained by a two time-scale update rule" (2017), there in the features of
    /// another network.
    func distance(to other: FeatureCloud) -> Double {
        let n = dimension
        let apart = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let trace = (0..<n).reduce(0) { $0 + covariance[$1 * n + $1] + other.covariance[$1 * n + $1] }
        let lower = choleskyFactor(covariance, n)
        let inner = multiply(transposed(lower, n), multiply(other.covariance, lower, n), n)
        let roots = symmetricEigenvalues(inner, n).reduce(0) { $0 + max(0, $1).squareRoot() }
        return max(0, apart + trace - 2 * roots)
    }
}

/// L, lower triangular, with L Lᵀ = A for a symmetric A without negative eigenvalues; a column without a remainder is 0.
func choleskyFactor(_ matrix: [Double], _ n: Int) -> [Double] {
    var lower = [Double](repeating: 0, count: n * n)
    let tiny = 1e-12 * ((0..<n).map { matrix[$0 * n + $0] }.max() ?? 0)
    for j in 0..<n {
        var pivot = matrix[j * n + j]
        for k in 0..<j { pivot -= lower[j * n + k] * lower[j * n + k] }
        if pivot <= tiny { continue }
        lower[j * n + j] = pivot.squareRoot()
        for i in j + 1..<max(j + 1, n) {
            var sum = matrix[i * n + j]
            for k in 0..<j { sum -= lower[i * n + k] * lower[j * n + k] }
            lower[i * n + j] = sum / lower[j * n + j]
        }
    }
    return lower
}

private func multiply(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var c = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
        for k in 0..<n {
            let x = a[i * n + k]
            if x == 0 { continue }
            for j in 0..<n { c[i * n + j] += x * b[k * n + j] }
        }
    }
    return c
}

private func transposed(_ a: [Double], _ n: Int) -> [Double] {
    (0..<n * n).map { a[$0 % n * n + $0 / n] }
}
