import Autograd
import TensorCore

/// Directions in the space of patches: K filters `[K, 3, side, side]` of random numbers, each of length 1.
///
/// - Parameter withoutMean: removes the mean of each channel of each filter. What the filter answers to a patch is then what
///   it would answer after the patch's mean colour was removed.
func randomDirections(
    _ count: Int, side: Int, withoutMean: Bool = false, using generator: inout RandomGenerator
) -> NDArray {
    var filters = NDArray.normal([count, 3, side, side], using: &generator)
    if withoutMean { filters -= filters.mean(axes: [2, 3], keepingDimensions: true) }
    return filters / filters.square().sum(axes: [1, 2, 3], keepingDimensions: true).squareRoot()
}

/// The sliced Wasserstein distance between the patches of two pictures `[1, 3, H, W]`, which may differ in size.
///
/// How far are two clouds of patches apart, if each patch of one is to be moved onto a patch of the other? On a line that is
/// easy: sort both, and the first belongs to the first, the second to the second. So the patches are projected onto a
/// direction (a convolution does it to all of them), sorted, and compared; and that with many random directions:
///
///     the mean over directions and ranks of |sort(w * x) − sort(w * s)|
///
/// No network is in it, and nothing that was learned. Rabin and others: "Wasserstein barycenter and its application to
/// texture mixing" (2011); Heitz and others: "A sliced Wasserstein loss for neural texture synthesis" (2021).
///
/// - Parameters:
///   - styles: of several, the means of the sorted projections are compared with: what lies between them.
///   - directions: filters `[K, 3, side, side]` of length 1.
///   - stride: only every so-manieth patch is looked at, each way.
func slicedWasserstein(
    _ picture: Tensor, _ styles: [NDArray], along directions: NDArray, stride: Int = 1
) -> Tensor {
    let own = projections(picture, directions, stride).sorted().values
    var target = NDArray.zeros(own.shape)
    for style in styles {
        let sorted = withoutGradient { projections(Tensor(style), directions, stride) }.value.sorted().values
        target += sorted.withRanks(own.shape[1]) / Float(styles.count)
    }
    return (own - Tensor(target)).magnitude().mean()
}

/// What each direction answers to each patch, `[K, patches]`.
private func projections(_ picture: Tensor, _ directions: NDArray, _ stride: Int) -> Tensor {
    let answers = picture.convolution2D(Tensor(directions), stride: Size2D(stride))
    return answers.reshaped([directions.shape[0], answers.elementCount / directions.shape[0]])
}

extension NDArray {
    /// Sorted rows `[K, M]` as rows of `count` numbers: for each rank the number of the nearest share of all ranks.
    func withRanks(_ count: Int) -> NDArray {
        let available = shape[1]
        if available == count { return self }
        let ranks = (0..<count).map { Int((Double($0) + 0.5) * Double(available) / Double(count)) }
        return indexSelected(IntArray(ranks), axis: 1)
    }
}
