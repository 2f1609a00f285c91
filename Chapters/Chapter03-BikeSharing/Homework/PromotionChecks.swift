import Grading
import Messages
import TensorCore

// MARK: 3.13

/// The errors of trainings at a rung, in the order in which they came there.
private struct Rung {
    var errors: [Float]
    var factor: Int

    /// Those that go on; what the rule compares with, counts and asks for can be changed.
    private func promoted(
        share: ((_ count: Int) -> Int)? = nil, firstOnes: Bool = true,
        isBetter: (_ other: Float, _ error: Float) -> Bool = { $0 < $1 }
    ) -> [Int] {
        errors.indices.filter { index in
            let count = index + 1
            let better = errors[...index].count { isBetter($0, errors[index]) }
            return (firstOnes && count < factor) || better < (share?(count) ?? part(of: count))
        }
    }

    /// ⌈n / factor⌉
    private func part(of count: Int) -> Int { (count + factor - 1) / factor }

    var right: [Int] { promoted() }
    var largest: [Int] { promoted(isBetter: >) }
    /// One of equal errors counts itself.
    var tiesAreBetter: [Int] {
        errors.indices.filter { index in
            let count = index + 1
            let better = errors[..<index].count { $0 <= errors[index] }
            return count < factor || better < part(of: count)
        }
    }
    var roundedDown: [Int] { promoted(share: { $0 / factor }) }
    var half: [Int] { promoted(share: { $0 / 2 }) }
    var fixedNumber: [Int] { promoted(share: { _ in factor }) }
    var onlyTheBest: [Int] { promoted(share: { _ in 1 }) }
    var oneMore: [Int] { promoted(share: { part(of: $0) + 1 }) }
    var withoutItself: [Int] { promoted(share: { part(of: $0 - 1) }) }
    var noneAtFirst: [Int] { promoted(firstOnes: false) }
    var ofAll: [Int] { promoted(share: { _ in part(of: errors.count) }) }

    /// As if all had waited: compared with those that come later too.
    var waiting: [Int] {
        errors.indices.filter { index in
            errors.count < factor || errors.count { $0 < errors[index] } < part(of: errors.count)
        }
    }

    /// Compared only with those that went on.
    var amongPromoted: [Int] {
        var kept: [Int] = []
        for index in errors.indices {
            let better = kept.count { errors[$0] < errors[index] }
            if index + 1 < factor || better < part(of: kept.count + 1) { kept.append(index) }
        }
        return kept
    }

    /// As many as the share allows in all, those that have gone on already included.
    var quota: [Int] {
        var kept: [Int] = []
        for index in errors.indices {
            let count = index + 1
            let better = errors[...index].count { $0 < errors[index] }
            if count < factor || (better < part(of: count) && kept.count < part(of: count)) {
                kept.append(index)
            }
        }
        return kept
    }

    var fromOne: [Int] { right.map { $0 + 1 } }
    var theEnded: [Int] { errors.indices.filter { !right.contains($0) } }
}

extension Rung {
    init(size: Int, generator: inout RandomGenerator) {
        errors = (0..<generator.integer(below: 4 * size + 3)).map { _ in
            abs(generator.number(size: size))
        }
        factor = 2 + generator.integer(below: 3)
    }

    static let examples = [Rung(errors: [5, 3, 4, 2, 6, 3], factor: 3)]
    static let edges = [
        Rung(errors: [], factor: 2), Rung(errors: [1], factor: 2), Rung(errors: [12, 30], factor: 3),
        // Every one better than those before, and every one worse.
        Rung(errors: [6, 5, 4, 3, 2, 1], factor: 2), Rung(errors: [6, 5, 4, 3, 2, 1, 2.5], factor: 2),
        Rung(errors: [1, 2, 3, 4, 5, 6], factor: 2),
        // The best come first: what is ended still counts.
        Rung(errors: [1, 1, 4, 4, 3, 3, 2, 2, 2], factor: 2), Rung(errors: [2, 2, 2, 2, 2, 2], factor: 3),
        Rung(errors: [9, 8, 7, 1, 6, 2, 5, 3, 4, 0.5], factor: 4),
        Rung(errors: [4, 1, 2, 3, 1.5, 1.25, 8, 0.5, 1.125], factor: 4),
        Rung(errors: [20, 3, 1, 0, 5, 4, 2, 6, 9, 8, 7, 12, 1, 2], factor: 10),
    ]
}

