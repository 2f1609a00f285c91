import Grading
import Messages
import TensorCore

// MARK: 3.7

/// The days of the rows of a table, and how many are for the test.
private struct Table {
    var days: [Int]
    var testDays: Int

    private var last: Int { days.last ?? 0 }

    private func split(_ isTest: (_ row: Int) -> Bool) -> [[Int]] {
        [days.indices.filter { !isTest($0) }, days.indices.filter(isTest)]
    }

    var right: [[Int]] { split { days[$0] > last - testDays } }
    var oneDayMore: [[Int]] { split { days[$0] >= last - testDays } }
    var rows: [[Int]] { split { $0 >= days.count - testDays } }
    var hours: [[Int]] { split { $0 >= days.count - 24 * testDays } }
    var firstDays: [[Int]] { split { days[$0] < testDays } }
    var otherOrder: [[Int]] { right.reversed() }
    var trainingOnAll: [[Int]] { [Array(days.indices), right[1]] }
    var daysForRows: [[Int]] { right.map { $0.map { days[$0] } } }

    /// Days without rows are not counted.
    var daysWithRows: [[Int]] {
        let tested = Set(Set(days).sorted().suffix(testDays))
        return split { tested.contains(days[$0]) }
    }

    /// As many rows, but spread over the whole time.
    var spread: [[Int]] {
        let count = right[1].count
        guard count > 0 else { return right }
        let every = max(1, days.count / count)
        return split { $0 % every == every - 1 && $0 / every < count }
    }
}

extension Table {
    init(size: Int, generator: inout RandomGenerator) {
        days =
            [0]
            + (1...size + 1).flatMap { day in
                [Int](repeating: day, count: generator.integer(below: 4))
            }
        testDays = generator.integer(below: size + 1)
    }

    static let examples = [Table(days: [0, 0, 1, 3, 3], testDays: 2)]
    static let edges = [
        Table(days: [0], testDays: 0), Table(days: [0], testDays: 1), Table(days: [0, 1, 2, 2], testDays: 0),
        Table(days: [0, 1, 1, 2], testDays: 3),
        Table(days: [0, 1, 1, 2, 4, 5, 7, 8, 9, 10, 10, 12, 12, 13], testDays: 10),
        Table(days: [0, 1, 5, 5, 5], testDays: 4),
    ]
}

let splitting = Exercise<any NetworkHomework>(
    "3.7", Words(en: "The split by time", zh: "按时间划分"),
    hint: Words(
        en: "Which is the last day for training? Write the days under the rows.", zh: "训练用到哪一天为止？把日期写在各行下面。"),
    input: Table.init, examples: Table.examples, edges: Table.edges, expected: \.right,
    answer: { try $0.splitByTime(days: $1.days, testDays: $1.testDays) },
    mistakes: [
        Mistake(en: "One day too many is for the test.", zh: "多分了一天给测试。", \.oneDayMore),
        Mistake(en: "So many days are for the test, not so many rows.", zh: "测试用这么多天，不是这么多行。", \.rows),
        Mistake(en: "Not every day has 24 rows: look at `days`.", zh: "不是每天都有 24 行：要看 `days`。", \.hours),
        Mistake(
            en: "The test is the future: the last days, not the first.", zh: "测试要用未来：最后几天，不是最初几天。",
            \.firstDays),
        Mistake(en: "Training comes first, then the test.", zh: "训练在前，测试在后。", \.otherOrder),
        Mistake(
            en: "The training rows contain the test's as well: each row is in one part only.",
            zh: "训练的行里也有测试的：每一行只属于一部分。", \.trainingOnAll),
        Mistake(
            en: "The indices of the rows are asked for, not their days.", zh: "要的是行的索引，不是日期。", \.daysForRows),
        Mistake(
            en: "A day without rows is a day too: count back from the last day.", zh: "没有行的一天也是一天：从最后一天往回数。",
            \.daysWithRows),
        Mistake(
            en: "The test rows lie among the training rows: the test is what comes after all training.",
            zh: "测试的行夹在训练的行之间：测试要排在全部训练之后。", \.spread),
    ],
    cases: [
        Case(en: "no test", zh: "没有测试") { $0.testDays == 0 && $0.days.count > 1 },
        Case(en: "no training", zh: "没有训练") { $0.right[0].isEmpty },
        Case(en: "one row", zh: "一行") { $0.days.count == 1 },
        Case(en: "a day without rows among the last", zh: "最后几天里有一天没有行") { $0.right != $0.daysWithRows },
    ],
    meant: [
        Meant("days[]", "testDays", lack: .negative, because: "days are counted from 0"),
        Meant(
            "answer.count", "answer.first.first", "days.first", lack: .variety,
            because: "two parts, and day 0 and row 0 first"),
    ])

