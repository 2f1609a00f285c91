import Grading
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
    "3.7", "The split by time", hint: "Which is the last day for training? Write the days under the rows.",
    input: Table.init, examples: Table.examples, edges: Table.edges, expected: \.right,
    answer: { try $0.splitByTime(days: $1.days, testDays: $1.testDays) },
    mistakes: [
        Mistake("One day too many is for the test.", \.oneDayMore),
        Mistake("So many days are for the test, not so many rows.", \.rows),
        Mistake("Not every day has 24 rows: look at `days`.", \.hours),
        Mistake("The test is the future: the last days, not the first.", \.firstDays),
        Mistake("Training comes first, then the test.", \.otherOrder),
        Mistake(
            "The training rows contain the test's as well: each row is in one part only.", \.trainingOnAll),
        Mistake("The indices of the rows are asked for, not their days.", \.daysForRows),
        Mistake("A day without rows is a day too: count back from the last day.", \.daysWithRows),
        Mistake(
            "The test rows lie among the training rows: the test is what comes after all training.", \.spread),
    ],
    cases: [
        Case("no test") { $0.testDays == 0 && $0.days.count > 1 },
        Case("no training") { $0.right[0].isEmpty }, Case("one row") { $0.days.count == 1 },
        Case("a day without rows among the last") { $0.right != $0.daysWithRows },
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
    "3.8", "Early stopping", draws: 6,
    hint: "Go through the errors by hand: the best so far, and how many epochs ago it was.",
    input: History.init, examples: History.examples, edges: History.edges, expected: \.right,
    answer: { homework, history in
        let stop = try homework.earlyStop(validation: history.validation, patience: history.patience)
        return Fields(["best": stop.best, "epochs": stop.epochs])
    },
    mistakes: [
        Mistake(
            "Training ends at the first epoch that brings nothing: `patience` says how many to wait for.",
            \.impatient),
        Mistake("One epoch too late: `patience` epochs without an improvement are enough.", \.oneEpochMore),
        Mistake(
            "One epoch too early: the best epoch itself does not count as one without an improvement.",
            \.oneEpochLess),
        Mistake("An equal error is no improvement.", \.tiesImprove),
        Mistake("An improvement begins the count anew: the epochs must be in a row.", \.neverReset),
        Mistake("The smallest error is the best, not the largest.", \.largest),
        Mistake("The network of the last epoch is worse than that of the best: keep the best.", \.lastEpoch),
        Mistake("Epochs are numbered from 0.", \.bestFromOne),
        Mistake("How many epochs were trained: one more than the number of the last.", \.lastIndex),
        Mistake("Training never ends before its time: `patience` is not used.", \.neverStops),
        Mistake("An error after the end of the training is never seen.", \.smallestOfAll),
        Mistake(
            "Compare with the smallest error so far, not with that of the epoch before.", \.comparesWithBefore
        ),
    ],
    cases: [
        Case("one epoch") { $0.validation.count == 1 },
        Case("stopped before the end") { $0.epochs < $0.validation.count },
        Case("trained to the end") { $0.epochs == $0.validation.count && $0.epochs > 2 },
        Case("a better epoch after the stop") {
            $0.validation[$0.epochs...].contains { [history = $0] in history.validation[history.best] > $0 }
        },
        Case("a tie") { Set($0.validation).count < $0.validation.count },
    ],
    meant: [
        Meant("validation[]", lack: .negative, because: "an error is at least 0"),
        Meant("patience", lack: .negative, .zero, because: "some patience"),
    ])