let promoting = Exercise<any NetworkHomework>(
    "3.13", Words(en: "Successive halving: which training goes on", zh: "逐次减半：谁继续训练"), draws: 8,
    hint: Words(
        en: "For each error write down n, how many of those so far are smaller, and ⌈n / factor⌉.",
        zh: "对每个误差写下 n、到此为止有几个更小，以及 ⌈n / factor⌉。"),
    input: Rung.init, examples: Rung.examples, edges: Rung.edges, expected: \.right,
    answer: { try $0.promoted($1.errors, factor: $1.factor) },
    mistakes: [
        Mistake(en: "The smallest errors go on, not the largest.", zh: "继续的是误差最小的，不是最大的。", \.largest),
        Mistake(en: "An equal error is not smaller.", zh: "误差相等不算更小。", \.tiesAreBetter),
        Mistake(
            en: "Nobody waits: an error that comes later is not known yet.", zh: "谁也不等谁：后来的误差还不知道。",
            \.waiting),
        Mistake(
            en: "The share is of the n that are there, not of all that will ever come.",
            zh: "份额按已经在那里的 n 个算，不是按最后一共有几个。", \.ofAll),
        Mistake(
            en: "Those that were ended still count in the comparison.", zh: "被结束的也参加比较。", \.amongPromoted),
        Mistake(
            en: "It does not matter how many went on before: only those with a smaller error count.",
            zh: "之前有几个继续了没有关系：只数误差更小的。", \.quota),
        Mistake(
            en: "The first ones go on in any case, while n is less than the factor.",
            zh: "开头的几个总是继续，只要 n 小于 factor。", \.noneAtFirst),
        Mistake(en: "n counts the one that comes, too.", zh: "n 也包括刚来的这一个。", \.withoutItself),
        Mistake(en: "n / factor is rounded up.", zh: "n / factor 向上取整。", \.roundedDown),
        Mistake(
            en: "One too many: fewer than ⌈n / factor⌉ may be smaller, not as many.",
            zh: "多了一个：更小的要少于 ⌈n / factor⌉ 个，不能正好那么多。", \.oneMore),
        Mistake(en: "Half of them go on whatever the factor is.", zh: "不管 factor 是多少，都有一半继续。", \.half),
        Mistake(
            en: "One in `factor` goes on, not `factor` of them.", zh: "每 `factor` 个里继续一个，不是继续 `factor` 个。",
            \.fixedNumber),
        Mistake(
            en: "Of n, the best ⌈n / factor⌉ may go on, not the best alone.",
            zh: "n 个里最好的 ⌈n / factor⌉ 个可以继续，不只最好的一个。",
            \.onlyTheBest),
        Mistake(en: "Indices begin with 0.", zh: "索引从 0 开始。", \.fromOne),
        Mistake(en: "These are the ones that end.", zh: "这些是被结束的。", \.theEnded),
    ],
    cases: [
        Case(en: "nobody comes", zh: "一个也没有") { $0.errors.isEmpty },
        Case(en: "fewer than the factor", zh: "比 factor 少") { (1..<$0.factor).contains($0.errors.count) },
        Case(en: "a tie", zh: "有相等的误差") { Set($0.errors).count < $0.errors.count },
        Case(en: "not the best, and yet among the best", zh: "不是最好的，但属于最好的几个") {
            $0.right != $0.onlyTheBest
        },
    ],
    meant: [
        Meant("errors[]", lack: .negative, because: "an error is at least 0"),
        Meant("factor", lack: .negative, .zero, because: "one in two at least goes on"),
        Meant("answer.first", lack: .variety, because: "the first always goes on"),
    ])
