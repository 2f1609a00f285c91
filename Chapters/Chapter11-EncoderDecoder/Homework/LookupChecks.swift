import Grading
import Messages
import TensorCore

// MARK: 11.7

/// Lookups whose right keys are told by a matrix that nobody sees, and new ones of the same kind.
private struct Lookups {
    var lookups: [Lookup]
    /// Lookups that the submission never sees.
    var newLookups: [Lookup]

    /// How many of some lookups a matrix answers rightly; of equal scores the first counts.
    static func right(_ weight: [[Float]], _ lookups: [Lookup]) -> Int {
        lookups.count { lookup in
            let scores = scores(weight, lookup)
            return scores.firstIndex(of: scores.max() ?? 0) == lookup.place
        }
    }

    /// query · W · key for each key.
    static func scores(_ weight: [[Float]], _ lookup: Lookup) -> [Float] {
        let looksFor = weight[0].indices.map { column in
            lookup.query.indices.reduce(0) { $0 + lookup.query[$1] * weight[$1][column] }
        }
        return lookup.keys.map { key in zip(looksFor, key).reduce(0) { $0 + $1.0 * $1.1 } }
    }
}

extension Lookups {
    init(size: Int, generator: inout RandomGenerator) {
        let (rows, columns) = (1 + generator.integer(below: 3), 1 + generator.integer(below: 3))
        var weight = (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -1...1) } }
        // No attention without a matrix: the dot product itself must not be the answer.
        weight[0][0] = generator.uniform(in: -2 ... -1)
        func draw(_ count: Int) -> [Lookup] {
            var drawn: [Lookup] = []
            while drawn.count < count {
                var lookup = Lookup(
                    query: (0..<rows).map { _ in generator.uniform(in: -2...2) },
                    keys: (0..<2 + generator.integer(below: 3)).map { _ in
                        (0..<columns).map { _ in generator.uniform(in: -2...2) }
                    }, place: 0)
                let scores = Lookups.scores(weight, lookup)
                let order = scores.indices.sorted { scores[$0] > scores[$1] }
                guard scores[order[0]] - scores[order[1]] > 0.7 else { continue }
                lookup.place = order[0]
                drawn.append(lookup)
            }
            return drawn
        }
        (lookups, newLookups) = (draw(80 + 40 * size), draw(100))
    }

    /// These lookups, which are the new ones too.
    private init(_ lookups: [Lookup]) { self.init(lookups: lookups, newLookups: lookups) }

    static let examples = [Lookups([Lookup(query: [2], keys: [[-1], [2]], place: 0)])]
    static let edges = [
        Lookups([Lookup(query: [0, 0], keys: [[0, 10, 1]], place: 0)]),
        Lookups([
            Lookup(query: [12, 0], keys: [[0, 1], [1, 0]], place: 1),
            Lookup(query: [0, 1], keys: [[0, 1], [1, 0]], place: 0),
        ]),
    ]
}

let training = Exercise<any TranslationHomework>(
    "11.7", Words(en: "Train it: a matrix that finds words", zh: "训练它：能找到词的矩阵"), sizes: 1...3, draws: 2,
    hint: Words(
        en: "Print the mean loss of each pass: it must fall, and have stopped falling at the end.",
        zh: "打印每一遍的平均损失：它必须下降，到最后不再下降。"),
    input: Lookups.init, examples: Lookups.examples, edges: Lookups.edges,
    judge: { homework, data in
        let weight = try homework.trainedScores(data.lookups)
        let (rows, columns) = (data.lookups[0].query.count, data.lookups[0].keys[0].count)
        guard weight.map(\.count) == [Int](repeating: columns, count: rows) else {
            return .wrong(
                expected: Words(en: "a matrix of \(rows) × \(columns)", zh: "\(rows) × \(columns) 的矩阵").text,
                came: weight.shown,
                hint: Words(
                    en: "W has a row for each feature of a query, a column for each feature of a key.",
                    zh: "查询的每个特征是 W 的一行，键的每个特征是一列。"
                ).text)
        }
        guard weight.joined().allSatisfy(\.isFinite) else {
            return .wrong(
                expected: Words(en: "finite numbers", zh: "有限的数").text, came: weight.shown,
                hint: Words(
                    en: "A score is beyond what `exp` can hold: subtract the largest before the exponential.",
                    zh: "有得分超出了 `exp` 的范围：求指数之前先减去最大的。"
                ).text
            )
        }
        let (given, new) = (
            Lookups.right(weight, data.lookups), Lookups.right(weight, data.newLookups)
        )
        let needed = (data.newLookups.count * 9 + 9) / 10
        if given * 10 >= data.lookups.count * 9, new >= needed { return .right }
        let opposite = weight.map { $0.map { -$0 } }
        var hint: String?
        if weight.joined().allSatisfy({ $0 == 0 }) {
            hint =
                Words(
                    en: "W is all zeros: all scores are equal, and nothing is looked for.",
                    zh: "W 全是 0：得分全都相等，等于什么也没找。"
                ).text
        } else if Lookups.right(opposite, data.newLookups) >= needed {
            hint =
                Words(en: "With −W it would be right: the step goes up the loss.", zh: "用 −W 就对了：这一步让损失变大了。")
                .text
        } else if given * 10 >= data.lookups.count * 9 {
            hint =
                Words(
                    en:
                        "The given lookups are right, new ones are not: every given one must have its part in W.",
                    zh: "给出的查找都对了，新的不对：给出的每一次都要对 W 起作用。"
                ).text
        }
        return .wrong(
            expected: Words(
                en: "\(needed) of \(data.newLookups.count) new lookups right",
                zh: "\(data.newLookups.count) 次新的查找，对 \(needed) 次"
            ).text, came: weight.shown,
            remark: Words(
                en: "\(given) of \(data.lookups.count) given ones are right, \(new) new ones",
                zh: "给出的 \(data.lookups.count) 次对了 \(given) 次，新的对了 \(new) 次"
            ).text, hint: hint)
    },
    cases: [
        Case(en: "one key", zh: "只有一个键") { $0.lookups.contains { $0.keys.count == 1 } },
        Case(en: "queries and keys of different widths", zh: "查询和键的特征数不同") {
            $0.lookups[0].query.count != $0.lookups[0].keys[0].count
        },
        Case(en: "one feature", zh: "只有一个特征") { $0.lookups[0].query.count == 1 },
        Case(en: "a dot product that finds other words", zh: "点积会找到别的词") { data in
            let square = data.lookups[0].query.indices.map { row in
                data.lookups[0].keys[0].indices.map { Float($0 == row ? 1 : 0) }
            }
            return Lookups.right(square, data.newLookups) * 10 < data.newLookups.count * 6
        },
    ],
    meant: [
        Meant(
            "lookups[].place", "newLookups[].place", lack: .negative, .large,
            because: "keys are counted from 0, and few"),
        .together(
            "lookups[].keys.count", "newLookups[].keys.count", because: "in the examples they are the same"),
        .together("lookups[].query.count", "newLookups[].query.count", because: "the same kind of lookups"),
        .together(
            "lookups[].keys[].count", "newLookups[].keys[].count", because: "the same kind of lookups"),
    ])
