import ChapterSupport
import Foundation
import Messages
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter7

/// The pictures that the page mixes.
struct MixtureTests {
    @Test func hostMixesAsArraysDo() throws {
        var generator = RandomGenerator(seed: 7)
        let pictures = [3, 3, 1].map { count in
            (0..<count).map { _ in NDArray.uniform([1, 3, 6, 5], using: &generator) }
        }
        let names = ["a", "b"].map { Words(en: $0, zh: $0) }
        let file = try playedMixtures(Mixtures(names: names, pictures: pictures), mayRound: false)
        #expect(!file.isHalf && file.largestDifference < 1e-6)
        var host = try PageNetwork(Array(file.file))
        host.set("ids", [3, 4, 6, 6])
        host.set("shares", [0.1, 0.2, 0.3, 0.4])
        host.run()
        let expected =
            0.1 * pictures[1][0] + 0.2 * pictures[1][1] + 0.3 * pictures[2][0] + 0.4 * pictures[2][0]
        #expect(largestDifference(try #require(host.numbers(of: "mixed")), expected.scalars) < 1e-6)
        #expect(try playedMixtures(Mixtures(names: names, pictures: pictures)).isHalf)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageMixesAsTheHostDoes() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter7").run(["--quick", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: folder.file("report.html"))).count < 2_500_000)
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])
        let file = try #require(Data(base64Encoded: visit.answers["file"] as? String ?? ""))
        var host = try PageNetwork(Array(file))
        var largest: Float = 0
        for place in ["start", "dragged", "keyed"] {
            let numbers = visit.numbers(place)
            #expect(numbers.count > 8 && abs(numbers[4..<8].reduce(0, +) - 1) < 1e-5)
            host.set("ids", Array(numbers[..<4]))
            host.set("shares", Array(numbers[4..<8]))
            host.run()
            largest = max(
                largest, largestDifference(Array(numbers[8...]), try #require(host.numbers(of: "mixed"))))
        }
        print("Chapter 7, page against host: \(largest)")
        #expect(largest <= 1e-4)
        // Dragged to the upper edge it is the content, whatever the style; a key leads away from it.
        let (start, dragged, keyed) = (
            visit.numbers("start"), visit.numbers("dragged"), visit.numbers("keyed")
        )
        #expect(largestDifference(start, dragged) > 1e-2 && largestDifference(dragged, keyed) > 1e-3)
        #expect(visit.answers["content"] as? [String] == ["the content", "100 %"])
        // What is drawn is what was computed.
        #expect(abs((visit.number("drawn") ?? -1) - (visit.number("computed") ?? 1)) <= 1)
    }

    private static let script = #"""
        const figure = figures[0], network = figure.network, find = figure.find, picture = find("picture");
        const now = () => [...network.get("ids"), ...network.get("shares"), ...network.get("mixed")];
        const start = now(), box = picture.getBoundingClientRect();
        send(picture, "pointerdown", {button: 0, clientX: box.left + 0.4 * box.width, clientY: box.top});
        send(picture, "pointerup");
        const dragged = now(), content = [...find("shares").querySelectorAll("span")].map(span => span.textContent);
        for (const key of ["ArrowDown", "ArrowLeft"]) send(picture, "keydown", {key: key});
        const keyed = now(), pixel = picture.getContext("2d").getImageData(3, 2, 1, 1).data;
        return {start, dragged, keyed, content, drawn: pixel[0], computed: 255 * network.get("mixed")[2 * picture.width + 3],
          file: figure.querySelector(".play-file").textContent};
        """#
}
