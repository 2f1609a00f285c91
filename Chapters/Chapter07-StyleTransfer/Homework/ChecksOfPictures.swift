import Foundation
import Grading
import Messages
import TensorCore

// MARK: 7.3

private struct Gray {
    var picture: [[Float]]

    private var rows: Int { picture.count }
    private var columns: Int { picture[0].count }
    private func differences(_ down: Int, _ right: Int, wraps: Bool = false) -> [Double] {
        var result: [Double] = []
        for i in 0..<rows {
            for j in 0..<columns where wraps || (i + down < rows && j + right < columns) {
                result.append(
                    Double(picture[(i + down) % rows][(j + right) % columns]) - Double(picture[i][j]))
            }
        }
        return result
    }
    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    private func size(_ values: [Double]) -> Double { mean(values.map(abs)) }

    var right: Float { Float(size(differences(1, 0)) + size(differences(0, 1))) }
    var wrapped: Float { Float(size(differences(1, 0, wraps: true)) + size(differences(0, 1, wraps: true))) }
    var acrossOnly: Float { Float(size(differences(0, 1))) }
    var downOnly: Float { Float(size(differences(1, 0))) }
    var sums: Float { Float((differences(1, 0) + differences(0, 1)).map(abs).reduce(0, +)) }
    var together: Float { Float(size(differences(1, 0) + differences(0, 1))) }
    var squares: Float {
        Float(mean(differences(1, 0).map { $0 * $0 }) + mean(differences(0, 1).map { $0 * $0 }))
    }
    var signed: Float { Float(mean(differences(1, 0)) + mean(differences(0, 1))) }
    var byPixels: Float {
        Float((differences(1, 0) + differences(0, 1)).map(abs).reduce(0, +) / Double(rows * columns))
    }
    var noNumber: Float { rows == 1 || columns == 1 ? .nan : right }
}

extension Gray {
    init(size: Int, generator: inout RandomGenerator) {
        picture = generator.rows(
            1 + generator.integer(below: size), 1 + generator.integer(below: size + 1), size: size)
    }

    static let examples = [Gray(picture: [[0, 1], [0, 3]])]
    static let edges = [
        Gray(picture: [[2]]), Gray(picture: [[1, -1, 0.5, 12]]), Gray(picture: [[1], [-2], [2], [0], [3]]),
        Gray(picture: [[1, 2], [-12, 0], [3, 1]]), Gray(picture: [[2, 2], [2, 2]]),
    ]
}

let variations = Exercise<any StyleHomework>(
    "7.3", Words(en: "Total variation", zh: "全变差"), sizes: 1...7, draws: 4,
    hint:
        Words(
            en:
                "A picture of R rows and C columns has R (C − 1) pairs of right neighbours and (R − 1) C of lower ones.",
            zh: "R 行 C 列的图有 R (C − 1) 对左右相邻的像素，(R − 1) C 对上下相邻的像素。"),
    input: Gray.init, examples: Gray.examples, edges: Gray.edges, expected: \.right,
    answer: { try $0.totalVariation($1.picture) },
    mistakes: [
        Mistake(
            en:
                "The last pixel is compared with the first: at the border there is no neighbour; do not wrap around.",
            zh: "最后一个像素与第一个比较了：边界外没有邻居，不要绕回去。",
            \.wrapped),
        Mistake(
            en: "Only right neighbours are compared: the lower ones are missing.", zh: "只比较了右边的邻居：缺了下面的。",
            \.acrossOnly),
        Mistake(
            en: "Only lower neighbours are compared: the right ones are missing.", zh: "只比较了下面的邻居：缺了右边的。",
            \.downOnly),
        Mistake(en: "That is the sum: take the mean of each direction.", zh: "这是总和：每个方向各取平均。", \.sums),
        Mistake(
            en: "That is one mean over both directions: add the mean of each.", zh: "这是两个方向合起来的平均：要各取平均，再相加。",
            \.together),
        Mistake(en: "Take absolute values, not squares.", zh: "要取绝对值，不是平方。", \.squares),
        Mistake(en: "The absolute value is missing: up and down cancel out.", zh: "缺了绝对值：正负相互抵消了。", \.signed),
        Mistake(en: "Divide by the number of pairs, not of pixels.", zh: "要除以相邻像素的对数，不是像素数。", \.byPixels),
        Mistake(
            en: "0 divided by 0 is no number: a mean over nothing is 0.",
            zh: "0 除以 0 是 NaN：没有数可以平均时，平均值算作 0。", \.noNumber),
    ],
    cases: [
        Case(en: "one pixel", zh: "只有一个像素") { $0.picture == [[2]] },
        Case(en: "one row", zh: "只有一行") { $0.picture.count == 1 && $0.picture[0].count > 1 },
        Case(en: "one column", zh: "只有一列") { $0.picture.count > 1 && $0.picture[0].count == 1 },
        Case(en: "an even picture", zh: "处处相同的图") { $0.right == 0 && $0.picture.count > 1 },
    ])

