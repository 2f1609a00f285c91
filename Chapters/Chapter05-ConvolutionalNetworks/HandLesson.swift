import Autograd
import TensorCore

/// A small picture, convolved and pooled by hand, and the gradients by hand compared with those of Autograd.
struct HandLesson {
    /// A cross of 8 × 8 pixels: a vertical and a horizontal stroke.
    let picture: Grid
    /// A kernel that responds to vertical edges.
    let vertical: Grid = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    /// A kernel that responds to horizontal edges.
    let horizontal: Grid = [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]

    /// The largest difference between a gradient by hand and the library's: of picture, kernel and bias.
    let largestDifference: Float

    /// The library's gradients of a sum of the pooled result, weighted.
    typealias Gradients = (picture: NDArray?, kernel: NDArray?, bias: NDArray?)

    /// Computes all gradients of a weighted sum of the pooled result; picture, kernel and weights are random.
    ///
    /// - Parameter library: the gradients to compare with, from picture, kernel, bias and weights.
    init(
        seed: UInt64,
        library: (_ picture: NDArray, _ kernel: NDArray, _ bias: NDArray, _ weights: NDArray) -> Gradients =
            HandLesson.libraryGradients
    ) {
        picture = (0..<8).map { y in (0..<8).map { x in (2...3) ~= x || (4...5) ~= y ? 1 : 0 } }
        var generator = RandomGenerator(seed: seed)
        func random(_ side: Int) -> Grid {
            (0..<side).map { _ in (0..<side).map { _ in generator.normal() } }
        }
        let (image, kernel, weights, bias) = (random(8), random(3), random(3), Float(0.5))

        let sums = HandConvolution.output(image, kernel, bias: bias)  // 6 × 6
        let toSums = HandPooling.gradient(sums, upstream: weights)
        let toPicture = HandConvolution.pictureGradient(image, kernel, upstream: toSums)
        let toKernel = HandConvolution.kernelGradient(image, upstream: toSums)
        let toBias = HandConvolution.biasGradient(upstream: toSums)

        let theirs = library(array(image), array(kernel), NDArray([bias]), array(weights))
        largestDifference = [
            TensorCore.largestDifference(array(toPicture), theirs.picture),
            TensorCore.largestDifference(array(toKernel), theirs.kernel),
            TensorCore.largestDifference(NDArray([toBias]), theirs.bias),
        ].reduce(0, max)
    }

    /// The same gradients by `backward()`.
    static func libraryGradients(
        _ picture: NDArray, _ kernel: NDArray, _ bias: NDArray, _ weights: NDArray
    ) -> Gradients {
        let x = Tensor(picture, requiresGradient: true)
        let w = Tensor(kernel, requiresGradient: true)
        let b = Tensor(bias, requiresGradient: true)
        (x.convolution2D(w, bias: b).maxPooled2D(2) * Tensor(weights)).sum().backward()
        return (x.grad, w.grad, b.grad)
    }
}

/// A grid as a batch of one picture with one channel, or as one kernel: `[1, 1, height, width]`.
private func array(_ grid: Grid) -> NDArray {
    NDArray(grid.flatMap { $0 }, shape: [1, 1, grid.count, grid[0].count])
}
