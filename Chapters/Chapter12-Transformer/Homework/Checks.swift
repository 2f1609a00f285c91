import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let transformerHomework = Homework<any TransformerHomework>(
    chapter: 12, title: Words(en: "The Transformer", zh: "Transformer 的各个部分"),
    file: "Chapters/Chapter12-Transformer/Homework/Starter.swift",
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
    "12.1", Words(en: "The causal mask", zh: "因果掩码"), tolerance: .exact,
    hint: Words(en: "May the first token attend to the second?", zh: "第一个词元可以注意第二个吗？"),
    input: MaskSize.init, examples: MaskSize.examples, edges: MaskSize.edges, expected: \.past,
    answer: { try $0.causalMask($1.count) },
    mistakes: [
        Mistake(
            en: "The mask is upside down: a position sees the earlier ones, not the later.",
            zh: "掩码上下颠倒：一个位置看得到前面的位置，看不到后面的。", \.future),
        Mistake(en: "A position sees itself too: the diagonal is 1.", zh: "一个位置也看得到自己：对角线是 1。", \.strictPast),
        Mistake(
            en: "Zeros and ones are swapped: 1 is where a position may look.", zh: "0 和 1 弄反了：可以看的地方是 1。",
            \.opposite),
        Mistake(en: "Every position sees everything, also the future.", zh: "每个位置都看得到一切，包括未来。", \.everything),
    ],
    cases: [Case(en: "one position", zh: "只有一个位置") { $0.count == 1 }],
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
    "12.2", Words(en: "The positional encoding", zh: "位置编码"),
    hint: Words(en: "Features come in pairs: sine and cosine of one angle.", zh: "特征成对出现：同一个角的正弦和余弦。"),
    input: Position.init, examples: Position.examples, edges: Position.edges, expected: \.right,
    answer: { try $0.position($1.index, width: $1.width) },
    mistakes: [
        Mistake(
            en: "Sine and cosine of a pair have one angle: the exponent is 2i for both.",
            zh: "一对正弦和余弦用同一个角：两者的指数都是 2i。", \.ownFrequencies),
        Mistake(
            en: "The exponent is i / width: it is 2i / width.", zh: "指数成了 i / width：应是 2i / width。",
            \.withoutDoubling),
        Mistake(
            en: "The cosine comes first: even features are sines.", zh: "余弦排在了前面：偶数特征是正弦。", \.cosineFirst),
        Mistake(
            en: "The position does not matter: all positions would look the same.", zh: "没有用到位置：这样所有位置都一个样。",
            \.forgotten),
        Mistake(en: "Positions count from 0.", zh: "位置从 0 数起。", \.oneFromStart),
    ],
    cases: [
        Case(en: "position 0", zh: "位置 0") { $0.index == 0 },
        Case(en: "one pair", zh: "只有一对") { $0.width == 2 },
        Case(en: "position 1", zh: "位置 1") { $0.index == 1 },
    ],
    meant: [
        Meant("index", lack: .negative, because: "positions count from 0"),
        Meant("width", lack: .negative, .zero, because: "there is at least one pair"),
    ])

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
    "12.4", Words(en: "Teacher forcing", zh: "教师强制"), tolerance: .exact,
    hint: Words(en: "Both have one id more than the translation.", zh: "两者都比译文多一个编号。"),
    input: Line.init, examples: Line.examples, edges: Line.edges, expected: \.right,
    answer: { try $0.shifted($1.ids, start: $1.start, end: $1.end) },
    mistakes: [
        Mistake(
            en: "Nothing is shifted: each target is the input itself.", zh: "没有错开：每个目标就是输入本身。", \.notShifted),
        Mistake(
            en: "Shifted by two: the target is the very next token.", zh: "错开了两个：目标就是紧接着的下一个词元。", \.byTwo),
        Mistake(en: "The end is missing: the model must learn to stop.", zh: "缺了结束符：模型必须学会停下。", \.withoutEnd),
        Mistake(
            en: "Start and end are in both: the end is never an input, the start never a target.",
            zh: "两者都含有起始符和结束符：结束符从不作输入，起始符从不作目标。", \.withBoth),
        Mistake(en: "Inputs and targets are swapped.", zh: "输入和目标弄反了。", \.otherWay),
        Mistake(
            en: "Start and end are given: they need not be 2 and 3.", zh: "起始符和结束符是给定的：不一定是 2 和 3。",
            \.fixedSpecials),
    ],
    cases: [
        Case(en: "an empty translation", zh: "空的译文") { $0.ids.isEmpty },
        Case(en: "one token", zh: "只有一个词元") { $0.ids.count == 1 },
        Case(en: "a start that is not 2", zh: "起始符不是 2") { $0.start != 2 },
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
    "12.5", Words(en: "Noam's schedule", zh: "Noam 学习率"), tolerance: Tolerance(absolute: 0, relative: 1e-4),
    hint: Words(
        en:
            "Work out both terms by hand for n = 1 and for n = warmUp, where they are equal; the smaller counts.",
        zh: "对 n = 1 和 n = warmUp 手算两项，n = warmUp 时两项相等；取较小的一项。"),
    input: Update.init, examples: Update.examples, edges: Update.edges, expected: \.right,
    answer: { try $0.learningRate(update: $1.update, width: $1.width, warmUp: $1.warmUp) },
    mistakes: [
        Mistake(
            en: "The rate rises forever: after the peak it falls with 1/√n.", zh: "学习率一直上升：过了最高点，它按 1/√n 下降。",
            \.rising),
        Mistake(
            en: "The warm-up is missing: before the peak the rate rises.", zh: "缺了预热：到最高点之前，学习率应上升。",
            \.falling
        ),
        Mistake(en: "Take the smaller of the two, not the larger.", zh: "取两项中较小的，不是较大的。", \.largest),
        Mistake(en: "The width is missing: divide by its root.", zh: "没有用到宽度：要除以它的平方根。", \.withoutWidth),
        Mistake(
            en: "The first update is 1, as it is given: do not count it from 0.",
            zh: "更新次数从 1 数起，照给定的用：不要从 0 数起。", \.fromZero),
        Mistake(
            en: "The first update is 1, as it is given: do not add 1.", zh: "更新次数从 1 数起，照给定的用：不要再加 1。",
            \.oneMore),
    ],
    cases: [
        Case(en: "the first update", zh: "第一次更新") { $0.update == 1 && $0.warmUp > 1 },
        Case(en: "the peak", zh: "最高点") { $0.update == $0.warmUp },
        Case(en: "warm-up", zh: "预热") { $0.update > 1 && $0.update < $0.warmUp },
        Case(en: "decay", zh: "衰减") { $0.update > $0.warmUp },
    ],
    meant: [Meant("update", "width", "warmUp", lack: .negative, .zero, because: "they are counted from 1")])
