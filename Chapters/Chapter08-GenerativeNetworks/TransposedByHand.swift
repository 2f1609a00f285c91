import Autograd
import TensorCore

// Section 8.1.2 as loops: one picture, one kernel, rows of numbers.

/// A picture or a kernel: rows from top to bottom.
typealias Grid = [[Float]]

/// A transposed convolution without padding: each pixel adds the kernel, multiplied by its value, to a larger picture,
/// a stride further for each pixel; where they overlap they add up.
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

    /// The library's transposed convolution, and the gradient of a convolution for the same upstream gradient.
    typealias Results = (layer: NDArray?, gradient: NDArray?)

    /// Compares on random numbers.
    ///
    /// - Parameter library: the results to compare with, from picture and kernel, with a stride of 2.
    init(
        seed: UInt64,
        library: (_ picture: NDArray, _ kernel: NDArray) -> Results = TransposedLesson.libraryResults
    ) {
        var generator = RandomGenerator(seed: seed)
        func random(_ height: Int, _ width: Int) -> Grid {
            (0..<height).map { _ in (0..<width).map { _ in generator.normal() } }
        }
        let (picture, kernel) = (random(4, 5), random(3, 3))
        let byHand = array(transposedConvolution(picture, kernel, stride: 2))  // 9 × 11
        let results = library(array(picture), array(kernel))
        layerDifference = largestDifference(byHand, results.layer)
        gradientDifference = largestDifference(byHand, results.gradient)
    }

    /// The same by the layer's operation, and by `backward()` of the convolution from 9 × 11 to 4 × 5.
    static func libraryResults(_ picture: NDArray, _ kernel: NDArray) -> Results {
        let (x, w) = (Tensor(picture), Tensor(kernel))
        let large = Tensor(.zeros([1, 1, 9, 11]), requiresGradient: true)
        (large.convolution2D(w, stride: 2) * x).sum().backward()
        return (x.transposedConvolution2D(w, stride: 2).value, large.grad)
    }
}

/// A grid as a batch of one picture with one channel, or as one kernel: `[1, 1, height, width]`.
private func array(_ grid: Grid) -> NDArray {
    NDArray(grid.flatMap { $0 }, shape: [1, 1, grid.count, grid[0].count])
}
