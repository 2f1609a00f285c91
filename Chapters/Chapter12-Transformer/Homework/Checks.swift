import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let transformerHomework = Homework<any TransformerHomework>(
    chapter: 12, title: "The Transformer", file: "Chapters/Chapter12-Transformer/Homework/Starter.swift",
    exercises: [masking, positioning, attending, shifting, scheduling])

/// The homework of Chapter 12 for the grader.
public let chapter12Homework = AnyHomework(transformerHomework, starter: Starter(), solution: Solution())

// MARK: 12.1

private struct MaskSize {
    var count: Int

    init(size: Int, generator: inout RandomGenerator) { count = size + 1 }

    var past: [[Float]] { mask { $0 <= $1 } }
    var future: [[Float]] { mask { $0 >= $1 } }
    var strictPast: [[Float]] { mask { $0 < $1 } }
    var opposite: [[Float]] { mask { $0 > $1 } }
    var everything: [[Float]] { mask { _, _ in true } }

    private func mask(_ sees: (_ column: Int, _ row: Int) -> Bool) -> [[Float]] {
        (0..<count).map { row in (0..<count).map { sees($0, row) ? 1 : 0 } }
    }
}

private let masking = Exercise<any TransformerHomework>(
    "12.1", "The causal mask", tolerance: .exact, hint: "May the first token attend to the second?",
    input: MaskSize.init, expected: \.past, answer: { try $0.causalMask($1.count) },
    mistakes: [
        Mistake("The mask is upside down: a position sees the earlier ones, not the later.", \.future),
        Mistake("A position sees itself too: the diagonal is 1.", \.strictPast),
        Mistake("Zeros and ones are swapped: 1 is where a position may look.", \.opposite),
        Mistake("Every position sees everything, also the future.", \.everything),
    ])

// MARK: 12.2

private struct Position {
    var index: Int
    var width: Int

    init(size: Int, generator: inout RandomGenerator) {
        index = size + generator.integer(below: 20)
        width = 4 + 2 * generator.integer(below: size + 1)
    }

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

private let positioning = Exercise<any TransformerHomework>(
    "12.2", "The positional encoding", hint: "Features come in pairs: sine and cosine of one angle.",
    input: Position.init, expected: \.right, answer: { try $0.position($1.index, width: $1.width) },
    mistakes: [
        Mistake("Sine and cosine of a pair have one angle: the exponent is 2i for both.", \.ownFrequencies),
        Mistake("The exponent is i / width: it is 2i / width.", \.withoutDoubling),
        Mistake("The cosine comes first: even features are sines.", \.cosineFirst),
        Mistake("The position does not matter: all positions would look the same.", \.forgotten),
        Mistake("Positions count from 0.", \.oneFromStart),
    ])

// MARK: 12.3

private struct AttentionInput {
    var query, key, value, mask: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        func grid(_ rows: Int, _ columns: Int) -> [[Float]] {
            (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -2...2) } }
        }
        let length = size + 2
        query = grid(length, 3)
        key = grid(length, 3)
        value = grid(length, 2)
        mask = (0..<length).map { row in (0..<length).map { $0 <= row ? 1 : 0 } }
    }

    var right: [[Float]] { attended { $0 / 3.0.squareRoot() } }
    var unscaled: [[Float]] { attended { $0 } }
    var byWidth: [[Float]] { attended { $0 / 3 } }
    var unmasked: [[Float]] { attended(isMasked: false) { $0 / 3.0.squareRoot() } }
    var multipliedMask: [[Float]] { attended(hidden: 0) { $0 / 3.0.squareRoot() } }
    var otherAxis: [[Float]] { attended(overRows: true) { $0 / 3.0.squareRoot() } }

    private func attended(
        isMasked: Bool = true, hidden: Double = -.infinity, overRows: Bool = false,
        _ scale: (Double) -> Double
    ) -> [[Float]] {
        let count = query.count
        var weights = (0..<count).map { t in
            (0..<count).map { s -> Double in
                let score = scale(zip(query[t], key[s]).reduce(0) { $0 + Double($1.0) * Double($1.1) })
                return exp(isMasked && mask[t][s] == 0 ? hidden : score)
            }
        }
        for i in 0..<count {
            let total = (0..<count).reduce(0.0) { $0 + (overRows ? weights[$1][i] : weights[i][$1]) }
            for j in 0..<count {
                if overRows { weights[j][i] /= total } else { weights[i][j] /= total }
            }
        }
        return weights.map { row in
            (0..<2).map { column in
                Float(zip(row, value).reduce(0) { $0 + $1.0 * Double($1.1[column]) })
            }
        }
    }
}

