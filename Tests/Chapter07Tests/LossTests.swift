import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter7

@Suite struct LossTests {
    private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    @Test func gramByHand() {
        let features = Tensor(NDArray([1, 0, 2, 4]).reshaped([1, 2, 1, 2]))
        #expect(gram(features).value == NDArray(rows: [[0.5, 1], [1, 10]]))
        // The place does not matter: features with their places exchanged have the same matrix.
        let places = IntArray([3, 0, 2, 1])
        let more = normal([1, 3, 1, 4], 1)
        let exchanged = more.indexSelected(places, axis: 3)
        #expect(largestDifference(gram(Tensor(more)).value, gram(Tensor(exchanged)).value) < 1e-6)
    }

    @Test func styleAndContentLossAreRelative() {
        let (features, style) = (normal([1, 4, 5, 6], 2), normal([1, 4, 7, 3], 3))
        let matrix = gram(Tensor(style)).value
        #expect(styleLoss(Tensor(style), matrix).scalar == 0)
        #expect(abs(styleLoss(Tensor(.zeros([1, 4, 5, 6])), matrix).scalar - 1) < 1e-6)
        // Ten times the size of all features changes nothing.
        let one = styleLoss(Tensor(features), matrix).scalar
        let ten = styleLoss(Tensor(10 * features), 100 * matrix).scalar
        #expect(abs(one - ten) < 1e-4 * one)
        #expect(contentLoss(Tensor(features), features).scalar == 0)
        let mean = NDArray(filledWith: features.mean().scalar, shape: features.shape)
        #expect(abs(contentLoss(Tensor(mean), features).scalar - 1) < 1e-4)
    }

    @Test func totalVariationByHand() {
        let picture = NDArray([0, 1, 0, 3]).reshaped([1, 1, 2, 2])
        #expect(totalVariation(Tensor(picture)).scalar == 3)
        #expect(totalVariation(Tensor(.ones([1, 3, 4, 5]))).scalar == 0)
    }

    @Test func slicedWassersteinByHand() {
        // Patches of one pixel and the direction of red: the distance of two sorted lists.
        let a =
            NDArray([0.9, 0.1, 0.5, 0.3]).reshaped([1, 1, 2, 2]) * NDArray([1, 0, 0]).reshaped([1, 3, 1, 1])
        let b =
            NDArray([0.2, 0.4, 1.0, 0.6]).reshaped([1, 1, 2, 2]) * NDArray([1, 0, 0]).reshaped([1, 3, 1, 1])
        let red = NDArray([1, 0, 0]).reshaped([1, 3, 1, 1])
        #expect(abs(slicedWasserstein(Tensor(a), [b], along: red).scalar - 0.1) < 1e-6)
        // Two styles: their sorted means, 0.1 … and 0.2 ….
        #expect(abs(slicedWasserstein(Tensor(a), [a, b], along: red).scalar - 0.05) < 1e-6)
        // The order of the pixels does not matter, and neither does how often all of them come.
        let twice = NDArray.concatenated([b, b], axis: 2)
        #expect(abs(slicedWasserstein(Tensor(a), [twice], along: red).scalar - 0.1) < 1e-6)
    }

    @Test func directionsHaveLengthOneAndNoMeanWhereAskedFor() {
        var generator = RandomGenerator(seed: 4)
        let plain = randomDirections(5, side: 3, using: &generator)
        let without = randomDirections(5, side: 3, withoutMean: true, using: &generator)
        for directions in [plain, without] {
            let lengths = directions.square().sum(axes: [1, 2, 3]).scalars
            #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
        }
        #expect(without.mean(axes: [2, 3]).magnitude().max().scalar < 1e-6)
        // So a patch with another mean colour has the same projection.
        let picture = normal([1, 3, 6, 6], 5)
        let brighter = picture + NDArray([0.3, -0.1, 0.2]).reshaped([1, 3, 1, 1])
        #expect(largestDifference(picture.convolution2D(without), brighter.convolution2D(without)) < 1e-5)
        #expect(largestDifference(picture.convolution2D(plain), brighter.convolution2D(plain)) > 0.01)
    }

    @Test func gradientsAreThoseOfFiniteDifferences() {
        let style = normal([1, 3, 6, 5], 6)
        var generator = RandomGenerator(seed: 7)
        let directions = randomDirections(3, side: 2, using: &generator)
        let matrix = gram(Tensor(style)).value
        let content = normal([1, 3, 5, 5], 8)
        let losses: [(String, ([Tensor]) -> Tensor)] = [
            ("style", { styleLoss($0[0], matrix) }),
            ("content", { contentLoss($0[0], content) }),
            ("variation", { totalVariation($0[0]) }),
            ("sliced Wasserstein", { slicedWasserstein($0[0], [style], along: directions) }),
        ]
        for (name, loss) in losses {
            // Two of them have corners, where numbers are equal: few are where they lie far apart.
            let picture = name == "variation" ? 30 * normal([1, 3, 5, 5], 10) : normal([1, 3, 5, 5], 9)
            let result = checkGradients(
                at: [picture], step: name == "variation" ? 0.05 : 0.003, tolerance: 5e-3, loss)
            #expect(result.passed, "\(name): \(result)")
        }
    }
}