// MARK: 7.4

private struct Clouds {
    var a, b: [[Float]]
    var directions: [[Float]]

    private func projected(_ patches: [[Float]], _ direction: [Float], unit: Bool) -> [Double] {
        let length = direction.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        return patches.map { patch in
            zip(patch, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) } / (unit ? length : 1)
        }
    }

    private func distance(
        unit: Bool = true, sortsOwn: Bool = true, sortsOther: Bool = true, divides: Bool = true,
        squared: Bool = false,
        rank: (_ i: Int, _ n: Int, _ m: Int) -> Int? = { i, n, m in (2 * i + 1) * m / (2 * n) }
    ) -> Float {
        var (sum, count) = (0.0, 0)
        for direction in directions {
            var own = projected(a, direction, unit: unit), other = projected(b, direction, unit: unit)
            if sortsOwn { own.sort() }
            if sortsOther { other.sort() }
            for (i, value) in own.enumerated() {
                guard let place = rank(i, own.count, other.count), place < other.count else { continue }
                let difference = abs(value - other[place])
                sum += squared ? difference * difference : difference
                count += 1
            }
        }
        return Float(divides ? sum / Double(max(1, count)) : sum)
    }

    var right: Float { distance() }
    var unsorted: Float { distance(sortsOwn: false, sortsOther: false) }
    var onlyOwn: Float { distance(sortsOther: false) }
    var onlyOther: Float { distance(sortsOwn: false) }
    var longDirections: Float { distance(unit: false) }
    var sums: Float { distance(divides: false) }
    var squares: Float { distance(squared: true) }
    var notResampled: Float { distance(rank: { i, _, _ in i }) }
    var roundedDown: Float { distance(rank: { i, n, m in i * m / n }) }
    var sumsOverDirections: Float { distance() * Float(directions.count) }
    var sumsOverRanks: Float { distance() * Float(a.count) }
    var means: Float {
        let differences = directions.map { direction -> Double in
            func mean(_ patches: [[Float]]) -> Double {
                let values = projected(patches, direction, unit: true)
                return values.reduce(0, +) / Double(values.count)
            }
            return abs(mean(a) - mean(b))
        }
        return Float(differences.reduce(0, +) / Double(differences.count))
    }
}

extension Clouds {
    init(size: Int, generator: inout RandomGenerator) {
        let length = 1 + generator.integer(below: 4)
        let (n, m) = (1 + generator.integer(below: size + 2), 1 + generator.integer(below: size + 2))
        a = generator.rows(n, length, size: size)
        b = generator.rows(m, length, size: size).map { $0.map { 2 * $0 + 1 } }
        directions = generator.rows(1 + generator.integer(below: size), length, size: size).map { row in
            // Not 0, and not of length 1.
            row.enumerated().map { $1 + ($0 == 0 ? ($1 < 0 ? -2 : 2) : 0) }
        }
    }

    static let examples = [Clouds(a: [[0, 1], [0, 3]], b: [[5, 4], [5, 1]], directions: [[0, 2]])]
    static let edges = [
        Clouds(a: [[3]], b: [[1], [-2]], directions: [[-12]]),
        Clouds(a: [[3, 0], [-1, 10], [2, 2]], b: [[0, 1]], directions: [[3, 4], [0, -2]]),
        Clouds(
            a: [[1], [4], [2], [-3], [0]], b: [[2], [0], [-12]], directions: [[2], [-3]]),
        Clouds(
            a: [[1, 0, 2], [4, 0, 1]], b: [[2, 2, 1], [0, 1, 0], [5, 1, 1], [3, 0, 0], [-1, 1, 2]],
            directions: [[1, 2, 2], [2, 0, 0]]),
    ]
}