private let attending = Exercise<any TransformerHomework>(
    "12.3", "Scaled dot-product attention", sizes: 1...4,
    hint: "The first position sees only itself, so its row is its own value.",
    input: AttentionInput.init, expected: \.right,
    answer: { try $0.attention($1.query, $1.key, $1.value, mask: $1.mask) },
    mistakes: [
        Mistake("The scores are not divided by √d.", \.unscaled),
        Mistake("The scores are divided by d: divide by its root.", \.byWidth),
        Mistake("The mask is not used.", \.unmasked),
        Mistake(
            "A masked score of 0 still has a weight, since e⁰ is 1: the weight must be 0.", \.multipliedMask),
        Mistake("The softmax runs over the wrong axis: each query's weights add up to 1.", \.otherAxis),
    ])

// MARK: 12.4

private struct Line {
    var ids: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        ids = (0..<size + 1).map { 4 + 10 * $0 + generator.integer(below: 10) }
    }

    var right: [[Int]] { [[2] + ids, ids + [3]] }
    var notShifted: [[Int]] { [[2] + ids, [2] + ids] }
    var byTwo: [[Int]] { [[2] + ids, Array(ids.dropFirst()) + [3]] }
    var withoutEnd: [[Int]] { [[2] + ids, ids] }
    var withBoth: [[Int]] { [[2] + ids + [3], [2] + ids + [3]] }
    var otherWay: [[Int]] { right.reversed() }
}

private let shifting = Exercise<any TransformerHomework>(
    "12.4", "Teacher forcing", tolerance: .exact, hint: "Both have one id more than the translation.",
    input: Line.init, expected: \.right, answer: { try $0.shifted($1.ids, start: 2, end: 3) },
    mistakes: [
        Mistake("Nothing is shifted: each target is the input itself.", \.notShifted),
        Mistake("Shifted by two: the target is the very next token.", \.byTwo),
        Mistake("The end is missing: the model must learn to stop.", \.withoutEnd),
        Mistake(
            "Start and end are in both: the end is never an input, the start never a target.",
            \.withBoth),
        Mistake("Inputs and targets are swapped.", \.otherWay),
    ])

// MARK: 12.5

private struct Update {
    var update, width, warmUp: Int

    init(size: Int, generator: inout RandomGenerator) {
        warmUp = 50 + generator.integer(below: 100)
        // Before the peak and behind it in turn.
        update =
            size % 2 == 0
            ? 2 * warmUp + generator.integer(below: 500) : 2 + generator.integer(below: warmUp / 2)
        width = 64 << generator.integer(below: 3)
    }

    var right: Float { rate { min($0, $1) } }
    var rising: Float { rate { _, rise in rise } }
    var falling: Float { rate { fall, _ in fall } }
    var largest: Float { rate { max($0, $1) } }
    var withoutWidth: Float { right * Float(width).squareRoot() }

    private func rate(_ choose: (Double, Double) -> Double) -> Float {
        let n = Double(update)
        return Float(
            choose(1 / n.squareRoot(), n / (Double(warmUp) * Double(warmUp).squareRoot()))
                / Double(width).squareRoot())
    }
}

private let scheduling = Exercise<any TransformerHomework>(
    "12.5", "Noam's schedule", hint: "At n = warmUp both terms are equal: that is the peak.",
    input: Update.init, expected: \.right,
    answer: { try $0.learningRate(update: $1.update, width: $1.width, warmUp: $1.warmUp) },
    mistakes: [
        Mistake("The rate rises forever: after the peak it falls with 1/√n.", \.rising),
        Mistake("The warm-up is missing: before the peak the rate rises.", \.falling),
        Mistake("Take the smaller of the two, not the larger.", \.largest),
        Mistake("The width is missing: divide by its root.", \.withoutWidth),
    ])
