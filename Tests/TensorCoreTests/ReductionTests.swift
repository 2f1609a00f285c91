import Foundation
import Testing

@testable import TensorCore

/// The elements that each element of a reduction over `axes` is made of, in row-major order of the kept axes.
private func groups(_ x: NDArray, _ axes: Set<Int>) -> (shape: Shape, elements: [[Float]]) {
    let kept = (0..<x.rank).filter { !axes.contains($0) }
    let shape = Shape(kept.map { x.shape[$0] })
    var elements: [[Int]: [Float]] = [:]
    for index in allIndices(x.shape) {
        elements[kept.map { index[$0] }, default: []].append(x.element(index))
    }
    return (shape, allIndices(shape).map { elements[$0] ?? [] })
}

/// Every set of axes of a rank, up to three.
private func axisSets(_ rank: Int) -> [[Int]] {
    (0..<1 << min(rank, 3)).map { bits in (0..<min(rank, 3)).filter { bits >> $0 & 1 == 1 } }
}

private func isClose(_ value: Float, _ expected: Double, _ tolerance: Double = 1e-6) -> Bool {
    expected.isNaN ? value.isNaN : abs(Double(value) - expected) <= tolerance * max(abs(expected), 0.1)
}

@Suite struct ReductionTests {
    @Test func handWorked() {
        let x = NDArray.range(6).reshaped([2, 3])
        expect(x.sum(), [], [15])
        expect(x.sum(axes: [0]), [3], [3, 5, 7])
        expect(x.sum(axes: [1]), [2], [3, 12])
        expect(x.sum(axes: [-1], keepingDimensions: true), [2, 1], [3, 12])
        expect(x.sum(axes: []), [2, 3], [0, 1, 2, 3, 4, 5])
        expect(x.sum(axes: [1, 0]), [], [15])
        expect(x.sum(keepingDimensions: true), [1, 1], [15])
        expect(x.mean(axes: [0]), [3], [1.5, 2.5, 3.5])
        expect(x.max(axes: [0]), [3], [3, 4, 5])
        expect(x.min(), [], [0])
        expect(x.variance(axes: [1]), [2], [1, 1])
        expect(x.variance(axes: [1], correction: 0), [2], [2.0 / 3, 2.0 / 3])
        expect(NDArray([1, 3]).standardDeviation(correction: 0), [], [1])
        #expect(x.argMax(axis: 0) == IntArray([1, 1, 1]))
        #expect(x.argMin(axis: 1) == IntArray([0, 0]))
        #expect(x.transposed().argMax(axis: 0) == IntArray([2, 2]))
    }

    @Test func sumsAndMeansOfEveryLayout() {
        for x in sampleArrays {
            for axes in axisSets(x.rank) {
                let (shape, elements) = groups(x, Set(axes))
                let (sum, mean) = (x.sum(axes: axes), x.mean(axes: axes))
                #expect(sum.shape == shape)
                for (place, group) in elements.enumerated() {
                    let total = group.reduce(0.0) { $0 + Double($1) }
                    #expect(isClose(sum.naiveScalars[place], total, 1e-6), "\(x.shape) over \(axes)")
                    #expect(isClose(mean.naiveScalars[place], total / Double(group.count)))
                }
                var kept = x.shape
                for axis in axes { kept[axis] = 1 }
                expect(x.sum(axes: axes, keepingDimensions: true), kept, sum.scalars)
            }
        }
    }

