import Grading
import TensorCore

/// The exercises and how they are checked.
public let convolutionHomework = Homework<any ConvolutionHomework>(
    chapter: 5, title: "Convolutional networks",
    file: "Chapters/Chapter05-ConvolutionalNetworks/Homework/Starter.swift",
    exercises: [counting, convolving, pooling, kernelDescending, pictureDescending])

/// The homework of Chapter 5 for the grader.
public let chapter05Homework = AnyHomework(convolutionHomework, starter: Starter(), solution: Solution())

// MARK: 5.1

private struct Extents {
    var height, kernel, padding, stride: Int

    init(size: Int, generator: inout RandomGenerator) {
        kernel = 2 + generator.integer(below: 4)
        padding = 1 + generator.integer(below: 2)
        stride = 1 + generator.integer(below: 3)
        height = kernel + size + generator.integer(below: 20)
    }

    var right: Int { count(2 * padding) / stride + 1 }
    var withoutTheFirst: Int { count(2 * padding) / stride }
    var withPaddingOnce: Int { count(padding) / stride + 1 }
    var withoutPadding: Int { count(0) / stride + 1 }
    var withoutStride: Int { count(2 * padding) + 1 }
    var roundedUp: Int { (count(2 * padding) + stride - 1) / stride + 1 }

    private func count(_ padding: Int) -> Int { height + padding - kernel }
}

private let counting = Exercise<any ConvolutionHomework>(
    "5.1", "How large the result is", hint: "Draw a row of 5 pixels and lay a kernel of 3 on every position.",
    input: Extents.init, expected: \.right,
    answer: {
        try $0.outputHeight($1.height, kernel: $1.kernel, padding: $1.padding, stride: $1.stride)
    },
    mistakes: [
        Mistake("One too few: the kernel fits at the start too, before the first stride.", \.withoutTheFirst),
        Mistake("The padding counts twice: it is above and below.", \.withPaddingOnce),
        Mistake("The padding is missing.", \.withoutPadding),
        Mistake("The stride is missing: divide by it.", \.withoutStride),
        Mistake("Rounded up: a last position that full strides do not reach does not count.", \.roundedUp),
    ])

// MARK: 5.2

private struct Overlay {
    var picture, kernel: [[Float]]
    var bias: Float
    var padding: Int

    init(size: Int, generator: inout RandomGenerator) {
        picture = randomGrid(size + 2, size + 3, &generator)
        kernel = randomGrid(2, 3, &generator)
        bias = generator.uniform(in: 1...2)
        padding = 1 + generator.integer(below: 2)
    }

    var right: [[Float]] { convolved() }
    var withTheKernelTurned: [[Float]] { convolved(kernel: kernel.reversed().map { $0.reversed() }) }
    var withoutBias: [[Float]] { convolved(bias: 0) }
    var withBiasAtEachProduct: [[Float]] { convolved(bias: bias * 6) }
    var withoutPadding: [[Float]] { convolved(padding: 0) }
    var withoutTheLastPlaces: [[Float]] { convolved().dropLast().map { $0.dropLast() } }

    private func convolved(kernel: [[Float]]? = nil, bias: Float? = nil, padding: Int? = nil) -> [[Float]] {
        let (kernel, bias, padding) = (kernel ?? self.kernel, bias ?? self.bias, padding ?? self.padding)
        func pixel(_ y: Int, _ x: Int) -> Double {
            picture.indices.contains(y) && picture[0].indices.contains(x) ? Double(picture[y][x]) : 0
        }
        return (0..<picture.count + 2 * padding - kernel.count + 1).map { y in
            (0..<picture[0].count + 2 * padding - kernel[0].count + 1).map { x in
                var sum = Double(bias)
                for (j, row) in kernel.enumerated() {
                    for (i, weight) in row.enumerated() {
                        sum += pixel(y + j - padding, x + i - padding) * Double(weight)
                    }
                }
                return Float(sum)
            }
        }
    }
}

private let convolving = Exercise<any ConvolutionHomework>(
    "5.2", "A convolution", sizes: 1...4,
    hint: "Compute the number at the upper left by hand: which pixels are under the kernel?",
    input: Overlay.init, expected: \.right,
    answer: { try $0.convolution($1.picture, $1.kernel, bias: $1.bias, padding: $1.padding) },
    mistakes: [
        Mistake("The kernel is turned round: here it is used as it is.", \.withTheKernelTurned),
        Mistake("The bias is missing.", \.withoutBias),
        Mistake(
            "The bias is added with every product: it belongs to each sum once.", \.withBiasAtEachProduct),
        Mistake("The padding is missing: put zeros around the picture first.", \.withoutPadding),
        Mistake(
            "The last row and column of positions are missing: the kernel still fits there.",
            \.withoutTheLastPlaces),
    ])

// MARK: 5.3

private struct Windows {
    var picture: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        // Below 0 in part, and with an odd row or column at times.
        picture = randomGrid(
            2 + generator.integer(below: size + 1), 3 + generator.integer(below: size + 1), &generator
        ).map { $0.map { $0 - 1.5 } }
    }

    var right: [[Float]] { pooled(step: 2) { $0.max() ?? 0 } }
    var fromZero: [[Float]] { pooled(step: 2) { max(0, $0.max() ?? 0) } }
    var means: [[Float]] { pooled(step: 2) { $0.reduce(0, +) / 4 } }
    var overlapping: [[Float]] { pooled(step: 1) { $0.max() ?? 0 } }

    private func pooled(step: Int, _ reduce: ([Float]) -> Float) -> [[Float]] {
        stride(from: 0, to: picture.count - 1, by: step).map { y in
            stride(from: 0, to: picture[0].count - 1, by: step).map { x in
                reduce([picture[y][x], picture[y][x + 1], picture[y + 1][x], picture[y + 1][x + 1]])
            }
        }
    }
}

private let pooling = Exercise<any ConvolutionHomework>(
    "5.3", "Max pooling", tolerance: .exact, hint: "Window (r, c) begins at row 2r and column 2c.",
    input: Windows.init, expected: \.right, answer: { try $0.maxPooled($1.picture) },
    mistakes: [
        Mistake("A window below 0 gives 0: begin with its first number, not with 0.", \.fromZero),
        Mistake("That is the mean of each window: keep its largest number.", \.means),
        Mistake("The windows overlap: move by 2, not by 1.", \.overlapping),
    ])
