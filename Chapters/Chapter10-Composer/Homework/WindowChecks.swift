import Grading
import Messages
import TensorCore

// MARK: 10.9

/// A piece of music, and how it is cut.
private struct Piece {
    var events: [Int]
    var length, testEvents: Int

    private func all(_ part: ArraySlice<Int>, step: Int = 1) -> [[Int]] {
        let part = Array(part)
        guard part.count >= length else { return [] }
        return stride(from: 0, through: part.count - length, by: step).map { Array(part[$0..<$0 + length]) }
    }
    private func fields(_ training: [[Int]], _ test: [[Int]]) -> Fields {
        Fields(["training": training, "test": test])
    }

    private var first: ArraySlice<Int> { events.dropLast(testEvents) }
    private var last: ArraySlice<Int> { events.suffix(testEvents) }

    var right: Fields { fields(all(first), all(last)) }
    /// Cut first and split then, by the number of test windows.
    var cutFirst: Fields {
        let windows = all(events[...])
        let test = min(windows.count, testEvents)
        return fields(Array(windows.dropLast(test)), Array(windows.suffix(test)))
    }
    var trainingReachesIn: Fields {
        fields(all(events.dropLast(max(0, testEvents - length + 1))), all(last))
    }
    var trainingOnAll: Fields { fields(all(events[...]), all(last)) }
    var firstForTest: Fields { fields(all(events.dropFirst(testEvents)), all(events.prefix(testEvents))) }
    var otherOrder: Fields { fields(all(last), all(first)) }
    var sideBySide: Fields { fields(all(first, step: length), all(last, step: length)) }
    var withoutLast: Fields { fields(Array(all(first).dropLast()), Array(all(last).dropLast())) }
    var shortOnes: Fields {
        func cut(_ part: ArraySlice<Int>) -> [[Int]] {
            part.indices.map { Array(part[$0...].prefix(length)) }
        }
        return fields(cut(first), cut(last))
    }
    var withTarget: Fields {
        func cut(_ part: ArraySlice<Int>) -> [[Int]] {
            let part = Array(part)
            return part.indices.filter { $0 + length < part.count }.map { Array(part[$0...$0 + length]) }
        }
        return fields(cut(first), cut(last))
    }
}

extension Piece {
    init(size: Int, generator: inout RandomGenerator) {
        // No event twice, so that every window is told from every other.
        let start = generator.integer(below: 80) - 20
        events = generator.permutation(1 + generator.integer(below: 4 * size)).map { $0 + start }
        length = 1 + generator.integer(below: size)
        testEvents = generator.integer(below: events.count + 1)
    }

    static let examples = [Piece(events: [1, 2, 3, 4, 5, 6], length: 2, testEvents: 3)]
    static let edges = [
        Piece(events: [-7], length: 1, testEvents: 1), Piece(events: [5, 0, 3], length: 2, testEvents: 0),
        Piece(events: [4, 1], length: 10, testEvents: 1),
        Piece(events: [0, 3, 2, 9, 8, 7], length: 3, testEvents: 2),
        Piece(events: (0..<24).map { 60 + $0 }, length: 4, testEvents: 11),
        Piece(events: [4, 2, 8, 1, 0, 5], length: 3, testEvents: 3),
    ]
}

let cuttingWindows = Exercise<any RecurrentHomework>(
    "10.9", Words(en: "Windows that do not leak", zh: "不泄露的窗口"), draws: 6,
    hint: Words(
        en: "Draw a line between training and test, then the windows: none crosses the line.",
        zh: "在训练和测试之间画一条线，再画窗口：没有窗口越过这条线。"),
    input: Piece.init, examples: Piece.examples, edges: Piece.edges, expected: \.right,
    answer: { homework, piece in
        let windows = try homework.windows(piece.events, length: piece.length, testEvents: piece.testEvents)
        return Fields(["training": windows.training, "test": windows.test])
    },
    mistakes: [
        Mistake(
            en:
                "The windows are cut before the split: windows of the test begin in the training. Split first.",
            zh: "先切窗口后划分了：测试的窗口始于训练部分。要先划分。",
            \.cutFirst),
        Mistake(en: "Windows of the training reach into the test.", zh: "训练的窗口伸进了测试部分。", \.trainingReachesIn),
        Mistake(
            en: "The windows of the test are among those of the training too.", zh: "测试的窗口也出现在训练的窗口里。",
            \.trainingOnAll),
        Mistake(
            en: "The last events are for the test, not the first.", zh: "最后的事件用于测试，不是最前的。", \.firstForTest),
        Mistake(en: "Training comes first, then the test.", zh: "训练在前，测试在后。", \.otherOrder),
        Mistake(
            en: "A window begins one event after the one before, not where it ends.",
            zh: "一个窗口比前一个晚一个事件开始，不是从前一个的结尾开始。", \.sideBySide),
        Mistake(en: "The last window of each part is missing.", zh: "缺了每一部分的最后一个窗口。", \.withoutLast),
        Mistake(
            en: "A window has `length` events; at the end of a part there are no shorter ones.",
            zh: "一个窗口有 `length` 个事件；末尾没有更短的窗口。", \.shortOnes),
        Mistake(
            en: "A window has `length` events, not one more.", zh: "一个窗口有 `length` 个事件，不多一个。", \.withTarget),
    ],
    cases: [
        Case(en: "no test", zh: "没有测试") { $0.testEvents == 0 && $0.events.count > 1 },
        Case(en: "no training", zh: "没有训练") { $0.testEvents == $0.events.count },
        Case(en: "a part shorter than a window", zh: "比窗口短的部分") {
            $0.testEvents > 0 && $0.testEvents < $0.length
        },
        Case(en: "a part as long as a window", zh: "与窗口一样长的部分") {
            $0.testEvents == $0.length && $0.length > 1
        },
        Case(en: "windows of one event", zh: "一个事件的窗口") { $0.length == 1 },
    ],
    meant: [
        Meant("length", lack: .negative, .zero, because: "a window has an event"),
        Meant("testEvents", lack: .negative, because: "events are counted"),
    ])
