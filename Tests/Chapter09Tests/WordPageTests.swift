import ChapterSupport
import Foundation
import PageNetworks
import TensorCore
import TestSupport
import Testing
import WordVectors

@testable import Chapter9

/// The words of the page against the vectors of the run.
struct WordPageTests {
    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageFindsTheWordsThatTheHostFinds() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter9").run([
            "--quick", "--epochs", "4", "--method", "skipgram", "--out", folder.path,
        ])
        #expect(run.code == 0, "\(run.errors)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        let vectors = try WordVectors(contentsOf: folder.file("vectors.txt"))
        let near = try #require(visit.answers["near"] as? [[String]])
        let cosines = try #require(visit.answers["cosines"] as? [[Double]])
        let expected = try [
            #require(vectors.nearest(to: "bear", count: 10)),
            #require(vectors.analogy("china", "beijing", "france", count: 10)),
            #require(vectors.nearest(to: "bear", count: 10)),
        ]
        #expect(near.count == 5 && near[0] != near[1])
        for (index, neighbours) in expected.enumerated() {
            #expect(cosines[index].count == 10)
            for (cosine, neighbour) in zip(cosines[index], neighbours) {
                #expect(abs(cosine - Double(neighbour.cosine)) < 2e-3)
            }
            // The first is the same unless two are as near as rounding is.
            #expect(
                near[index][0] == neighbours[0].word || neighbours[0].cosine - neighbours[1].cosine < 2e-3)
        }
        // Nothing typed, and nothing known.
        #expect(near[3].isEmpty && near[4].isEmpty)
        #expect(visit.numbers("unknown") == [0, 0, 0, 0, 1])
        let milliseconds = try #require(visit.number("milliseconds"))
        print("Chapter 9, a sum of words in the page: \(milliseconds) ms")
        #expect(milliseconds > 0 && milliseconds < 20)
    }

    @Test func hostAnswersAsTheVectorsDo() throws {
        var generator = RandomGenerator(seed: 9)
        let words = (0..<40).map { "word\($0)" }
        let vectors = WordVectors(words: words, matrix: .normal([40, 7], using: &generator))
        let exact = try #require(try playedWords(vectors, mayRound: false))
        #expect(exact.largestDifference < 1e-5)
        let rounded = try #require(try playedWords(vectors))
        #expect(rounded.isHalf && rounded.largestDifference > exact.largestDifference)
        // The place on the map is that of the components.
        var host = try PageNetwork(Array(exact.file))
        host.set("ids", [3] + [Float](repeating: 0, count: pageTerms - 1))
        host.set("shares", [1] + [Float](repeating: 0, count: pageTerms - 1))
        host.run()
        let place = try #require(host.numbers(of: "place"))
        let places = try #require(host.numbers(of: "places"))
        #expect(abs(place[0] - places[6]) < 1e-5 && abs(place[1] - places[7]) < 1e-5)
        // Too few for a map; more than a page has room for.
        #expect(try playedWords(vectors.prefix(3)) == nil)
        let wide = WordVectors(words: (0..<2000).map { "\($0)" }, matrix: .zeros([2000, 400]))
        let kept = pageWords(wide)
        #expect(kept.count < 2000 && kept.count > 1000)
        #expect(try playedWords(kept) != nil)
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, near = [], cosines = [], unknown = [];
        for (const text of ["bear", "beijing \u2212 china + france", " Bear ", "", "qqq"]) {
          find("text").value = text;
          send(find("text"), "input");
          near.push(figure.state.near);
          cosines.push(figure.state.cosines);
          unknown.push(figure.state.unknown);
        }
        const start = performance.now();
        for (let turn = 0; turn < 10; turn++) figure.network.run();
        return {near, cosines, unknown, milliseconds: (performance.now() - start) / 10};
        """#
}
