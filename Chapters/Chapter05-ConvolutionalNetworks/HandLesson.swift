import Autograd
import TensorCore

/// A small picture, convolved and pooled by hand, and the gradients by hand beside those of Autograd.
struct HandLesson {
    /// A cross of 8 × 8 pixels: a vertical and a horizontal stroke.
    let picture: Grid
    /// A kernel that answers to vertical edges, dark on the left.
    let vertical: Grid = [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    /// The same lying down: edges with dark above.
    let horizontal: Grid = [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]

    /// The largest difference between a gradient by hand and the same by Autograd: of kernel, bias and picture.
    let largestDifference: Float

    /// Works out all the gradients of a weighted sum of the pooled result; the weights are random.
    init(seed: UInt64) {
        picture = (0..<8).map { y in (0..<8).map { x in (2...3) ~= x || (4...5) ~= y ? 1 : 0 } }
        var generator = RandomGenerator(seed: seed)
        func random(_ side: Int) -> Grid {
            (0..<side).map { _ in (0..<side).map { _ in generator.normal() } }
        }
        let (image, kernel, weights, bias) = (random(8), random(3), random(3), Float(0.5))

        let sums = HandConvolution.output(image, kernel, bias: bias)  // 6 × 6
        let toSums = HandPooling.gradient(sums, upstream: weights)
        let byHand = [
            HandConvolution.pictureGradient(image, kernel, upstream: toSums),
            HandConvolution.kernelGradient(image, upstream: toSums),
            [[HandConvolution.biasGradient(upstream: toSums)]],
        ]

        let x = Tensor(HandLesson.array(image), requiresGradient: true)
        let w = Tensor(HandLesson.array(kernel), requiresGradient: true)
        let b = Tensor(NDArray([bias]), requiresGradient: true)
        let loss = (x.convolution2D(w, bias: b).maxPooled2D(2) * Tensor(HandLesson.array(weights))).sum()
        loss.backward()
        largestDifference = zip(byHand, [x, w, b]).reduce(0) { worst, pair in
            let (mine, theirs) = (pair.0.flatMap { $0 }, pair.1.grad?.scalars ?? [])
            return zip(mine, theirs).reduce(worst) { max($0, ($1.0 - $1.1).magnitude) }
        }
    }

    /// A grid as a batch of one picture of one channel, or as one kernel.
    private static func array(_ grid: Grid) -> NDArray {
        NDArray(grid.flatMap { $0 }, shape: [1, 1, grid.count, grid[0].count])
    }
}
