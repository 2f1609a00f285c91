import Foundation
import Grading
import Messages
import TensorCore

// MARK: 5.11

/// A classified batch.
private struct Classified {
    var logits: [[Float]]
    var labels: [Int]

    private func answer(
        line: Int = 5, _ rows: [[Float]]? = nil, best: ([Float]) -> Int? = { $0.firstIndex(of: $0.max()!) }
    )
        -> Fields
    {
        let rows = rows ?? logits
        let right = zip(rows, labels).count { best($0) == $1 }
        return Fields(["line": line, "accuracy": Float(right) / Float(labels.count)])
    }

    /// The probabilities of the program as it stands, in Float as there.
    private var overBatch: [[Float]] {
        let totals = logits[0].indices.map { column in logits.reduce(0) { $0 + exp($1[column]) } }
        return logits.map { zip($0, totals).map { exp($0) / $1 } }
    }

    var right: Fields { answer() }
    var asItStands: Fields { answer(overBatch) }
    var otherLine: Fields { answer(line: 6) }
    var divisionLine: Fields { answer(line: 10) }
    var comparisonLine: Fields { answer(line: 8) }
    var lastOfEqual: Fields { answer { $0.lastIndex(of: $0.max()!) } }
    var smallest: Fields { answer { $0.firstIndex(of: $0.min()!) } }
    var count: Fields {
        let right = zip(logits, labels).count { $0.firstIndex(of: $0.max()!) == $1 }
        return Fields(["line": 5, "accuracy": Float(right)])
    }
    var errors: Fields {
        let wrong = zip(logits, labels).count { $0.firstIndex(of: $0.max()!) != $1 }
        return Fields(["line": 5, "accuracy": Float(wrong) / Float(labels.count)])
    }

    var changes: Bool {
        zip(overBatch, logits).contains { $0.firstIndex(of: $0.max()!) != $1.firstIndex(of: $1.max()!) }
    }
}

extension Classified {
    init(size: Int, generator: inout RandomGenerator) {
        let classes = 1 + generator.integer(below: size + 1)
        logits = (0..<size).map { _ in (0..<classes).map { _ in generator.half(upTo: 3) } }
        labels = logits.map { row in
            generator.bernoulli(0.6) ? row.firstIndex(of: row.max()!)! : generator.integer(below: classes)
        }
    }

    static let examples = [Classified(logits: [[2, 1], [4, 0]], labels: [0, 0])]
    static let edges = [
        Classified(logits: [[-10]], labels: [0]), Classified(logits: [[1, 1, 0]], labels: [0]),
        Classified(logits: [[3, 10, -1], [2, 12, 0], [0, 1, 0]], labels: [1, 1, 2]),
        Classified(
            logits: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4]],
            labels: [11, 10]),
    ]
}

let mending = Exercise<any ConvolutionHomework>(
    "5.11", Words(en: "Find the fault: accuracy of a batch", zh: "找出错误：一个批的准确率"), draws: 6,
    hint: Words(
        en: "Run the program by hand on the example: what is `total` for the first class?",
        zh: "在例子上手动运行程序：第一个类别的 `total` 是多少？"),
    input: Classified.init, examples: Classified.examples, edges: Classified.edges, expected: \.right,
    answer: { homework, batch in
        let answer = try homework.mendedAccuracy(batch.logits, labels: batch.labels)
        return Fields(["line": answer.line, "accuracy": answer.accuracy])
    },
    mistakes: [
        Mistake(
            en: "That is what the program returns as it stands: the accuracy still depends on the batch.",
            zh: "这是程序照原样返回的：准确率仍取决于批。",
            \.asItStands),
        Mistake(
            en: "The accuracy is right, the line is not: line 6 divides rightly, but by the wrong sum.",
            zh: "准确率对，行号不对：第 6 行除得对，只是除以了错误的和。",
            \.otherLine),
        Mistake(
            en: "The accuracy is right, the line is not: line 8 compares rightly.",
            zh: "准确率对，行号不对：第 8 行比较得对。", \.comparisonLine),
        Mistake(
            en: "The accuracy is right, the line is not: line 10 is the share of all pictures.",
            zh: "准确率对，行号不对：第 10 行是占所有图片的比例。", \.divisionLine),
        Mistake(
            en: "Of several largest probabilities the first counts.", zh: "有几个最大的概率时，取第一个。", \.lastOfEqual),
        Mistake(en: "That takes the smallest probability.", zh: "这取的是最小的概率。", \.smallest),
        Mistake(
            en: "That is how many are right: divide by the number of pictures.", zh: "这是对了多少：要除以图片数。", \.count
        ),
        Mistake(en: "That is the share of what is wrong.", zh: "这是错的比例。", \.errors),
    ],
    cases: [
        Case(en: "one picture", zh: "一张图") { $0.labels.count == 1 },
        Case(en: "a batch that changes what a picture is taken for", zh: "使图片被认成别的类别的批") { $0.changes },
        Case(en: "equal logits", zh: "相等的 logits") {
            $0.logits.contains { row in row.count { $0 == row.max() } > 1 }
        },
    ],
    meant: [
        Meant("labels[]", lack: .negative, because: "classes are numbered from 0"),
        Meant("answer.line", lack: .variety, because: "one line is at fault"),
        .together("labels.count", "logits.count", because: "each picture has its label"),
    ])
