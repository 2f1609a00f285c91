import ChapterSupport
import DigitRecognition
import Foundation
import Images
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter6

/// Both adders of the page against those of the run.
struct AdderPageTests {
    @Test func hostAnswersAsTheAddersDo() throws {
        var generator = RandomGenerator(seed: 4)
        let adders = (0..<2).map { _ in
            ClassificationAdder(from: nil, sharesWeights: true, using: &generator)
        }
        let pairs = Pairs(of: GeneratedDigits.images(count: 12, seed: 5), using: &generator)
        let exact = try #require(try playedAdders(adders, pairs, mayRound: false, limit: 4_000_000))
        #expect(!exact.isHalf && exact.largestDifference < 1e-5)
        let half = try #require(try playedAdders(adders, pairs))
        #expect(half.isHalf && half.largestDifference < 1e-2)
        // The answers of one adder in the place of the other's are refused: each has its own weights.
        var host = try PageNetwork(Array(exact.file))
        let (left, right, _) = pairs.batch(0..<1)
        host.set("left", left.scalars)
        host.set("right", right.scalars)
        host.run()
        for (name, adder) in zip(["a", "b"], adders) {
            adder.evaluate()
            let sums = NDArray(try #require(host.numbers(of: "sums.\(name)")), shape: [1, 19])
            #expect(largestDifference(sums, adder.probabilities(left, right).value) < 1e-5)
            #expect(abs(sums.scalars.reduce(0, +) - 1) < 1e-5)
        }
        let sums = try ["a", "b"].map { try #require(host.numbers(of: "sums.\($0)")) }
        #expect(largestDifference(sums[0], sums[1]) > 1e-3)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageAddsAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter6").run(["--quick", "--part", "heads", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let size = try readSize(folder.file("report.html"))
        #expect(size < 2_500_000, "\(size)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        let file = try #require(Data(base64Encoded: visit.answers["file"] as? String ?? ""))
        var host = try PageNetwork(Array(file))
        var expected: [Float] = []
        let (lefts, rights) = (
            try #require(host.numbers(of: "lefts")), try #require(host.numbers(of: "rights"))
        )
        for pair in 0..<lefts.count / 784 {
            host.set("left", Array(lefts[784 * pair..<784 * (pair + 1)]))
            host.set("right", Array(rights[784 * pair..<784 * (pair + 1)]))
            host.run()
            expected += try #require(host.numbers(of: "answers"))
        }
        let difference = largestDifference(visit.numbers("answers"), expected)
        print("Chapter 6, page against host: \(difference)")
        #expect(expected.count == 8 * 38 && difference <= 1e-4)

        // The same strokes on the host: a seven on the left, a one on the right.
        for (side, stroke) in [("left", Self.seven), ("right", Self.one)] {
            var ink = InkField(side: 112)
            for (start, end) in zip(stroke, stroke.dropFirst()) {
                ink.stroke(from: start, to: end, radius: 4.5)
            }
            ink.removeSpecks()
            host.set(side, try #require(ink.centeredDigit()))
        }
        host.run()
        let drawn = try ["a", "b"].flatMap { try #require(host.numbers(of: "sums.\($0)")) }
        #expect(largestDifference(visit.numbers("drawn"), drawn) < 1e-4)
        #expect(largestDifference(visit.numbers("drawn"), visit.numbers("before")) > 1e-3)
        // Each pad has its own paper: clearing the left one leaves the right one.
        #expect(visit.numbers("cleared") == [0, 1])
        #expect(visit.answers["keyed"] as? Bool == true && visit.answers["bars"] as? Int == 38)
        let said = try #require(visit.answers["said"] as? [String])
        #expect(said.count == 2 && said.allSatisfy { $0.hasPrefix("= ") && $0.contains("doubt") })
    }

    private func readSize(_ path: String) throws -> Int {
        try Data(contentsOf: URL(fileURLWithPath: path)).count
    }

    private static let seven: [(x: Float, y: Float)] = [(30, 24), (84, 24), (52, 92)]
    private static let one: [(x: Float, y: Float)] = [(56, 20), (56, 92)]

    private static let script = #"""
        const figure = figures[0], network = figure.network, find = figure.find, answers = [];
        const lefts = network.get("lefts"), rights = network.get("rights");
        for (let pair = 0; pair < lefts.length / 784; pair++) {
          network.set("left", lefts.subarray(784 * pair, 784 * (pair + 1)));
          network.set("right", rights.subarray(784 * pair, 784 * (pair + 1)));
          network.run();
          answers.push(...network.get("answers"));
        }
        figure.read();
        const sums = () => [...network.get("sums.a"), ...network.get("sums.b")], before = sums();
        const stroke = (name, points) => {
          const pad = find(name), box = pad.getBoundingClientRect();
          points.forEach(([x, y], index) => send(pad, index === 0 ? "pointerdown" : "pointermove", {button: 0,
            clientX: box.left + x / 112 * box.width, clientY: box.top + y / 112 * box.height}));
          send(pad, "pointerup");
        };
        stroke("left", [[30, 24], [84, 24], [52, 92]]);
        stroke("right", [[56, 20], [56, 92]]);
        const drawn = sums(), said = ["a", "b"].map(adder => find("answer-" + adder).textContent);
        send(find("clear-left"), "click");
        const cleared = ["left", "right"].map(name => Math.round(Math.max(...network.get(name))));
        find("left").focus();
        for (const key of [" ", "ArrowDown", "ArrowDown", "ArrowDown"]) send(find("left"), "keydown", {key: key});
        const keyed = Math.max(...network.get("left")) > 0.9;
        return {answers, before, drawn, said, cleared, keyed, bars: figure.querySelectorAll(".bar").length,
          file: figure.querySelector(".play-file").textContent};
        """#
}
