import TensorCore

// Sections 5.1.2, 5.1.3 and 5.1.6 as loops: one picture, one kernel, rows of numbers.

/// A picture or a kernel: rows from top to bottom.
typealias Grid = [[Float]]

/// A convolution without padding and with a stride of 1, and the gradients of kernel, picture and bias.
enum HandConvolution {
    /// out[y][x] = bias + Σ picture[y + j][x + i] · kernel[j][i]: the kernel at every position where it fits.
    static func output(_ picture: Grid, _ kernel: Grid, bias: Float = 0) -> Grid {
        (0...picture.count - kernel.count).map { y in
            (0...picture[0].count - kernel[0].count).map { x in
                var sum = bias
                for j in kernel.indices {
                    for i in kernel[j].indices { sum += picture[y + j][x + i] * kernel[j][i] }
                }
                return sum
            }
        }
    }

    /// ∂L/∂kernel[j][i] = Σ upstream[y][x] · picture[y + j][x + i]: the picture convolved with the
    /// upstream gradient.
    static func kernelGradient(_ picture: Grid, upstream: Grid) -> Grid { output(picture, upstream) }

    /// ∂L/∂picture[y + j][x + i] += upstream[y][x] · kernel[j][i], for every position that used the pixel.
    static func pictureGradient(_ picture: Grid, _ kernel: Grid, upstream: Grid) -> Grid {
        var gradient = picture.map { $0.map { _ in Float(0) } }
        for y in upstream.indices {
            for x in upstream[y].indices {
                for j in kernel.indices {
                    for i in kernel[j].indices {
                        gradient[y + j][x + i] += upstream[y][x] * kernel[j][i]
                    }
                }
            }
        }
        return gradient
    }

    /// ∂L/∂bias: the bias is added at every position.
    static func biasGradient(upstream: Grid) -> Float { upstream.joined().reduce(0, +) }
}

/// Max pooling over windows of 2 × 2 that do not overlap, and its gradient.
enum HandPooling {
    /// The largest number of each window; a last odd row or column is dropped.
    static func output(_ picture: Grid) -> Grid {
        maxima(picture).map { $0.map { picture[$0.y][$0.x] } }
    }

    /// The gradient goes to where the maximum came from, the first of equal ones.
    static func gradient(_ picture: Grid, upstream: Grid) -> Grid {
        var gradient = picture.map { $0.map { _ in Float(0) } }
        for (row, values) in zip(maxima(picture), upstream) {
            for (position, value) in zip(row, values) { gradient[position.y][position.x] += value }
        }
        return gradient
    }

    /// The position of each window's maximum.
    private static func maxima(_ picture: Grid) -> [[(y: Int, x: Int)]] {
        (0..<picture.count / 2).map { row in
            (0..<picture[0].count / 2).map { column in
                var best = (y: 2 * row, x: 2 * column)
                for (y, x) in [(0, 1), (1, 0), (1, 1)] {
                    let other = (y: 2 * row + y, x: 2 * column + x)
                    if picture[other.y][other.x] > picture[best.y][best.x] { best = other }
                }
                return best
            }
        }
    }
}
