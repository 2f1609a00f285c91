import Foundation
import Grading
import Messages
import TensorCore

// MARK: 12.3

private struct AttentionInput {
    var query, key, value, mask: [[Float]]

    var right: [[Float]] { attended { $0 / root } }
    var unscaled: [[Float]] { attended { $0 } }
    var byWidth: [[Float]] { attended { $0 / (root * root) } }
    var byKeyCount: [[Float]] { attended { $0 / Double(key.count).squareRoot() } }
    var unmasked: [[Float]] { attended(mask: { _, _ in true }) { $0 / root } }
    var alwaysCausal: [[Float]] { attended(mask: { $1 <= $0 }) { $0 / root } }
    var multipliedMask: [[Float]] { attended(hidden: 0) { $0 / root } }
    var smallHiddenScore: [[Float]] { attended(hidden: -20) { $0 / root } }
    var otherAxis: [[Float]] { attended(overRows: true) { $0 / root } }

    /// In Float, as it comes.
    var withoutMaximum: [[Float]] {
        let scores = self.scores.map { $0.map { Float($0 / root) } }
        let weights = zip(scores, mask).map { zip($0, $1).map { $1 == 0 ? 0 : exp($0) } }
        return weights.map { row in
            let total = row.reduce(0, +)
            return value[0].indices.map { column in
                zip(row, value).reduce(0) { $0 + $1.0 / total * $1.1[column] }
            }
        }
    }

    private var root: Double { Double(key[0].count).squareRoot() }

    fileprivate var scores: [[Double]] {
        query.map { query in key.map { zip(query, $0).reduce(0) { $0 + Double($1.0) * Double($1.1) } } }
    }

    private func attended(
        mask sees: ((_ row: Int, _ column: Int) -> Bool)? = nil, hidden: Double = -.infinity,
        overRows: Bool = false, _ scale: (Double) -> Double
    ) -> [[Float]] {
        let scores = self.scores.enumerated().map { t, row in
            row.enumerated().map { s, score in sees?(t, s) ?? (mask[t][s] != 0) ? scale(score) : hidden }
        }
        func softmax(_ values: [Double]) -> [Double] {
            let largest = values.max() ?? 0
            let weights = values.map { exp($0 - largest) }
            return weights.map { $0 / weights.reduce(0, +) }
        }
        var weights = scores.map(softmax)
        if overRows {
            let columns = key.indices.map { column in softmax(scores.map { $0[column] }) }
            weights = query.indices.map { row in columns.map { $0[row] } }
        }
        return weights.map { row in
            value[0].indices.map { column in
                Float(zip(row, value).reduce(0) { $0 + $1.0 * Double($1.1[column]) })
            }
        }
    }
}

extension AttentionInput {
    init(size: Int, generator: inout RandomGenerator) {
        let (queries, keys) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: size + 2))
        let (length, width) = (1 + generator.integer(below: 4), 1 + generator.integer(below: 3))
        func grid(_ rows: Int, _ columns: Int) -> [[Float]] {
            (0..<rows).map { _ in
                (0..<columns).map { _ in size == 1 ? generator.half() : generator.eighth(from: -2, to: 2) }
            }
        }
        query = grid(queries, length)
        key = grid(keys, length)
        value = generator.rows(keys, width, size: size)
        // Every query may look somewhere.
        let kind = generator.integer(below: 3)
        mask = (0..<queries).map { row in
            let always = generator.integer(below: keys)
            return (0..<keys).map { column in
                kind == 0 || column == always || (kind == 1 ? column <= row : generator.bernoulli(0.5))
                    ? 1 : 0
            }
        }
    }

    static let examples = [
        AttentionInput(query: [[0, 0]], key: [[1, 0], [0, 1]], value: [[2], [4]], mask: [[1, 1]]),
        AttentionInput(query: [[0, 0]], key: [[1, 0], [0, 1]], value: [[2], [4]], mask: [[1, 0]]),
    ]
    static let edges = [
        AttentionInput(query: [[1], [-1]], key: [[2]], value: [[3, -1]], mask: [[1], [1]]),
        AttentionInput(
            query: [[0, 0], [1, 2]], key: [[1, 0], [0, 1]], value: [[2], [4]], mask: [[0, 1], [1, 1]]),
        // Scores that overflow the exponential, and that all vanish in it.
        AttentionInput(query: [[10, 10]], key: [[10, 10], [10, 9]], value: [[1], [2]], mask: [[1, 1]]),
        AttentionInput(query: [[10]], key: [[6], [-6]], value: [[1], [2]], mask: [[1, 1]]),
        AttentionInput(
            query: [[10, -10]], key: [[-10, 12], [-10, 11.875], [0, 0]], value: [[1], [2], [12]],
            mask: [[1, 1, 0]]),
        AttentionInput(
            query: [[1, 0, 1, -1], [0, 1, 2, 1], [1, 1, 0, 0]], key: [[1, -1, 0, 2], [2, 0, 1, 1]],
            value: [[1, 2, 3], [-1, 0, 10]], mask: [[1, 1], [0, 1], [0, 1]]),
        AttentionInput(
            query: [[1, 2], [0, -1]], key: [[1, 1], [0, 2]], value: [[1], [2]], mask: [[1, 0], [1, 0]]),
    ]
}

