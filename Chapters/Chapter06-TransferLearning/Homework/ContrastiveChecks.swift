import Foundation
import Grading
import Messages
import TensorCore

// MARK: 6.10

/// The embeddings of two views of some pictures.
private struct Views {
    var first, second: [[Float]]
    var temperature: Float

    private var count: Int { first.count }
    private var all: [[Double]] { (first + second).map { $0.map(Double.init) } }
    private func partner(_ view: Int) -> Int { (view + count) % (2 * count) }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    private static func scaled(_ row: [Double]) -> [Double] {
        let length = dot(row, row).squareRoot()
        return row.map { $0 / length }
    }

    /// The losses of the views; which views are asked, whom they compare with, and how, can be changed.
    private func losses(
        scaling: ([Double]) -> [Double] = Views.scaled, factor: Double? = nil,
        partner: ((Int) -> Int)? = nil,
        among: (_ view: Int, _ other: Int) -> Bool = { $0 != $1 }
    ) -> [Double] {
        let (rows, factor) = (all.map(scaling), factor ?? 1 / Double(temperature))
        return rows.indices.map { i in
            let s = rows.map { factor * Self.dot(rows[i], $0) }
            let others = rows.indices.filter { among(i, $0) }.map { s[$0] }
            let largest = others.max() ?? 0
            let sum = others.reduce(0) { $0 + exp($1 - largest) }
            return (others.isEmpty ? 0 : largest + log(sum)) - s[partner?(i) ?? self.partner(i)]
        }
    }

    private func mean(_ values: [Double]) -> Float { Float(values.reduce(0, +) / Double(values.count)) }

    var right: Float { mean(losses()) }
    var withItself: Float { mean(losses(among: { _, _ in true })) }
    var notScaled: Float { mean(losses(scaling: { $0 })) }
    var bySquare: Float { mean(losses(scaling: { row in row.map { $0 / Self.dot(row, row) } })) }
    var withoutTemperature: Float { mean(losses(factor: 1)) }
    var multiplied: Float { mean(losses(factor: Double(temperature))) }
    var withoutPartner: Float { mean(losses(among: { $0 != $1 && $1 != partner($0) })) }
    var firstViewsAlone: Float { mean(Array(losses().prefix(count))) }
    var otherSideAlone: Float { mean(losses(among: { ($0 < count) != ($1 < count) })) }
    var nextToEachOther: Float { mean(losses(partner: { $0 ^ 1 })) }
    var summed: Float { losses().reduce(0) { $0 + Float($1) } }
    var perPicture: Float { 2 * right }
    var turned: Float { -right }

    /// As in Float, without taking the largest away.
    var overflowing: Float {
        let rows = all.map(Self.scaled)
        let losses = rows.indices.map { i in
            let powers = rows.map { exp(Float(Self.dot(rows[i], $0)) / temperature) }
            return -log(powers[partner(i)] / (powers.indices.reduce(0) { $1 == i ? $0 : $0 + powers[$1] }))
        }
        return losses.reduce(0, +) / Float(losses.count)
    }
}

extension Views {
    init(size: Int, generator: inout RandomGenerator) {
        let (count, width) = (1 + generator.integer(below: min(size, 4)), 1 + generator.integer(below: size))
        // A direction needs a length.
        func embeddings() -> [[Float]] {
            (0..<count).map { _ in
                var row = generator.numbers(width, size: size)
                if row.allSatisfy({ $0 == 0 }) { row[generator.integer(below: width)] = 1 }
                return row
            }
        }
        (first, second) = (embeddings(), embeddings())
        temperature = generator.element(of: [0.25, 0.5, 1, 2])
    }

