import Foundation
import TensorCore
import Testing

@testable import WordVectors

/// Maps of vectors: principal components and t-SNE.
@Suite struct MapTests {
    @Test func principalComponentsByHand() {
        // On the line y = x, but for a little across it: variances 10 and 0.4 along (1, 1) and (−1, 1).
        let s = Float(0.5).squareRoot()
        let places: [(along: Float, across: Float)] = [
            (3, 0.5), (-3, 0.5), (1, -0.5), (-1, -0.5), (0, 0),
        ]
        let points = NDArray(
            rows: places.map { [s * ($0.along - $0.across) + 7, s * ($0.along + $0.across) - 2] })
        let components = PrincipalComponents(of: points, count: 2)
        #expect(largestDifference(components.mean, NDArray([7, -2])) < 1e-5)
        #expect(abs(components.variances[0] - 5) < 1e-4 && abs(components.variances[1] - 0.25) < 1e-5)
        #expect(largestDifference(components.axes[0], NDArray([s, s])) < 1e-5)
        #expect(
            abs(components.totalVariance - 5.25) < 1e-4 && abs(components.explainedVarianceRatio - 1) < 1e-6)
        let seen = components.projected(points).transposed()
        #expect(largestDifference(seen[0], NDArray(places.map(\.along))) < 1e-4)
        let one = PrincipalComponents(of: points, count: 1)
        #expect(one.axes.shape == [1, 2] && abs(one.explainedVarianceRatio - 5 / 5.25) < 1e-5)
    }

    @Test func pointsThatAreAllTheSameHaveNoVariance() {
        let components = PrincipalComponents(of: .ones([5, 3]), count: 2)
        #expect(components.totalVariance == 0 && components.explainedVarianceRatio == 0)
        #expect(components.projected(.ones([5, 3])) == .zeros([5, 2]))
    }

    @Test func componentsAreOrthonormalAndTheirVariancesFall() {
        var generator = RandomGenerator(seed: 1)
        let components = PrincipalComponents(of: .normal([40, 9], using: &generator), count: 9)
        let products = components.axes.matmul(components.axes.transposed())
        #expect(largestDifference(products, .identity(9)) < 1e-5)
        #expect(zip(components.variances, components.variances.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(abs(components.explainedVarianceRatio - 1) < 1e-5)
    }

    /// Four groups of ten points in twelve dimensions.
    private func groups() -> NDArray {
        var generator = RandomGenerator(seed: 3)
        return NDArray(
            rows: (0..<40).map { index in
                (0..<12).map { ($0 == index / 10 ? 4 : 0) + 0.5 * generator.normal() }
            })
    }

    @Test func neighbourhoodsHaveTheAskedPerplexity() {
        let distances = squaredDistances(groups())
        for perplexity in [3, 8] as [Float] {
            let p = conditionalProbabilities(distances, perplexity: perplexity)
            #expect(largestDifference(p.sum(axes: [1]), .ones([40])) < 1e-5)
            let scalars = p.scalars
            for row in 0..<40 {
                #expect(scalars[row * 40 + row] == 0)
                let entropy = scalars[row * 40..<(row + 1) * 40].reduce(0.0) {
                    $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0
                }
                #expect(abs(exp(entropy) - Double(perplexity)) < 0.01 * Double(perplexity))
            }
        }
        let joint = StochasticNeighbours(of: groups(), perplexity: 5).probabilities
        #expect(abs(joint.sum().scalar - 1) < 1e-5)
        #expect(largestDifference(joint, joint.transposed().contiguous()) == 0)
    }

    @Test func twoPointsThatAreEquallyFarAreEquallyLikely() {
        // The corners of a square: of the three others two are near, and one is far.
        let square = NDArray(rows: [[0, 0], [1, 0], [0, 1], [1, 1]])
        let p = conditionalProbabilities(squaredDistances(square), perplexity: 2.5).scalars
        #expect(abs(p[1] - p[2]) < 1e-5 && p[1] > p[3] && p[3] > 0)
    }

    @Test func theGradientIsTheSlopeOfTheDivergence() {
        var generator = RandomGenerator(seed: 5)
        let neighbours = StochasticNeighbours(of: groups(), perplexity: 6)
        let y = NDArray.normal([40, 2], using: &generator)
        let gradient = neighbours.gradient(y).scalars
        let step: Float = 0.01
        for place in [0, 17, 44, 79] {
            var (up, down) = (y.scalars, y.scalars)
            up[place] += step
            down[place] -= step
            let slope =
                (neighbours.divergence(NDArray(up, shape: [40, 2]))
                    - neighbours.divergence(NDArray(down, shape: [40, 2]))) / (2 * step)
            #expect(abs(slope - gradient[place]) < 2e-4, "\(slope) \(gradient[place])")
        }
    }

    @Test func groupsComeApartOnTheMap() {
        let points = groups()
        let neighbours = StochasticNeighbours(of: points, perplexity: 6)
        let map = neighbours.map()
        #expect(map.shape == [40, 2] && map.isFinite)
        #expect(neighbours.divergence(map) < 0.5 * neighbours.divergence(neighbours.map(iterations: 0)))
        // Each point's nearest nine are the others of its group.
        let distances = squaredDistances(map).scalars
        for row in 0..<40 {
            let near = (0..<40).filter { $0 != row }
                .sorted { distances[row * 40 + $0] < distances[row * 40 + $1] }.prefix(9)
            #expect(near.allSatisfy { $0 / 10 == row / 10 })
        }
        // The same bits again, and with another number of threads.
        #expect(StochasticNeighbours(of: points, perplexity: 6).map() == map)
        let onOneThread = Parallel.withThreads(1) { StochasticNeighbours(of: points, perplexity: 6).map() }
        #expect(onOneThread == map)
        // Going on from a map moves little.
        let later = neighbours.map(iterations: 20, from: map)
        #expect(neighbours.divergence(later) < neighbours.divergence(map) + 0.02)
    }
}
