import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let transformerHomework = Homework<any TransformerHomework>(
    chapter: 12, title: "The Transformer", file: "Chapters/Chapter12-Transformer/Homework/Starter.swift",
    exercises: [
        masking, positioning, attending, shifting, scheduling, splittingHeads, normalizing, feeding,
        mergingPairs, smoothing, searching, trainingVocabulary, mending,
    ])

/// The homework of Chapter 12 for the grader.
public let chapter12Homework = AnyHomework(transformerHomework, starter: Starter(), solution: Solution())

// MARK: 12.1

private struct MaskSize {
    var count: Int

    var past: [[Float]] { mask { $0 <= $1 } }
    var future: [[Float]] { mask { $0 >= $1 } }
    var strictPast: [[Float]] { mask { $0 < $1 } }
    var opposite: [[Float]] { mask { $0 > $1 } }
    var everything: [[Float]] { mask { _, _ in true } }

    private func mask(_ sees: (_ column: Int, _ row: Int) -> Bool) -> [[Float]] {
        (0..<count).map { row in (0..<count).map { sees($0, row) ? 1 : 0 } }
    }
}

extension MaskSize {
    init(size: Int, generator: inout RandomGenerator) { count = 1 + generator.integer(below: 2 * size) }

    static let examples = [MaskSize(count: 2)]
    static let edges = [1, 3, 7, 8, 13].map { MaskSize(count: $0) }
}

private let masking = Exercise<any TransformerHomework>(
    "12.1", "The causal mask", tolerance: .exact, hint: "May the first token attend to the second?",
    input: MaskSize.init, examples: MaskSize.examples, edges: MaskSize.edges, expected: \.past,
    answer: { try $0.causalMask($1.count) },
    mistakes: [
        Mistake("The mask is upside down: a position sees the earlier ones, not the later.", \.future),
        Mistake("A position sees itself too: the diagonal is 1.", \.strictPast),
        Mistake("Zeros and ones are swapped: 1 is where a position may look.", \.opposite),
        Mistake("Every position sees everything, also the future.", \.everything),
    ],
    cases: [Case("one position") { $0.count == 1 }],
    meant: [
        Meant("count", lack: .negative, .zero, because: "there is at least one position"),
        Meant(
            "answer[].first", "answer.last[]", "answer.first.last", lack: .variety,
            because: "the first position is seen by all and sees itself alone, and the last sees all"),
    ])

// MARK: 12.2

private struct Position {
    var index: Int
    var width: Int

    var right: [Float] { waves { $0 / 2 * 2 } }
    var ownFrequencies: [Float] { waves { $0 } }
    var withoutDoubling: [Float] { waves { $0 / 2 } }
    var cosineFirst: [Float] { waves(sineAt: 1) { $0 / 2 * 2 } }
    var forgotten: [Float] { [Float](repeating: 0, count: width) }
    var oneFromStart: [Float] { waves(index: index + 1) { $0 / 2 * 2 } }

    private func waves(index: Int? = nil, sineAt rest: Int = 0, _ exponent: (Int) -> Int) -> [Float] {
        (0..<width).map { feature in
            let angle = Double(index ?? self.index) / pow(10_000, Double(exponent(feature)) / Double(width))
            return Float(feature % 2 == rest ? sin(angle) : cos(angle))
        }
    }
}

extension Position {
    init(size: Int, generator: inout RandomGenerator) {
        index = generator.integer(below: 6 * size)
        width = 2 * (1 + generator.integer(below: size + 1))
    }

    static let examples = [Position(index: 0, width: 4)]
    static let edges = [
        Position(index: 1, width: 2), Position(index: 0, width: 2), Position(index: 1, width: 6),
        Position(index: 2, width: 12),
        Position(index: 30, width: 8),
    ]
}

