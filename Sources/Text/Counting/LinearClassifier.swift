import Foundation
import TensorCore

/// A row of a sparse matrix: its columns that are not 0, each with its value.
public typealias SparseRow = [(column: Int, value: Float)]

/// A hyperplane w · x + b between two classes of texts, by minimizing
///
///     ½ |w|² + ½ b² + C Σ loss(yᵢ (w · xᵢ + b))        yᵢ = 1 for class 1, −1 for class 0
///
/// with the logistic loss ln (1 + e⁻ᵐ) of a margin m, or the squared hinge max(0, 1 − m)² of a support vector machine.
///
/// At the minimum w = Σ αᵢ yᵢ xᵢ with αᵢ = −C loss′(mᵢ). The method holds w to that sum and makes the second equation true for
/// one text after the other, in random order (dual coordinate descent: Hsieh and others, 2008; Yu, Huang and Lin, 2011).
///
/// ```swift
/// let rows: [SparseRow] = [[(0, 1)], [(0, 2), (1, 1)], [(1, 1)]]
/// let plane = LinearClassifier(rows, [1, 1, 0], columns: 2, loss: .logistic, cost: 10, seed: 1)
/// print(plane.score([(0, 1)]) > 0)  // true
/// ```
public struct LinearClassifier: Sendable {
    /// The loss of a margin.
    public enum Loss: Sendable { case logistic, squaredHinge }

    /// w.
    public private(set) var weights: [Double]
    /// b.
    public private(set) var bias = 0.0

    /// Fits the plane to training texts.
    ///
    /// - Parameters:
    ///   - rows: each text as numbers.
    ///   - labels: 1 or 0 for each text.
    ///   - cost: C.
    ///   - passes: the most over all texts.
    ///   - tolerance: it ends when no α changes by more than this part of C.
    public init(
        _ rows: [SparseRow], _ labels: [Int], columns: Int, loss: Loss, cost: Double, passes: Int = 20,
        tolerance: Double = 1e-3, seed: UInt64
    ) {
        weights = [Double](repeating: 0, count: columns)
        var generator = RandomGenerator(seed: seed)
        let squares = rows.map { row in row.reduce(1.0) { $0 + Double($1.value) * Double($1.value) } }
        var alphas = [Double](repeating: loss == .logistic ? 1e-3 * cost : 0, count: rows.count)
        for (index, alpha) in alphas.enumerated() where alpha > 0 {
            add(alpha * sign(labels[index]), rows[index])
        }
        for _ in 0..<passes {
            var largest = 0.0
            for index in generator.permutation(rows.count) {
                let y = sign(labels[index])
                let margin = y * score(rows[index])
                let alpha = Self.solution(loss, cost, margin, alphas[index], squares[index])
                let change = alpha - alphas[index]
                largest = max(largest, change.magnitude)
                if change != 0 { add(change * y, rows[index]) }
                alphas[index] = alpha
            }
            if largest < tolerance * cost { break }
        }
    }

    /// The α that solves a text's equation; changing it by δ changes the margin by δ q, q = |x|² + 1.
    private static func solution(_ loss: Loss, _ cost: Double, _ margin: Double, _ alpha: Double, _ q: Double)
        -> Double
    {
        switch loss {
        case .squaredHinge:
            return max(0, alpha - (margin - 1 + alpha / (2 * cost)) / (q + 1 / (2 * cost)))
        case .logistic:
            // α − C σ(−m(α)) rises with α: Newton's method between bounds that close in on the zero.
            var (low, high, x) = (0.0, cost, alpha)
            for _ in 0..<8 {
                let p = 1 / (1 + exp(margin + (x - alpha) * q))
                let value = x - cost * p
                if value > 0 { high = x } else { low = x }
                let next = x - value / (1 + cost * q * p * (1 - p))
                x = next > low && next < high ? next : (low + high) / 2
                if value.magnitude < 1e-6 * cost { break }
            }
            return x
        }
    }

    /// w · x + b, positive for class 1.
    public func score(_ row: SparseRow) -> Double {
        row.reduce(bias) { $0 + weights[$1.column] * Double($1.value) }
    }

    /// The same plane with weights between these and their mean size: w ← (1 − β) |w|₁ / n + β w.
    public func interpolated(_ beta: Double) -> LinearClassifier {
        var result = self
        let size = weights.reduce(0) { $0 + $1.magnitude } / Double(max(1, weights.count))
        result.weights = weights.map { (1 - beta) * size + beta * $0 }
        return result
    }

    private mutating func add(_ factor: Double, _ row: SparseRow) {
        for (column, value) in row { weights[column] += factor * Double(value) }
        bias += factor
    }
}

private func sign(_ label: Int) -> Double { label == 1 ? 1 : -1 }
