import Foundation
import Grading
import TensorCore

// MARK: 5.11

/// A classified batch.
private struct Classified {
    var logits: [[Float]]
    var labels: [Int]

    private func count(
        _ rows: [[Float]]? = nil, best: ([Float]) -> Int? = { $0.firstIndex(of: $0.max()!) }
    ) -> Float {
        Float(zip(rows ?? logits, labels).count { best($0) == $1 })
    }

    /// The probabilities of the program as it stands, in Float as there.
    private var overBatch: [[Float]] {
        let totals = logits[0].indices.map { column in logits.reduce(0) { $0 + exp($1[column]) } }
        return logits.map { zip($0, totals).map { exp($0) / $1 } }
    }
    private var all: Float { Float(labels.count) }

    var mended: Float { count() / all }
    var asItStands: Float { count(overBatch) / all }
    var lastOfEqual: Float { count { $0.lastIndex(of: $0.max()!) } / all }
    var smallest: Float { count { $0.firstIndex(of: $0.min()!) } / all }
    var count: Float { count() }
    var errors: Float { (all - count()) / all }

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
    findTheFault: "5.11", "accuracy of a batch", line: 5, returning: "accuracy",
    hint: "Run the program by hand on the example: what is `total` for the first class?",
    input: Classified.init, examples: Classified.examples, edges: Classified.edges, mended: \.mended,
    asItStands: \.asItStands, because: "the accuracy still depends on the batch.",
    otherLines: [
        6: "line 6 divides rightly, but by the wrong sum.", 8: "line 8 compares rightly.",
        10: "line 10 is the share of all pictures.",
    ],
    answer: { try $0.mendedAccuracy($1.logits, labels: $1.labels) },
    mistakes: [
        WrongMending("Of several largest probabilities the first counts.", \.lastOfEqual),
        WrongMending("That takes the smallest probability.", \.smallest),
        WrongMending("That is how many are right: divide by the number of pictures.", \.count),
        WrongMending("That is the share of what is wrong.", \.errors),
    ],
    cases: [
        Case("one picture") { $0.labels.count == 1 },
        Case("a batch that changes what a picture is taken for") { $0.changes },
        Case("equal logits") { $0.logits.contains { row in row.count { $0 == row.max() } > 1 } },
    ],
    meant: [
        Meant("labels[]", lack: .negative, because: "classes are numbered from 0"),
        .together("labels.count", "logits.count", because: "each picture has its label"),
    ])