let attending = Exercise<any TransformerHomework>(
    "12.3", Words(en: "Scaled dot-product attention", zh: "缩放点积注意力"), sizes: 1...4,
    hint: Words(
        en:
            "Print the scores, then the weights: each row of weights adds up to 1, with 0 where the mask has 0.",
        zh: "先打印得分，再打印权重：每一行权重加起来是 1，掩码为 0 的地方权重为 0。"),
    input: AttentionInput.init, examples: AttentionInput.examples, edges: AttentionInput.edges,
    expected: \.right,
    answer: { try $0.attention($1.query, $1.key, $1.value, mask: $1.mask) },
    mistakes: [
        Mistake(en: "The scores are not divided by √d.", zh: "得分没有除以 √d。", \.unscaled),
        Mistake(en: "The scores are divided by d: divide by its root.", zh: "得分除以了 d：应除以它的平方根。", \.byWidth),
        Mistake(en: "The mask is not used.", zh: "没有用到掩码。", \.unmasked),
        Mistake(
            en: "A masked score of 0 still has a weight, since e⁰ is 1: the weight must be 0.",
            zh: "被遮住的得分设为 0，仍然有权重，因为 e⁰ 是 1：权重必须是 0。", \.multipliedMask),
        Mistake(
            en: "The softmax runs over the wrong axis: each query's weights add up to 1.",
            zh: "softmax 的轴错了：每个查询的权重加起来是 1。", \.otherAxis),
        Mistake(en: "The mask is given: it need not be causal.", zh: "掩码是给定的：不一定是因果掩码。", \.alwaysCausal),
        Mistake(
            en: "The scores are divided by the root of the number of keys: d is the length of a key.",
            zh: "得分除以了键的个数的平方根：d 是一个键的长度。", \.byKeyCount),
        Mistake(
            en: "A masked score of −20 is not the smallest there can be: the weight must be 0.",
            zh: "被遮住的得分设为 −20，真正的得分可能更小：权重必须是 0。", \.smallHiddenScore),
        Mistake(
            en: "The exponential overflows, or all of them vanish: subtract the largest score first.",
            zh: "指数溢出，或者全都成了零：先减去最大的得分。", \.withoutMaximum),
    ],
    cases: [
        Case(en: "one query and several keys", zh: "一个查询，几个键") { $0.query.count == 1 && $0.key.count > 1 },
        Case(en: "one key", zh: "只有一个键") { $0.key.count == 1 && $0.query.count > 1 },
        Case(en: "everything visible", zh: "全都看得到") { !$0.mask.joined().contains(0) },
        Case(en: "a later position that is visible", zh: "后面的位置看得到") { $0.mask[0].dropFirst().contains(1) },
        Case(en: "an earlier position that is not", zh: "前面的位置看不到") {
            $0.mask.count > 1 && $0.mask[1][0] == 0
        },
        Case(en: "scores that overflow", zh: "会溢出的得分") { $0.scores.joined().contains { $0 > 150 } },
        Case(en: "scores that all vanish", zh: "指数全都成零的得分") { $0.scores.joined().contains { $0 < -150 } },
    ],
    meant: [
        Meant("mask[][]", lack: .variety, .negative, .large, because: "a mask holds 0 and 1"),
        .together("query.count", "mask.count", because: "the mask has a row for each query"),
        .together("key.count", "value.count", "mask[].count", because: "each key has its value"),
        .together("query[].count", "key[].count", because: "their product is a score"),
    ],
    forbids: [".softmax"])
