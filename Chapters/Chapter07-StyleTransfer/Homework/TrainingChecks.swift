import Grading
import Messages
import TensorCore

// MARK: 7.7

/// The pixels of two pictures, and directions in which they are compared, which the submission never sees.
private struct Palette {
    var content: [[Float]]
    var style: [[Float]]
    var directions: [[Float]]

    /// The sliced Wasserstein distance of some pixels to the style.
    func distance(_ pixels: [[Float]], _ directions: [[Float]]) -> Double {
        var sum = 0.0
        for direction in directions {
            let (own, other) = (projected(pixels, direction).sorted(), projected(style, direction).sorted())
            for (rank, value) in own.enumerated() {
                sum += abs(value - other[(2 * rank + 1) * other.count / (2 * own.count)])
            }
        }
        return sum / Double(pixels.count * directions.count)
    }

    /// The style's spread.
    var spread: Double {
        let mean = mean(style)
        return (style.reduce(0) { $0 + apart($1, mean) } / Double(style.count)).squareRoot()
    }

    /// How much of its place in the content a picture keeps: the mean product of both without their means.
    func kept(_ pixels: [[Float]]) -> Double {
        let (a, b) = (mean(content), mean(pixels))
        return zip(content, pixels).reduce(0) { sum, pair in
            sum + a.indices.reduce(0) { $0 + (Double(pair.0[$1]) - a[$1]) * (Double(pair.1[$1]) - b[$1]) }
        } / Double(content.count)
    }

    /// A picture that was moved well: along the axes and, between them, along the given directions.
    var reference: [[Float]] {
        var pixels = content
        for _ in 0..<4 {
            for direction in axes + directions {
                let (own, other) = (projected(pixels, direction), projected(style, direction).sorted())
                for (rank, index) in own.indices.sorted(by: { own[$0] < own[$1] }).enumerated() {
                    let step = (other[(2 * rank + 1) * other.count / (2 * own.count)] - own[index]) / 2
                    for channel in direction.indices {
                        pixels[index][channel] += Float(step) * direction[channel]
                    }
                }
            }
        }
        return pixels
    }

    /// A direction along each channel.
    var axes: [[Float]] {
        content[0].indices.map { axis in content[0].indices.map { $0 == axis ? 1 : 0 } }
    }

