import Testing

@testable import TensorCore

private let picture = NDArray([1, 5, 2, 0, 3, 3, -1, 9, 4], shape: [1, 1, 3, 3])

/// Each window by itself: the maximum, its place, and the mean.
private func naive(
    _ pooling: Pooling2D, _ input: NDArray, countsPadding: Bool
) -> (maxima: [Float], places: [Int], means: [Float]) {
    let (height, width) = (input.shape[2], input.shape[3])
    let x = input.scalars
    var result: (maxima: [Float], places: [Int], means: [Float]) = ([], [], [])
    let (high, wide) = (pooling.kernel.height, pooling.kernel.width)
    for plane in 0..<input.shape[0] * input.shape[1] {
        for top in stride(
            from: -pooling.padding.height, through: height + pooling.padding.height - high,
            by: pooling.stride.height)
        {
            for left in stride(
                from: -pooling.padding.width, through: width + pooling.padding.width - wide,
                by: pooling.stride.width)
            {
                var (best, place, sum, count) = (-Float.infinity, -1, Float(0), 0)
                for y in max(top, 0)..<min(top + high, height) {
                    for x0 in max(left, 0)..<min(left + wide, width) {
                        let value = x[(plane * height + y) * width + x0]
                        if value > best { (best, place) = (value, y * width + x0) }
                        sum += value
                        count += 1
                    }
                }
                result.maxima.append(best)
                result.places.append(place)
                result.means.append(sum / Float(countsPadding ? high * wide : count))
            }
        }
    }
    return result
}

@Suite struct PoolingTests {
    @Test func maximaByHand() {
        let pooling = Pooling2D(2, stride: 1)
        let (values, indices) = pooling.maxima(of: picture)
        #expect(values == NDArray([5, 5, 9, 9], shape: [1, 1, 2, 2]))
        #expect(indices == IntArray([1, 1, 7, 7], shape: [1, 1, 2, 2]))
        let gradient = pooling.maximaGradient(
            NDArray([1, 2, 3, 4], shape: [1, 1, 2, 2]), indices: indices, inputShape: [1, 1, 3, 3])
        #expect(gradient.scalars == [0, 3, 0, 0, 0, 0, 0, 7, 0])
        #expect(Pooling2D(3, stride: 2, padding: 1).maxima(of: picture).values.scalars == [5, 5, 9, 9])
    }

    @Test func theFirstOfEqualOnesAndNaN() {
        let flat = Pooling2D(3).maxima(of: NDArray(filledWith: 2, shape: [1, 1, 3, 3]))
        #expect(flat.indices.scalars == [0])
        let bottomless = Pooling2D(2).maxima(of: NDArray(filledWith: -.infinity, shape: [1, 1, 2, 2]))
        #expect(bottomless.indices.scalars == [0])
        let odd = Pooling2D(2).maxima(of: NDArray([1, .nan, 7, 2], shape: [1, 1, 2, 2]))
        #expect(odd.values.scalar.isNaN && odd.indices.scalars == [1])
    }

    @Test func meansByHand() {
        #expect(Pooling2D(2, stride: 1).means(of: picture).scalars == [2.25, 3.25, 2.75, 4.75])
        let padded = Pooling2D(2, padding: 1)
        #expect(padded.means(of: picture).scalars == [0.25, 1.75, -0.25, 4.75])
        #expect(padded.means(of: picture, countsPadding: false).scalars == [1, 3.5, -0.5, 4.75])
        let gradient = Pooling2D(2, stride: 1).meansGradient(
            NDArray([4, 8, 12, 16], shape: [1, 1, 2, 2]), inputShape: [1, 1, 3, 3])
        #expect(gradient.scalars == [1, 3, 2, 4, 10, 6, 3, 7, 4])
        #expect(AdaptiveAveragePooling2D(1).means(of: picture * 9).scalars == [26])
        #expect(AdaptiveAveragePooling2D(2).means(of: picture).scalars == [2.25, 3.25, 2.75, 4.75])
    }

    @Test func agreesWithEachWindowByItself() {
        var generator = RandomGenerator(seed: 1)
        let cases: [(Shape, Pooling2D)] = [
            ([2, 3, 8, 8], Pooling2D(2)), ([1, 2, 9, 7], Pooling2D(3, stride: 2, padding: 1)),
            ([3, 1, 10, 37], Pooling2D(Size2D(2, 3), stride: Size2D(3, 1), padding: Size2D(0, 1))),
            ([1, 1, 3, 4], Pooling2D(Size2D(3, 4))), ([2, 2, 11, 13], Pooling2D(2, stride: 4, padding: 1)),
            ([0, 2, 4, 4], Pooling2D(2)),
        ]
        for (shape, pooling) in cases {
            let input = NDArray.normal(shape, using: &generator)
            for countsPadding in [true, false] {
                let expected = naive(pooling, input, countsPadding: countsPadding)
                let (values, indices) = pooling.maxima(of: input)
                #expect(values.scalars == expected.maxima, "\(pooling)")
                #expect(indices.scalars == expected.places, "\(pooling)")
                let means = pooling.means(of: input, countsPadding: countsPadding)
                #expect(means.shape == values.shape)
                #expect(
                    means.isClose(
                        to: NDArray(expected.means, shape: values.shape), absoluteTolerance: 1e-6),
                    "\(pooling)")
            }
        }
    }

    /// Every width at which vectors of four and eight begin, end, or go back over known results; few values, so that many
    /// are equal. The planes of one row end where the last vector is read.
    @Test func everyWidthAgreesWithEachWindowByItself() {
        var generator = RandomGenerator(seed: 3)
        for width in 1...36 {
            for (height, kernel, step) in [(1, 1, 1), (1, 1, 2), (2, 2, 2), (3, 3, 2), (4, 2, 1), (4, 3, 3)] {
                for padding in 0...kernel / 2 where width + 2 * padding >= kernel {
                    let pooling = Pooling2D(
                        Size2D(min(kernel, height), kernel), stride: Size2D(1, step),
                        padding: Size2D(0, padding))
                    let input = NDArray(
                        (0..<2 * height * width).map { _ in Float(generator.integer(below: 5)) },
                        shape: [1, 2, height, width])
                    let expected = naive(pooling, input, countsPadding: false)
                    let (values, indices) = pooling.maxima(of: input)
                    let described: Comment = "\(height) × \(width), \(pooling)"
                    #expect(values.scalars == expected.maxima, described)
                    #expect(indices.scalars == expected.places, described)
                    let alone = pooling.maxima(of: NDArray(filledWith: .nan, shape: input.shape))
                    #expect(alone.values.scalars.allSatisfy { $0.isNaN }, described)
                }
            }
        }
    }

    @Test func theBitsDoNotDependOnTheThreads() {
        var generator = RandomGenerator(seed: 2)
        let input = NDArray.normal([8, 16, 30, 31], using: &generator)
        let pooling = Pooling2D(3, stride: 2, padding: 1)
        expectSameBits("\(pooling)") {
            let (values, indices) = pooling.maxima(of: input)
            return [
                values, pooling.maximaGradient(values, indices: indices, inputShape: input.shape),
                pooling.means(of: input), pooling.meansGradient(values, inputShape: input.shape),
            ]
        }
    }
}