// MARK: 3.8

/// The errors of a training, epoch by epoch.
private struct History {
    var validation: [Float]
    var patience: Int

    private static func answer(_ best: Int, _ epochs: Int) -> Fields {
        Fields(["best": best, "epochs": epochs])
    }

    /// The best epoch and the number of epochs, by what counts as an improvement on the best so far and the error
    /// before.
    private func stop(
        patience: Int, improves: (_ error: Float, _ best: Float, _ before: Float) -> Bool, resets: Bool = true
    ) -> (best: Int, epochs: Int) {
        var (best, waited) = (0, 0)
        for epoch in validation.indices.dropFirst() {
            if improves(validation[epoch], validation[best], validation[epoch - 1]) {
                best = epoch
                if resets { waited = 0 }
            } else {
                waited += 1
                if waited >= patience { return (best, epoch + 1) }
            }
        }
        return (best, validation.count)
    }

    private func fields(_ stop: (best: Int, epochs: Int)) -> Fields { Self.answer(stop.best, stop.epochs) }

    private var stop: (best: Int, epochs: Int) { stop(patience: patience) { error, best, _ in error < best } }
    var right: Fields { fields(stop) }
    var epochs: Int { stop.epochs }
    var best: Int { stop.best }
    var impatient: Fields { fields(stop(patience: 1) { error, best, _ in error < best }) }
    var oneEpochMore: Fields { fields(stop(patience: patience + 1) { error, best, _ in error < best }) }
    var oneEpochLess: Fields { fields(stop(patience: patience - 1) { error, best, _ in error < best }) }
    var tiesImprove: Fields { fields(stop(patience: patience) { error, best, _ in error <= best }) }
    var neverReset: Fields {
        fields(stop(patience: patience, improves: { error, best, _ in error < best }, resets: false))
    }
    var largest: Fields { fields(stop(patience: patience) { error, best, _ in error > best }) }
    var lastEpoch: Fields { Self.answer(stop.epochs - 1, stop.epochs) }
    var bestFromOne: Fields { Self.answer(stop.best + 1, stop.epochs) }
    var lastIndex: Fields { Self.answer(stop.best, stop.epochs - 1) }

    /// The smallest of all errors, also of those after the end.
    var smallestOfAll: Fields {
        let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
        return Self.answer(best, stop.epochs)
    }

    var neverStops: Fields {
        let best = validation.indices.min { validation[$0] < validation[$1] } ?? 0
        return Self.answer(best, validation.count)
    }

    /// Waits for rises from one epoch to the next.
    var comparesWithBefore: Fields {
        let epochs = stop(patience: patience) { error, _, before in error < before }.epochs
        let best = (0..<epochs).min { validation[$0] < validation[$1] } ?? 0
        return Self.answer(best, epochs)
    }
}

extension History {
    init(size: Int, generator: inout RandomGenerator) {
        // Mostly falling, with rises and ties.
        var error = abs(generator.number(size: size)) + 2
        validation = (0..<2 * size).map { _ in
            error = max(0, error + generator.element(of: [-0.5, -0.25, -0.5, 0, 0.25, 0.5]))
            return error
        }
        patience = 1 + generator.integer(below: size)
    }