    func mean(_ pixels: [[Float]]) -> [Double] {
        pixels[0].indices.map { channel in
            pixels.reduce(0) { $0 + Double($1[channel]) } / Double(pixels.count)
        }
    }
    func apart(_ pixel: [Float], _ mean: [Double]) -> Double {
        zip(pixel, mean).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    }
    private func projected(_ pixels: [[Float]], _ direction: [Float]) -> [Double] {
        pixels.map { zip($0, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    }
}

extension Palette {
    init(size: Int, generator: inout RandomGenerator) {
        let channels = 1 + generator.integer(below: 3)
        content = (0..<12 + 4 * size).map { _ in
            (0..<channels).map { _ in generator.eighth(from: -1, to: 1) }
        }
        // The style's colours lie along a line across the channels, at times in two heaps.
        let (middle, along) = (
            (0..<channels).map { _ in generator.half() },
            (0..<channels).map { _ in Float(generator.bernoulli(0.5) ? 1 : -1) }
        )
        let hasHeaps = generator.bernoulli(0.5)
        style = (0..<8 + generator.integer(below: 8 * size)).map { number in
            let place = hasHeaps ? Float(number % 2 * 2 - 1) : generator.uniform(in: -1.5...1.5)
            return (0..<channels).map { middle[$0] + place * along[$0] + 0.2 * generator.normal() }
        }
        directions = (0..<12 + generator.integer(below: 6)).map { _ in
            let arrow = (0..<channels).map { _ in generator.normal() }
            let length = arrow.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return arrow.map { $0 / length }
        }
    }

    static let examples = [Palette(content: [[0], [1]], style: [[5], [3]], directions: [[1]])]
    static let edges = [
        // One pixel each.
        Palette(content: [[0, 0]], style: [[-1, 2]], directions: [[0.6, 0.8], [0, 1]]),
        // The same colours, in another order: nothing is to be done.
        Palette(
            content: [[0, 1], [1, 0], [-1, 0.5]], style: [[-1, 0.5], [0, 1], [1, 0]],
            directions: [[1, 0], [0.6, -0.8]]),
    ]
}

let movingColors = Exercise<any StyleHomework>(
    "7.7", Words(en: "Train it: the colours of a style", zh: "训练它：风格的颜色"), sizes: 1...3, draws: 3,
    hint: Words(
        en: "Print the distance of 7.4 in one direction every ten steps: it must fall.",
        zh: "取定一个方向，每十步打印一次 7.4 的距离：它必须下降。"),
    input: Palette.init, examples: Palette.examples, edges: Palette.edges,
    judge: { homework, palette in
        verdict(palette, try homework.painted(content: palette.content, style: palette.style))
    },
    cases: [
        Case(en: "one pixel", zh: "只有一个像素") { $0.content.count == 1 },
        Case(en: "one channel", zh: "只有一个通道") { $0.content[0].count == 1 },
        Case(en: "several channels", zh: "有几个通道") { $0.content[0].count > 1 && $0.content.count > 3 },
        Case(en: "as many pixels in both", zh: "两边的像素一样多") { $0.content.count == $0.style.count },
        Case(en: "other numbers of pixels", zh: "两边的像素数不同") { $0.content.count != $0.style.count },
    ],
    meant: [
        Meant("content[][]", "style[][]", "directions[][]", lack: .large, because: "colours and directions"),
        .together(
            "content[].count", "style[].count", "directions[].count", because: "the same channels"),
    ])

private func verdict(_ palette: Palette, _ pixels: [[Float]]) -> Verdict {
    let channels = palette.content[0].count
    guard pixels.count == palette.content.count, pixels.allSatisfy({ $0.count == channels }) else {
        return .wrong(
            expected: Words(
                en: "\(palette.content.count) pixels of \(channels) channels",
                zh: "\(palette.content.count) 个像素，各 \(channels) 个通道"
            ).text, came: pixels.shown,
            hint: Words(
                en: "There is a pixel for each of the content's, with as many channels.",
                zh: "内容的每个像素对应一个像素，通道数也相同。"
            ).text)
    }
    guard pixels.joined().allSatisfy(\.isFinite) else {
        return .wrong(
            expected: Words(en: "finite numbers", zh: "有限的数").text, came: pixels.shown,
            hint: Words(
                en: "A pixel is not a number, or infinite: has each direction the length 1, and is it not 0?",
                zh: "有像素是 NaN 或无穷大：每个方向的长度是 1 吗？有没有方向是 0？"
            ).text)
    }
    let limit = 0.1 * palette.spread + 0.01
    let distance = palette.distance(pixels, palette.directions)
    guard distance <= limit else {
        let before = palette.distance(palette.content, palette.directions)
        let hint: String
        if distance > 1.5 * before {
            hint =
                Words(
                    en: "The pixels have moved away from the style: the step is towards the style's rank.",
                    zh: "像素离风格更远了：这一步要朝着风格中对应的名次走。"
                ).text
        } else if distance > 0.95 * before {
            hint = Words(en: "The pixels have hardly moved.", zh: "像素几乎没有动。").text
        } else if palette.distance(pixels, palette.axes) <= limit {
            hint =
                Words(
                    en:
                        "Each channel is right for itself, not together with the others: take directions across the channels.",
                    zh: "每个通道单独看是对的，合在一起就不对：要取同时涉及几个通道的方向。"
                ).text
        } else if palette.apart(palette.mean(pixels).map { Float($0) }, palette.mean(palette.style))
            < limit * limit
        {
            hint =
                Words(
                    en: "The mean colour is right, but not how the colours are spread about it.",
                    zh: "平均颜色对了，颜色在它周围怎样分布却不对。"
                ).text
        } else {
            hint = Words(en: "The pixels are on their way: take more directions.", zh: "像素正在靠近：再多取些方向。").text
        }
        return .wrong(
            expected: Words(en: "a distance of at most \(limit.shown)", zh: "距离至多 \(limit.shown)").text,
            came: pixels.shown,
            remark: Words(
                en: "the distance is \(distance.shown), that of the content \(before.shown)",
                zh: "距离是 \(distance.shown)，内容原来的距离是 \(before.shown)"
            ).text, hint: hint)
    }
    let (kept, possible) = (palette.kept(pixels), palette.kept(palette.reference))
    guard kept >= 0.2 * possible - 1e-3 else {
        return .wrong(
            expected: Words(en: "pixels that keep their places", zh: "像素留在各自的位置").text, came: pixels.shown,
            remark: Words(
                en: "the colours are the style's, but nothing of the content is left", zh: "颜色是风格的，内容却一点也没有留下"
            ).text,
            hint: Words(
                en: "These are the style's colours in the wrong places: move each pixel of the content.",
                zh: "这是风格的颜色，但位置不对：要移动内容的每个像素。"
            ).text)
    }
    return .right
}
