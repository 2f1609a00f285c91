import Foundation
import Grading
import Messages
import TensorCore

// MARK: 12.6

/// Queries, keys and values of a batch, and the number of heads.
private struct HeadsInput {
    var query, key, value: [[[Float]]]
    var heads: Int

    private var width: Int { query[0][0].count }
    private var size: Int { width / heads }

    /// Attention over some of the features.
    private func attended(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], _ features: [Int], divisor: Double
    ) -> [[Float]] {
        query.map { query in
            let scores = key.map { key in
                features.reduce(0) { $0 + Double(query[$1]) * Double(key[$1]) } / divisor
            }
            let largest = scores.max() ?? 0
            let weights = scores.map { exp($0 - largest) }
            let total = weights.reduce(0, +)
            return features.map { feature in
                Float(zip(weights, value).reduce(0) { $0 + $1.0 * Double($1.1[feature]) } / total)
            }
        }
    }

    /// The heads of each sequence: `[N][heads][T][features of a head]`.
    private func parts(
        _ features: (Int) -> [Int], divisor: Double, keys: (Int) -> Int = { $0 }
    ) -> [[[[Float]]]] {
        query.indices.map { n in
            (0..<heads).map {
                attended(query[n], key[keys(n)], value[keys(n)], features($0), divisor: divisor)
            }
        }
    }

    private func block(_ head: Int) -> [Int] { Array(head * size..<(head + 1) * size) }
    private var root: Double { Double(size).squareRoot() }

    private func sideBySide(_ parts: [[[[Float]]]]) -> [[[Float]]] {
        parts.map { heads in heads[0].indices.map { t in heads.flatMap { $0[t] } } }
    }

    var right: [[[Float]]] { sideBySide(parts(block, divisor: root)) }
    var oneHead: [[[Float]]] {
        query.indices.map {
            attended(query[$0], key[$0], value[$0], Array(0..<width), divisor: Double(width).squareRoot())
        }
    }
    var byWholeWidth: [[[Float]]] { sideBySide(parts(block, divisor: Double(width).squareRoot())) }
    var unscaled: [[[Float]]] { sideBySide(parts(block, divisor: 1)) }
    var byHeadCount: [[[Float]]] { sideBySide(parts(block, divisor: Double(heads).squareRoot())) }
    var otherOrder: [[[Float]]] { sideBySide(parts(block, divisor: root).map { $0.reversed() }) }
    var firstKeys: [[[Float]]] { sideBySide(parts(block, divisor: root, keys: { _ in 0 })) }

    /// Feature i goes to head i % heads.
    private func every(_ head: Int) -> [Int] { (0..<size).map { $0 * heads + head } }
    var interleaved: [[[Float]]] {
        // Put back where they came from.
        parts(every, divisor: root).map { parts in
            parts[0].indices.map { t in (0..<width).map { parts[$0 % heads][t][$0 / heads] } }
        }
    }
    var sameForAll: [[[Float]]] { sideBySide(parts({ _ in block(0) }, divisor: root)) }
    var mean: [[[Float]]] {
        parts(block, divisor: root).map { heads in
            heads[0].indices.map { t in
                (0..<size).map { i in heads.reduce(0) { $0 + $1[t][i] } / Float(heads.count) }
            }
        }
    }

    /// The numbers of all heads one after the other, in the shape of the result.
    var mergedAsTheyCome: [[[Float]]] {
        parts(block, divisor: root).map { heads in
            let all = heads.flatMap { $0.flatMap { $0 } }
            return query[0].indices.map { Array(all[$0 * width..<($0 + 1) * width]) }
        }
    }
}

extension HeadsInput {
    init(size: Int, generator: inout RandomGenerator) {
        heads = 1 + generator.integer(below: 3)
        let width = heads * (1 + generator.integer(below: size < 3 ? 2 : 3))
        let (batch, positions) = (1 + generator.integer(below: 3), 1 + generator.integer(below: size + 1))
        let keys = 1 + generator.integer(below: size + 1)
        func table(_ rows: Int) -> [[[Float]]] {
            (0..<batch).map { _ in
                (0..<rows).map { _ in
                    (0..<width).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
                }
            }
        }
        (query, key) = (table(positions), table(keys))
        value = (0..<batch).map { _ in generator.rows(keys, width, size: size) }
    }