    @Test func extremesOfEveryLayout() {
        for x in sampleArrays {
            for axes in axisSets(x.rank) where axes.allSatisfy({ x.shape[$0] > 0 }) {
                let (shape, elements) = groups(x, Set(axes))
                expect(x.max(axes: axes), shape, elements.map { $0.max() ?? .nan })
                expect(x.min(axes: axes), shape, elements.map { $0.min() ?? .nan })
            }
            for axis in 0..<x.rank where x.shape[axis] > 0 {
                let (shape, elements) = groups(x, [axis])
                let largest = x.argMax(axis: axis)
                #expect(largest.shape == shape)
                #expect(largest.scalars == elements.map { $0.firstIndex(of: $0.max() ?? 0) ?? -1 })
                #expect(
                    x.argMin(axis: axis).scalars == elements.map { $0.firstIndex(of: $0.min() ?? 0) ?? -1 })
            }
        }
    }

    @Test func variancesOfEveryLayout() {
        for x in sampleArrays {
            for axes in axisSets(x.rank) {
                let elements = groups(x, Set(axes)).elements
                for correction in [0, 1] {
                    let variance = x.variance(axes: axes, correction: correction).naiveScalars
                    for (place, group) in elements.enumerated() where group.count > correction {
                        let mean = group.reduce(0.0) { $0 + Double($1) } / Double(group.count)
                        let squares = group.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
                        #expect(isClose(variance[place], squares / Double(group.count - correction)))
                    }
                }
            }
        }
        // A large mean does not swallow the variance.
        let far = NDArray([10_000, 10_001, 10_002])
        #expect(far.variance().scalar == 1)
        #expect(far.standardDeviation().scalar == 1)
        #expect(NDArray([5]).variance().scalar.isNaN)
        // Too few elements for the correction never make it negative.
        #expect(NDArray([1, 3]).variance(correction: 3).scalar == .infinity)
        #expect(NDArray([]).variance().scalar.isNaN)
    }

    @Test func nothingAddsUpToZero() {
        expect(NDArray.zeros([0]).sum(), [], [0])
        expect(NDArray.zeros([3, 0]).sum(axes: [1]), [3], [0, 0, 0])
        expect(NDArray.zeros([0, 2]).sum(axes: [0]), [2], [0, 0])
        expect(NDArray.zeros([0, 2]).sum(axes: [1]), [0], [])
        expect(NDArray.zeros([0]).mean(), [], [.nan])
        expect(NDArray.zeros([0, 2]).max(axes: [1]), [0], [])
        #expect(NDArray.zeros([0, 2]).argMax(axis: 1) == IntArray([]))
    }

    @Test func specials() {
        let infinity = Float.infinity
        for count in [3, 16, 17, 40, 100, 40_000] {
            var x = NDArray.ones([count])
            x[scalar: count / 2] = infinity
            #expect(x.sum().scalar == infinity)
            #expect(x.max().scalar == infinity)
            #expect(x.min().scalar == 1)
            #expect(x.argMax(axis: 0)[0] == count / 2)
            x[scalar: count - 1] = -infinity
            #expect(x.sum().scalar.isNaN)
            #expect(x.min().scalar == -infinity)
            for place in [0, 1, count - 1] {
                var y = x
                y[scalar: place] = .nan
                #expect(y.sum().scalar.isNaN)
                #expect(y.max().scalar.isNaN)
                #expect(y.min().scalar.isNaN)
                #expect(y.argMax(axis: 0)[0] == place)
                #expect(y.argMin(axis: 0)[0] == place)
                // The same down the columns.
                let columns = NDArray.stacked([y, x], axis: 1)
                #expect(columns.max(axes: [0]).scalars[0].isNaN)
                #expect(columns.max(axes: [0]).scalars[1] == infinity)
                #expect(columns.sum(axes: [0]).scalars[0].isNaN)
            }
        }
        // What is too large on the way need not be so in the end.
        let huge = Float.greatestFiniteMagnitude
        #expect(NDArray([huge, huge, -huge]).sum().scalar == huge)
        #expect(NDArray([-infinity, -infinity]).max().scalar == -infinity)
        #expect(NDArray(filledWith: -infinity, shape: [40]).max().scalar == -infinity)
    }

    @Test func sumsOfTenMillionAreAccurate() {
        let count = 10_000_000
        let tenths = NDArray(filledWith: 0.1, shape: [count])
        let exact = Double(Float(0.1)) * Double(count)
        #expect(abs(Double(tenths.sum().scalar) - exact) <= 1e-6 * exact)
        #expect(abs(Double(tenths.mean().scalar) - Double(Float(0.1))) <= 1e-7)
        let matrix = tenths.reshaped([count / 4, 4])
        for value in matrix.sum(axes: [0]).scalars {
            #expect(abs(Double(value) - exact / 4) <= 1e-6 * exact / 4)
        }
        for value in matrix.transposed().sum(axes: [1]).scalars {
            #expect(abs(Double(value) - exact / 4) <= 1e-6 * exact / 4)
        }

        var generator = RandomGenerator(seed: 3)
        let random = NDArray.uniform([count], from: -1, to: 1.5, using: &generator)
        let sum = random.scalars.reduce(0.0) { $0 + Double($1) }
        #expect(abs(Double(random.sum().scalar) - sum) <= 1e-6 * abs(sum))
    }

    @Test(arguments: [4, 16, 32, 64, 1000, 3])
    func largeNumbersThatCancelLeaveTheSmallOnes(period: Int) {
        // 1e10 and −1e10 take turns, apart from each other by different distances; ones lie between.
        let count = 6 * period * 1000
        var elements = [Float](repeating: 1, count: count)
        for (turn, place) in stride(from: 1, to: count, by: period).enumerated() {
            elements[place] = turn % 2 == 0 ? 1e10 : -1e10
        }
        let exact = elements.reduce(0.0) { $0 + Double($1) }
        #expect(exact > 0)
        #expect(abs(Double(NDArray(elements).sum().scalar) - exact) <= 1e-6 * exact)
        let columns = NDArray(elements, shape: [count / 2, 2]).sum(axes: [0]).scalars
        for column in 0..<2 {
            let exact = stride(from: column, to: count, by: 2).reduce(0.0) { $0 + Double(elements[$1]) }
            #expect(abs(Double(columns[column]) - exact) <= 1e-6 * abs(exact))
        }
    }

    @Test func summingToAShape() {
        let x = NDArray.range(12).reshaped([2, 3, 2])
        expect(x.summed(to: [2]), [2], [30, 36])
        expect(x.summed(to: [3, 1]), [3, 1], [14, 22, 30])
        expect(x.summed(to: [2, 1, 2]), [2, 1, 2], [6, 9, 24, 27])
        expect(x.summed(to: []), [], [66])
        expect(x.summed(to: x.shape), x.shape, x.scalars)
    }
}

