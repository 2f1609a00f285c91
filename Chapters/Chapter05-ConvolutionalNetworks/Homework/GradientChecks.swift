import Grading
import TensorCore

// The checks of the exercises on the backward pass, 5.4 and 5.5, computed in double precision.

/// Numbers in rows, evenly from −1 to 1.
func randomGrid(_ rows: Int, _ columns: Int, _ generator: inout RandomGenerator) -> [[Float]] {
    (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -1...1) } }
}

/// A picture, a kernel, and the gradient of the loss with respect to each place of their convolution.
private struct WayBack {
    var picture, kernel, upstream: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        kernel = randomGrid(2, 3, &generator)
        upstream = randomGrid(size + 1, size + 2, &generator)
        picture = randomGrid(size + 2, size + 4, &generator)
    }

    var kernelGradient: [[Float]] { gradientOfKernel(scale: 1) }
    var meanOverPlaces: [[Float]] {
        gradientOfKernel(scale: 1 / Double(upstream.count * upstream[0].count))
    }
    var turnedKernel: [[Float]] { kernelGradient.reversed().map { $0.reversed() } }
    var withoutUpstream: [[Float]] {
        gradientOfKernel(scale: 1, upstream: upstream.map { $0.map { _ in 1 } })
    }

    var pictureGradient: [[Float]] { gradientOfPicture(kernel) { $0 + $1 } }
    var turnedPicture: [[Float]] {
        gradientOfPicture(kernel.reversed().map { $0.reversed() }) { $0 + $1 }
    }
    var overwritten: [[Float]] { gradientOfPicture(kernel) { $1 } }
    var whereTheKernelFits: [[Float]] {
        pictureGradient.prefix(upstream.count).map { Array($0.prefix(upstream[0].count)) }
    }

    private func gradientOfKernel(scale: Double, upstream: [[Float]]? = nil) -> [[Float]] {
        let upstream = upstream ?? self.upstream
        return kernel.indices.map { j in
            kernel[0].indices.map { i in
                var sum = 0.0
                for (y, row) in upstream.enumerated() {
                    for (x, value) in row.enumerated() {
                        sum += Double(value) * Double(picture[y + j][x + i])
                    }
                }
                return Float(scale * sum)
            }
        }
    }

    private func gradientOfPicture(
        _ kernel: [[Float]], _ combine: (_ old: Double, _ new: Double) -> Double
    ) -> [[Float]] {
        var gradient = picture.map { $0.map { _ in 0.0 } }
        for (y, row) in upstream.enumerated() {
            for (x, value) in row.enumerated() {
                for (j, weights) in kernel.enumerated() {
                    for (i, weight) in weights.enumerated() {
                        gradient[y + j][x + i] = combine(
                            gradient[y + j][x + i], Double(value) * Double(weight))
                    }
                }
            }
        }
        return gradient.map { $0.map { Float($0) } }
    }
}

let kernelDescending = Exercise<any ConvolutionHomework>(
    "5.4", "The gradient of a kernel", sizes: 1...4,
    hint: "Which pixels did kernel[0][0] meet? Multiply each by the upstream gradient of its position.",
    input: WayBack.init, expected: \.kernelGradient,
    answer: { try $0.kernelGradient($1.picture, upstream: $1.upstream) },
    mistakes: [
        Mistake("That is the mean over the positions: a gradient is the sum.", \.meanOverPlaces),
        Mistake("The gradient is turned round: kernel[j][i] met picture[y + j][x + i].", \.turnedKernel),
        Mistake(
            "The upstream gradient is missing: each position counts as much as it changes the loss.",
            \.withoutUpstream),
    ])

let pictureDescending = Exercise<any ConvolutionHomework>(
    "5.5", "The gradient of a picture", sizes: 1...4,
    hint: "Take an upstream gradient with a single 1: the kernel must appear at its position.",
    input: WayBack.init, expected: \.pictureGradient,
    answer: { try $0.pictureGradient($1.kernel, upstream: $1.upstream) },
    mistakes: [
        Mistake(
            "The kernel is turned round: the backward pass uses it in the same orientation as the forward pass.",
            \.turnedPicture),
        Mistake("A later position overwrites an earlier one: add to the pixel.", \.overwritten),
        Mistake(
            "The gradient is smaller than the picture: pixels at the far edges have one too.",
            \.whereTheKernelFits),
    ])