    static let examples = [
        HeadsInput(query: [[[0, 0]]], key: [[[1, 2], [3, 4]]], value: [[[2, 10], [4, 30]]], heads: 2)
    ]
    static let edges = [
        HeadsInput(
            query: [[[1]], [[-1]]], key: [[[0], [2]], [[1], [-1]]], value: [[[1], [3]], [[-10], [0]]],
            heads: 1),
        HeadsInput(
            query: [[[1, 0, 10, -1], [0, 1, 1, 1]]], key: [[[10, 1, 0, -1], [1, 2, -1, 1], [0, 0, 1, 2]]],
            value: [[[1, 2, 3, 4], [-1, 12, 0, 1], [2, 0, 2, 0]]], heads: 2),
        HeadsInput(
            query: [[[1, 2, -1, 1, 0, 1]], [[0, 1, 2, -2, 1, 1]]],
            key: [
                [[1, 0, 1, 1, 2, -1], [0, 1, -1, 2, 0, 1]], [[1, 1, 0, 0, -1, 1], [2, 0, 1, -1, 1, 0]],
            ],
            value: [
                [[1, 2, 3, 4, 5, 6], [-1, 0, 1, 0, 2, 1]], [[0, 1, 0, 1, 0, 1], [3, 3, -3, 2, 2, 1]],
            ], heads: 3),
    ]
}

let splittingHeads = Exercise<any TransformerHomework>(
    "12.6", Words(en: "Multi-head attention", zh: "多头注意力"), sizes: 1...4, draws: 8,
    hint: Words(
        en: "Do the first head by hand: which features does it see, of the query, the keys and the values?",
        zh: "手算第一个头：它看到查询、键和值的哪些特征？"),
    input: HeadsInput.init, examples: HeadsInput.examples, edges: HeadsInput.edges, expected: \.right,
    answer: { try $0.multiHead($1.query, $1.key, $1.value, heads: $1.heads) },
    mistakes: [
        Mistake(
            en: "That is one attention over all features: cut them into heads.",
            zh: "这是在全部特征上的一个注意力：要把特征分给各个头。", \.oneHead),
        Mistake(
            en: "The scores are divided by the root of the whole width: d is the width of a head.",
            zh: "得分除以了整个宽度的平方根：d 是一个头的宽度。", \.byWholeWidth),
        Mistake(en: "The scores are not divided by √d.", zh: "得分没有除以 √d。", \.unscaled),
        Mistake(
            en: "The scores are divided by the root of the number of heads: d is the width of a head.",
            zh: "得分除以了头数的平方根：d 是一个头的宽度。", \.byHeadCount),
        Mistake(en: "The heads come back in another order.", zh: "各个头拼回去的次序变了。", \.otherOrder),
        Mistake(
            en: "Each sequence looks at its own keys and values, not at those of the first.",
            zh: "每个序列看自己的键和值，不是第一个序列的。", \.firstKeys),
        Mistake(
            en: "A head has neighbouring features, not every second or third.",
            zh: "一个头的特征是相邻的，不是每隔一个或两个取一个。", \.interleaved),
        Mistake(
            en: "Each head has its own features, not those of the first.", zh: "每个头有自己的特征，不是都用第一个头的。",
            \.sameForAll),
        Mistake(
            en: "The results of the heads stand side by side; their mean has too few features.",
            zh: "各个头的结果并排放；取平均，特征就太少了。", \.mean),
        Mistake(
            en:
                "The heads of one position stand side by side: exchange the axes of heads and positions first.",
            zh: "同一位置上各个头的结果并排放：先交换头和位置两个轴。", \.mergedAsTheyCome),
    ],
    cases: [
        Case(en: "one head", zh: "只有一个头") { $0.heads == 1 },
        Case(en: "heads of one feature", zh: "每个头一个特征") { $0.heads == $0.query[0][0].count },
        Case(en: "several heads of several features", zh: "几个头，每个几个特征") {
            $0.heads > 1 && $0.query[0][0].count > $0.heads
        },
        Case(en: "more keys than queries", zh: "键比查询多") { $0.key[0].count > $0.query[0].count },
        Case(en: "a batch of several", zh: "有几个序列的批") { $0.query.count > 1 && $0.right != $0.firstKeys },
    ],
    meant: [
        Meant("heads", lack: .negative, .zero, .large, because: "a few heads"),
        .together("query.count", "key.count", "value.count", because: "each sequence has all three"),
        .together("key[].count", "value[].count", because: "each key has its value"),
        .together("query[][].count", "key[][].count", "value[][].count", because: "one width"),
    ])

