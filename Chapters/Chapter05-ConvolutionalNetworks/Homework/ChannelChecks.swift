import Grading
import Messages
import TensorCore

// MARK: 5.6

/// A batch of pictures that were pooled, and the gradient of the result.
private struct PooledBatch {
    var pictures: [[[Float]]]
    var upstream: [[[Float]]]

    /// What a window's four numbers get of its gradient.
    private func scattered(
        from source: [[[Float]]]? = nil, _ shares: (_ window: [Float], _ gradient: Float) -> [Float]
    ) -> [[[Float]]] {
        zip(source ?? pictures, upstream).map { picture, upstream in
            var gradient = picture.map { $0.map { _ in Float(0) } }
            for (row, line) in upstream.enumerated() {
                for (column, value) in line.enumerated() {
                    let places = [(0, 0), (0, 1), (1, 0), (1, 1)].map { (2 * row + $0, 2 * column + $1) }
                    let window = places.map { picture[$0.0][$0.1] }
                    for (place, share) in zip(places, shares(window, value)) {
                        gradient[place.0][place.1] = share
                    }
                }
            }
            return gradient
        }
    }

    private func only(_ place: Int?, _ gradient: Float) -> [Float] {
        (0..<4).map { $0 == place ? gradient : 0 }
    }

    var right: [[[Float]]] { scattered { only($0.firstIndex(of: $0.max()!), $1) } }
    var toTheLastOfEqual: [[[Float]]] { scattered { only($0.lastIndex(of: $0.max()!), $1) } }
    var toAllOfEqual: [[[Float]]] { scattered { window, g in window.map { $0 == window.max()! ? g : 0 } } }
    var toAll: [[[Float]]] { scattered { window, g in window.map { _ in g } } }
    var asOfAMean: [[[Float]]] { scattered { window, g in window.map { _ in g / 4 } } }
    var timesTheNumber: [[[Float]]] {
        scattered { only($0.firstIndex(of: $0.max()!), $1 * $0.max()!) }
    }
    var toTheSmallest: [[[Float]]] { scattered { only($0.firstIndex(of: $0.min()!), $1) } }
    var toTheFurthest: [[[Float]]] {
        scattered { window, g in
            let sizes = window.map { abs($0) }
            return only(sizes.firstIndex(of: sizes.max()!), g)
        }
    }
    var upperLeft: [[[Float]]] { scattered { only(0, $1) } }
    var placesOfTheFirst: [[[Float]]] {
        scattered(from: pictures.map { _ in pictures[0] }) { only($0.firstIndex(of: $0.max()!), $1) }
    }
    var cutToWindows: [[[Float]]] {
        zip(right, upstream).map { gradient, upstream in
            gradient.prefix(2 * upstream.count).map { Array($0.prefix(2 * upstream[0].count)) }
        }
    }
    var lossesOnly: [[[Float]]] { right.map { $0.map { $0.map { max(0, $0) } } } }

    var hasTies: Bool { right != toTheLastOfEqual }
}

extension PooledBatch {
    init(size: Int, generator: inout RandomGenerator) {
        let (height, width) = (2 + generator.integer(below: 2 * size), 2 + generator.integer(below: 2 * size))
        pictures = (0..<1 + generator.integer(below: 3)).map { _ in
            generator.rows(height, width, size: size)
        }
        upstream = pictures.map { _ in generator.rows(height / 2, width / 2, size: size) }
    }

