import ChapterSupport
import Messages
import Reporting
import TestSupport
import Testing

@testable import Search

/// What is said of trials.
struct FindingsTests {
    private func trial(
        _ number: Int, rate: Double, _ ending: Trial.Ending, epochs: Int, _ figure: Double
    ) -> Trial {
        var trial = Trial(
            number: number, values: [.number(0.1), .number(rate), .whole(2), .word("tanh")],
            curve: Array(repeating: figure, count: epochs), ending: ending)
        if ending == .complete { (trial.figure, trial.testFigure) = (figure, figure + 1) }
        return trial
    }

    private var findings: Findings {
        Findings(
            chapter: "Chapter3", space: exampleSpace,
            trials: [
                trial(1, rate: 3e-3, .complete, epochs: 27, 5),
                trial(2, rate: 1e-2, .complete, epochs: 27, 4),
                trial(3, rate: 1e-1, .failed, epochs: 2, 1), trial(4, rate: 2e-4, .stopped, epochs: 9, 2),
                trial(5, rate: 1e-4, .stopped, epochs: 3, 1), trial(6, rate: 2e-2, .stopped, epochs: 9, 1),
            ])
    }

    @Test func whoeverCameFurtherIsBetter() {
        #expect(findings.ranked.map(\.number) == [2, 1, 6, 4, 5, 3])
        #expect(findings.winner?.number == 2)
        #expect(findings.epochs.trained == 77)
        #expect(findings.epochs.whole == 162)
        #expect(findings.summary.en.contains("2 complete, 3 stopped early, 1 failed; 77 epochs, 48%"))
        #expect(findings.winningOptions == "--dropout 0.1 --rate 0.01 --width 2 --kind tanh")
        #expect(findings.bestTable.rows[0] == ["2", "0.1", "0.01", "2", "tanh", "27", "4"])
    }

    @Test func theVerdictFollowsFromTheSeeds() {
        func verdict(_ presets: [Double], _ winners: [Double]) -> String {
            var findings = findings
            findings.presets = presets.map { ($0, $0) }
            findings.winners = winners.map { ($0, $0) }
            return findings.verdict.en
        }
        #expect(
            verdict([5, 5.2, 4.8], [4, 4.2, 3.8]).contains("better than the chapter's own values by 1;"))
        #expect(verdict([5, 5.2, 4.8], [6, 6.2, 5.8]).contains("worse"))
        // As far apart as seeds are: √((1 + 1) / 2) = 1.
        #expect(verdict([4, 5, 6], [3.5, 4.5, 5.5]).contains("nothing that could be told from chance"))
        #expect(verdict([5], [4]).contains("fewer than two seeds"))
        let none = Findings(chapter: "Chapter3", space: exampleSpace, trials: [])
        #expect(none.verdict.en == "No trial came to its end.")
    }

    @Test func whatDecidesIsImportant() {
        // The figure depends on the rate alone.
        let trials = (0..<30).map { index in
            let place = Double(index * 7 % 30) / 30
            let values = exampleSpace.hyperparameters.enumerated().map { number, hyperparameter in
                hyperparameter.value(at: number == 1 ? place : Double((index * (11 + number)) % 30) / 30)
            }
            return Trial(
                number: index + 1, values: values, curve: [place], ending: .complete, figure: place,
                testFigure: place)
        }
        let shares = (0..<4).map { importance(of: $0, trials, in: exampleSpace) }
        let others = [shares[0], shares[2], shares[3]].max() ?? .nan
        #expect(shares[1] > 0.8 && others < 0.3, "\(shares)")
        #expect(importance(of: 1, [], in: exampleSpace) == 0)
        // By hand: ranks 0, 1 | 2, 3 | 4, 5 have the variances 0.5 within and 17.5 in all: (17.5 − 0.5 · 5) / (17.5 + 0.5).
        let six = (0..<6).map {
            Trial(
                number: $0 + 1, values: [.number(Double($0) / 10), .number(1e-3), .whole(1), .word("relu")],
                curve: [Double($0)], ending: .complete, figure: Double($0), testFigure: 0)
        }
        let share = importance(of: 0, six, in: exampleSpace)
        #expect(abs(share - 5.0 / 6) < 1e-12)
        #expect(importance(of: 3, six, in: exampleSpace) == 0)
    }

    @Test func aPageIsInBothLanguages() {
        var findings = findings
        (findings.presets, findings.winners) = ([(5, 6), (5, 6.1)], [(4, 5), (4, 5.1)])
        let page = findings.report(command: "swift run Search Chapter3", isInterrupted: false).html()
        #expect(page.contains("--rate 0.01") && page.contains("Parallel coordinates of 6 lines"))
        let chinese = Language.$current.withValue(.chinese) {
            findings.report(command: "swift run Search Chapter3", isInterrupted: true).html()
        }
        #expect(chinese.contains("胜者") && chinese.contains("搜索被中断") && !chinese.contains("The winner"))
    }

    @Test func aRecordIsReadAsItWasWritten() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("search.json")
        #expect(try SearchRecord(contentsOf: path) == nil)
        var record = SearchRecord(
            chapter: "Chapter3", method: "random", space: exampleSpace, seed: 1, options: [])
        var trials = findings.trials
        trials[4].curve[1] = .infinity
        record.keep(trials, in: exampleSpace)
        try record.write(to: path)
        let read = try #require(try SearchRecord(contentsOf: path))
        #expect(read.isOfSameSearch(as: record))
        trials[4].curve[1] = .nan
        let again = try read.trials(in: exampleSpace, path: path)
        #expect(again.map(\.number) == trials.map(\.number))
        #expect(again[4].curve[1].isNaN)
        #expect(again[1] == trials[1])
        #expect(again[3] == trials[3])
        var other = exampleSpace
        other.epochs = 28
        #expect(
            !read.isOfSameSearch(
                as: SearchRecord(chapter: "Chapter3", method: "random", space: other, seed: 1, options: [])))
    }
}
