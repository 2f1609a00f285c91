import Chapter08Homework
import Foundation
import Grading
import TensorCore

private struct Axes: GenerativeHomework {
    /// What is added up in each dimension.
    let term: @Sendable (_ m: Float, _ v: Float, _ n: Float, _ w: Float) -> Float
    func diagonalFrechet(
        _ means: [Float], _ variances: [Float], to otherMeans: [Float], _ otherVariances: [Float]
    ) throws -> Float {
        means.indices.reduce(0) { $0 + term(means[$1], variances[$1], otherMeans[$1], otherVariances[$1]) }
    }
}

private struct Clouds: GenerativeHomework {
    let answer: @Sendable ([[Float]], [[Float]]) throws -> Float
    func frechet(points first: [[Float]], _ second: [[Float]]) throws -> Float { try answer(first, second) }
}

private func mean(_ points: [[Float]]) -> [Double] {
    points[0].indices.map { axis in points.reduce(0) { $0 + Double($1[axis]) } / Double(points.count) }
}

private func covariance(_ points: [[Float]], less: Double = 1) -> [[Double]] {
    let mean = mean(points)
    return mean.indices.map { i in
        mean.indices.map { j in
            points.reduce(0) { $0 + (Double($1[i]) - mean[i]) * (Double($1[j]) - mean[j]) }
                / (Double(points.count) - less)
        }
    }
}

private func trace(_ matrix: [[Double]]) -> Double { matrix.indices.reduce(0) { $0 + matrix[$1][$1] } }

private func apart(_ a: [[Float]], _ b: [[Float]]) -> Double {
    zip(mean(a), mean(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}

private func multiplied(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }
}

/// L of L Lᵀ, by Cholesky.
private func factor(_ matrix: [[Double]]) -> [[Double]] {
    var lower = matrix.map { $0.map { _ in 0.0 } }
    for j in matrix.indices {
        let pivot = matrix[j][j] - (0..<j).reduce(0) { $0 + lower[j][$1] * lower[j][$1] }
        guard pivot > 1e-9 else { continue }
        lower[j][j] = pivot.squareRoot()
        for i in matrix.indices where i > j {
            lower[i][j] =
                (matrix[i][j] - (0..<j).reduce(0) { $0 + lower[i][$1] * lower[j][$1] }) / lower[j][j]
        }
    }
    return lower
}

/// The distance as the chapter computes it: with Σ = L Lᵀ, by the root of the symmetric Lᵀ Σ' L.
@Sendable private func byCholesky(_ first: [[Float]], _ second: [[Float]]) throws -> Float {
    let (a, b) = (covariance(first), covariance(second))
    let lower = factor(a)
    let upper = lower.indices.map { i in lower.indices.map { lower[$0][i] } }
    let inner = multiplied(upper, multiplied(b, lower))
    let root = squareRoot(of: inner.map { $0.map { Float($0) } })
    return Float(apart(first, second) + trace(a) + trace(b)) - 2
        * root.indices.reduce(0) { $0 + root[$1][$1] }
}

let cloudMutants: [Mutant<any GenerativeHomework>] = [
    generativeHomework.mutant(
        Axes { m, v, n, w in (m - n) * (m - n) + (v - w) * (v - w) }, fails: "8.8",
        hint: "not that of the deviations"),
    generativeHomework.mutant(
        Axes { m, v, n, w in (m - n) * (m - n) + abs(v - w) }, fails: "8.8"),
    generativeHomework.mutant(
        Axes { m, v, n, w in (m - n) * (m - n) + v + w - 2 * v * w }, fails: "8.8",
        hint: "root of the product"),
    generativeHomework.mutant(
        // Kullback and Leibler's divergence instead.
        Axes { m, v, n, w in
            let apart = (m - n) * (m - n) / w
            return (v / w + apart - 1 + log(w / v)) / 2
        }, fails: "8.8"),
    generativeHomework.mutant(
        Clouds { Float(apart($0, $1)) }, fails: "8.9", hint: "Only the means"),
    generativeHomework.mutant(
        Clouds { first, second in
            let (a, b) = (covariance(first), covariance(second))
            let wider = a.indices.map { max(0, a[$0][$0]).squareRoot() - max(0, b[$0][$0]).squareRoot() }
            return Float(apart(first, second) + wider.reduce(0) { $0 + $1 * $1 })
        }, fails: "8.9", hint: "Only the variances"),
    generativeHomework.mutant(
        Clouds { first, second in
            let (a, b) = (covariance(first, less: 0), covariance(second, less: 0))
            let right = try byCholesky(first, second)
            // Only the traces by the count.
            return right - Float(trace(covariance(first)) + trace(covariance(second)))
                + Float(trace(a) + trace(b))
        }, fails: "8.9"),
    generativeHomework.mutant(
        Clouds { first, second in
            // Pairs of points: as far as the shorter cloud goes.
            let pairs = zip(first, second).map { apart([$0], [$1]) }
            return Float(pairs.reduce(0, +)) / Float(pairs.count)
        }, fails: "8.9"),
    generativeHomework.mutant(
        Clouds { try byCholesky($0.map { [$0[0]] }, $1.map { [$0[0]] }) }, fails: "8.9"),
]

/// Right answers by other ways.
let otherCloudAnswers: [Alternative<any GenerativeHomework>] = [
    generativeHomework.alternative(
        Axes { m, v, n, w in
            let (apart, wider) = (Double(m) - Double(n), Double(v).squareRoot() - Double(w).squareRoot())
            return Float(apart * apart + wider * wider)
        }, passes: "8.8"),
    generativeHomework.alternative(
        Axes { m, v, n, w in m * m - 2 * m * n + n * n + v + w - 2 * (v * w).squareRoot() }, passes: "8.8"),
    generativeHomework.alternative(Clouds(answer: byCholesky), passes: "8.9"),
    generativeHomework.alternative(Clouds { try byCholesky($1, $0) }, passes: "8.9"),
]