    static let examples = [PooledBatch(pictures: [[[1, 5, 0], [2, 3, 9]]], upstream: [[[10]]])]
    static let edges = [
        PooledBatch(pictures: [[[-30, -20], [-40, -50]]], upstream: [[[-1]]]),
        PooledBatch(
            pictures: [
                [[1, 2, 0, -1], [0, 3, 1, 2], [4, 0, 1, 1], [2, 1, 0, 5]],
                [[2, 0, 1, 0], [1, 1, 3, 2], [0, -2, 1, 6], [-1, -3, 4, 2]],
            ], upstream: [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]),
        PooledBatch(
            pictures: [
                [[0, 1, 2, 3], [2, 1, 0, 0], [1, 3, -1, 0], [0, 2, 2, 1]],
                [[5, 1, 0, 1], [2, 2, 4, 3], [1, 0, 2, 7], [3, 6, 0, 1]],
            ], upstream: [[[-1, 0], [2, -3]], [[4, -2], [0.5, 1]]]),
        // Every corner of a window is the largest at times.
        PooledBatch(pictures: [[[0, 3], [1, 2]], [[1, 2], [0, 5]]], upstream: [[[2]], [[-3]]]),
        PooledBatch(pictures: [[[0, 1], [4, 2]], [[7, 2], [0, 5]]], upstream: [[[1]], [[5]]]),
        PooledBatch(pictures: [[[9, 1], [0, 0]], [[0, 0], [3, 1]]], upstream: [[[-2]], [[1]]]),
        PooledBatch(pictures: [[[2, 2], [2, 1]], [[0, 1], [1, 1]]], upstream: [[[3]], [[-12]]]),
        PooledBatch(
            pictures: [[[1, 0, 2, 3], [0, 0, 4, 4], [7, 7, 7, 7]]], upstream: [[[0, 1.5]]]),
        PooledBatch(
            pictures: [[[-1, -2], [-3, 0], [5, 1], [1, 9]], [[2, 0], [1, 20], [-4, -3], [-3, -5]]],
            upstream: [[[1], [2]], [[3], [4]]]),
    ]
}

let poolingBack = Exercise<any ConvolutionHomework>(
    "5.6", Words(en: "The gradient of max pooling", zh: "最大池化的梯度"), sizes: 1...4, draws: 8, tolerance: .exact,
    hint: Words(
        en: "Mark the largest number of each window; the window's gradient goes there.",
        zh: "标出每个窗口中最大的数；窗口的梯度就送到那里。"),
    input: PooledBatch.init, examples: PooledBatch.examples, edges: PooledBatch.edges, expected: \.right,
    answer: { try $0.maxPoolGradient($1.pictures, upstream: $1.upstream) },
    mistakes: [
        Mistake(
            en: "Of several largest numbers the first gets the gradient, not the last.",
            zh: "有几个最大的数时，梯度给第一个，不给最后一个。", \.toTheLastOfEqual),
        Mistake(
            en: "Of several largest numbers only the first gets the gradient.", zh: "有几个最大的数时，只有第一个得到梯度。",
            \.toAllOfEqual),
        Mistake(
            en: "All four numbers get the gradient: only the largest has reached the result.",
            zh: "四个数都得到了梯度：只有最大的那个进入了结果。", \.toAll),
        Mistake(
            en: "That is the gradient of the mean of a window: the largest number gets all of it.",
            zh: "这是窗口平均值的梯度：最大的数得到全部。", \.asOfAMean),
        Mistake(
            en: "The gradient is passed on as it is, not times the number.", zh: "梯度原样传下，不乘以那个数。",
            \.timesTheNumber),
        Mistake(
            en: "The smallest number gets the gradient: it goes to the largest.", zh: "最小的数得到了梯度：它应给最大的数。",
            \.toTheSmallest),
        Mistake(
            en: "That is the number furthest from 0: 1 is larger than −5.", zh: "那是离 0 最远的数：1 比 −5 大。",
            \.toTheFurthest),
        Mistake(
            en: "The gradient goes to the place of the largest number, not to the window's corner.",
            zh: "梯度送到最大的数所在的位置，不是窗口的角上。", \.upperLeft),
        Mistake(
            en: "Each picture has its own largest places, not those of the first.", zh: "每张图有自己的最大位置，不是第一张的。",
            \.placesOfTheFirst),
        Mistake(
            en: "The gradient is as large as the pictures, with rows and columns that have no window.",
            zh: "梯度与图一样大，包括不属于任何窗口的行和列。",
            \.cutToWindows),
        Mistake(en: "A gradient below 0 is passed on as well.", zh: "小于 0 的梯度也要传下。", \.lossesOnly),
    ],
    cases: [
        Case(en: "several largest numbers", zh: "几个最大的数") { $0.hasTies },
        Case(en: "one picture", zh: "一张图") { $0.pictures.count == 1 },
        Case(en: "pictures with other largest places", zh: "最大位置各不相同的图") { $0.right != $0.placesOfTheFirst },
        Case(en: "a row without a window", zh: "不属于任何窗口的一行") { $0.pictures[0].count % 2 == 1 },
    ],
    meant: [
        Meant(
            "pictures[].count", "pictures[][].count", lack: .one,
            because: "a window has two rows and two columns"),
        .together("pictures.count", "upstream.count", because: "each picture has its gradient"),
    ])

