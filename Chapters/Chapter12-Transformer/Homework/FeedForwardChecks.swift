import Grading
import Messages
import TensorCore

// MARK: 12.8

/// Positions and the two layers.
private struct FeedInput {
    var x, w1, w2: [[Float]]
    var b1, b2: [Float]

    private func product(_ weight: [[Float]], _ x: [Double]) -> [Double] {
        weight.map { zip($0, x).reduce(0) { $0 + Double($1.0) * $1.1 } }
    }

    private func sum(_ a: [Double], _ b: [Float]) -> [Double] { zip(a, b).map { $0 + Double($1) } }

    private func fed(
        x: [[Float]]? = nil, w1: [[Float]]? = nil, w2: [[Float]]? = nil, first: [Float]? = nil,
        second: [Float]? = nil, _ activation: (Double) -> Double = { max(0, $0) },
        end: (Double) -> Double = { $0 }
    ) -> [[Float]] {
        (x ?? self.x).map { row in
            let hidden = sum(product(w1 ?? self.w1, row.map(Double.init)), first ?? b1).map(activation)
            return sum(product(w2 ?? self.w2, hidden), second ?? b2).map { Float(end($0)) }
        }
    }

    private static func transposed(_ table: [[Float]]) -> [[Float]] {
        table[0].indices.map { column in table.map { $0[column] } }
    }
    private var isSquare: Bool { w1.count == w2.count }

    var right: [[Float]] { fed() }
    var linear: [[Float]] { fed { $0 } }
    var absolute: [[Float]] { fed { abs($0) } }
    var reluAtTheEnd: [[Float]] { fed(end: { max(0, $0) }) }
    var reluAtTheEndAlone: [[Float]] { fed({ $0 }, end: { max(0, $0) }) }
    var withoutFirstBias: [[Float]] { fed(first: b1.map { _ in 0 }) }
    var withoutSecondBias: [[Float]] { fed(second: b2.map { _ in 0 }) }
    var biasAfterRelu: [[Float]] {
        x.map { row in
            let hidden = product(w1, row.map(Double.init)).map { max(0, $0) }
            return sum(product(w2, sum(hidden, b1)), b2).map { Float($0) }
        }
    }
    var firstPosition: [[Float]] { fed(x: x.map { _ in x[0] }) }
    var withResidual: [[Float]] { zip(fed(), x).map { zip($0, $1).map { $0 + $1 } } }
    /// The transposed matrices, where the shapes allow them.
    var transposedFirst: [[Float]] { isSquare ? fed(w1: Self.transposed(w1)) : right }
    var transposedSecond: [[Float]] { isSquare ? fed(w2: Self.transposed(w2)) : right }
}

extension FeedInput {
    init(size: Int, generator: inout RandomGenerator) {
        let width = size
        let hidden = generator.bernoulli(0.4) ? width : 1 + generator.integer(below: size + 2)
        x = generator.rows(1 + generator.integer(below: size + 1), width, size: size)
        w1 = generator.rows(hidden, width, size: size)
        b1 = generator.numbers(hidden, size: size)
        w2 = generator.rows(width, hidden, size: size)
        b2 = generator.numbers(width, size: size)
    }

    static let examples = [FeedInput(x: [[2], [-1]], w1: [[1], [-1]], w2: [[1, 10]], b1: [0, 0], b2: [5])]
    static let edges = [
        FeedInput(x: [[1]], w1: [[-1]], w2: [[12]], b1: [2], b2: [-10]),
        FeedInput(
            x: [[1, -1], [12, 0]], w1: [[1, 2], [0, 10]], w2: [[1, -1], [2, 0]], b1: [0, 20], b2: [0, 1]),
        FeedInput(
            x: [[1, 2], [0, -1], [-1, 1]], w1: [[1, -1], [2, 1], [-2, 0.5]], w2: [[1, 2, -1], [-1, 0, 1]],
            b1: [-1, 0.5, 1], b2: [0.5, -0.5]),
    ]
}

let feeding = Exercise<any TransformerHomework>(
    "12.8", Words(en: "The feed-forward network", zh: "前馈网络"), sizes: 1...4, draws: 8,
    hint: Words(
        en: "Print the hidden units of the first position and work them out by hand.",
        zh: "打印第一个位置的隐藏单元，再用手算一遍。"),
    input: FeedInput.init, examples: FeedInput.examples, edges: FeedInput.edges, expected: \.right,
    answer: { try $0.feedForward($1.x, w1: $1.w1, b1: $1.b1, w2: $1.w2, b2: $1.b2) },
    mistakes: [
        Mistake(
            en: "The ReLU between the layers is missing: two linear layers are one.",
            zh: "两层之间缺了 ReLU：两个线性层等于一个。", \.linear),
        Mistake(
            en: "The ReLU makes 0 of a negative number, not its absolute value.", zh: "ReLU 把负数变成 0，不是变成绝对值。",
            \.absolute),
        Mistake(
            en: "The ReLU is between the layers, not behind them as well.", zh: "ReLU 在两层之间，第二层后面不再有。",
            \.reluAtTheEnd),
        Mistake(
            en: "The ReLU is between the layers, not behind them.", zh: "ReLU 在两层之间，不在第二层后面。",
            \.reluAtTheEndAlone),
        Mistake(en: "b₁ is missing.", zh: "缺了 b₁。", \.withoutFirstBias),
        Mistake(en: "b₂ is missing.", zh: "缺了 b₂。", \.withoutSecondBias),
        Mistake(en: "b₁ is added before the ReLU.", zh: "b₁ 要在 ReLU 之前加。", \.biasAfterRelu),
        Mistake(
            en: "Each position has its own features: the same network, not the same result.",
            zh: "每个位置有自己的特征：网络相同，结果不同。", \.firstPosition),
        Mistake(
            en: "The residual is not part of the feed-forward network.", zh: "残差连接不属于前馈网络。", \.withResidual),
        Mistake(
            en: "A row of W₁ belongs to a hidden unit: the matrix is transposed.",
            zh: "W₁ 的一行属于一个隐藏单元：矩阵转置了。", \.transposedFirst),
        Mistake(
            en: "A row of W₂ belongs to a feature of the result: the matrix is transposed.",
            zh: "W₂ 的一行属于结果的一个特征：矩阵转置了。", \.transposedSecond),
    ],
    cases: [
        Case(en: "as many hidden units as features", zh: "隐藏单元与特征一样多") {
            $0.w1.count == $0.w2.count && $0.w1.count > 1
        },
        Case(en: "one position", zh: "只有一个位置") { $0.x.count == 1 },
        Case(en: "one feature", zh: "只有一个特征") { $0.x[0].count == 1 },
        Case(en: "fewer hidden units than features", zh: "隐藏单元比特征少") { $0.w1.count < $0.w2.count },
    ],
    meant: [
        .together("w1.count", "w2[].count", "b1.count", because: "one of each for a hidden unit"),
        .together("x[].count", "w1[].count", "w2.count", "b2.count", because: "one of each for a feature"),
    ])