// MARK: 12.7

/// Positions, the norm before the sublayer, and a sublayer that multiplies each feature.
private struct NormInput {
    var x: [[Float]]
    var gain, bias: [Float]
    var epsilon: Float
    /// The sublayer's factors.
    var factors: [Float]

    func sublayer(_ x: [Float]) -> [Float] { zip(x, factors).map { $0 * $1 } }

    /// How a norm is taken.
    private struct Norm {
        var divisor: (_ variance: Double, _ epsilon: Double) -> Double = { ($0 + $1).squareRoot() }
        var lessOne = false
        var centres = true
        var hasGain = true
        var hasBias = true
        var isSwapped = false
        /// Whose mean and variance: by default those of each row.
        var rows: ([[Float]], Int) -> [Float] = { $0[$1] }
    }

    private func normalized(_ x: [[Float]], _ norm: Norm) -> [[Float]] {
        x.indices.map { row in
            let values = norm.rows(x, row).map(Double.init)
            let mean = norm.centres ? values.reduce(0, +) / Double(values.count) : 0
            let count = Double(norm.lessOne ? values.count - 1 : values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            return x[row].indices.map { i in
                let value = (Double(x[row][i]) - mean) / norm.divisor(variance, Double(epsilon))
                let (g, b) = norm.isSwapped ? (bias[i], gain[i]) : (gain[i], bias[i])
                return Float(value * (norm.hasGain ? Double(g) : 1) + (norm.hasBias ? Double(b) : 0))
            }
        }
    }

    private func added(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
        zip(a, b).map { zip($0, $1).map { $0 + $1 } }
    }

    private func block(_ norm: Norm) -> [[Float]] { added(x, normalized(x, norm).map(sublayer)) }

    var right: [[Float]] { block(Norm()) }
    var normLast: [[Float]] { normalized(added(x, x.map(sublayer)), Norm()) }
    var withoutResidual: [[Float]] { normalized(x, Norm()).map(sublayer) }
    var addsNormalized: [[Float]] { added(normalized(x, Norm()), normalized(x, Norm()).map(sublayer)) }
    var withoutNorm: [[Float]] { added(x, x.map(sublayer)) }
    var withoutSublayer: [[Float]] { added(x, normalized(x, Norm())) }
    var lessOne: [[Float]] { block(Norm(lessOne: true)) }
    var byVariance: [[Float]] { block(Norm(divisor: { $0 + $1 })) }
    var epsilonOutside: [[Float]] { block(Norm(divisor: { $0.squareRoot() + $1 })) }
    var withoutEpsilon: [[Float]] { block(Norm(divisor: { variance, _ in variance.squareRoot() })) }
    var notCentred: [[Float]] { block(Norm(centres: false)) }
    var withoutGain: [[Float]] { block(Norm(hasGain: false)) }
    var withoutBias: [[Float]] { block(Norm(hasBias: false)) }
    var swapped: [[Float]] { block(Norm(isSwapped: true)) }
    var ofTheFirst: [[Float]] { block(Norm(rows: { x, _ in x[0] })) }
    var ofTheWhole: [[Float]] { block(Norm(rows: { x, _ in x.flatMap { $0 } })) }

    /// Mean and variance of each feature over the positions, as batch normalization has them.
    var overPositions: [[Float]] {
        let columns = x[0].indices.map { i in
            let values = x.map { Double($0[i]) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            return values.map { ($0 - mean) / (variance + Double(epsilon)).squareRoot() }
        }
        let normalized = x.indices.map { row in
            x[row].indices.map { Float(columns[$0][row]) * gain[$0] + bias[$0] }
        }
        return added(x, normalized.map(sublayer))
    }
}

extension NormInput {
    init(size: Int, generator: inout RandomGenerator) {
        let width = size
        x = generator.rows(1 + generator.integer(below: size + 1), width, size: size)
        gain = generator.numbers(width, size: size)
        bias = generator.numbers(width, size: size)
        epsilon = generator.element(of: [0.125, 0.25, 1, 3])
        factors = generator.numbers(width, size: size)
    }

    static let examples = [
        NormInput(x: [[1, 3]], gain: [1, 1], bias: [0, 0], epsilon: 3, factors: [2, 2])
    ]
    static let edges = [
        NormInput(x: [[2]], gain: [3], bias: [-10], epsilon: 1, factors: [0.5]),
        NormInput(
            x: [[1, 2, 12], [-1, 0, 1]], gain: [1, 10, -1], bias: [12, 0, 0], epsilon: 0.25,
            factors: [-1, 12, 0]),
        NormInput(
            x: [[2, 2], [0, 0], [1, -1]], gain: [0, -2], bias: [1, -1], epsilon: 3, factors: [1, -10]),
    ]
}

let normalizing = Exercise<any TransformerHomework>(
    "12.7", Words(en: "Layer norm and residual", zh: "层归一化和残差连接"),
    hint: Words(
        en: "Print norm(x) of one position, then what the sublayer makes of it; x itself is added to that.",
        zh: "打印一个位置的 norm(x)，再打印子层由它算出的结果；x 本身加在这个结果上。"),
    input: NormInput.init, examples: NormInput.examples, edges: NormInput.edges, expected: \.right,
    answer: { homework, input in
        try homework.residual(
            input.x, gain: input.gain, bias: input.bias, epsilon: input.epsilon,
            sublayer: { input.sublayer($0) })
    },
    mistakes: [
        Mistake(
            en: "The norm comes before the sublayer here, not after the sum.", zh: "这里归一化在子层之前，不在相加之后。",
            \.normLast),
        Mistake(
            en: "The residual is missing: x is added to what the sublayer gives.", zh: "缺了残差连接：子层的结果还要加上 x。",
            \.withoutResidual),
        Mistake(
            en: "x itself is added, not norm(x): the way around the sublayer is free.",
            zh: "加的是 x 本身，不是 norm(x)：绕过子层的那条路上不做任何运算。", \.addsNormalized),
        Mistake(en: "The norm is missing.", zh: "缺了归一化。", \.withoutNorm),
        Mistake(en: "The sublayer is not used.", zh: "没有用到子层。", \.withoutSublayer),
        Mistake(
            en:
                "Mean and variance are those of each position's features, not of a feature over the positions.",
            zh: "平均值和方差是对每个位置的各个特征求的，不是对一个特征在各个位置上求的。", \.overPositions),
        Mistake(
            en: "Each position has its own mean and variance, not those of the first.",
            zh: "每个位置有自己的平均值和方差，不是都用第一个位置的。", \.ofTheFirst),
        Mistake(
            en: "Each position has its own mean and variance, not those of all together.",
            zh: "每个位置有自己的平均值和方差，不是所有位置合起来求的。", \.ofTheWhole),
        Mistake(en: "Divided by n − 1 in the variance: here it is n.", zh: "方差除以了 n − 1：这里除以 n。", \.lessOne),
        Mistake(
            en: "Divide by the root of the variance, not by the variance.", zh: "要除以方差的平方根，不是除以方差。",
            \.byVariance),
        Mistake(
            en: "Epsilon is added to the variance, under the root.", zh: "epsilon 加在方差上，在根号里面。",
            \.epsilonOutside),
        Mistake(en: "Epsilon is missing.", zh: "缺了 epsilon。", \.withoutEpsilon),
        Mistake(en: "The mean is not taken away.", zh: "没有减去平均值。", \.notCentred),
        Mistake(en: "The gain is missing.", zh: "缺了 gain。", \.withoutGain),
        Mistake(en: "The bias is missing.", zh: "缺了 bias。", \.withoutBias),
        Mistake(
            en: "Gain and bias are the wrong way round: the gain multiplies.",
            zh: "gain 和 bias 弄反了：gain 是乘的。", \.swapped),
    ],
    cases: [
        Case(en: "one feature", zh: "只有一个特征") { $0.x[0].count == 1 },
        Case(en: "one position", zh: "只有一个位置") { $0.x.count == 1 },
        Case(en: "equal features", zh: "相等的特征") { $0.x.contains { Set($0).count == 1 && $0.count > 1 } },
    ],
    meant: [
        Meant("epsilon", lack: .negative, .zero, .large, because: "a small number above 0"),
        .together(
            "x[].count", "gain.count", "bias.count", "factors.count", because: "one of each for a feature"),
    ])
