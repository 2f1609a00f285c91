import Grading
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
    "12.8", "The feed-forward network", sizes: 1...4, draws: 8,
    hint: "Print the hidden units of the first position and work them out by hand.",
    input: FeedInput.init, examples: FeedInput.examples, edges: FeedInput.edges, expected: \.right,
    answer: { try $0.feedForward($1.x, w1: $1.w1, b1: $1.b1, w2: $1.w2, b2: $1.b2) },
    mistakes: [
        Mistake("The ReLU between the layers is missing: two linear layers are one.", \.linear),
        Mistake("The ReLU makes 0 of a negative number, not its absolute value.", \.absolute),
        Mistake("The ReLU is between the layers, not behind them as well.", \.reluAtTheEnd),
        Mistake("The ReLU is between the layers, not behind them.", \.reluAtTheEndAlone),
        Mistake("b₁ is missing.", \.withoutFirstBias), Mistake("b₂ is missing.", \.withoutSecondBias),
        Mistake("b₁ is added before the ReLU.", \.biasAfterRelu),
        Mistake(
            "Each position has its own features: the same network, not the same result.", \.firstPosition),
        Mistake("The residual is not part of the feed-forward network.", \.withResidual),
        Mistake("A row of W₁ belongs to a hidden unit: the matrix is transposed.", \.transposedFirst),
        Mistake(
            "A row of W₂ belongs to a feature of the result: the matrix is transposed.", \.transposedSecond),
    ],
    cases: [
        Case("as many hidden units as features") { $0.w1.count == $0.w2.count && $0.w1.count > 1 },
        Case("one position") { $0.x.count == 1 }, Case("one feature") { $0.x[0].count == 1 },
        Case("fewer hidden units than features") { $0.w1.count < $0.w2.count },
    ],
    meant: [
        .together("w1.count", "w2[].count", "b1.count", because: "one of each for a hidden unit"),
        .together("x[].count", "w1[].count", "w2.count", "b2.count", because: "one of each for a feature"),
    ])
