import Grading
import Messages
import TensorCore

// The checks of the exercises on the backward pass, 5.4 and 5.5, computed in double precision.

/// A picture, a kernel, and the gradient of the loss with respect to each place of their convolution.
private struct WayBack {
    var picture, kernel, upstream: [[Float]]

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

extension WayBack {
    init(size: Int, generator: inout RandomGenerator) {
        let (height, width) = (1 + generator.integer(below: size), 1 + generator.integer(below: size + 1))
        let (rows, columns) = (1 + generator.integer(below: size), 1 + generator.integer(below: size + 1))
        kernel = generator.rows(height, width, size: size)
        upstream = generator.rows(rows, columns, size: size)
        picture = generator.rows(height + rows - 1, width + columns - 1, size: size)
    }

    static let examples = [WayBack(picture: [[1, 2, 3]], kernel: [[1, 2]], upstream: [[1, 10]])]
    static let edges = [
        WayBack(picture: [[-1]], kernel: [[-2]], upstream: [[12]]),
        WayBack(picture: [[1, 2], [-3, 0]], kernel: [[0, 1], [2, -10]], upstream: [[-2]]),
        WayBack(
            picture: [[1, 0, 2, 1], [0, 1, -1, 2], [2, 2, 0, 1], [1, 0, 1, 12]],
            kernel: [[1, 0, -1], [2, 1, 0], [-1, 1, 2]], upstream: [[1, -1], [0, 2]]),
        WayBack(picture: [[2], [1], [3]], kernel: [[3], [-1]], upstream: [[1], [-1]]),
        WayBack(picture: [[1, 2, -1, 0, 1]], kernel: [[1, -1, 2, 0.5]], upstream: [[1, 3]]),
    ]
    static let cases = [
        Case<WayBack>(en: "a kernel of one pixel", zh: "一个像素的卷积核") {
            $0.kernel.count * $0.kernel[0].count == 1
        },
        Case(en: "a result of one number", zh: "结果只有一个数") { $0.upstream.count * $0.upstream[0].count == 1 },
        Case(en: "a kernel that is higher than wide", zh: "高大于宽的卷积核") {
            $0.kernel.count > $0.kernel[0].count
        },
        Case(en: "a kernel that is wider than high", zh: "宽大于高的卷积核") { $0.kernel.count < $0.kernel[0].count },
    ]
}

let kernelDescending = Exercise<any ConvolutionHomework>(
    "5.4", Words(en: "The gradient of a kernel", zh: "卷积核的梯度"), sizes: 1...4,
    hint: Words(
        en: "Which pixels did kernel[0][0] meet? Multiply each by the upstream gradient of its position.",
        zh: "kernel[0][0] 遇到过哪些像素？每个乘以那个位置的上游梯度。"),
    input: WayBack.init, examples: WayBack.examples, edges: WayBack.edges, expected: \.kernelGradient,
    answer: { try $0.kernelGradient($1.picture, upstream: $1.upstream) },
    mistakes: [
        Mistake(
            en: "That is the mean over the positions: a gradient is the sum.", zh: "这是各位置的平均：梯度是它们的和。",
            \.meanOverPlaces),
        Mistake(
            en: "The gradient is turned round: kernel[j][i] met picture[y + j][x + i].",
            zh: "梯度转了半圈：kernel[j][i] 遇到的是 picture[y + j][x + i]。", \.turnedKernel),
        Mistake(
            en: "The upstream gradient is missing: each position counts as much as it changes the loss.",
            zh: "缺了上游梯度：每个位置对损失影响多大，就算多少。",
            \.withoutUpstream),
    ],
    cases: WayBack.cases,
    forbids: [".convolution2D", ".weightGradient", ".backward"])

let pictureDescending = Exercise<any ConvolutionHomework>(
    "5.5", Words(en: "The gradient of a picture", zh: "图的梯度"), sizes: 1...4,
    hint: Words(
        en: "Take an upstream gradient with a single 1: the kernel must appear at its position.",
        zh: "取只有一个 1 的上游梯度：卷积核应出现在它的位置上。"),
    input: WayBack.init, examples: WayBack.examples, edges: WayBack.edges, expected: \.pictureGradient,
    answer: { try $0.pictureGradient($1.kernel, upstream: $1.upstream) },
    mistakes: [
        Mistake(
            en:
                "The kernel is turned round: the backward pass uses it in the same orientation as the forward pass.",
            zh: "卷积核转了半圈：反向传播使用它的方向与前向传播相同。",
            \.turnedPicture),
        Mistake(
            en: "A later position overwrites an earlier one: add to the pixel.", zh: "后面的位置覆盖了前面的：要加到像素上。",
            \.overwritten),
        Mistake(
            en: "The gradient is smaller than the picture: pixels at the far edges have one too.",
            zh: "梯度比图小：远端边上的像素也有梯度。",
            \.whereTheKernelFits),
    ],
    cases: WayBack.cases,
    forbids: [".convolution2D", ".transposedConvolution2D", ".inputGradient", ".backward"])
