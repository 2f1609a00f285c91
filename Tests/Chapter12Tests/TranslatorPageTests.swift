import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter12

/// The translator in the page against the run's model.
struct TranslatorPageTests {
    /// A translator with random weights that are not nearly alike.
    private func translator(_ shape: TranslatorShape, words: Int) -> Translator {
        var generator = RandomGenerator(seed: 12)
        let vocabulary = Vocabulary(tokens: (0..<words).map { "w\($0)" })
        let language = LanguagePair(
            source: (.words, vocabulary), target: (.words, vocabulary), subwords: nil)
        let translator = Translator(language, shape, using: &generator)
        for parameter in translator.parameters {
            parameter.value += NDArray.normal(parameter.shape, using: &generator) * 0.1
        }
        return translator
    }

    @Test func hostAnswersAsTheModelDoes() throws {
        let translator = translator(
            TranslatorShape(width: 12, heads: 3, layers: 2, feedForwardWidth: 20), words: 9)
        let (sentence, translation) = ([7, 4, 12, 5, 3], [6, 6, 11, 4])
        let exact = try playedTranslator(translator, on: sentence, translation: translation, mayRound: false)
        #expect(exact.largestDifference < 1e-4)

        // What every head looks at is what the layers' weights say.
        let (encoder, decoder) = (translator.transformer.encoder, translator.transformer.decoder)
        for layer in decoder.layers {
            (layer.selfAttn.keepsWeights, layer.multiheadAttn.keepsWeights) = (true, true)
        }
        for layer in encoder.layers { layer.selfAttn.keepsWeights = true }
        let written = [Vocabulary.start] + translation
        _ = withoutGradient { translator(PaddedSequences([sentence]), PaddedSequences([written]).ids) }
        var host = try PageNetwork(Array(exact.file))
        func run(_ values: [(String, [Float])]) {
            for (name, numbers) in values {
                let isSet = host.set(name, numbers)
                #expect(isSet, "\(name)")
            }
            host.run()
        }
        let padded = sentence.map(Float.init) + [Float](repeating: 0, count: PageRoom.source - sentence.count)
        run([
            ("source", padded), ("count", [Float(sentence.count)]), ("reading", [1]), ("writing", [0]),
        ])
        for (position, token) in written.enumerated() {
            run([
                ("reading", [0]), ("writing", [1]), ("token", [Float(token)]),
                ("position", [Float(position)]),
            ])
            for layer in 0..<2 {
                let cross = NDArray(
                    try #require(host.numbers(of: "cross\(layer)")), shape: [3, PageRoom.source])
                let own = NDArray(
                    try #require(host.numbers(of: "wrote\(layer)")), shape: [3, PageRoom.target])
                let read = NDArray(
                    try #require(host.numbers(of: "read\(layer)")),
                    shape: [3, PageRoom.source, PageRoom.source])
                let all = [
                    try #require(decoder.layers[layer].multiheadAttn.weights)[0],
                    try #require(decoder.layers[layer].selfAttn.weights)[0],
                    try #require(encoder.layers[layer].selfAttn.weights)[0],
                ]
                for head in 0..<3 {
                    for column in sentence.indices {
                        let expected = all[0][scalar: head, position, column]
                        #expect(abs(cross[scalar: head, column] - expected) < 1e-5)
                        for row in sentence.indices {
                            let expected = all[2][scalar: head, row, column]
                            #expect(abs(read[scalar: head, row, column] - expected) < 1e-5)
                        }
                    }
                    for column in 0...position {
                        let expected = all[1][scalar: head, position, column]
                        #expect(abs(own[scalar: head, column] - expected) < 1e-5)
                    }
                }
            }
        }
        // One that is too large for a page.
        let large = self.translator(
            TranslatorShape(width: 128, heads: 2, layers: 1, feedForwardWidth: 128), words: 5000)
        #expect(throws: PlayedNetwork.Refusal.self) {
            try playedTranslator(large, on: sentence, translation: [])
        }
    }

    /// The size of the default run: its page stays below 2.5 megabytes, and so does one of numbers that cannot be packed better.
    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func theDefaultSizeHasRoomAndIsFast() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let translator = translator(
            TranslatorShape(width: 128, heads: 4, layers: 2, feedForwardWidth: 256), words: 960)
        let played = try playedTranslator(translator, on: [7, 4, 12, 5, 3], translation: [6, 6, 11, 4])
        var report = Report(title: "Transformer")
        report.play(translatorBox(played, translator, examples: ["w1 w2 w3 w4 w5 w6 w7 w8 w9"]))
        try report.write(to: folder.file("page.html"))
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: folder.file("page.html"))[.size] as? Int)
        let visit = try browser.open(
            folder.file("page.html"),
            script: """
                const figure = figures[0], start = performance.now();
                send(figure.find("text"), "input");
                return {seconds: (performance.now() - start) / 1000, steps: figure.steps.length};
                """)
        #expect(visit.console == [])
        let (seconds, steps) = (visit.number("seconds") ?? .infinity, visit.number("steps") ?? 0)
        print(
            """
            Chapter 12, \(translator.parameterCount.total) parameters in a page of \(size) bytes: \
            \(Int(steps)) tokens in \(seconds) s
            """)
        #expect(size < 2_500_000 && steps > 0 && seconds < 2)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageTranslates() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter12").run(["--quick", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let translator = try Translator.read(from: folder.file("model.safetensors"))

        // The page of the run, and one with the weights as they are.
        var report = Report(title: "Transformer")
        let sentence = [7, 4, 12, Vocabulary.end]
        let exact = try playedTranslator(translator, on: sentence, translation: [], mayRound: false)
        report.play(translatorBox(exact, translator, examples: ["the old dog sees a cat ."]))
        try report.write(to: folder.file("exact.html"))
        for (page, limit) in [("report.html", Float(1e-2)), ("exact.html", 1e-4)] {
            let visit = try browser.open(folder.file(page), script: Self.script)
            #expect(visit.console == [])
            let text = try #require(visit.answers["text"] as? String)
            let tokens = visit.numbers("tokens").map { Int($0) }
            #expect(!text.isEmpty && !tokens.isEmpty)
            let ids = translator.language.sourceIDs(text)
            let input = [Vocabulary.start] + tokens.dropLast()
            let expected = withoutGradient {
                translator(PaddedSequences([ids]), PaddedSequences([input]).ids)
            }.value[0].softmax(axis: 1)
            let difference = largestDifference(
                NDArray(visit.numbers("probabilities")), expected.reshaped([-1]))
            print("Chapter 12, \(page) against run: \(difference)")
            #expect(difference < limit)
            if page == "exact.html" {
                let greedy = TranslationSearch(translator, width: 1).translations(of: [text])[0]
                #expect(Array(tokens.prefix { $0 != Vocabulary.end }) == greedy)
            }
            try expectReactions(visit, sourceCount: ids.count, tokens: tokens)
        }
    }

    private func expectReactions(_ visit: Browser.Visit, sourceCount: Int, tokens: [Int]) throws {
        // A map has a cell for each pair; a row's weights add up to 1, in every kind of attention.
        #expect(visit.number("cells") == Double(tokens.count * sourceCount))
        #expect(visit.number("encoderCells") == Double(sourceCount * sourceCount))
        for sum in visit.numbers("sums") { #expect(abs(sum - 1) < 1e-4) }
        #expect(visit.numbers("sums").count == 3)
        // The slider shows fewer tokens, a key asks from the next one, and an unknown word is said.
        #expect(visit.number("shown") == 1 && visit.number("rows") == 1)
        #expect(visit.number("moved") == 1)
        #expect(visit.answers["unknown"] as? Bool == true && visit.answers["formula"] as? Bool == true)
        #expect(visit.answers["pressed"] as? String == "0 1")
        #expect(visit.number("empty") == 0)
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, box = find("text");
        const text = box.value, tokens = figure.steps.map(step => step.token);
        const probabilities = figure.steps.flatMap(step => [...step.probabilities]);
        const cells = () => find("map").querySelectorAll("tr+tr td").length, first = cells(), sums = [];
        const total = () => sums.push(figure.looked.weights.reduce((sum, share) => sum + share, 0));
        total();
        figure.querySelector("[data-kind=read]").click();
        const encoderCells = cells();
        total();
        send(find("source"), "keydown", {key: "ArrowRight"});
        const moved = figure.looked.row;
        figure.querySelector("[data-kind=wrote]").click();
        total();
        figure.querySelector("[data-head='0 1']").click();
        const pressed = figure.querySelector("[data-head][aria-pressed=true]").dataset.head;
        const formula = find("formula").textContent.includes("softmax(q K\u1d40 / \u221a");
        find("written").value = 1;
        send(find("written"), "input");
        const shown = find("target").children.length, rows = find("map").rows.length - 1;
        box.value = "the " + "snowman \u2603";
        send(box, "input");
        const unknown = find("unknown").textContent.includes("snowman \u2603");
        box.value = "";
        send(box, "input");
        const empty = cells() + find("target").children.length;
        return {text, tokens, probabilities, cells: first, encoderCells, sums, moved, pressed, formula, shown, rows, unknown, empty};
        """#
}
