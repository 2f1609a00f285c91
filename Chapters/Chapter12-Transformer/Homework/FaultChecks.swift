import Grading
import TensorCore

// MARK: 12.13

/// The lengths of sentences, in the order in which they are cut into batches.
private struct Lengths {
    var lengths: [Int]
    var size: Int

    private var batches: [[Int]] {
        stride(from: 0, to: lengths.count, by: size).map {
            Array(lengths[$0..<min($0 + size, lengths.count)])
        }
    }

    private static func cost(_ batch: [Int]) -> Int { batch.count * (batch.max() ?? 0) }

    var mended: [Int] { batches.map(Self.cost) }
    var asItStands: [Int] {
        let ends = Array(stride(from: size, through: lengths.count, by: size))
        let last = lengths.count % size > 0 ? [lengths.count] : []
        return (ends + last).map { Self.cost(Array(lengths.prefix($0))) }
    }
    var withoutShort: [Int] { batches.filter { $0.count == size }.map(Self.cost) }
    var withoutPadding: [Int] { batches.map { $0.reduce(0, +) } }
    var fullSize: [Int] { batches.map { size * ($0.max() ?? 0) } }
    /// Cleared behind the `if`, after every sentence.
    var cleared: [Int] { size == 1 ? lengths : [] }
    var counts: [Int] { batches.map(\.count) }
}

extension Lengths {
    init(size: Int, generator: inout RandomGenerator) {
        lengths = (0..<1 + generator.integer(below: 2 * size + 2)).map { _ in 1 + generator.integer(below: 8)
        }
        self.size = 1 + generator.integer(below: size + 1)
    }

    static let examples = [Lengths(lengths: [5, 3, 4, 2, 6], size: 2)]
    static let edges = [
        Lengths(lengths: [], size: 3), Lengths(lengths: [10], size: 4),
        Lengths(lengths: [7, 2, 5, 9], size: 2),
        Lengths(lengths: [3, 0, 12], size: 1),
        Lengths(lengths: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], size: 10),
    ]
}

let mending = Exercise<any TransformerHomework>(
    findTheFault: "12.13", "batches", line: 6, returning: "costs",
    hint: "Run the program by hand on the example, with what `batch` holds beside each sentence.",
    input: Lengths.init, examples: Lengths.examples, edges: Lengths.edges, mended: \.mended,
    asItStands: \.asItStands, because: "each batch holds all sentences so far.",
    otherLines: [
        4: "behind line 4 every sentence would clear the batch.",
        5: "behind line 5 the batch would be empty when its cost is taken.",
        7: "behind line 7 every sentence would clear the batch.",
        9: "behind line 9 it is too late, all batches are made.",
    ],
    answer: { try $0.mendedCosts(lengths: $1.lengths, size: $1.size) },
    mistakes: [
        WrongMending(
            "With the batch cleared behind line 7, after every sentence, none is ever full.", \.cleared),
        WrongMending("The last batch counts too, though it is short.", \.withoutShort),
        WrongMending(
            "Padding costs as much as words: a batch costs its sentences times its longest.", \.withoutPadding
        ),
        WrongMending("The last batch has as many sentences as are left, not `size`.", \.fullSize),
        WrongMending("That is how many sentences the batches have.", \.counts),
    ],
    cases: [
        Case("no sentence") { $0.lengths.isEmpty },
        Case("an even division") { $0.lengths.count > $0.size && $0.lengths.count % $0.size == 0 },
        Case("a short batch") { $0.lengths.count > $0.size && $0.lengths.count % $0.size > 0 },
        Case("one sentence a batch") { $0.size == 1 && $0.lengths.count > 1 },
    ],
    meant: [
        Meant("lengths[]", lack: .negative, because: "a sentence has a number of words"),
        Meant("size", lack: .negative, .zero, because: "a batch has sentences"),
    ])
