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

@testable import Chapter11

/// The encoder–decoder in the page against the run's model.
struct TranslatorPageTests {
    /// A network with random weights that are not nearly alike.
    private func network(
        _ kind: AttentionKind, width: Int = 10, longest: Int = 9, words: Int = 9
    ) -> EncoderDecoder {
        var generator = RandomGenerator(seed: 11)
        let vocabulary = Vocabulary(tokens: (0..<words).map { "w\($0)" })
        let language = LanguagePair(
            source: (.words, vocabulary), target: (.words, vocabulary), subwords: nil)
        let network = EncoderDecoder(
            language, EncoderDecoderShape(width: width, hidden: width + 2, longest: longest), kind,
            dropout: 0,
            using: &generator)
        for parameter in network.parameters {
            parameter.value += NDArray.normal(parameter.shape, using: &generator) * 0.2
        }
        return network
    }

    @Test(arguments: AttentionKind.allCases) func hostAnswersAsTheModelDoes(_ kind: AttentionKind) throws {
        let network = network(kind)
        let (sentence, translation) = ([7, 4, 12, 5, 3], [6, 6, 11, 4])
        let exact = try playedTranslator(network, on: sentence, translation: translation, mayRound: false)
        #expect(exact.largestDifference < 1e-4)
        // A second sentence, a shorter one: nothing of the first is left, once the states are 0 again.
        var host = try PageNetwork(Array(exact.file))
        func run(_ part: String, _ word: Int, _ place: Int) {
            for one in ["forwards", "backwards", "begin", "writing"] {
                let isSet = host.set(one, [one == part ? 1 : 0])
                #expect(isSet)
            }
            host.set("word", [Float(word)])
            host.set("place", [Float(place)])
            host.run()
        }
        for ids in [sentence, [12, 3]] {
            for state in ["fs", "bs"] { host.set(state, [Float](repeating: 0, count: network.shape.hidden)) }
            host.set("count", [Float(ids.count)])
            for (place, id) in ids.enumerated() { run("forwards", id, place) }
            for (place, id) in ids.enumerated().reversed() { run("backwards", id, place) }
            run("begin", 0, 0)
            let input = [Vocabulary.start] + translation
            let (logits, weights) = withoutGradient {
                let memory = network.encode(PaddedSequences([ids]))
                let decoded = network.decode(PaddedSequences([input]).ids, memory, from: memory.start)
                return (decoded.logits.value[0], decoded.weights?.value[0])
            }
            for (step, word) in input.enumerated() {
                run("writing", word, 0)
                let found = NDArray(try #require(host.numbers(of: "logits")))
                #expect(largestDifference(found, logits[step], relativeTo: 1) < 1e-4)
                guard let weights else { continue }
                let shares = try #require(host.numbers(of: "weights"))
                for place in shares.indices {
                    let expected = place < ids.count ? weights[scalar: step, place] : 0
                    #expect(abs(shares[place] - expected) < 1e-5)
                }
            }
        }
    }

    /// The size of the default run; a larger one is refused.
    @Test func sizes() throws {
        let played = try playedTranslator(
            network(.additive, width: 128, longest: 42, words: 960), on: [7, 4, 3], translation: [6])
        print("Chapter 11, a network of the default size in \(PlayFile(played.file).size) bytes of a page")
        #expect(PlayFile(played.file).size < translatorSizeLimit)
        #expect(throws: PlayedNetwork.Refusal.self) {
            try playedTranslator(
                network(.additive, width: 256, longest: 42, words: 3000), on: [7, 3], translation: [])
        }
    }

    @Test(
        .enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)),
        arguments: ["additive", "dot", "none"])
    func pageTranslates(_ attention: String) throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter11").run(
            ["--quick", "--attention", attention, "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let network = try EncoderDecoder.read(from: folder.file("model.safetensors"))

        // The page of the run, and one with the weights as they are.
        var report = Report(title: "GRU")
        let exact = try playedTranslator(
            network, on: [7, 4, 12, Vocabulary.end], translation: [], mayRound: false)
        report.play(translatorBox(exact, network, examples: ["the old dog sees a cat ."]))
        try report.write(to: folder.file("exact.html"))
        for (page, limit) in [("report.html", Float(1e-2)), ("exact.html", 1e-4)] {
            let visit = try browser.open(folder.file(page), script: Self.script)
            #expect(visit.console == [])
            let text = try #require(visit.answers["text"] as? String)
            let tokens = visit.numbers("tokens").map { Int($0) }
            let ids = network.sourceIDs(text)
            let input = [Vocabulary.start] + tokens.dropLast()
            let expected = withoutGradient {
                network(PaddedSequences([ids]), PaddedSequences([input]).ids)
            }.value[0].softmax(axis: 1)
            let difference = largestDifference(
                NDArray(visit.numbers("probabilities")), expected.reshaped([-1]))
            print("Chapter 11, \(attention), \(page) against run: \(difference)")
            #expect(difference < limit && !tokens.isEmpty)
            if page == "exact.html" {
                let greedy = translations(of: [text], by: network, beam: 1)[0]
                #expect(Array(tokens.prefix { $0 != Vocabulary.end }) == greedy)
            }
            #expect(visit.number("shown") == 1 && visit.number("empty") == 0)
            #expect(visit.answers["unknown"] as? Bool == true)
            if attention == "none" { continue }
            // A map has a cell for each pair; a row's weights add up to 1; a key asks from the next word.
            #expect(visit.number("cells") == Double(tokens.count * ids.count))
            #expect(abs((visit.number("sum") ?? 0) - 1) < 1e-4)
            #expect(visit.number("moved") == Double(min(1, tokens.count - 1)))
            #expect(visit.number("rows") == 1 && visit.answers["formula"] as? Bool == true)
        }
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, box = find("text"), map = find("map");
        const text = box.value, tokens = figure.steps.map(step => step.token);
        const probabilities = figure.steps.flatMap(step => [...step.probabilities]);
        const cells = map ? map.querySelectorAll("tr+tr td").length : 0;
        const sum = map ? figure.looked.weights.reduce((total, share) => total + share, 0) : 0;
        send(find("target"), "keydown", {key: "ArrowRight"});
        const moved = map ? figure.looked.row : 0;
        const formula = map ? /e\(.*\) = .*softmax\(e\).* s\(/.test(find("formula").textContent) : false;
        find("written").value = 1;
        send(find("written"), "input");
        const shown = find("target").children.length, rows = map ? map.rows.length - 1 : 0;
        box.value = "the snowman \u2603";
        send(box, "input");
        const unknown = find("unknown").textContent.includes("snowman \u2603");
        box.value = "";
        send(box, "input");
        const empty = find("target").children.length + (map ? map.querySelectorAll("tr+tr td").length : 0);
        return {text, tokens, probabilities, cells, sum, moved, formula, shown, rows, unknown, empty};
        """#
}