@Suite struct SoftmaxTests {
    @Test func everyLayoutAndAxis() {
        for x in sampleArrays {
            for axis in 0..<x.rank {
                let (softmax, logarithm) = (x.softmax(axis: axis), x.logSoftmax(axis: axis))
                let logSum = x.logSumExp(axis: axis)
                #expect(softmax.shape == x.shape)
                for index in allIndices(x.shape) {
                    let line = (0..<x.shape[axis]).map { place -> Double in
                        var index = index
                        index[axis] = place
                        return Double(x.element(index))
                    }
                    let largest = line.max() ?? 0
                    let sum = line.reduce(0) { $0 + exp($1 - largest) }
                    let expected = Double(x.element(index)) - largest - log(sum)
                    var rest = index
                    rest.remove(at: axis)
                    #expect(
                        abs(Double(logSum.element(rest)) - largest - log(sum)) <= 1e-6 * max(1, abs(largest)))
                    #expect(abs(Double(softmax.element(index)) - exp(expected)) <= 1e-6 * exp(expected))
                    #expect(abs(Double(logarithm.element(index)) - expected) <= 1e-6 * max(1, abs(expected)))
                }
            }
        }
    }

    @Test func specials() {
        expect(NDArray([1000, 1000]).softmax(), [2], [0.5, 0.5])
        expect(NDArray([-1000, 0]).softmax(), [2], [0, 1])
        expect(NDArray([-1000, 0]).logSoftmax(), [2], [-1000, 0])
        expect(NDArray([-.infinity, 3]).softmax(), [2], [0, 1])
        expect(NDArray([-.infinity, 3]).logSoftmax(), [2], [-.infinity, 0])
        #expect(abs(NDArray([1000, 1000]).logSumExp().scalar - 1000.6931) < 1e-4)
        expect(NDArray([-.infinity, -.infinity]).logSumExp(), [], [-.infinity])
        expect(NDArray([1, .infinity]).logSumExp(), [], [.infinity])
        expect(NDArray.zeros([2, 0]).logSumExp(), [2], [-.infinity, -.infinity])
        expect(NDArray([.nan, 3]).softmax(), [2], [.nan, .nan])
        expect(NDArray([-.infinity, -.infinity]).softmax(), [2], [.nan, .nan])
        expect(NDArray.zeros([0, 3]).softmax(), [0, 3], [])
        expect(NDArray.zeros([3, 0]).softmax(), [3, 0], [])
        let long = NDArray.zeros([50_000]).softmax()
        #expect(abs(long.sum().scalar - 1) < 1e-6)
    }

    @Test func theVarianceFarFromZeroIsThatOfTheDifferences() {
        // The mean, 10⁷ + 1/2, is no Float.
        let far = NDArray([1e7, 1e7 + 1, 1e7, 1e7 + 1])
        #expect(far.variance(correction: 0).scalar == 0.25)
        #expect(far.standardDeviation(correction: 0).scalar == 0.5)
        var generator = RandomGenerator(seed: 3)
        let near = NDArray.normal([2, 4000], using: &generator)
        // Rounded to quarters, so that the large numbers hold them exactly.
        let quarters = NDArray(near.scalars.map { ($0 * 4).rounded() / 4 }, shape: [2, 4000])
        let (expected, found) = (quarters.variance(axes: [1]), (quarters + 1e6).variance(axes: [1]))
        #expect(largestDifference(expected, found) < 1e-6)
    }

    @Test(arguments: [16_384, 16_385, 20_000])
    func aLongAxisBesideAnEmptyOneHasEmptySums(length: Int) {
        let empty = NDArray.zeros([length, 0])
        #expect(empty.sum(axes: [0]).shape == [0])
        #expect(empty.variance(axes: [0]).shape == [0])
        #expect(NDArray.zeros([0, length]).sum(axes: [1]).shape == [0])
    }
}