let slicing = Exercise<any StyleHomework>(
    "7.4", Words(en: "The sliced Wasserstein distance", zh: "切片 Wasserstein 距离"), sizes: 1...14, draws: 2,
    hint: Words(
        en: "With one direction, print both sorted lists side by side, and which of b each of a belongs to.",
        zh: "只取一个方向，把两列排好的数并排打印，再打印 a 的每个数对应 b 的哪一个。"),
    input: Clouds.init, examples: Clouds.examples, edges: Clouds.edges, expected: \.right,
    answer: { try $0.slicedWasserstein($1.a, $1.b, directions: $1.directions) },
    mistakes: [
        Mistake(
            en: "Nothing is sorted: the nearest way joins the smallest with the smallest.",
            zh: "都没有排序：最小的配最小的，移动的路程才最短。", \.unsorted),
        Mistake(en: "The numbers of b are not sorted.", zh: "b 的数没有排序。", \.onlyOwn),
        Mistake(en: "The numbers of a are not sorted.", zh: "a 的数没有排序。", \.onlyOther),
        Mistake(
            en: "Bring each direction to length 1 first: a longer one would count more.",
            zh: "先把每个方向的长度变成 1：否则长的方向算得更重。", \.longDirections),
        Mistake(
            en: "That is a sum: divide by the number of directions times ranks.", zh: "这是总和：要除以方向数与名次数的积。",
            \.sums),
        Mistake(en: "Take absolute differences, not squares.", zh: "要取差的绝对值，不是平方。", \.squares),
        Mistake(
            en: "Where n and m differ, rank i of a belongs to rank ⌊(i + ½) · m / n⌋ of b, not to rank i.",
            zh: "n 与 m 不同时，a 的名次 i 对应 b 的名次 ⌊(i + ½) · m / n⌋，不是名次 i。",
            \.notResampled),
        Mistake(en: "The ½ is missing: ⌊(i + ½) · m / n⌋.", zh: "缺了 ½：⌊(i + ½) · m / n⌋。", \.roundedDown),
        Mistake(
            en: "The sum over directions is not divided by their number.", zh: "对各方向求和之后，没有除以方向数。",
            \.sumsOverDirections),
        Mistake(
            en: "The sum over ranks is not divided by the number of patches in a.",
            zh: "对各名次求和之后，没有除以 a 的图块数。", \.sumsOverRanks),
        Mistake(
            en: "Only the means are compared: compare rank by rank.", zh: "只比较了平均值：要一个名次一个名次地比较。", \.means),
    ],
    cases: [
        Case(en: "more patches in a", zh: "a 的图块较多") { $0.a.count > $0.b.count && $0.b.count > 1 },
        Case(en: "more patches in b", zh: "b 的图块较多") { $0.a.count < $0.b.count && $0.a.count > 1 },
        Case(en: "one patch", zh: "只有一个图块") { $0.a.count == 1 && $0.b.count > 1 },
        Case(en: "several directions", zh: "有几个方向") { $0.directions.count > 1 },
    ],
    meant: [
        .together(
            "a[].count", "b[].count", "directions[].count",
            because: "a patch has as many numbers as a direction")
    ])

// MARK: 7.5

private struct Colors {
    var content, style: [[Float]]

    private typealias Rows = [[Double]]
    private func mean(_ pixels: [[Float]]) -> [Double] {
        (0..<3).map { channel in pixels.reduce(0) { $0 + Double($1[channel]) } / Double(pixels.count) }
    }
    private func covariance(_ pixels: [[Float]]) -> Rows {
        let mean = mean(pixels)
        return (0..<3).map { i in
            (0..<3).map { j in
                let products = pixels.map { (Double($0[i]) - mean[i]) * (Double($0[j]) - mean[j]) }
                return products.reduce(0, +) / Double(pixels.count)
            }
        }
    }
    private func best(_ own: Rows, _ other: Rows) -> Rows {
        let root = squareRoot(of: own)
        let middle = squareRoot(of: product(product(root, other), root))
        return product(product(inverse(of: root), middle), inverse(of: root))
    }
    private func moved(_ map: Rows, from: [Double]? = nil, to: [Double]? = nil, of pixels: [[Float]]? = nil)
        -> [[Float]]
    {
        let (from, to) = (from ?? mean(content), to ?? mean(style))
        return (pixels ?? content).map { pixel in
            let centred = zip(pixel, from).map { Double($0) - $1 }
            return (0..<3).map { i in Float(zip(map[i], centred).map(*).reduce(to[i], +)) }
        }
    }
    private var none: [Double] { [0, 0, 0] }
    private func diagonal(_ matrix: Rows) -> Rows {
        (0..<3).map { i in (0..<3).map { $0 == i ? matrix[i][i] : 0 } }
    }