// MARK: 5.7

/// A picture of several channels, and its kernels.
private struct ChannelledPicture {
    var picture: [[[Float]]]
    var kernels: [[[[Float]]]]
    var biases: [Float]

    private func plane(_ channel: [[Float]], _ kernel: [[Float]]) -> [[Double]] {
        (0...channel.count - kernel.count).map { y in
            (0...channel[0].count - kernel[0].count).map { x in
                var sum = 0.0
                for (j, row) in kernel.enumerated() {
                    for (i, weight) in row.enumerated() {
                        sum += Double(channel[y + j][x + i]) * Double(weight)
                    }
                }
                return sum
            }
        }
    }

    private func joined(
        bias: (Int) -> Float, kernel: (_ out: Int, _ channel: Int) -> [[Float]],
        join: ([Double]) -> Double = { $0.reduce(0, +) }
    ) -> [[[Float]]] {
        kernels.indices.map { out in
            let planes = picture.indices.map { plane(picture[$0], kernel(out, $0)) }
            return planes[0].indices.map { y in
                planes[0][y].indices.map { x in
                    Float(join(planes.map { $0[y][x] }) + Double(bias(out)))
                }
            }
        }
    }

    private func joined(_ join: @escaping ([Double]) -> Double) -> [[[Float]]] {
        joined(bias: { biases[$0] }, kernel: { kernels[$0][$1] }, join: join)
    }

    var right: [[[Float]]] { joined { $0.reduce(0, +) } }
    var firstChannel: [[[Float]]] { joined { $0[0] } }
    var lastChannel: [[[Float]]] { joined { $0[$0.count - 1] } }
    var mean: [[[Float]]] { joined { $0.reduce(0, +) / Double($0.count) } }
    var withoutBiases: [[[Float]]] { joined(bias: { _ in 0 }, kernel: { kernels[$0][$1] }) }
    var biasForEachChannel: [[[Float]]] {
        joined(bias: { biases[$0] * Float(picture.count) }, kernel: { kernels[$0][$1] })
    }
    var firstBias: [[[Float]]] { joined(bias: { _ in biases[0] }, kernel: { kernels[$0][$1] }) }
    var firstKernels: [[[Float]]] { joined(bias: { biases[$0] }, kernel: { kernels[0][$1] }) }
    var oneKernelEach: [[[Float]]] { joined(bias: { biases[$0] }, kernel: { out, _ in kernels[out][0] }) }

    /// Where there are as many channels out as in.
    var swapped: [[[Float]]] {
        guard kernels.count == picture.count else { return right }
        return joined(bias: { biases[$0] }, kernel: { kernels[$1][$0] })
    }
    var channelByChannel: [[[Float]]] {
        guard kernels.count == picture.count else { return right }
        return kernels.indices.map { out in
            plane(picture[out], kernels[out][out]).map { $0.map { Float($0 + Double(biases[out])) } }
        }
    }
}

extension ChannelledPicture {
    init(size: Int, generator: inout RandomGenerator) {
        let inputs = 1 + generator.integer(below: size + 1)
        let outputs = generator.bernoulli(0.5) ? inputs : 1 + generator.integer(below: size + 1)
        let (height, width) = (1 + generator.integer(below: 3), 1 + generator.integer(below: 3))
        let (more, wider) = (generator.integer(below: size), generator.integer(below: size))
        picture = (0..<inputs).map { _ in generator.rows(height + more, width + wider, size: size) }
        kernels = (0..<outputs).map { _ in
            (0..<inputs).map { _ in generator.rows(height, width, size: size) }
        }
        biases = generator.numbers(outputs, size: size)
    }

