import ChapterSupport
import Foundation
import TestSupport
import Testing

@testable import Chapter3

/// What the page and the metrics say of networks that an interrupted run did not get to train.
@Suite struct InterruptionTests {
    private let command = ChapterCommand(
        number: 3, title: "Bike sharing", summary: "", defaultEpochs: 2, quickEpochs: 1,
        options: [
            .flag("as-in-book", ""), .integer("hidden", default: 4, range: 1...10, ""),
            .number("learning-rate", default: 0.1, range: 0...1, ""),
        ] + CarefulSettings.options)

    private func metrics(interruptedAfterTheBook: Bool) throws -> (keys: Set<String>, page: String) {
        let folder = try TemporaryFolder()
        var isInterrupted = !interruptedAfterTheBook
        let code = command.run(
            arguments: ["--quick", "--out", folder.file("run")],
            console: Console(output: { _ in }, error: { _ in }), isInterrupted: { isInterrupted }
        ) { run in
            let book = try trainBookNetwork(generated, run)
            isInterrupted = true
            let results = try Results(
                data: generated,
                rowNumberFit: fitRowNumbers(
                    Array(generated.counts.prefix(100)), steps: 2, seed: 1, shouldStop: { false }),
                handAndLayers: trainByHandAndByLayers(
                    generated, steps: 2, hidden: 4, learningRate: 0.1, seed: 1),
                book: book, asInBook: nil, careful: trainCarefulNetwork(generated, run),
                neurons: Neurons(book.model, generated), classes: trainTwoClasses(generated, run))
            results.fill(&run.metrics)
            try results.fill(&run.report)
            let highlighted = try #require(results.scoreTable.highlightedRow)
            #expect(
                results.scores.allSatisfy { $0.scores.rmse >= results.scores[highlighted].scores.rmse })
        }
        #expect(code == .success)
        return (
            Set(try Program.metrics(in: folder.file("run")).keys),
            try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
        )
    }

    @Test func aNetworkThatWasNotTrainedHasNoScore() throws {
        let (keys, page) = try metrics(interruptedAfterTheBook: true)
        #expect(keys.contains("book_test_rmse"))
        #expect(!keys.contains("best_test_rmse") && !keys.contains("classes_test_accuracy"))
        #expect(page.contains("The network taken apart"))
        #expect(!page.contains("More bikes than usual, or not"))
    }

    @Test func interruptedFromTheStart() throws {
        let (keys, page) = try metrics(interruptedAfterTheBook: false)
        #expect(keys.contains("previous_hour_test_rmse"))
        #expect(!keys.contains("book_test_rmse") && !keys.contains("best_test_rmse"))
        #expect(!page.contains("The network taken apart"))
    }
}