    var right: [[Float]] { moved(best(covariance(content), covariance(style))) }
    var byChannel: [[Float]] { moved(best(diagonal(covariance(content)), diagonal(covariance(style)))) }
    var variances: [[Float]] {
        let ratio = (0..<3).map { covariance(style)[$0][$0] / covariance(content)[$0][$0] }
        return moved(diagonal([ratio, ratio, ratio]))
    }
    var withoutRoots: [[Float]] { moved(product(covariance(style), inverse(of: covariance(content)))) }
    var twoRoots: [[Float]] {
        moved(product(squareRoot(of: covariance(style)), inverse(of: squareRoot(of: covariance(content)))))
    }
    var meansOnly: [[Float]] { moved([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) }
    var meanKept: [[Float]] { moved(best(covariance(content), covariance(style)), to: mean(content)) }
    var notCentered: [[Float]] { moved(best(covariance(content), covariance(style)), from: none) }
    var withoutMean: [[Float]] { moved(best(covariance(content), covariance(style)), to: none) }
    var otherWay: [[Float]] { moved(best(covariance(style), covariance(content))) }
    var styleMoved: [[Float]] {
        moved(best(covariance(style), covariance(content)), from: mean(style), to: mean(content), of: style)
    }
}

extension Colors {
    init(size: Int, generator: inout RandomGenerator) {
        func pixels(_ count: Int, _ spread: [Float], _ center: [Float], _ mixing: Float) -> [[Float]] {
            (0..<count).map { _ in
                let raw = (0..<3).map { spread[$0] * generator.uniform(in: -1...1) }
                // Channels that depend on each other.
                return [raw[0], raw[1] + mixing * raw[0], raw[2] - mixing * raw[1]].enumerated().map {
                    $1 + center[$0]
                }
            }
        }
        content = pixels(8 + size, [1, 0.6, 1.4], [0.5, 0.2, 0.7], 0.6)
        style = pixels(9 + 2 * size, [0.7, 1.3, 0.8], [0.1, 0.9, 0.4], -0.8)
    }

    static let examples = [
        Colors(
            content: [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]],
            style: [
                [2.5, 0.5, 0.5], [-1.5, 0.5, 0.5], [0.5, 2.5, 0.5], [0.5, -1.5, 0.5], [0.5, 0.5, 2.5],
                [0.5, 0.5, -1.5],
                [2.5, 0.5, 0.5], [-1.5, 0.5, 0.5], [0.5, 2.5, 0.5], [0.5, -1.5, 0.5], [0.5, 0.5, 2.5],
                [0.5, 0.5, -1.5],
            ])
    ]
    static let edges = [
        Colors(
            content: [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]],
            style: [[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    ]
}

let coloring = Exercise<any StyleHomework>(
    "7.5", Words(en: "Colours of another picture", zh: "另一张图的颜色"), sizes: 1...5, draws: 4,
    tolerance: Tolerance(absolute: 2e-3, relative: 2e-3),
    hint: Words(en: "Check T Σ T = Σ' first, then the means.", zh: "先检查 T Σ T = Σ'，再检查平均值。"),
    input: Colors.init, examples: Colors.examples,
    edges: Colors.edges, expected: \.right,
    answer: { try $0.matchColors(content: $1.content, style: $1.style) },
    mistakes: [
        Mistake(
            en: "Each channel is matched for itself: the covariances between channels are lost.",
            zh: "每个通道各自对齐：通道之间的协方差丢了。", \.byChannel),
        Mistake(
            en: "The ratio of the variances is used: deviations are their roots.", zh: "用了方差之比：标准差是方差的平方根。",
            \.variances),
        Mistake(
            en: "The roots are missing: Σ' Σ⁻¹ does not have the covariance Σ'.",
            zh: "缺了平方根：用 Σ' Σ⁻¹ 变换，得不到协方差 Σ'。", \.withoutRoots),
        Mistake(
            en:
                "Σ'^½ Σ^(−½) has the right covariance, but is not symmetric: it moves colours farther than T does.",
            zh: "Σ'^½ Σ^(−½) 得到的协方差是对的，但它不对称：颜色移得比用 T 更远。",
            \.twoRoots),
        Mistake(en: "Only the mean is matched.", zh: "只对齐了平均值。", \.meansOnly),
        Mistake(
            en: "The mean of the content is still there: add the style's μ' instead.",
            zh: "留下的还是内容的平均值：要加上风格的 μ'。", \.meanKept),
        Mistake(en: "Subtract the content's mean μ before T.", zh: "乘 T 之前，要减去内容的平均值 μ。", \.notCentered),
        Mistake(en: "The style's mean μ' is not added.", zh: "没有加上风格的平均值 μ'。", \.withoutMean),
        Mistake(en: "Content and style are exchanged in T.", zh: "T 里的内容和风格弄反了。", \.otherWay),
        Mistake(
            en: "The style's pixels are moved: move the content's.", zh: "移动的是风格的像素：要移动内容的。", \.styleMoved),
    ],
    meant: [
        Meant("content.count", "style.count", lack: .one, because: "one pixel has no covariance"),
        Meant(
            "content[].count", "style[].count", "answer[].count", lack: .variety,
            because: "a pixel is red, green and blue"),
        Meant("content[][]", "style[][]", lack: .large, because: "colours are numbers about 0 to 1"),
    ])