    static let examples = [Views(first: [[1, 0], [0, 1]], second: [[2, 0], [0, 3]], temperature: 0.5)]
    static let edges = [
        Views(first: [[3, 4]], second: [[-1, 0]], temperature: 0.5),
        Views(first: [[1, 0], [0, 1]], second: [[0, 1], [1, 0]], temperature: 0.0078125),
        Views(first: [[12, 0, 0], [0, -10, 0]], second: [[0, 10, 0], [0, 0, 12]], temperature: 4),
        Views(
            first: [[1, 2], [-1, 0.5], [2, 2]], second: [[1, 1], [-2, 0], [0.5, -1]], temperature: 0.25),
        Views(
            first: [[1, 0, 0], [0, 1, 0], [0, 0, 2], [1, 1, 0]],
            second: [[2, 1, 0], [0, -1, 1], [1, 0, 1], [0.5, 0.5, -1]], temperature: 2),
    ]
}

let contrasting = Exercise<any TransferHomework>(
    "6.10", Words(en: "The contrastive loss", zh: "对比损失"), draws: 6,
    hint: Words(
        en:
            "Write down the four rows of the example, each scaled to length 1, and the 4 × 4 table of s; cross out the diagonal.",
        zh: "写下例子的四行，各缩放到长度 1，再写出 s 的 4 × 4 表；划掉对角线。"),
    input: Views.init, examples: Views.examples, edges: Views.edges, expected: \.right,
    answer: { try $0.contrastiveLoss($1.first, $1.second, temperature: $1.temperature) },
    mistakes: [
        Mistake(
            en: "A view is compared with itself too: in the sum k ≠ i.", zh: "视图也与自己比较了：求和时 k ≠ i。",
            \.withItself),
        Mistake(
            en: "The embeddings are not scaled to length 1: s is made of cosines.",
            zh: "嵌入没有缩放到长度 1：s 由余弦得来。", \.notScaled),
        Mistake(
            en: "Divided by the square of the length: by the length itself.", zh: "除以了长度的平方：应除以长度本身。",
            \.bySquare),
        Mistake(en: "The temperature is missing.", zh: "缺了温度。", \.withoutTemperature),
        Mistake(
            en: "The cosines are divided by the temperature, not multiplied by it.", zh: "余弦要除以温度，不是乘以温度。",
            \.multiplied),
        Mistake(
            en: "The partner is one of the views in the sum: only view i itself is left out.",
            zh: "搭档也在求和之列：只有视图 i 自己不算。", \.withoutPartner),
        Mistake(
            en: "The second views have losses too: the mean is over all 2N views.",
            zh: "第二个视图也有损失：对全部 2N 个视图取平均。", \.firstViewsAlone),
        Mistake(
            en: "A first view is compared with the other first views too, not only with second views.",
            zh: "第一个视图也要与其他第一个视图比较，不只与第二个视图。", \.otherSideAlone),
        Mistake(
            en: "The partner of first[n] is second[n], not the next row.",
            zh: "first[n] 的搭档是 second[n]，不是下一行。",
            \.nextToEachOther),
        Mistake(
            en: "That is the sum of the losses: divide by the 2N views.", zh: "这是损失之和：要除以 2N 个视图。", \.summed),
        Mistake(
            en: "Divided by the N pictures: there are 2N views.", zh: "除以了 N 张图：视图有 2N 个。", \.perPicture),
        Mistake(en: "The sign is turned: a loss is −log p.", zh: "符号反了：损失是 −log p。", \.turned),
        Mistake(
            en: "At a small temperature exp overflows: take the largest s away first.",
            zh: "温度小时 exp 会溢出：先减去最大的 s。", \.overflowing),
    ],
    cases: [
        Case(en: "one picture", zh: "一张图") { $0.first.count == 1 },
        Case(en: "a temperature at which exp overflows", zh: "使 exp 溢出的温度") { $0.temperature < 0.01 },
        Case(en: "embeddings that are not of length 1", zh: "长度不是 1 的嵌入") { $0.right != $0.notScaled },
    ],
    meant: [
        Meant(
            "temperature", lack: .negative, .zero, .large, because: "a temperature is above 0, and not high"),
        .together("first.count", "second.count", because: "each picture has two views"),
        .together("first[].count", "second[].count", because: "embeddings have one width"),
    ])
