import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter13

/// GPT in the page against the run's model, and how fast it writes.
struct TextPageTests {
    /// A model with random weights that are not nearly alike.
    private func model(_ shape: ModelShape, seed: UInt64 = 13) -> LanguageModel {
        var generator = RandomGenerator(seed: seed)
        let model = LanguageModel(shape, using: &generator)
        for parameter in model.parameters {
            parameter.value += NDArray.normal(parameter.shape, using: &generator) * 0.1
        }
        return model
    }

    @Test func hostAnswersAsTheModelDoes() throws {
        let model = model(ModelShape(vocabulary: 11, context: 9, width: 12, heads: 3, layers: 2))
        let ids = (0..<9).map { ($0 * 7) % 11 }
        let exact = try playedText(model, on: ids, mayRound: false)
        #expect(exact.largestDifference < 1e-4)
        // With its KV cache it goes on from where it stands, and answers as the cached model.
        var host = try PageNetwork(Array(exact.file))
        var cached = CachedModel(model)
        for (position, id) in ids.enumerated() {
            host.set("token", [Float(id)])
            host.set("position", [Float(position)])
            host.run()
            let logits = NDArray(try #require(host.numbers(of: "logits")))
            #expect(largestDifference(logits, cached.logits(after: [id]), relativeTo: 1) < 1e-4)
        }
        // A model that is too large for a page.
        let large = ModelShape(vocabulary: 65, context: 64, width: 192, heads: 6, layers: 4)
        #expect(throws: PlayedNetwork.Refusal.self) {
            try playedText(self.model(large), on: [1, 2, 3])
        }
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageWritesOn() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter13").run(["--quick", "--task", "gpt", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        // The run's own example, character by character.
        let saved = try SavedModel(contentsOf: folder.file("model.safetensors"))
        guard case .characters(let alphabet, _) = saved.tokens else {
            Issue.record("no characters")
            return
        }
        let text = try #require(visit.answers["text"] as? String)
        let ids = alphabet.ids(of: text)
        var cached = CachedModel(saved.model)
        let expected = cached.logits(after: ids).softmax(axis: 0)
        let probabilities = NDArray(visit.numbers("probabilities"))
        print("Chapter 13, page against run: \(largestDifference(probabilities, expected))")
        #expect(ids.count > 3 && largestDifference(probabilities, expected) < 1e-2)
        // The likeliest characters, as `write` goes on without chance; past the end of the context too.
        var generator = RandomGenerator(seed: 1)
        let written = try #require(visit.answers["greedy"] as? String)
        let host = write(
            160, after: ids, with: saved.model, Sampling(temperature: 0), using: &generator)
        let agreement = zip(written.unicodeScalars, alphabet.text(of: host).unicodeScalars).prefix {
            $0 == $1
        }
        #expect(written.unicodeScalars.count == 160 && agreement.count > 10)
        #expect(visit.answers["first"] as? String == visit.answers["same"] as? String)
        #expect(visit.answers["first"] as? String != visit.answers["other"] as? String)
        // What the last character looks at adds up to 1; a press asks from elsewhere.
        #expect(abs(visit.numbers("weights").reduce(0, +) - 1) < 1e-4)
        #expect(visit.number("from") == 1 && visit.number("unknown") == 1)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func aMillionParametersWriteFast() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        // The size of GPT on a real text.
        let shape = ModelShape(vocabulary: 65, context: 64, width: 128, heads: 4, layers: 4)
        let model = model(shape)
        let alphabet = Alphabet(scalars: (0..<65).compactMap { Unicode.Scalar(UInt32(32 + $0)) })
        var report = Report(title: "GPT")
        let played = try playedText(model, on: [3, 1, 4, 1, 5])
        report.play(textBox(played, shape, alphabet, start: "ABC"))
        try report.write(to: folder.file("page.html"))
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: folder.file("page.html"))[.size] as? Int)
        let visit = try browser.open(
            folder.file("page.html"),
            script: """
                const figure = figures[0], start = performance.now();
                for (let at = 0; at < 64; at++) figure.give(at, at);
                return {seconds: (performance.now() - start) / 1000};
                """)
        // The browser's clock may stand still while a script runs.
        let speed = 64 / max(visit.number("seconds") ?? .infinity, 1e-6)
        let count = model.parameterCount.total
        print("Chapter 13, \(count) parameters in a page of \(size) bytes: \(Int(speed)) characters a second")
        #expect(count > 780_000 && speed >= 50 && size < 2_500_000)
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, box = find("text");
        const written = async () => {
          while (!figure.isDone) await new Promise(done => setTimeout(done));
          return figure.written;
        };
        const first = await written(), text = box.value, probabilities = figure.probabilities;
        send(box, "input");
        const same = await written();
        find("again").click();
        const other = await written();
        find("temperature").value = 0;
        send(find("temperature"), "input");
        const greedy = await written();
        const button = figure.querySelector("[data-head='1 0']");
        button.click();
        const weights = figure.looked.weights;
        find("looked").children[1].click();
        const from = figure.looked.from;
        box.value = text + "\u2603";
        send(box, "input");
        const unknown = find("unknown").textContent.includes("\u2603") ? 1 : 0;
        await written();
        box.value = "";
        send(box, "input");
        return {first, same, other, greedy, text, probabilities, weights, from, unknown};
        """#
}
