import Grading
import Messages
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
    findTheFault: "12.13", Words(en: "batches", zh: "切分批次"), line: 6, returning: "costs",
    hint: Words(
        en: "Run the program by hand on the example, with what `batch` holds beside each sentence.",
        zh: "在例子上手动运行程序，在每个句子旁边写下 `batch` 里有什么。"),
    input: Lengths.init, examples: Lengths.examples, edges: Lengths.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "each batch holds all sentences so far.", zh: "每一批都含有到目前为止的所有句子。"),
    otherLines: [
        4: Words(en: "behind line 4 every sentence would clear the batch.", zh: "放在第 4 行后面，每个句子都会清空批次。"),
        5: Words(
            en: "behind line 5 the batch would be empty when its cost is taken.", zh: "放在第 5 行后面，求代价时批次已经空了。"),
        7: Words(en: "behind line 7 every sentence would clear the batch.", zh: "放在第 7 行后面，每个句子都会清空批次。"),
        9: Words(en: "behind line 9 it is too late, all batches are made.", zh: "放在第 9 行后面就太晚了，所有批次都已切完。"),
    ],
    answer: { try $0.mendedCosts(lengths: $1.lengths, size: $1.size) },
    mistakes: [
        WrongMending(
            Words(
                en: "With the batch cleared behind line 7, after every sentence, none is ever full.",
                zh: "在第 7 行后面清空，就是每个句子之后都清空，批次永远装不满。"), \.cleared),
        WrongMending(
            Words(en: "The last batch counts too, though it is short.", zh: "最后一批虽然不满，也要算。"), \.withoutShort),
        WrongMending(
            Words(
                en: "Padding costs as much as words: a batch costs its sentences times its longest.",
                zh: "填充与词的代价一样：一批的代价是句子数乘以最长的长度。"), \.withoutPadding),
        WrongMending(
            Words(
                en: "The last batch has as many sentences as are left, not `size`.",
                zh: "最后一批只有剩下的那些句子，不是 `size` 个。"), \.fullSize),
        WrongMending(Words(en: "That is how many sentences the batches have.", zh: "这是各批的句子数。"), \.counts),
    ],
    cases: [
        Case(en: "no sentence", zh: "没有句子") { $0.lengths.isEmpty },
        Case(en: "an even division", zh: "正好分完") {
            $0.lengths.count > $0.size && $0.lengths.count % $0.size == 0
        },
        Case(en: "a short batch", zh: "有不满的一批") {
            $0.lengths.count > $0.size && $0.lengths.count % $0.size > 0
        },
        Case(en: "one sentence a batch", zh: "每批一个句子") { $0.size == 1 && $0.lengths.count > 1 },
    ],
    meant: [
        Meant("lengths[]", lack: .negative, because: "a sentence has a number of words"),
        Meant("size", lack: .negative, .zero, because: "a batch has sentences"),
    ])
