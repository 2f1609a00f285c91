import Grading
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
                guard scores[order[0]] - scores[order[1]] > 0.5 else { continue }
                lookup.place = order[0]
                drawn.append(lookup)
            }
            return drawn
        }
        (lookups, newLookups) = (draw(30 + 30 * size), draw(100))
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
    "11.7", "Train it: a matrix that finds words", sizes: 1...3, draws: 2,
    hint: "Print the mean loss of each pass: it must fall, and have stopped falling at the end.",
    input: Lookups.init, examples: Lookups.examples, edges: Lookups.edges,
    judge: { homework, data in
        let weight = try homework.trainedScores(data.lookups)
        let (rows, columns) = (data.lookups[0].query.count, data.lookups[0].keys[0].count)
        guard weight.map(\.count) == [Int](repeating: columns, count: rows) else {
            return .wrong(
                expected: "a matrix of \(rows) × \(columns)", came: weight.shown,
                hint: "W has a row for each feature of a query, a column for each feature of a key.")
        }
        guard weight.joined().allSatisfy(\.isFinite) else {
            return .wrong(
                expected: "finite numbers", came: weight.shown,
                hint: "A score is beyond what `exp` can hold: subtract the largest before the exponential."
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
            hint = "W is all zeros: all scores are equal, and nothing is looked for."
        } else if Lookups.right(opposite, data.newLookups) >= needed {
            hint = "With −W it would be right: the step goes up the loss."
        } else if given * 10 >= data.lookups.count * 9 {
            hint = "The given lookups are right, new ones are not: every given one must have its part in W."
        }
        return .wrong(
            expected: "\(needed) of \(data.newLookups.count) new lookups right", came: weight.shown,
            remark: "\(given) of \(data.lookups.count) given ones are right, \(new) new ones", hint: hint)
    },
    cases: [
        Case("one key") { $0.lookups.contains { $0.keys.count == 1 } },
        Case("queries and keys of different widths") {
            $0.lookups[0].query.count != $0.lookups[0].keys[0].count
        },
        Case("one feature") { $0.lookups[0].query.count == 1 },
        Case("a dot product that finds other words") { data in
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
