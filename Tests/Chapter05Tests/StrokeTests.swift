import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Foundation
import Images
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// MNIST's test digits drawn on the page's pad, stroke by stroke, and read by a network that has seen only MNIST's pictures.
struct StrokeTests {
    @Test(.enabled(if: publishedData("mnist") != nil, "needs MNIST"), .timeLimit(.minutes(10)))
    func strokesAreReadLikePictures() throws {
        let folder = try #require(publishedData("mnist"))
        let (training, test) = (try MNIST.training(in: folder), try MNIST.test(in: folder))
        let network = try trained(on: training)
        let pictures = test.images(at: Array(0..<8))
        let file = try #require(try playedBook(network, pictures))
        var host = try PageNetwork(Array(file.file))
        func answer(_ pixels: [Float]) -> Int? {
            host.set("x", pixels)
            host.run()
            return host.numbers(of: "logits").flatMap { logits in
                logits.indices.max { logits[$0] < logits[$1] }
            }
        }
        let count = 1000
        var (asPictures, asStrokes) = (0, 0)
        var read: [Int?] = []
        for index in 0..<count {
            let pixels = test.images(at: [index]).scalars
            if answer(pixels) == test.labels[index] { asPictures += 1 }
            var ink = InkField(side: 112)
            for stroke in DigitStrokes(pixels).strokes {
                for (start, end) in zip(stroke, stroke.dropFirst() + [stroke[stroke.count - 1]]) {
                    ink.stroke(from: start, to: end, radius: 4.5)
                }
            }
            ink.removeSpecks()
            read.append(answer(ink.centeredDigit() ?? [Float](repeating: 0, count: 784)))
            if read[index] == test.labels[index] { asStrokes += 1 }
        }
        print(
            "Chapter 5, \(count) test digits of MNIST: \(asPictures) read as pictures, \(asStrokes) as strokes"
        )
        #expect(asStrokes * 100 >= 95 * count, "\(asStrokes)")

        guard let browser = Browser.installed else { return }
        var report = Report(title: "Strokes")
        report.play(digitPad(file, classNames: MNIST.classNames, isClothes: false))
        let page = try TemporaryFolder()
        let drawn = 20
        let strokes = (0..<drawn).map { index in
            DigitStrokes(test.images(at: [index]).scalars).strokes.map { $0.map { [$0.x, $0.y] } }
        }
        let json = String(decoding: try JSONEncoder().encode(strokes), as: UTF8.self)
        let visit = try browser.open(
            try page.write(report.html(), to: "page.html"), script: "const digits = \(json);\n" + Self.script)
        withExtendedLifetime(page) {}
        #expect(visit.console == [])
        // The page reads what the host reads.
        #expect(visit.answers["read"] as? [Int] == read.prefix(drawn).map { $0 ?? -1 })
    }

    /// The book's network after an epoch of Adam, which takes seconds.
    private func trained(on digits: LabeledImages) throws -> BookNetwork {
        var generator = RandomGenerator(seed: 1)
        let network = BookNetwork(using: &generator)
        let optimizer = Adam(network.parameters, learningRate: 0.001)
        for batch in shuffledBatches(of: 64, count: digits.count, using: &generator) {
            let loss = crossEntropy(network(Tensor(digits.images(at: batch))), digits.labels(at: batch))
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        network.evaluate()
        return network
    }

    private static let script = #"""
        const figure = figures[0], pad = figure.find("pad"), read = [];
        for (const strokes of digits) {
          figure.find("clear").click();
          const box = pad.getBoundingClientRect();
          for (const stroke of strokes) {
            stroke.forEach(([x, y], index) => send(pad, index === 0 ? "pointerdown" : "pointermove", {button: 0,
              clientX: box.left + x / 112 * box.width, clientY: box.top + y / 112 * box.height}));
            send(pad, "pointerup");
          }
          const probabilities = [...figure.network.get("probabilities")];
          read.push(probabilities.indexOf(Math.max(...probabilities)));
        }
        return {read};
        """#
}
