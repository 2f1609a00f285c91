import Grading
import Messages
import TensorCore

/// Rows on both sides of a line, with a margin, and the line for new ones.
private struct Separable: Sendable {
    var rows: [[Float]]
    var targets: [Int]
    /// Rows that the submission never sees.
    var newRows: [[Float]]
    var newTargets: [Int]

    /// How many of some rows a line classifies rightly.
    static func right(_ weights: [Float], _ bias: Float, _ rows: [[Float]], _ targets: [Int]) -> Int {
        zip(rows, targets).count { (weightedSum(weights, bias, $0) > 0 ? 1 : 0) == $1 }
    }
}

extension Separable {
    init(size: Int, generator: inout RandomGenerator) {
        let inputCount = 1 + generator.integer(below: 3)
        var line = (0..<inputCount).map { _ in generator.uniform(in: -1...1) }
        if line.allSatisfy({ abs($0) < 0.25 }) { line[0] = 1 }
        let length = weightedSum(line, 0, line).squareRoot()
        let bias = generator.uniform(in: -1...1) * length
        func draw(_ count: Int) -> (rows: [[Float]], targets: [Int]) {
            var (rows, targets) = ([[Float]](), [Int]())
            while rows.count < count {
                let row = (0..<inputCount).map { _ in generator.uniform(in: -3...3) }
                let distance = weightedSum(line, bias, row) / length
                guard abs(distance) > 0.25 else { continue }
                rows.append(row)
                targets.append(distance > 0 ? 1 : 0)
            }
            return (rows, targets)
        }
        (rows, targets) = draw(size == 1 ? 1 : 120 * size)
        (newRows, newTargets) = draw(100)
        // One row says little about the others.
        if size == 1 { (newRows, newTargets) = (rows, targets) }
    }

    /// These rows, which are the new ones too.
    private init(_ rows: [[Float]], _ targets: [Int]) {
        self.init(rows: rows, targets: targets, newRows: rows, newTargets: targets)
    }

    static let examples = [Separable([[1, 1], [0, 0]], [1, 0])]
    static let edges = [
        Separable([[1], [2], [-1]], [0, 0, 1]), Separable([[-12, 10, 0]], [1]), Separable([[0, 0]], [0]),
        // A line that is far from 0, and values that differ in size.
        Separable([[10, 0.5], [11, -0.5], [12, 0], [8, 0], [9, 0.5]], [1, 1, 1, 0, 0]),
    ]
}

let trainingExercise = Exercise<any PerceptronHomework>(
    "1.8", Words(en: "Train it: a line between two classes", zh: "训练它：两类之间的直线"), sizes: 1...4,
    hint: Words(
        en: "Count the mistakes of each pass: the last pass has none.", zh: "数一数每一遍犯了几次错：最后一遍应当一次也没有。"),
    input: Separable.init, examples: Separable.examples, edges: Separable.edges,
    judge: { submission, data in
        let (weights, bias) = try submission.trained(rows: data.rows, targets: data.targets)
        let came = Words(en: "weights \(weights), bias \(bias)", zh: "权重 \(weights)，偏置 \(bias)").text
        guard weights.count == data.rows[0].count else {
            return .wrong(
                expected: Words(en: "\(data.rows[0].count) weights", zh: "\(data.rows[0].count) 个权重").text,
                came: came,
                hint: Words(en: "There is one weight for each number of a row.", zh: "一行中的每个数有一个权重。").text)
        }
        guard (weights + [bias]).allSatisfy(\.isFinite) else {
            return .wrong(
                expected: Words(en: "finite numbers", zh: "有限的数").text, came: came,
                hint: Words(
                    en: "A weight is not a number, or infinite: print them as they grow.",
                    zh: "有的权重不是数，或是无穷大：边训练边打印它们。"
                ).text)
        }
        let right = Separable.right(weights, bias, data.rows, data.targets)
        guard right == data.rows.count else {
            return .wrong(
                expected: Words(en: "all \(data.rows.count) rows right", zh: "\(data.rows.count) 行全对").text,
                came: came, remark: Words(en: "\(right) rows are right", zh: "对了 \(right) 行").text,
                hint: Words(
                    en: "Some of the given rows are wrong: go on until a whole pass has no mistake.",
                    zh: "给出的行还没有全对：继续训练，直到整整一遍没有错误。"
                ).text)
        }
        let new = Separable.right(weights, bias, data.newRows, data.newTargets)
        guard new * 100 >= data.newRows.count * 90 else {
            return .wrong(
                expected: Words(en: "90 of 100 new rows right", zh: "100 行新数据对 90 行").text, came: came,
                remark: Words(
                    en: "\(new) of \(data.newRows.count) are right", zh: "\(data.newRows.count) 行中对了 \(new) 行"
                ).text,
                hint:
                    Words(
                        en:
                            "The given rows are right, the new ones are not: the line must come from the rows, not from a list of them.",
                        zh: "给出的行对了，新的行却不对：直线要从这些行里学出来，不能把它们背下来。"
                    ).text
            )
        }
        return .right
    },
    cases: [
        Case(en: "one row", zh: "一行") { $0.rows.count == 1 },
        Case(en: "one input", zh: "一个输入") { $0.rows[0].count == 1 },
        Case(en: "classes that are not in order", zh: "两类的次序是乱的") {
            $0.rows.count > 20 && Set($0.targets).count == 2
        },
    ],
    meant: [
        Meant("targets[]", "newTargets[]", lack: .variety, .negative, .large, because: "a target is 0 or 1"),
        .together("targets[]", "newTargets[]", because: "where there is one class, it is one for both"),
        .together("rows.count", "targets.count", because: "each row has its target"),
        .together("newRows.count", "newTargets.count", because: "each row has its target"),
        .together("rows[].count", "newRows[].count", because: "the same kind of rows"),
    ])