private let positioning = Exercise<any TransformerHomework>(
    "12.2", "The positional encoding", hint: "Features come in pairs: sine and cosine of one angle.",
    input: Position.init, examples: Position.examples, edges: Position.edges, expected: \.right,
    answer: { try $0.position($1.index, width: $1.width) },
    mistakes: [
        Mistake("Sine and cosine of a pair have one angle: the exponent is 2i for both.", \.ownFrequencies),
        Mistake("The exponent is i / width: it is 2i / width.", \.withoutDoubling),
        Mistake("The cosine comes first: even features are sines.", \.cosineFirst),
        Mistake("The position does not matter: all positions would look the same.", \.forgotten),
        Mistake("Positions count from 0.", \.oneFromStart),
    ],
    cases: [
        Case("position 0") { $0.index == 0 }, Case("one pair") { $0.width == 2 },
        Case("position 1") { $0.index == 1 },
    ],
    meant: [
        Meant("index", lack: .negative, because: "positions count from 0"),
        Meant("width", lack: .negative, .zero, because: "there is at least one pair"),
    ])

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

private let attending = Exercise<any TransformerHomework>(
    "12.3", "Scaled dot-product attention", sizes: 1...4,
    hint:
        "Print the scores, then the weights: each row of weights adds up to 1, with 0 where the mask has 0.",
    input: AttentionInput.init, examples: AttentionInput.examples, edges: AttentionInput.edges,
    expected: \.right,
    answer: { try $0.attention($1.query, $1.key, $1.value, mask: $1.mask) },
    mistakes: [
        Mistake("The scores are not divided by √d.", \.unscaled),
        Mistake("The scores are divided by d: divide by its root.", \.byWidth),
        Mistake("The mask is not used.", \.unmasked),
        Mistake(
            "A masked score of 0 still has a weight, since e⁰ is 1: the weight must be 0.", \.multipliedMask),
        Mistake("The softmax runs over the wrong axis: each query's weights add up to 1.", \.otherAxis),
        Mistake("The mask is given: it need not be causal.", \.alwaysCausal),
        Mistake(
            "The scores are divided by the root of the number of keys: d is the length of a key.",
            \.byKeyCount),
        Mistake(
            "A masked score of −20 is not the smallest there can be: the weight must be 0.",
            \.smallHiddenScore),
        Mistake(
            "The exponential overflows, or all of them vanish: subtract the largest score first.",
            \.withoutMaximum),
    ],
    cases: [
        Case("one query and several keys") { $0.query.count == 1 && $0.key.count > 1 },
        Case("one key") { $0.key.count == 1 && $0.query.count > 1 },
        Case("everything visible") { !$0.mask.joined().contains(0) },
        Case("a later position that is visible") { $0.mask[0].dropFirst().contains(1) },
        Case("an earlier position that is not") { $0.mask.count > 1 && $0.mask[1][0] == 0 },
        Case("scores that overflow") { $0.scores.joined().contains { $0 > 150 } },
        Case("scores that all vanish") { $0.scores.joined().contains { $0 < -150 } },
    ],
    meant: [
        Meant("mask[][]", lack: .variety, .negative, .large, because: "a mask holds 0 and 1"),
        .together("query.count", "mask.count", because: "the mask has a row for each query"),
        .together("key.count", "value.count", "mask[].count", because: "each key has its value"),
        .together("query[].count", "key[].count", because: "their product is a score"),
    ],
    forbids: [".softmax"])

// MARK: 12.4

private struct Line {
    var ids: [Int]
    var start, end: Int

    var right: [[Int]] { [[start] + ids, ids + [end]] }
    var notShifted: [[Int]] { [[start] + ids, [start] + ids] }
    var byTwo: [[Int]] { [[start] + ids, Array(ids.dropFirst()) + [end]] }
    var withoutEnd: [[Int]] { [[start] + ids, ids] }
    var withBoth: [[Int]] { [[start] + ids + [end], [start] + ids + [end]] }
    var fixedSpecials: [[Int]] { [[2] + ids, ids + [3]] }
    var otherWay: [[Int]] { right.reversed() }
}

extension Line {
    init(size: Int, generator: inout RandomGenerator) {
        ids = (0..<size).map { _ in generator.integer(below: 40) }
        start = generator.integer(below: 40)
        end = generator.integer(below: 40)
    }

    static let examples = [Line(ids: [7, 8], start: 2, end: 3)]
    static let edges = [
        Line(ids: [7, 8], start: 0, end: 1), Line(ids: [], start: 2, end: 3),
        Line(ids: [5], start: 12, end: 0),
        Line(ids: [4, 4, 0], start: 1, end: 11),
    ]
}

