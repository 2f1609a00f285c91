import Autograd
import ChapterSupport
import Foundation
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter8

/// The pad of the page against the generator.
struct LatentPadTests {
    /// A generator whose running statistics are not those before training.
    private func gan(seed: UInt64, channels: Int = 1) -> GAN {
        var random = RandomGenerator(seed: seed)
        let gan = GAN(isConditional: true, width: 8, channels: channels, using: &random)
        for parameter in gan.generator.parameters { parameter.value *= 4 }
        gan.generator.train()
        for _ in 0..<3 {
            _ = gan.generator(Tensor(latentCodes(Array(0..<10), count: 10, using: &random)))
        }
        return gan
    }

    @Test func hostPaintsAsTheGeneratorDoes() throws {
        let gan = gan(seed: 8)
        let exact = try #require(try playedGenerator(gan, seed: 3, mayRound: false))
        #expect(exact.largestDifference < 1e-5)
        let rounded = try #require(try playedGenerator(gan, seed: 3))
        #expect(rounded.isHalf && rounded.largestDifference > exact.largestDifference)
        // In colour there is no pad, and without classes neither.
        #expect(try playedGenerator(self.gan(seed: 8, channels: 3), seed: 3) == nil)
        var random = RandomGenerator(seed: 1)
        let plain = GAN(isConditional: false, width: 8, using: &random)
        #expect(try playedGenerator(plain, seed: 3) == nil)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func padPaintsWhatTheHostPaints() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let file = try #require(try playedGenerator(gan(seed: 8), seed: 3))
        var report = Report(title: "Pad")
        report.play(latentPad(file, classNames: (0..<10).map { "\($0)" }))
        try report.write(to: folder.file("page.html"))
        let visit = try browser.open(folder.file("page.html"), script: Self.script)
        #expect(visit.console == [])

        var host = try PageNetwork(Array(file.file))
        func picture(_ first: Int, _ digit: Int, _ shares: [Float]) throws -> NDArray {
            host.set("ids", [0, 1, 2, 3].map { Float(first + $0) } + [Float(pageCodes + digit)])
            host.set("shares", shares + [1])
            host.run()
            return NDArray(try #require(host.numbers(of: "picture")))
        }
        // A corner is its code alone; in the middle all have a half.
        let corner = NDArray(visit.numbers("corner"))
        #expect(largestDifference(corner, try picture(0, 7, [1, 0, 0, 0])) < 1e-4)
        let keyed = visit.numbers("shares")
        #expect(keyed.count == 4 && abs(keyed.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        #expect(largestDifference(NDArray(visit.numbers("keyed")), try picture(0, 7, keyed)) < 1e-4)
        #expect(largestDifference(corner, NDArray(visit.numbers("other"))) > 1e-3)
        #expect(largestDifference(corner, NDArray(visit.numbers("codes"))) > 1e-3)
        print("Chapter 8, a picture in the page: \(visit.number("milliseconds") ?? .nan) ms")
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, network = figure.network, pad = find("pad");
        const box = pad.getBoundingClientRect(), now = () => [...network.get("picture")];
        const press = (x, y) => send(pad, "pointerdown", {button: 0, clientX: box.left + x * box.width,
          clientY: box.top + y * box.height});
        const choose = digit => figure.querySelector("[data-class='" + digit + "']").click();
        choose(7);
        press(0, 0);
        const corner = now();
        for (const key of ["ArrowRight", "ArrowDown", "ArrowDown"]) send(pad, "keydown", {key: key});
        const keyed = now(), shares = figure.state.shares;
        choose(3);
        press(0, 0);
        const other = now();
        choose(7);
        find("others").click();
        press(0, 0);
        const codes = now(), start = performance.now();
        for (let turn = 0; turn < 10; turn++) network.run();
        return {corner, keyed, shares, other, codes, milliseconds: (performance.now() - start) / 10};
        """#
}