    static let examples = [History(validation: [5, 3, 4, 2, 3, 2, 1], patience: 2)]
    static let edges = [
        History(validation: [0.5], patience: 1), History(validation: [3, 2, 1], patience: 1),
        History(validation: [2, 3, 1, 0], patience: 1), History(validation: [20, 21, 22, 23], patience: 10),
        History(validation: [3, 4, 2, 3, 1, 2, 0, 1, 1], patience: 2),
        // Below the error before, but not below the best.
        History(validation: [1, 5, 4, 3, 2, 0], patience: 3),
        History(validation: [4, 2, 2, 2, 1, 2, 2], patience: 3),
    ]
}

let stopping = Exercise<any NetworkHomework>(
    "3.8", Words(en: "Early stopping", zh: "早停"), draws: 6,
    hint: Words(
        en: "Go through the errors by hand: the best so far, and how many epochs ago it was.",
        zh: "逐个走过误差：到此为止最小的是哪个，它在几个轮次之前。"),
    input: History.init, examples: History.examples, edges: History.edges, expected: \.right,
    answer: { homework, history in
        let stop = try homework.earlyStop(validation: history.validation, patience: history.patience)
        return Fields(["best": stop.best, "epochs": stop.epochs])
    },
    mistakes: [
        Mistake(
            en: "Training ends at the first epoch that brings nothing: `patience` says how many to wait for.",
            zh: "一有轮次没有改进就停了：要等几个轮次，由 `patience` 决定。",
            \.impatient),
        Mistake(
            en: "One epoch too late: `patience` epochs without an improvement are enough.",
            zh: "晚了一个轮次：连续 `patience` 个轮次没有改进就够了。", \.oneEpochMore),
        Mistake(
            en: "One epoch too early: the best epoch itself does not count as one without an improvement.",
            zh: "早了一个轮次：最好的那个轮次本身不算没有改进。",
            \.oneEpochLess),
        Mistake(en: "An equal error is no improvement.", zh: "误差相等不算改进。", \.tiesImprove),
        Mistake(
            en: "An improvement begins the count anew: the epochs must be in a row.",
            zh: "一有改进就重新数起：没有改进的轮次必须是连续的。", \.neverReset),
        Mistake(en: "The smallest error is the best, not the largest.", zh: "误差最小的最好，不是最大的。", \.largest),
        Mistake(
            en: "The network of the last epoch is worse than that of the best: keep the best.",
            zh: "最后一个轮次的网络不如最好的那个：要留下最好的。", \.lastEpoch),
        Mistake(en: "Epochs are numbered from 0.", zh: "轮次从 0 开始编号。", \.bestFromOne),
        Mistake(
            en: "How many epochs were trained: one more than the number of the last.",
            zh: "训练了几个轮次：比最后一个的编号多一。", \.lastIndex),
        Mistake(
            en: "Training never ends before its time: `patience` is not used.",
            zh: "训练从不提前结束：没有用到 `patience`。", \.neverStops),
        Mistake(
            en: "An error after the end of the training is never seen.", zh: "训练结束之后的误差看不到。", \.smallestOfAll),
        Mistake(
            en: "Compare with the smallest error so far, not with that of the epoch before.",
            zh: "要与到此为止最小的误差比较，不是与前一个轮次的比较。", \.comparesWithBefore
        ),
    ],
    cases: [
        Case(en: "one epoch", zh: "一个轮次") { $0.validation.count == 1 },
        Case(en: "stopped before the end", zh: "提前停止") { $0.epochs < $0.validation.count },
        Case(en: "trained to the end", zh: "训练到底") { $0.epochs == $0.validation.count && $0.epochs > 2 },
        Case(en: "a better epoch after the stop", zh: "停止之后有更好的轮次") {
            $0.validation[$0.epochs...].contains { [history = $0] in history.validation[history.best] > $0 }
        },
        Case(en: "a tie", zh: "有相等的误差") { Set($0.validation).count < $0.validation.count },
    ],
    meant: [
        Meant("validation[]", lack: .negative, because: "an error is at least 0"),
        Meant("patience", lack: .negative, .zero, because: "some patience"),
    ])
