import ChapterSupport
import Foundation
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter3

/// The sliders of the page against the run's network.
struct HourSliderTests {
    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageAnswersAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter3").run(["--quick", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        let file = try #require(Data(base64Encoded: visit.answers["file"] as? String ?? ""))
        var host = try PageNetwork(Array(file))
        let examples = try #require(host.numbers(of: "examples"))
        var outputs: [Float] = []
        for example in 0..<examples.count / 56 {
            host.set("x", Array(examples[56 * example..<56 * (example + 1)]))
            host.run()
            outputs += try #require(host.numbers(of: "bikes"))
        }
        let answered = NDArray(visit.numbers("examples"))
        let difference = largestDifference(answered, NDArray(outputs), relativeTo: 1)
        print("Chapter 3, page against host: \(difference)")
        #expect(outputs.count == 8 && difference <= 1e-4)

        // What the page set is an hour with one-hot columns, and the host has the same answer for it.
        let set = visit.numbers("set")
        #expect(set.count == 56 && set[20..<44].reduce(0, +) == 1 && set[20 + 8] == 1)
        #expect(set[44..<51].reduce(0, +) == 1 && set[44] == 1)
        host.set("x", set)
        host.run()
        let bikes = try #require(host.numbers(of: "bikes")?.first)
        #expect(abs(bikes - Float(visit.number("moved") ?? .nan)) < 1e-3)
        // Each slider changes what comes, and the units' sum is the output.
        let changed = visit.numbers("changed")
        #expect(changed.count == 5 && Set(changed.prefix(4)).count == 4)
        #expect(abs((visit.number("total") ?? .nan) - (visit.number("output") ?? .nan)) < 1e-4)
        #expect(visit.answers["units"] as? Int == 10 && visit.answers["columns"] as? Int == 24)
    }

    private static let script = #"""
        const figure = figures[0], network = figure.network, find = figure.find, rows = network.get("examples"), examples = [];
        for (let row = 0; row < rows.length; row += 56) {
          network.set("x", rows.subarray(row, row + 56));
          network.run();
          examples.push(network.get("bikes")[0]);
        }
        const move = (name, value) => {
          find(name).value = value;
          send(find(name), "input");
          return network.get("output")[0];
        };
        const changed = [move("temperature", 20), move("temperature", 2), move("hour", 8), move("weekday", 3),
          move("weekday", 0)];
        return {examples, changed, moved: network.get("bikes")[0], set: [...network.get("x")],
          total: figure.explained.total, output: figure.explained.output,
          units: figure.querySelectorAll(".bar").length, columns: figure.querySelectorAll(".columns i").length,
          file: figure.querySelector(".play-file").textContent};
        """#
}
