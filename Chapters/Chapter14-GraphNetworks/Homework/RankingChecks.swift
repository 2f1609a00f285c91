import Grading
import Messages
import TensorCore

// MARK: 14.4

private struct Scores {
    var present, absent: [Float]

    var right: Float { share(tie: 0.5) }
    var tiesLost: Float { share(tie: 0) }
    var tiesWon: Float { share(tie: 1) }
    var reversed: Float { 1 - right }
    var counted: Float { right * Float(present.count * absent.count) }
    var byAll: Float {
        let all = present.count + absent.count
        return counted / Float(all * (all - 1) / 2)
    }

    var rounded: Float {
        Scores(present: present.map { $0.rounded() }, absent: absent.map { $0.rounded() }).right
    }

    private func share(tie: Float) -> Float {
        let wins: Float = present.reduce(0) { sum, score in
            sum + absent.reduce(0) { $0 + (score > $1 ? 1 : score == $1 ? tie : 0) }
        }
        return wins / Float(present.count * absent.count)
    }
}

extension Scores {
    init(size: Int, generator: inout RandomGenerator) {
        // Few values, so that there are ties.
        func some() -> [Float] {
            (0..<1 + generator.integer(below: size + 1)).map { _ in
                generator.bernoulli(0.8) ? generator.half() : generator.number(size: size)
            }
        }
        present = some()
        absent = some()
    }

    static let examples = [Scores(present: [3, 1], absent: [1])]
    static let edges = [
        Scores(present: [0.5], absent: [0.25]), Scores(present: [-1], absent: [-0.75, -10]),
        Scores(present: [2], absent: [2]),
        Scores(present: [0, -12, 0.5, 10], absent: [0.5, 0, 0.25]),
        Scores(present: [1, 2, 3], absent: [12, 4]),
    ]
}

let ranking = Exercise<any GraphHomework>(
    "14.4", Words(en: "AUC", zh: "曲线下面积"), hint: Words(en: "Equal scores give 0.5.", zh: "得分都相等时是 0.5。"),
    input: Scores.init, examples: Scores.examples, edges: Scores.edges, expected: \.right,
    answer: { try $0.areaUnderCurve(present: $1.present, absent: $1.absent) },
    mistakes: [
        Mistake(en: "A tie counts as lost: it counts half.", zh: "得分相同当成了输：应算一半。", \.tiesLost),
        Mistake(en: "A tie counts as won: it counts half.", zh: "得分相同当成了赢：应算一半。", \.tiesWon),
        Mistake(
            en: "Reversed: the present link should have the higher score.", zh: "弄反了：有边的节点对，得分应当更高。",
            \.reversed
        ),
        Mistake(en: "The number of pairs instead of their share.", zh: "这是组合的个数，不是所占的比例。", \.counted),
        Mistake(
            en: "Divided by all pairs: only pairs of a present and an absent link count.",
            zh: "除以了所有的组合：只算一个有边、一个没有边的组合。", \.byAll),
        Mistake(en: "Scores are not rounded: 0.5 is higher than 0.25.", zh: "得分不能取整：0.5 高于 0.25。", \.rounded),
    ],
    cases: [
        Case(en: "a tie", zh: "得分相同") { $0.tiesLost < $0.right },
        Case(en: "scores that differ by less than ½", zh: "相差不到 ½ 的得分") { $0.rounded != $0.right },
        Case(en: "all present ones higher", zh: "有边的全都更高") { $0.right == 1 },
        Case(en: "all present ones lower", zh: "有边的全都更低") { $0.right == 0 },
    ])
