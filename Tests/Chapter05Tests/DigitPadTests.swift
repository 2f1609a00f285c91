import ChapterSupport
import DigitRecognition
import Foundation
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// The page's network against the run's, on the host and in a browser.
struct DigitPadTests {
    @Test func hostAnswersAsTheNetworkDoes() throws {
        var generator = RandomGenerator(seed: 3)
        let network = BookNetwork(using: &generator)
        let pictures = NDArray.uniform([8, 1, 28, 28], using: &generator)
        let exact = try #require(try playedBook(network, pictures, mayRound: false))
        #expect(!exact.isHalf && exact.largestDifference < 1e-5)
        let half = try #require(try playedBook(network, pictures))
        #expect(half.isHalf && half.largestDifference > exact.largestDifference)
        #expect(half.largestDifference < 1e-2 && half.file.count * 10 < exact.file.count * 6)
        // A network whose answers are not those of its plan is refused.
        #expect(throws: PlayedNetwork.Refusal.self) {
            try PlayedNetwork(
                weights: Dictionary(
                    uniqueKeysWithValues: network.stateDictionary.map { ($0.name, $0.value) }),
                plan: bookPlan.replacingOccurrences(
                    of: "padding 2; maps1 = relu", with: "padding 2; maps1 = tanh"),
                inputs: ["x": pictures], output: "logits", answers: NDArray.zeros([8, 10]))
        }
        // Photographs in colour cannot be drawn.
        #expect(try playedBook(network, NDArray.zeros([2, 3, 32, 32])) == nil)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageReadsAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter5").run(["--quick", "--network", "book", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        // The run's own example, with the page's weights.
        let file = try #require(Data(base64Encoded: visit.answers["file"] as? String ?? ""))
        var host = try PageNetwork(Array(file))
        let example = try ModelExample(contentsOf: folder.file("example.safetensors"))
        let inputs = try #require(example.arrays["inputs"])
        var outputs: [Float] = []
        for picture in 0..<inputs.shape[0] {
            host.set("x", inputs[picture].scalars)
            host.run()
            outputs += try #require(host.numbers(of: "logits"))
        }
        let answered = NDArray(visit.numbers("logits"), shape: [inputs.shape[0], 10])
        let fromHost = largestDifference(answered, NDArray(outputs, shape: [inputs.shape[0], 10]))
        let fromRun = example.largestDifference(from: answered)
        print(
            "Chapter 5, page against host: \(fromHost) with the same weights, \(fromRun) with those of the run"
        )
        #expect(fromHost <= 1e-4 && fromRun <= PlayedNetwork.roundingLimit)

        // The same stroke on the host gives the same picture and the same answer.
        var ink = InkField(side: 112)
        for (start, end) in zip(Self.stroke, Self.stroke.dropFirst()) {
            ink.stroke(from: start, to: end, radius: 4.5)
        }
        ink.removeSpecks()
        let digit = try #require(ink.centeredDigit())
        #expect(
            largestDifference(NDArray(visit.numbers("drawn"), shape: [784]), NDArray(digit, shape: [784]))
                < 1e-4)
        host.set("x", digit)
        host.run()
        let probabilities = try #require(host.numbers(of: "probabilities"))
        let drawn = NDArray(visit.numbers("drawnAnswer"), shape: [10])
        #expect(largestDifference(drawn, NDArray(probabilities, shape: [10])) < 1e-4)

        // Strokes, keys and shifts change what is read; the explained sum is the map's number.
        #expect(largestDifference(drawn, NDArray(visit.numbers("before"), shape: [10])) > 1e-4)
        #expect(largestDifference(drawn, NDArray(visit.numbers("shifted"), shape: [10])) > 1e-5)
        #expect(visit.answers["keyed"] as? Bool == true)
        let explained = visit.numbers("explained")
        #expect(explained.count == 6)
        for pair in stride(from: 0, to: explained.count, by: 3) {
            #expect(abs(explained[pair] - explained[pair + 1]) < 1e-4)
            #expect(abs(max(0, explained[pair + 1]) - explained[pair + 2]) < 1e-6)
        }
        let milliseconds = try #require(visit.number("milliseconds"))
        print("Chapter 5, a reading in the page: \(milliseconds) ms, the mean of the fastest ten")
        #expect(milliseconds > 0 && milliseconds <= 1)
        #expect(visit.answers["bars"] as? Int == 10)
    }

    /// A seven.
    private static let stroke: [(x: Float, y: Float)] = [(30, 24), (84, 24), (52, 92)]

    private static let script = #"""
        const figure = figures[0], network = figure.network, find = figure.find, logits = [];
        const count = network.shape("pictures")[0], pictures = network.get("pictures");
        for (let index = 0; index < count; index++) {
          network.set("x", pictures.subarray(784 * index, 784 * (index + 1)));
          network.run();
          logits.push(...network.get("logits"));
        }
        figure.read();
        const before = [...network.get("probabilities")], pad = find("pad"), box = pad.getBoundingClientRect();
        const at = (x, y) => ({button: 0, clientX: box.left + x / 112 * box.width, clientY: box.top + y / 112 * box.height});
        send(pad, "pointerdown", at(30, 24));
        send(pad, "pointermove", at(84, 24));
        send(pad, "pointermove", at(52, 92));
        send(pad, "pointerup", at(52, 92));
        const drawn = [...network.get("x")], drawnAnswer = [...network.get("probabilities")];
        send(find("input"), "keydown", {key: "ArrowRight"});
        const shifted = [...network.get("probabilities")];
        // The pixel of a map of each layer that has the largest number.
        const explained = [];
        for (const map of figure.querySelectorAll("[data-map='1 2'], [data-map='2 3']")) {
          const area = map.getBoundingClientRect();
          send(map, "pointerdown", {button: 0, clientX: area.left + area.width / 2, clientY: area.top + area.height / 2});
          explained.push(figure.explained.sum, figure.explained.total, figure.explained.value);
        }
        // By keys: clear, lower the pen, move.
        pad.focus();
        send(pad, "keydown", {key: "Delete"});
        const isEmpty = Math.max(...network.get("x")) === 0;
        for (const key of [" ", "ArrowDown", "ArrowDown", "ArrowDown"]) send(pad, "keydown", {key: key});
        const keyed = isEmpty && Math.max(...network.get("x")) > 0.9;
        let milliseconds = Infinity;
        // The clock's step is a tenth of a millisecond, so ten readings are timed together.
        for (let turn = 0; turn < 100; turn++) {
          const start = performance.now();
          for (let reading = 0; reading < 10; reading++) network.run();
          milliseconds = Math.min(milliseconds, (performance.now() - start) / 10);
        }
        return {logits, before, drawn, drawnAnswer, shifted, explained, keyed, milliseconds,
          bars: figure.querySelectorAll(".bar").length, file: figure.querySelector(".play-file").textContent};
        """#
}
