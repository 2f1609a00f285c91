import Foundation
import Messages
import TensorCore

/// t-SNE: a flat map on which near points stay near, whatever becomes of the far ones.
///
/// Around each point a normal distribution says how likely it would choose another as its neighbour; its width is such that
/// the choice is as uncertain as one among `perplexity` points. With these pᵢⱼ, symmetric and of sum 1, and on the map
///
///     qᵢⱼ = (1 + |yᵢ − yⱼ|²)⁻¹ / Σ (1 + |yₖ − yₗ|²)⁻¹
///
/// the map minimizes the Kullback–Leibler divergence Σ pᵢⱼ log (pᵢⱼ / qᵢⱼ) by gradient descent with momentum:
///
///     ∂/∂yᵢ = 4 Σⱼ (pᵢⱼ − qᵢⱼ) (1 + |yᵢ − yⱼ|²)⁻¹ (yᵢ − yⱼ)
///
/// Distances between groups, and the sizes of groups, mean little on such a map. All pairs are computed, so time grows with
/// N²: a second for 300 points. Van der Maaten and Hinton: "Visualizing data using t-SNE" (2008). Section 9.3.
///
/// ```swift
/// let vectors = NDArray.normal([100, 50], using: &generator)
/// let map = StochasticNeighbours(of: vectors, perplexity: 15).map()  // [N, 2]
/// ```
public struct StochasticNeighbours: Sendable {
    /// The joint probabilities pᵢⱼ, `[N, N]`.
    public let probabilities: NDArray

    /// How many iterations pull the neighbours together four times as hard, so that groups form early.
    private static let exaggerated = 100
    private static let exaggeration: Float = 4

    private let start: NDArray

    /// The neighbourhoods of points `[N, D]`, whose principal components are where the map starts.
    ///
    /// Traps unless there are at least four points of at least two dimensions.
    ///
    /// - Parameter perplexity: about how many neighbours count; at most a third of the others.
    public init(
        of points: NDArray, perplexity: Float = 15, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard points.rank == 2, points.shape[0] >= 4, points.shape[1] >= 2 else {
            explainFailure(
                "StochasticNeighbours", "points of shape \(points.shape)",
                hint: "four points of two dimensions are the least", file: file, line: line)
        }
        let count = points.shape[0]
        let distances = squaredDistances(points)
        let chosen = conditionalProbabilities(distances, perplexity: min(perplexity, Float(count - 1) / 3))
        probabilities = (chosen + chosen.transposed()) / Float(2 * count)
        let plane = PrincipalComponents(of: points, count: 2).projected(points)
        let spread = plane.square().mean().scalar.squareRoot()
        start = plane * (spread > 0 ? 1e-2 / spread : 1)
    }

    /// The map `[N, 2]` after some iterations.
    ///
    /// - Parameter earlier: a map to go on from, such as that of the same points an epoch before; then nothing is
    ///   exaggerated.
    public func map(iterations: Int = 500, from earlier: NDArray? = nil) -> NDArray {
        var y = earlier ?? start
        var velocity = NDArray.zeros(y.shape)
        var gains = NDArray.ones(y.shape)
        let learningRate = max(10, Float(y.shape[0]) / 4)
        for iteration in 0..<iterations {
            let isExaggerated = earlier == nil && iteration < Self.exaggerated
            let p = isExaggerated ? probabilities * Self.exaggeration : probabilities
            let gradient = Self.gradient(p, y)
            // Each coordinate gets its own step: longer while it keeps its direction, shorter where it turns.
            let turns = (gradient * velocity).sign()  // 1 where the step turns, −1 where it goes on
            gains = (gains - 0.2 * turns.clamped(to: -1...0)) * (1 - 0.2 * turns.clamped(to: 0...1))
            gains = gains.clamped(to: 0.01...100)
            let momentum: Float = earlier == nil && iteration < 250 ? 0.5 : 0.8
            velocity = velocity * momentum - gradient * gains * learningRate
            y = y + velocity
            y = y - y.mean(axes: [0])
        }
        return y
    }

    /// Σ pᵢⱼ log (pᵢⱼ / qᵢⱼ) of a map `[N, 2]`.
    public func divergence(_ y: NDArray) -> Float {
        let kernel = Self.kernel(y)
        let q = (kernel / kernel.sum().scalar).clamped(to: 1e-12...1)
        let p = probabilities.clamped(to: 1e-12...1)
        return (probabilities * (p.log() - q.log())).sum().scalar
    }

    /// The gradient of the divergence by the places on the map, `[N, 2]`.
    public func gradient(_ y: NDArray) -> NDArray { Self.gradient(probabilities, y) }

    private static func gradient(_ p: NDArray, _ y: NDArray) -> NDArray {
        let kernel = kernel(y)
        let forces = (p - kernel / kernel.sum().scalar) * kernel  // [N, N]
        return 4 * (y * forces.sum(axes: [1], keepingDimensions: true) - forces.matmul(y))
    }

    /// (1 + |yᵢ − yⱼ|²)⁻¹, and 0 for a point with itself.
    private static func kernel(_ y: NDArray) -> NDArray {
        (squaredDistances(y) + 1).reciprocal() - NDArray.identity(y.shape[0])
    }
}

/// |xᵢ − xⱼ|² of points `[N, D]`, `[N, N]`, with zeros on the diagonal.
func squaredDistances(_ points: NDArray) -> NDArray {
    let squares = points.square().sum(axes: [1], keepingDimensions: true)  // [N, 1]
    let all = squares + squares.transposed() - 2 * points.matmul(points.transposed())
    return all.clamped(to: 0...Float.greatestFiniteMagnitude) * (1 - NDArray.identity(points.shape[0]))
}

/// pⱼ|ᵢ = exp(−βᵢ |xᵢ − xⱼ|²) / Σₖ exp(−βᵢ |xᵢ − xₖ|²), with βᵢ found by halving so that the entropy of each row is
/// log `perplexity`.
func conditionalProbabilities(_ distances: NDArray, perplexity: Float) -> NDArray {
    let count = distances.shape[0]
    let others = 1 - NDArray.identity(count)
    // Relative to the nearest, so that no row underflows as a whole.
    let largest = distances.max().scalar
    let nearest = (distances + NDArray.identity(count) * largest).min(axes: [1], keepingDimensions: true)
    let relative = (distances - nearest) * others
    var low = [Float](repeating: -20, count: count)
    var high = [Float](repeating: 20, count: count)
    let unit = max(largest, .leastNormalMagnitude)
    let target = log(perplexity)
    var p = others
    for _ in 0..<40 {
        let middle = zip(low, high).map { ($0 + $1) / 2 }
        let beta = NDArray(middle, shape: [count, 1]).exp() / unit
        let weights = (-relative * beta).exp() * others
        let total = weights.sum(axes: [1], keepingDimensions: true)
        p = weights / total
        let entropy = total.log() + beta * (p * relative).sum(axes: [1], keepingDimensions: true)
        for (row, value) in entropy.scalars.enumerated() {
            if value > target { low[row] = middle[row] } else { high[row] = middle[row] }
        }
    }
    return p
}
