import Foundation
import Grading
import Messages
import TensorCore

private struct Table {
    var counts: [[Int]]

    static let cases = [
        Table(counts: [[0, 2], [0, 0]]), Table(counts: []), Table(counts: [[0]]), Table(counts: [[3]]),
        Table(counts: [[0, 0], [0, 0]]), Table(counts: [[4, 1], [1, 4]]), Table(counts: [[1, 3], [0, 0]]),
        Table(counts: [[0, 4, 0], [1, 0, 0], [0, 0, 0]]),
        Table(counts: [[2, 0, 1], [0, 1, 5], [3, 0, 0]]),
        Table(counts: [[0, 1, 0], [0, 0, 0], [0, 0, 60]]), Table(counts: [[0, 1_000_000], [200_000, 3]]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Table {
        let count = size + 1
        let largest = [2, 4, 40][generator.integer(below: 3)]
        return Table(
            counts: (0..<count).map { _ in
                (0..<count).map { _ in
                    generator.integer(below: 3) == 0 ? 0 : generator.integer(below: largest)
                }
            })
    }

    var right: [[Float]] { information { max(0, log($0)) } }
    var negativeKept: [[Float]] { information { log($0) } }
    var negativeKeptAndInfinite: [[Float]] { information(none: -.infinity) { log($0) } }
    var noNumbers: [[Float]] { information(none: -.infinity, never: .nan) { log($0) } }
    var noNumberForUnused: [[Float]] { information(never: .nan) { max(0, log($0)) } }
    var sizes: [[Float]] { information { abs(log($0)) } }
    var withoutLogarithm: [[Float]] { information { $0 } }
    var ofOneMore: [[Float]] { information { log(1 + $0) } }
    var dual: [[Float]] { information { max(0, log2($0)) } }
    var decadic: [[Float]] { information { max(0, log10($0)) } }
    var shifted: [[Float]] { information { max(0, log($0 / 5)) } }
    var asymmetric: [[Float]] { information(of: table { Double(counts[$0][$1]) }) { max(0, log($0)) } }
    var otherDirection: [[Float]] { information(of: table { Double(counts[$1][$0]) }) { max(0, log($0)) } }
    var mirrored: [[Float]] {
        information(of: table { Double(counts[min($0, $1)][max($0, $1)]) }) { max(0, log($0)) }
    }
    var larger: [[Float]] {
        information(of: table { Double(max(counts[$0][$1], counts[$1][$0])) }) { max(0, log($0)) }
    }
    var diagonalOnce: [[Float]] {
        information(of: table { Double(counts[$0][$1] + ($0 == $1 ? 0 : counts[$1][$0])) }) {
            max(0, log($0))
        }
    }
    var withoutDiagonal: [[Float]] {
        information(of: table { $0 == $1 ? 0 : Double(counts[$0][$1] + counts[$1][$0]) }) { max(0, log($0)) }
    }
    var smoothed: [[Float]] {
        information(of: table { Double(counts[$0][$1] + counts[$1][$0] + 1) }) { max(0, log($0)) }
    }
    /// Numbers below 1 in the logarithm: counts there, or a probability divided by one only or by a sum.
    var nothing: [[Float]] { table { _, _ in 0 }.map { $0.map { Float($0) } } }
    var contextPower: [[Float]] {
        let sums = both.map { $0.reduce(0, +) }
        let powers = sums.map { pow($0, 0.75) }.reduce(0, +)
        return information(factor: { total, _, column in column / total * powers / pow(column, 0.75) }) {
            max(0, log($0))
        }
    }
    /// The rows of the asymmetric table with the joint counts of both directions.
    var rowsOfOneDirection: [[Float]] {
        let rows = counts.map { Double($0.reduce(0, +)) }
        let total = rows.reduce(0, +)
        return table { i, j in
            both[i][j] == 0 ? 0 : max(0, log(both[i][j] / 2 / total / (rows[i] / total * rows[j] / total)))
        }.map { $0.map { Float($0) } }
    }
    var normalized: [[Float]] {
        let total = both.joined().reduce(0, +)
        return zip(right, both).map { zip($0, $1).map { $0 == 0 ? 0 : $0 / Float(-log($1 / total)) } }
    }
    var weighted: [[Float]] {
        let total = both.joined().reduce(0, +)
        return zip(right, both).map { zip($0, $1).map { $0 * Float($1 / total) } }
    }

    private var both: [[Double]] { table { Double(counts[$0][$1] + counts[$1][$0]) } }
    private func table(_ entry: (Int, Int) -> Double) -> [[Double]] {
        counts.indices.map { i in counts.indices.map { j in entry(i, j) } }
    }

    /// A function of p[i][j] / (p[i] p[j]) times a factor; `none` is for pairs, `never` for words that do not occur.
    private func information(
        of joint: [[Double]]? = nil, none: Double = 0, never: Double? = nil,
        factor: (_ total: Double, _ row: Double, _ column: Double) -> Double = { _, _, _ in 1 },
        _ function: (Double) -> Double
    ) -> [[Float]] {
        let joint = joint ?? both
        let rows = joint.map { $0.reduce(0, +) }
        let columns = joint.indices.map { column in joint.reduce(0) { $0 + $1[column] } }
        let total = rows.reduce(0, +)
        return joint.indices.map { i in
            joint.indices.map { j in
                if rows[i] == 0 || columns[j] == 0 { return Float(never ?? none) }
                let ratio = joint[i][j] * total / (rows[i] * columns[j]) * factor(total, rows[i], columns[j])
                return Float(joint[i][j] == 0 ? none : function(ratio))
            }
        }
    }
}

private let bothDirections = Words(
    en: "The counts of both directions are added: s[i][j] = counts[i][j] + counts[j][i].",
    zh: "两个方向的计数要相加：s[i][j] = counts[i][j] + counts[j][i]。")
private let belowZero = Words(
    en: "What is below 0 becomes 0; that is the P of PPMI.", zh: "小于 0 的变成 0；这就是 PPMI 的第一个 P。")

let informing = Exercise<any WordVectorHomework>(
    "9.6", Words(en: "Positive pointwise mutual information", zh: "正点间互信息"),
    sizes: 1...Table.cases.count + 23, draws: 1,
    hint: Words(
        en: "Print s, the sum of each row and the sum of all; the result is symmetric.",
        zh: "打印 s、每一行之和，以及总和；结果是对称的。"),
    input: { casesFirst(Table.cases, number: $0, &$1, then: Table.drawn) }, examples: [Table.cases[0]],
    expected: \.right,
    answer: { try $0.ppmi($1.counts) },
    mistakes: [
        Mistake(belowZero, \.negativeKept),
        Mistake(
            en: "ln 0 is −∞: where s is 0 the result is 0, as for everything below 0.",
            zh: "ln 0 是 −∞：s 为 0 的地方，结果是 0，与小于 0 的一样。", \.negativeKeptAndInfinite),
        Mistake(
            en: "ln 0 is −∞, and a word that never occurs gives 0/0: where s is 0 the result is 0.",
            zh: "ln 0 是 −∞，没出现过的词得到 0/0：s 为 0 的地方，结果是 0。", \.noNumbers),
        Mistake(
            en: "A word that never occurs gives 0/0: where s is 0 the result is 0.",
            zh: "没出现过的词得到 0/0：s 为 0 的地方，结果是 0。", \.noNumberForUnused),
        Mistake(en: "What is below 0 becomes 0, not its absolute value.", zh: "小于 0 的变成 0，不是取绝对值。", \.sizes),
        Mistake(en: "The logarithm is missing.", zh: "缺了对数。", \.withoutLogarithm),
        Mistake(
            en: "1 is added inside of the logarithm: take max(0, ln …) instead.",
            zh: "对数里面加了 1：要用 max(0, ln …)。", \.ofOneMore),
        Mistake(
            en: "That is the logarithm to the base 2: take the natural one.", zh: "这是以 2 为底的对数：要取自然对数。",
            \.dual),
        Mistake(
            en: "That is the logarithm to the base 10: take the natural one.", zh: "这是以 10 为底的对数：要取自然对数。",
            \.decadic),
        Mistake(
            en: "ln 5 is subtracted, as for five negatives: here nothing is.",
            zh: "减去了 ln 5，像有五个负样本那样：这里什么也不减。", \.shifted),
        Mistake(bothDirections, \.asymmetric), Mistake(bothDirections, \.otherDirection),
        Mistake(bothDirections, \.mirrored), Mistake(bothDirections, \.larger),
        Mistake(
            en: "The diagonal is added to itself too: s[i][i] = 2 counts[i][i].",
            zh: "对角线也要与自己相加：s[i][i] = 2 counts[i][i]。", \.diagonalOnce),
        Mistake(
            en: "The diagonal counts too: a word may stand beside itself.", zh: "对角线也要算：一个词可以在自己旁边。",
            \.withoutDiagonal),
        Mistake(
            en: "1 is added to the counts: where s is 0 the result is 0, without that.",
            zh: "计数上加了 1：不加，s 为 0 的地方结果是 0。", \.smoothed),
        Mistake(
            en:
                "All is 0: divide p[i][j] by p[i] and by p[j], and turn all three into probabilities, not counts.",
            zh: "全是 0：p[i][j] 要除以 p[i]，也除以 p[j]，三个都要是概率，不是计数。",
            \.nothing),
        Mistake(
            en: "p[j] is taken to the power 3/4: here it is not.", zh: "p[j] 取了 3/4 次方：这里不取。", \.contextPower),
        Mistake(
            en: "p[i] is the sum of row i of p, with both directions.", zh: "p[i] 是 p 的第 i 行之和，两个方向都在内。",
            \.rowsOfOneDirection),
        Mistake(
            en: "Divided by −ln p[i][j] too: that is the normalized one.", zh: "还除以了 −ln p[i][j]：那是归一化的互信息。",
            \.normalized),
        Mistake(
            en: "Multiplied by p[i][j]: that is for the mutual information of the whole table.",
            zh: "乘上了 p[i][j]：那是求整张表的互信息用的。", \.weighted),
    ],
    cases: [
        Case(en: "no words", zh: "没有词") { $0.counts.isEmpty },
        Case(en: "one word", zh: "只有一个词") { $0.counts.count == 1 },
        Case(en: "a table of zeros", zh: "全是 0 的表") {
            !$0.counts.isEmpty && $0.counts.joined().allSatisfy { $0 == 0 }
        },
        Case(en: "a word that never occurs", zh: "有词从未出现") { input in
            input.counts.indices.contains { i in
                input.counts[i].reduce(0, +) == 0 && input.counts.allSatisfy { $0[i] == 0 }
            }
        },
    ],
    meant: [
        Meant("counts[][]", lack: .negative, because: "pairs are counted")
    ])
