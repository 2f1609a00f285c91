import Datasets

/// Why the perceptron converges: from zero weights it makes at most (R/γ)² mistakes (Novikoff, 1962).
///
/// A row x with target t becomes the signed row p = s (1, x) with s = 1 for t = 1 and −1 for t = 0;
/// the 1 makes the bias a weight like the others. R is the length of the longest signed row, and γ the margin of the rows: the
/// largest m for which some unit vector u has u · p ≥ m for all of them. Each mistake adds p to the weights w. So after
/// k mistakes w · u ≥ k γ and |w|² ≤ k R². Both can hold only while k ≤ (R/γ)².
struct PerceptronBound {
    /// R.
    let radius: Double

    /// γ of the unit vector that was found: never more than the largest possible, so the bound holds.
    let margin: Double

    /// u, the bias first, `[1 + D]`.
    let direction: [Double]

    /// (R/γ)².
    var mistakes: Double { (radius / margin) * (radius / margin) }

    /// The bound for rows of two classes; nil where they are not linearly separable, or no separating line was found.
    init?(for data: ClassificationData) {
        let rows = signedRows(data)
        let nearest = nearestPointToOrigin(inHullOf: rows)
        let length = dot(nearest, nearest).squareRoot()
        radius = rows.map { dot($0, $0).squareRoot() }.max() ?? 0
        guard length > 1e-6 * radius else { return nil }
        let direction = nearest.map { $0 / length }
        margin = rows.map { dot(direction, $0) }.min() ?? 0
        self.direction = direction
        guard margin > 0 else { return nil }
    }
}

/// The rows p = s (1, x), `[N][1 + D]`.
func signedRows(_ data: ClassificationData) -> [[Double]] {
    zip(data.features, data.labels).map { inputs, target in
        let sign: Double = target == 1 ? 1 : -1
        return [sign] + inputs.map { sign * Double($0) }
    }
}

/// The point nearest to the origin of all weighted means of the points; `points` is not empty.
///
/// Its length is the margin γ and its direction the best u: the two are each other's dual. It is found by
/// moving weight, in the best amount, from the point furthest out along the mean to the one furthest back, until
/// all that carry weight are equally far (Mitchell, Demyanov and Malozemov, 1974). Where the origin itself is
/// one of these means, no u has all the points on its side.
func nearestPointToOrigin(inHullOf points: [[Double]], maximumSteps: Int = 100_000) -> [Double] {
    var shares = [Double](repeating: 0, count: points.count)
    var mean = points[0]
    shares[0] = 1
    for _ in 0..<maximumSteps {
        let heights = points.map { dot(mean, $0) }
        var highest = -1
        var lowest = 0
        for index in points.indices {
            if shares[index] > 0, highest < 0 || heights[index] > heights[highest] { highest = index }
            if heights[index] < heights[lowest] { lowest = index }
        }
        let gap = heights[highest] - heights[lowest]
        let way = zip(points[lowest], points[highest]).map { $0 - $1 }
        let squaredLength = dot(way, way)
        guard gap > 1e-13, squaredLength > 0 else { break }
        let share = min(shares[highest], gap / squaredLength)
        shares[highest] -= share
        shares[lowest] += share
        for axis in mean.indices { mean[axis] += share * way[axis] }
    }
    return mean
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
}