    static let examples = [
        ChannelledPicture(picture: [[[1, 2]], [[3, 4]]], kernels: [[[[1]], [[10]]]], biases: [0.5])
    ]
    static let edges = [
        ChannelledPicture(
            picture: [[[-1, 0], [12, 2]]], kernels: [[[[0, -2]]], [[[1, 1]]]], biases: [-10, 0]),
        ChannelledPicture(
            picture: [[[1], [2]], [[-1], [0.5]]],
            kernels: [[[[1], [2]], [[3], [-1]]], [[[0], [1]], [[2], [-12]]]], biases: [1, 12]),
        ChannelledPicture(
            picture: [[[1]], [[2]], [[3]]], kernels: [[[[1]], [[0]], [[-1]]], [[[2]], [[1]], [[1]]]],
            biases: [0, -0.5]),
        ChannelledPicture(
            picture: [[[1, 2, 0], [0, 1, -1], [2, 0, 1]], [[0, 1, 1], [1, -1, 2], [3, 1, 0]]],
            kernels: [
                [[[1, 0], [2, -1]], [[0, 1], [1, 1]]], [[[2, 1], [0, 1]], [[-1, 2], [1, 0]]],
            ], biases: [0, 1]),
        ChannelledPicture(
            picture: [[[0, 1, 1], [2, 2, 0], [1, -1, 3]], [[2, 0, 0], [0, 1, 1], [-2, 1, 1]]],
            kernels: [
                [[[0, 2], [1, 1]], [[3, 0], [0, 2]]], [[[1, -1], [1, 2]], [[0, 1], [2, 1]]],
            ], biases: [2, -1]),
        ChannelledPicture(picture: [[[2]]], kernels: [[[[3]]]], biases: [1]),
    ]
}

let joiningChannels = Exercise<any ConvolutionHomework>(
    "5.7", Words(en: "A convolution with channels", zh: "多通道的卷积"), sizes: 1...4, draws: 8,
    hint: Words(
        en: "Convolve each channel with its kernel by 5.2 and write the results under each other.",
        zh: "用 5.2 把每个通道与它的卷积核做卷积，结果上下写好。"),
    input: ChannelledPicture.init, examples: ChannelledPicture.examples, edges: ChannelledPicture.edges,
    expected: \.right,
    answer: { try $0.convolution(channels: $1.picture, kernels: $1.kernels, biases: $1.biases) },
    mistakes: [
        Mistake(
            en: "Only the first channel of the picture counts: add those of all.",
            zh: "只算了图的第一个通道：要把所有通道加起来。", \.firstChannel),
        Mistake(
            en: "Only the last channel of the picture counts: add, do not overwrite.",
            zh: "只算了图的最后一个通道：要累加，不要覆盖。", \.lastChannel),
        Mistake(en: "That is the mean over the channels: it is their sum.", zh: "这是各通道的平均：应为它们的和。", \.mean),
        Mistake(en: "The biases are missing.", zh: "缺了偏置。", \.withoutBiases),
        Mistake(
            en: "The bias is added with every channel: it belongs to the sum once.",
            zh: "每个通道都加了一次偏置：它只加到和上一次。", \.biasForEachChannel),
        Mistake(en: "Each channel of the result has its own bias.", zh: "结果的每个通道有自己的偏置。", \.firstBias),
        Mistake(en: "Each channel of the result has its own kernels.", zh: "结果的每个通道有自己的卷积核。", \.firstKernels),
        Mistake(en: "Each channel of the picture has its own kernel.", zh: "图的每个通道有自己的卷积核。", \.oneKernelEach),
        Mistake(
            en: "The first index of `kernels` is the channel of the result, the second that of the picture.",
            zh: "`kernels` 的第一个索引是结果的通道，第二个是图的通道。",
            \.swapped),
        Mistake(
            en: "Every channel of the result sees all channels of the picture, not only its own.",
            zh: "结果的每个通道都看到图的所有通道，不只是与自己对应的那个。",
            \.channelByChannel),
    ],
    cases: [
        Case(en: "one channel in, one out", zh: "输入一个通道，输出一个") {
            $0.picture.count == 1 && $0.kernels.count == 1
        },
        Case(en: "as many channels out as in", zh: "输出的通道与输入一样多") {
            $0.picture.count == $0.kernels.count && $0.picture.count > 1
        },
        Case(en: "more channels in than out", zh: "输入的通道比输出多") { $0.picture.count > $0.kernels.count },
        Case(en: "fewer channels in than out", zh: "输入的通道比输出少") { $0.picture.count < $0.kernels.count },
    ],
    meant: [
        .together("biases.count", "kernels.count", because: "each channel out has its bias"),
        .together("kernels[].count", "picture.count", because: "each channel in has its kernel"),
    ])
