import Autograd
import TensorCore

// Section 8.1.2 as loops: one picture, one kernel, rows of numbers.

/// A picture or a kernel: rows from top to bottom.
typealias Grid = [[Float]]

/// A transposed convolution without padding: every pixel paints the kernel, times its number, into a larger picture,
/// a stride further for each step; where strokes overlap they add up.
func transposedConvolution(_ picture: Grid, _ kernel: Grid, stride: Int) -> Grid {
    let height = (picture.count - 1) * stride + kernel.count
    let width = (picture[0].count - 1) * stride + kernel[0].count
    var result = Grid(repeating: [Float](repeating: 0, count: width), count: height)
    for (y, row) in picture.enumerated() {
        for (x, pixel) in row.enumerated() {
            for (j, weights) in kernel.enumerated() {
                for (i, weight) in weights.enumerated() {
                    result[y * stride + j][x * stride + i] += pixel * weight
                }
            }
        }
    }
    return result
}

/// The transposed convolution three ways: by hand, as the layer, and as the gradient of a convolution.
struct TransposedLesson {
    /// Three pixels of a corner.
    let picture: Grid = [[1, 0], [0.5, 0.25]]
    /// A ring.
    let kernel: Grid = [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    /// How far the kernel moves for each pixel.
    let stride = 2

    /// The largest differences from the result by hand, on random numbers: of the layer, and of the gradient.
    let layerDifference: Float
    let gradientDifference: Float

    init(seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        func random(_ height: Int, _ width: Int) -> Grid {
            (0..<height).map { _ in (0..<width).map { _ in generator.normal() } }
        }
        let (picture, kernel) = (random(4, 5), random(3, 3))
        let byHand = transposedConvolution(picture, kernel, stride: 2).flatMap { $0 }  // 9 × 11
        let (x, w) = (TransposedLesson.tensor(picture), TransposedLesson.tensor(kernel))
        let layer = x.transposedConvolution2D(w, stride: 2).value.scalars

        // The convolution that goes the other way: from 9 × 11 to 4 × 5. Its gradient for an upstream of x is the same.
        let large = Tensor(.zeros([1, 1, 9, 11]), requiresGradient: true)
        (large.convolution2D(w, stride: 2) * x).sum().backward()
        let gradient = large.grad?.scalars ?? []
        func difference(_ other: [Float]) -> Float {
            other.count == byHand.count
                ? zip(byHand, other).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } : .infinity
        }
        layerDifference = difference(layer)
        gradientDifference = difference(gradient)
    }

    /// A grid as a batch of one picture of one channel, or as one kernel.
    private static func tensor(_ grid: Grid) -> Tensor {
        Tensor(NDArray(grid.flatMap { $0 }, shape: [1, 1, grid.count, grid[0].count]))
    }
}
