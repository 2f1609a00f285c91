import Grading
import TensorCore

/// The exercises and how they are checked.
public let convolutionHomework = Homework<any ConvolutionHomework>(
    chapter: 5, title: "Convolutional networks",
    file: "Chapters/Chapter05-ConvolutionalNetworks/Homework/Starter.swift",
    exercises: [
        counting, convolving, pooling, kernelDescending, pictureDescending, poolingBack, joiningChannels,
        dropping, classifying, countingParameters, mending,
    ])

/// The homework of Chapter 5 for the grader.
public let chapter05Homework = AnyHomework(convolutionHomework, starter: Starter(), solution: Solution())

// MARK: 5.1

private struct Extents {
    var height, kernel, padding, stride: Int

    var right: Int { count(2 * padding) / stride + 1 }
    var withoutTheFirst: Int { count(2 * padding) / stride }
    var withPaddingOnce: Int { count(padding) / stride + 1 }
    var withoutPadding: Int { count(0) / stride + 1 }
    var withoutStride: Int { count(2 * padding) + 1 }
    var roundedUp: Int { (count(2 * padding) + stride - 1) / stride + 1 }

    private func count(_ padding: Int) -> Int { height + padding - kernel }
}

extension Extents {
    init(size: Int, generator: inout RandomGenerator) {
        kernel = 1 + generator.integer(below: size + 1)
        padding = generator.integer(below: 4)
        stride = 1 + generator.integer(below: 4)
        height = max(1, kernel - 2 * padding) + generator.integer(below: 4 * size)
    }

    static let examples = [
        Extents(height: 28, kernel: 5, padding: 2, stride: 1),
        Extents(height: 28, kernel: 5, padding: 2, stride: 2),
    ]
    static let edges = [
        Extents(height: 5, kernel: 3, padding: 0, stride: 1),
        Extents(height: 5, kernel: 5, padding: 0, stride: 2),
        Extents(height: 1, kernel: 3, padding: 1, stride: 1),
        Extents(height: 7, kernel: 3, padding: 0, stride: 2),
        Extents(height: 8, kernel: 3, padding: 0, stride: 2),
        Extents(height: 30, kernel: 11, padding: 10, stride: 12),
        Extents(height: 4, kernel: 1, padding: 0, stride: 1),
    ]
}

private let counting = Exercise<any ConvolutionHomework>(
    "5.1", "How large the result is", hint: "Draw a row of 5 pixels and lay a kernel of 3 on every position.",
    input: Extents.init, examples: Extents.examples, edges: Extents.edges, expected: \.right,
    answer: {
        try $0.outputHeight($1.height, kernel: $1.kernel, padding: $1.padding, stride: $1.stride)
    },
    mistakes: [
        Mistake("One too few: the kernel fits at the start too, before the first stride.", \.withoutTheFirst),
        Mistake("The padding counts twice: it is above and below.", \.withPaddingOnce),
        Mistake("The padding is missing.", \.withoutPadding),
        Mistake("The stride is missing: divide by it.", \.withoutStride),
        Mistake("Rounded up: a last position that full strides do not reach does not count.", \.roundedUp),
    ],
    cases: [
        Case("no padding") { $0.padding == 0 }, Case("no stride") { $0.stride == 1 && $0.padding == 0 },
        Case("a kernel as large as the picture") { $0.kernel == $0.height && $0.padding == 0 },
        Case("a kernel of one pixel") { $0.kernel == 1 },
        Case("an even division") {
            $0.stride > 1 && ($0.height + 2 * $0.padding - $0.kernel) % $0.stride == 0
        },
        Case("a remainder") { ($0.height + 2 * $0.padding - $0.kernel) % $0.stride != 0 },
    ],
    meant: [
        Meant("height", "kernel", "stride", lack: .negative, .zero, because: "pixels are counted"),
        Meant("padding", lack: .negative, because: "padding is added"),
    ])

// MARK: 5.2

private struct Overlay {
    var picture, kernel: [[Float]]
    var bias: Float
    var padding: Int

    var right: [[Float]] { convolved() }
    var withTheKernelTurned: [[Float]] { convolved(kernel: kernel.reversed().map { $0.reversed() }) }
    var withoutBias: [[Float]] { convolved(bias: 0) }
    var withBiasAtEachProduct: [[Float]] { convolved(bias: bias * Float(kernel.count * kernel[0].count)) }
    var withoutPadding: [[Float]] { convolved(padding: 0) }
    var withoutTheLastPlaces: [[Float]] { convolved().dropLast().map { $0.dropLast() } }

    var paddedOnce: [[Float]] { convolved(padding: min(padding, 1)) }

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

extension Overlay {
    init(size: Int, generator: inout RandomGenerator) {
        let (height, width) = (1 + generator.integer(below: size), 1 + generator.integer(below: size + 1))
        kernel = generator.rows(height, width, size: size)
        picture = generator.rows(
            height + generator.integer(below: size + 1), width + generator.integer(below: size + 1),
            size: size)
        bias = generator.number(size: size)
        padding = generator.integer(below: 3)
    }