private let shifting = Exercise<any TransformerHomework>(
    "12.4", "Teacher forcing", tolerance: .exact, hint: "Both have one id more than the translation.",
    input: Line.init, examples: Line.examples, edges: Line.edges, expected: \.right,
    answer: { try $0.shifted($1.ids, start: $1.start, end: $1.end) },
    mistakes: [
        Mistake("Nothing is shifted: each target is the input itself.", \.notShifted),
        Mistake("Shifted by two: the target is the very next token.", \.byTwo),
        Mistake("The end is missing: the model must learn to stop.", \.withoutEnd),
        Mistake(
            "Start and end are in both: the end is never an input, the start never a target.",
            \.withBoth),
        Mistake("Inputs and targets are swapped.", \.otherWay),
        Mistake("Start and end are given: they need not be 2 and 3.", \.fixedSpecials),
    ],
    cases: [
        Case("an empty translation") { $0.ids.isEmpty }, Case("one token") { $0.ids.count == 1 },
        Case("a start that is not 2") { $0.start != 2 },
    ],
    meant: [
        Meant("ids[]", "start", "end", lack: .negative, because: "ids are numbered from 0"),
        Meant("answer.count", lack: .variety, because: "inputs and targets"),
    ])

// MARK: 12.5

private struct Update {
    var update, width, warmUp: Int

    var right: Float { rate { min($0, $1) } }
    var rising: Float { rate { _, rise in rise } }
    var falling: Float { rate { fall, _ in fall } }
    var largest: Float { rate { max($0, $1) } }
    var withoutWidth: Float { right * Float(width).squareRoot() }

    var fromZero: Float { rate(update: update - 1) { min($0, $1) } }
    var oneMore: Float { rate(update: update + 1) { min($0, $1) } }

    private func rate(update: Int? = nil, _ choose: (Double, Double) -> Double) -> Float {
        let n = Double(update ?? self.update)
        return Float(
            choose(1 / n.squareRoot(), n / (Double(warmUp) * Double(warmUp).squareRoot()))
                / Double(width).squareRoot())
    }
}

extension Update {
    init(size: Int, generator: inout RandomGenerator) {
        warmUp = 1 + generator.integer(below: 40 * size)
        update = 1 + generator.integer(below: 3 * warmUp)
        width = 1 + generator.integer(below: 100)
    }

    static let examples = [Update(update: 4, width: 1, warmUp: 16)]
    static let edges = [
        Update(update: 1, width: 4, warmUp: 1), Update(update: 1, width: 64, warmUp: 100),
        Update(update: 16, width: 9, warmUp: 16),
        Update(update: 17, width: 9, warmUp: 16), Update(update: 400, width: 64, warmUp: 100),
    ]
}

private let scheduling = Exercise<any TransformerHomework>(
    "12.5", "Noam's schedule", tolerance: Tolerance(absolute: 0, relative: 1e-4),
    hint:
        "Work out both terms by hand for n = 1 and for n = warmUp, where they are equal; the smaller counts.",
    input: Update.init, examples: Update.examples, edges: Update.edges, expected: \.right,
    answer: { try $0.learningRate(update: $1.update, width: $1.width, warmUp: $1.warmUp) },
    mistakes: [
        Mistake("The rate rises forever: after the peak it falls with 1/√n.", \.rising),
        Mistake("The warm-up is missing: before the peak the rate rises.", \.falling),
        Mistake("Take the smaller of the two, not the larger.", \.largest),
        Mistake("The width is missing: divide by its root.", \.withoutWidth),
        Mistake("The first update is 1, as it is given: do not count it from 0.", \.fromZero),
        Mistake("The first update is 1, as it is given: do not add 1.", \.oneMore),
    ],
    cases: [
        Case("the first update") { $0.update == 1 && $0.warmUp > 1 },
        Case("the peak") { $0.update == $0.warmUp },
        Case("warm-up") { $0.update > 1 && $0.update < $0.warmUp }, Case("decay") { $0.update > $0.warmUp },
    ],
    meant: [Meant("update", "width", "warmUp", lack: .negative, .zero, because: "they are counted from 1")])
