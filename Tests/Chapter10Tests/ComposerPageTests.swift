import Autograd
import ChapterSupport
import Foundation
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter10

/// The composer of the page against that of the run.
struct ComposerPageTests {
    private func model(_ kind: RecurrentKind) -> RecurrentLanguageModel {
        var generator = RandomGenerator(seed: 10)
        let model = RecurrentLanguageModel(
            kind, symbols: BeatEncoding.count, width: 6, hidden: 8, layers: 2, dropout: 0.2, using: &generator
        )
        for parameter in model.parameters { parameter.value *= 3 }
        return model
    }

    /// An eighth C, a quarter E: events as `BeatEncoding` writes them.
    private let events = [0, 49 + 60, 177 + 5, 6, 49 + 64, 177 + 11]

    @Test(arguments: RecurrentKind.allCases) func hostAnswersAsTheModelDoes(_ kind: RecurrentKind) throws {
        let exact = try playedComposer(
            model(kind), kind, on: events + [12, 49 + 67, 177 + 23], mayRound: false)
        #expect(exact.largestDifference < 1e-4)
        let rounded = try playedComposer(model(kind), kind, on: events)
        #expect(rounded.largestDifference > exact.largestDifference)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func keysAreReadAsEvents() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let file = try playedComposer(model(.lstm), .lstm, on: events)
        var report = Report(title: "Keys")
        report.play(composerKeys(file, .lstm, layers: 2))
        try report.write(to: folder.file("page.html"))
        let visit = try browser.open(folder.file("page.html"), script: Self.script)
        #expect(visit.console == [])

        // What it expects after the notes and the time of the last one.
        var host = try PageNetwork(Array(file.file))
        for event in events + [12] {
            host.set("event", [Float(event)])
            host.run()
        }
        let expected = try #require(host.numbers(of: "probabilities"))[49..<177]
        let difference = largestDifference(
            NDArray(visit.numbers("probabilities")), NDArray(Array(expected)))
        #expect(difference < 1e-5)
        // It goes on from where the notes are, the same from the same seed, another way with chance.
        let written = try #require(visit.answers["written"] as? [[String: Double]])
        #expect(written.allSatisfy { ($0["start"] ?? -1) >= 6 && ($0["length"] ?? 0) >= 1 })
        #expect(visit.answers["likeliest"] as? String == visit.answers["likeliestAgain"] as? String)
        #expect(visit.number("left") == 0 && visit.number("shaded") == 24)
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, press = key => figure.querySelector("[data-key='" + key + "']").click();
        figure.querySelector("[data-length='6']").click();
        press(60);
        figure.querySelector("[data-length='12']").click();
        press(64);
        const probabilities = figure.state.probabilities;
        find("on").click();
        const written = figure.state.theirs;
        find("temperature").value = 0;
        send(find("temperature"), "input");
        find("on").click();
        const likeliest = JSON.stringify(figure.state.theirs);
        find("on").click();
        const likeliestAgain = JSON.stringify(figure.state.theirs);
        const shaded = [...figure.querySelectorAll("[data-key]")].filter(key => key.style.background).length;
        find("clear").click();
        return {probabilities, written, likeliest, likeliestAgain, shaded, left: figure.state.mine.length};
        """#
}
