import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let convolutionHomework = Homework<any ConvolutionHomework>(
    chapter: 5, title: Words(en: "Convolutional networks", zh: "卷积神经网络"),
    file: "Chapters/Chapter05-ConvolutionalNetworks/Homework/Starter.swift",
    exercises: [
        counting, convolving, pooling, kernelDescending, pictureDescending, poolingBack, joiningChannels,
        dropping, classifying, countingParameters, mending, distilling, pruning, quantizing,
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
    "5.1", Words(en: "How large the result is", zh: "结果有多大"),
    hint: Words(
        en: "Draw a row of 5 pixels and lay a kernel of 3 on every position.",
        zh: "画一行 5 个像素，把大小为 3 的卷积核放到每个位置上。"),
    input: Extents.init, examples: Extents.examples, edges: Extents.edges, expected: \.right,
    answer: {
        try $0.outputHeight($1.height, kernel: $1.kernel, padding: $1.padding, stride: $1.stride)
    },
    mistakes: [
        Mistake(
            en: "One too few: the kernel fits at the start too, before the first stride.",
            zh: "少了一个：走第一步之前，卷积核在开头也放得下。", \.withoutTheFirst),
        Mistake(
            en: "The padding counts twice: it is above and below.", zh: "填充要算两次：上面和下面都有。", \.withPaddingOnce),
        Mistake(en: "The padding is missing.", zh: "缺了填充。", \.withoutPadding),
        Mistake(en: "The stride is missing: divide by it.", zh: "缺了步长：要除以它。", \.withoutStride),
        Mistake(
            en: "Rounded up: a last position that full strides do not reach does not count.",
            zh: "向上取整了：整步走不到的最后一个位置不算。", \.roundedUp),
    ],
    cases: [
        Case(en: "no padding", zh: "没有填充") { $0.padding == 0 },
        Case(en: "no stride", zh: "步长为 1") { $0.stride == 1 && $0.padding == 0 },
        Case(en: "a kernel as large as the picture", zh: "卷积核与图一样大") {
            $0.kernel == $0.height && $0.padding == 0
        },
        Case(en: "a kernel of one pixel", zh: "一个像素的卷积核") { $0.kernel == 1 },
        Case(en: "an even division", zh: "除得尽") {
            $0.stride > 1 && ($0.height + 2 * $0.padding - $0.kernel) % $0.stride == 0
        },
        Case(en: "a remainder", zh: "有余数") { ($0.height + 2 * $0.padding - $0.kernel) % $0.stride != 0 },
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
    "5.2", Words(en: "A convolution", zh: "一次卷积"), sizes: 1...4,
    hint: Words(
        en: "Compute the number at the upper left by hand: which pixels are under the kernel?",
        zh: "手算左上角的数：卷积核下面是哪些像素？"),
    input: Overlay.init, examples: Overlay.examples, edges: Overlay.edges, expected: \.right,
    answer: { try $0.convolution($1.picture, $1.kernel, bias: $1.bias, padding: $1.padding) },
    mistakes: [
        Mistake(
            en: "The kernel is turned round: here it is used as it is.", zh: "卷积核转了半圈：这里照原样使用。",
            \.withTheKernelTurned),
        Mistake(en: "The bias is missing.", zh: "缺了偏置。", \.withoutBias),
        Mistake(
            en: "The bias is added with every product: it belongs to each sum once.",
            zh: "每个乘积都加了一次偏置：每个和只加一次。", \.withBiasAtEachProduct),
        Mistake(
            en: "The padding is missing: put zeros around the picture first.", zh: "缺了填充：先在图的四周放上零。",
            \.withoutPadding),
        Mistake(
            en: "The last row and column of positions are missing: the kernel still fits there.",
            zh: "缺了最后一行和一列的位置：卷积核在那里还放得下。",
            \.withoutTheLastPlaces),
        Mistake(
            en: "The padding is always 1: `padding` says how many rows and columns of zeros.",
            zh: "填充总是 1 了：`padding` 说明有几行几列的零。", \.paddedOnce),
    ],
    cases: [
        Case(en: "no padding", zh: "没有填充") { $0.padding == 0 && $0.picture.count > 1 },
        Case(en: "padding 2", zh: "填充 2") { $0.padding == 2 },
        Case(en: "a kernel of one pixel", zh: "一个像素的卷积核") { $0.kernel.count * $0.kernel[0].count == 1 },
        Case(en: "a kernel as large as the picture", zh: "卷积核与图一样大") {
            $0.kernel.count == $0.picture.count && $0.padding == 0
        },
        Case(en: "a kernel that is higher than wide", zh: "高大于宽的卷积核") {
            $0.kernel.count > $0.kernel[0].count
        },
        Case(en: "a kernel that is wider than high", zh: "宽大于高的卷积核") { $0.kernel.count < $0.kernel[0].count },
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
            let (top, bottom) = (picture[y], picture[y + 1])
            return stride(from: 0, to: top.count - 1, by: step).map { x in
                reduce([top[x], top[x + 1], bottom[x], bottom[x + 1]])
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
    "5.3", Words(en: "Max pooling", zh: "最大池化"), tolerance: .exact,
    hint:
        Words(
            en:
                "Window (r, c) begins at row 2r and column 2c; go through its four numbers, beginning with the first of them.",
            zh: "窗口 (r, c) 从第 2r 行、第 2c 列开始；走过它的四个数，从第一个开始。"),
    input: Windows.init, examples: Windows.examples, edges: Windows.edges, expected: \.right,
    answer: { try $0.maxPooled($1.picture) },
    mistakes: [
        Mistake(
            en: "A window below 0 gives 0: begin with its first number, not with 0.",
            zh: "小于 0 的窗口得到了 0：从它的第一个数开始，不要从 0 开始。", \.fromZero),
        Mistake(
            en: "That is the mean of each window: keep its largest number.", zh: "这是每个窗口的平均值：要留下最大的数。",
            \.means),
        Mistake(en: "The windows overlap: move by 2, not by 1.", zh: "窗口重叠了：每次移动 2，不是 1。", \.overlapping),
        Mistake(
            en: "That is the number nearest to 0: 5 is larger than −1.", zh: "那是离 0 最近的数：5 比 −1 大。",
            \.nearestToZero),
        Mistake(
            en: "That is the number furthest from 0: 1 is larger than −5.", zh: "那是离 0 最远的数：1 比 −5 大。",
            \.largestMagnitude),
        Mistake(
            en: "No window gives more than 0: its largest number may well be positive.",
            zh: "没有窗口得到大于 0 的数：最大的数完全可能是正的。", \.upToZero),
        Mistake(en: "That is the smallest number of each window.", zh: "那是每个窗口中最小的数。", \.smallest),
        Mistake(
            en:
                "`leastNormalMagnitude` is a tiny number above 0: begin with the window's first number or −∞.",
            zh: "`leastNormalMagnitude` 是比 0 大一点点的数：从窗口的第一个数或 −∞ 开始。",
            \.fromTinyNumber),
    ],
    cases: [
        Case(en: "a window below 0", zh: "小于 0 的窗口") { $0.right.joined().contains { $0 < 0 } },
        Case(en: "a window far below 0", zh: "远小于 0 的窗口") { $0.right.joined().contains { $0 < -10 } },
        Case(en: "a window of both signs", zh: "正负都有的窗口") {
            $0.right != $0.nearestToZero && $0.right.joined().contains { $0 > 0 }
        },
        Case(en: "a row without a window", zh: "不属于任何窗口的一行") { $0.picture.count % 2 == 1 },
        Case(en: "a column without a window", zh: "不属于任何窗口的一列") { $0.picture[0].count % 2 == 1 },
    ],
    meant: [
        Meant(
            "picture.count", "picture[].count", lack: .one, because: "a window has two rows and two columns")
    ],
    forbids: [".maxPooled2D"])
