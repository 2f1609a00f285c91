import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter4

/// The review box of the page against the classifier of the run.
struct ReviewPageTests {
    /// Typed in the page and given to the host.
    private static let typed = [
        "质量很好，但是物流太慢", "没觉得舒服。没觉得舒服。", "ＡＢＣ 很差！！ \t 😀👍🏽", "", "   ", "xyz",
        String(repeating: "很好不好", count: 300),
    ]

    /// Cut into words in the page and on the host.
    private static let sentences = [
        "Don't miss it: 10/10, really!", "  A  naïve\u{301} café — Ⅷ ², x_y  ", "\u{301}a b\u{301}.\u{301} c",
        "soft\u{AD}hyphen می\u{200C}خواهم ½ ﬁne", "ΑΣ ÅNGSTRÖM ＦＵＬＬ１２", "tab\tand\nline\u{3000}wide",
    ]

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageJudgesAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter4").run(["--quick", "--network", "linear", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let lists = try [Self.typed, Self.sentences].map {
            String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
        }
        let visit = try browser.open(
            folder.file("report.html"),
            script: "const typed = \(lists[0]), sentences = \(lists[1]);\n" + Self.script)
        #expect(visit.console == [])

        let classifier = try Classifier.read(from: folder.file("model.safetensors"))
        let odds = visit.numbers("odds")
        let units = try #require(visit.answers["units"] as? [[String]])
        let each = try #require(visit.answers["each"] as? [[Double]])
        #expect(odds.count == Self.typed.count)
        for (index, text) in Self.typed.enumerated() {
            let expected = classifier.units(text)
            #expect(
                units[index].map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
            let logOdds = classifier.logOdds(expected)
            #expect(abs(Double(odds[index]) - logOdds) <= 1e-2 * max(1, abs(logOdds)), "\(text.prefix(20))")
            // The parts add up to the answer.
            let sum = each[index].reduce(classifier.bias, +)
            #expect(abs(sum - Double(odds[index])) < 2e-3 * max(1, abs(logOdds)), "\(text.prefix(20))")
        }
        #expect(Set(odds.prefix(3)).count == 3)
        let words = try #require(visit.answers["words"] as? [[String]])
        for (sentence, found) in zip(Self.sentences, words) {
            let expected = Tokenizer.words.tokens(of: ReviewText.normalized(sentence))
            #expect(
                found.map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) },
                "\(sentence)")
        }
        // A button shows other reviews of the test set.
        #expect(visit.answers["differs"] as? Bool == true)
    }

    @Test func hostAnswersAsTheNetworkDoes() throws {
        var generator = RandomGenerator(seed: 4)
        let texts = ["好看", "不好看", "很不好", "很好很好"].map(ReviewText.characters)
        let grams = NGrams(texts, orders: 1...3)
        let features = Features(
            weights: TextWeights(grams, .tfidf),
            scales: NDArray.uniform([grams.count], from: 0.1, to: 1, using: &generator).scalars)
        let network = BagNetwork(columns: grams.count, hidden: nil, features: features, using: &generator)
        network.bag.weight.value = .normal([grams.count, 2], using: &generator)
        network.bias.value = NDArray([0.3, -0.2])
        let exact = try playedReviews(network, features, texts, mayRound: false)
        #expect(exact.largestDifference < 1e-5)
        let rounded = try playedReviews(network, features, texts)
        #expect(rounded.isHalf && rounded.largestDifference > exact.largestDifference)
        // A bias that the page would not know makes another answer.
        network.bias.value = NDArray([0.3, -0.2])
        var host = try PageNetwork(Array(exact.file))
        host.set("ids", [Float](repeating: 0, count: pageTokens))
        host.run()
        #expect(host.numbers(of: "logits") == network.bias.value.scalars)
        // A text with more tokens than a page reads is left out of the examples.
        let long = (0..<pageTokens + 1).map { "\($0)" }
        let wide = NGrams([long], orders: 1...1)
        let wideFeatures = Features(
            weights: TextWeights(wide, .tfidf), scales: [Float](repeating: 1, count: wide.count))
        let wideNetwork = BagNetwork(columns: wide.count, hidden: nil, using: &generator)
        #expect(try playedReviews(wideNetwork, wideFeatures, [long, ["1", "2"]]).largestDifference == 0)
    }

    private static let script = #"""
        const figure = figures[0], box = figure.find("text"), odds = [], units = [], each = [];
        for (const text of typed) {
          box.value = text;
          send(box, "input");
          odds.push(figure.state.odds);
          units.push(figure.state.units);
          each.push(figure.state.each);
        }
        figure.find("next").click();
        const first = box.value;
        figure.find("next").click();
        return {odds, units, each, words: sentences.map(text => figure.units(text, false)), differs: box.value !== first};
        """#
}