    static let examples = [
        Overlay(picture: [[1, 2, 3], [4, 5, 6]], kernel: [[1, 10]], bias: 0.5, padding: 0)
    ]
    static let edges = [
        Overlay(picture: [[-1, 12]], kernel: [[2]], bias: 0, padding: 1),
        Overlay(picture: [[1, 2], [-3, 0]], kernel: [[0, 1], [2, -10]], bias: -12, padding: 0),
        Overlay(
            picture: [[1, 0, 2, 1], [0, 1, -1, 2], [2, 2, 0, 1], [1, 0, 1, -2]],
            kernel: [[1, 0, -1], [2, 1, 0], [-1, 1, 2]], bias: 0.5, padding: 2),
        Overlay(picture: [[2], [1]], kernel: [[3], [-1]], bias: 1, padding: 1),
        Overlay(picture: [[1, 2, -1, 0, 1]], kernel: [[1, -1, 2, 0.5]], bias: 1, padding: 0),
    ]
}

private let convolving = Exercise<any ConvolutionHomework>(
    "5.2", "A convolution", sizes: 1...4,
    hint: "Compute the number at the upper left by hand: which pixels are under the kernel?",
    input: Overlay.init, examples: Overlay.examples, edges: Overlay.edges, expected: \.right,
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
        Mistake("The padding is always 1: `padding` says how many rows and columns of zeros.", \.paddedOnce),
    ],
    cases: [
        Case("no padding") { $0.padding == 0 && $0.picture.count > 1 }, Case("padding 2") { $0.padding == 2 },
        Case("a kernel of one pixel") { $0.kernel.count * $0.kernel[0].count == 1 },
        Case("a kernel as large as the picture") { $0.kernel.count == $0.picture.count && $0.padding == 0 },
        Case("a kernel that is higher than wide") { $0.kernel.count > $0.kernel[0].count },
        Case("a kernel that is wider than high") { $0.kernel.count < $0.kernel[0].count },
    ],
    meant: [Meant("padding", lack: .negative, .large, because: "some rows of zeros are added")],
    forbids: [".convolution2D"])

// MARK: 5.3

private struct Windows {
    var picture: [[Float]]

    var right: [[Float]] { pooled(step: 2) { $0.max() ?? 0 } }
    var fromZero: [[Float]] { pooled(step: 2) { max(0, $0.max() ?? 0) } }
    var means: [[Float]] { pooled(step: 2) { $0.reduce(0, +) / 4 } }
    var overlapping: [[Float]] { pooled(step: 1) { $0.max() ?? 0 } }

    var nearestToZero: [[Float]] { pooled(step: 2) { $0.min { abs($0) < abs($1) } ?? 0 } }
    var largestMagnitude: [[Float]] { pooled(step: 2) { $0.max { abs($0) < abs($1) } ?? 0 } }
    var upToZero: [[Float]] { pooled(step: 2) { min(0, $0.max() ?? 0) } }
    var smallest: [[Float]] { pooled(step: 2) { $0.min() ?? 0 } }
    var fromTinyNumber: [[Float]] { pooled(step: 2) { max(.leastNormalMagnitude, $0.max() ?? 0) } }

    private func pooled(step: Int, _ reduce: ([Float]) -> Float) -> [[Float]] {
        stride(from: 0, to: picture.count - 1, by: step).map { y in
            stride(from: 0, to: picture[0].count - 1, by: step).map { x in
                reduce([picture[y][x], picture[y][x + 1], picture[y + 1][x], picture[y + 1][x + 1]])
            }
        }
    }
}

extension Windows {
    init(size: Int, generator: inout RandomGenerator) {
        picture = generator.rows(
            2 + generator.integer(below: size + 1), 2 + generator.integer(below: size + 1), size: size)
        // A picture of numbers below 0 at times.
        if generator.bernoulli(0.3) { picture = picture.map { $0.map { -abs($0) - 0.5 } } }
    }

    static let examples = [Windows(picture: [[1, 5, 0], [2, 3, 9]])]
    static let edges = [
        Windows(picture: [[-30, -20], [-40, -50]]), Windows(picture: [[0, -2], [-1, 3]]),
        Windows(picture: [[-1, 4, 0, 1], [-2, 2, 7, -3], [-5, -4, 20, 1], [-3, -6, 2, 0], [9, 9, 9, 9]]),
        Windows(picture: [[12, -0.5], [-1, 2]]),
    ]
}

private let pooling = Exercise<any ConvolutionHomework>(
    "5.3", "Max pooling", tolerance: .exact,
    hint:
        "Window (r, c) begins at row 2r and column 2c; go through its four numbers, beginning with the first of them.",
    input: Windows.init, examples: Windows.examples, edges: Windows.edges, expected: \.right,
    answer: { try $0.maxPooled($1.picture) },
    mistakes: [
        Mistake("A window below 0 gives 0: begin with its first number, not with 0.", \.fromZero),
        Mistake("That is the mean of each window: keep its largest number.", \.means),
        Mistake("The windows overlap: move by 2, not by 1.", \.overlapping),
        Mistake("That is the number nearest to 0: 5 is larger than −1.", \.nearestToZero),
        Mistake("That is the number furthest from 0: 1 is larger than −5.", \.largestMagnitude),
        Mistake("No window gives more than 0: its largest number may well be positive.", \.upToZero),
        Mistake("That is the smallest number of each window.", \.smallest),
        Mistake(
            "`leastNormalMagnitude` is a tiny number above 0: begin with the window's first number or −∞.",
            \.fromTinyNumber),
    ],
    cases: [
        Case("a window below 0") { $0.right.joined().contains { $0 < 0 } },
        Case("a window far below 0") { $0.right.joined().contains { $0 < -10 } },
        Case("a window of both signs") {
            $0.right != $0.nearestToZero && $0.right.joined().contains { $0 > 0 }
        },
        Case("a row without a window") { $0.picture.count % 2 == 1 },
        Case("a column without a window") { $0.picture[0].count % 2 == 1 },
    ],
    meant: [
        Meant(
            "picture.count", "picture[].count", lack: .one, because: "a window has two rows and two columns")
    ],
    forbids: [".maxPooled2D"])
