import ChapterSupport
import Datasets
import Foundation
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter1

/// What plays in the page against the chapter's own perceptron and network.
struct PlayedPageTests {
    @Test func pagesLearnAsTheChapterDoes() throws {
        var generator = RandomGenerator(seed: 6)
        let clouds = GeneratedPoints.twoBlobs(count: 100, margin: 0.5, using: &generator)
        let file = try #require(try playedPerceptron(clouds))
        #expect(file.largestDifference == 0)
        // The trace is the chapter's training: the same weights after as many mistakes, and the same end.
        for gate in draggedGates {
            let trained = trainPerceptron(on: gate.data, maximumPasses: 50)
            let traced = tracedPerceptron(gate.data, limit: trained.mistakes)
            #expect(Array(traced.prefix(3)) == trained.result.weights + [trained.result.bias])
            #expect(traced[3] == Float(trained.mistakes))
            #expect((traced[5] == 1) == trained.hasConverged)
        }
        // Other points in the page than those of the gates: bit for bit what the chapter's rule makes of them.
        var host = try PageNetwork(Array(file.file))
        for seed in 0..<20 {
            var generator = RandomGenerator(seed: UInt64(seed))
            let points = NDArray.normal([12, 2], using: &generator)
            let labels = (0..<12).map { points[scalar: $0, 0] + points[scalar: $0, 1] > 0.1 ? 1 : 0 }
            var data = TruthTable.and.data
            (data.features, data.labels) = ((0..<12).map { points[$0].scalars }, labels)
            host.set("cloudPoints", points.scalars)
            host.set("cloudTargets", labels.map(Float.init))
            for limit in [2, 1000] {
                host.set("limit", [Float(limit)])
                host.run()
                #expect(host.numbers(of: "cloud") == tracedPerceptron(data, limit: limit))
            }
        }
        let few = GeneratedPoints.twoBlobs(count: 6, margin: 0.5, using: &generator)
        #expect(try playedPerceptron(few) == nil)
    }

    @Test func momentsGoThroughTheTraining() throws {
        for epochs in [0, 1, 7, 400, 3000] {
            var generator = RandomGenerator(seed: 1)
            let network = TwoLayerNetwork(
                inputCount: 2, hiddenCount: 4, outputCount: 1, range: 1, using: &generator)
            var training = ExclusiveOrTraining(start: network)
            for epoch in 0..<epochs { training.append(network, error: Float(epoch)) }
            let moments = foldedMoments(training)
            #expect(moments.first == 0 && moments.last == epochs && moments.count <= 41)
            #expect(moments == moments.sorted() && Set(moments).count == moments.count)
            let file = try playedNetwork(training)
            #expect(file.largestDifference < 1e-6)
        }
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pagePlays() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try runChapter(["--quick", "--out", folder.path])
        #expect(run.code == 0)
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        // AND is learned with as many mistakes as in the run; XOR is not.
        #expect(visit.numbers("and") == tracedPerceptron(TruthTable.and.data, limit: 1000))
        #expect(visit.numbers("xor").suffix(3).first == draggedLimit && visit.numbers("xor").last == 0)
        // A point of XOR dragged away, by the pointer, and a line is found; the same with the class changed by a press, by keys.
        let dragged = visit.numbers("dragged")
        #expect(dragged.count == 6 && dragged.last == 1)
        var moved = TruthTable.xor.data
        moved.features = stride(from: 0, to: 8, by: 2).map { Array(visit.numbers("points")[$0..<$0 + 2]) }
        #expect(moved.features != TruthTable.xor.data.features)
        #expect(dragged == tracedPerceptron(moved, limit: 1000))
        #expect(visit.numbers("pressed").last == 1 && visit.numbers("keyed").last == 1)
        // The slider goes back to the first mistake.
        #expect(visit.numbers("first") == tracedPerceptron(TruthTable.and.data, limit: 1))

        // The network that learned XOR answers as the run's example, at the end of its training and not at its start.
        let example = try ModelExample(contentsOf: folder.file("example.safetensors"))
        let answers = NDArray(visit.numbers("answers"), shape: [4, 1])
        let difference = example.largestDifference(from: answers)
        print("Chapter 1, page against run: \(difference)")
        #expect(difference <= 1e-5)
        #expect(example.largestDifference(from: NDArray(visit.numbers("before"), shape: [4, 1])) > 0.05)
        // The cross moved by keys: the explained sum is the network's.
        #expect(abs((visit.number("sum") ?? .nan) - (visit.number("total") ?? .nan)) < 1e-4)
        #expect(visit.numbers("at").count == 2 && abs(visit.numbers("at")[0] - 0.85) < 1e-5)
        #expect(visit.number("output") != visit.number("earlier"))
    }

    private static let script = #"""
        const plane = figures[0].find("plane"), network = figures[0].network, four = () => [...network.get("four")];
        const choose = set => figures[0].querySelector("[data-set='" + set + "']").click();
        const seen = () => { const s = figures[0].state.all; return [s.w1, s.w2, s.b, s.made, s.row, s.done]; };
        const and = seen(), step = figures[0].find("step");
        step.value = 1;
        send(step, "input");
        const now = figures[0].state.now, first = [now.w1, now.w2, now.b, now.made, now.row, now.done];
        choose(3);
        const xor = seen(), box = plane.getBoundingClientRect();
        const at = (x, y) => ({button: 0, clientX: box.left + (x + 0.5) / 2 * box.width,
          clientY: box.top + (1.5 - y) / 2 * box.height});
        send(plane, "pointerdown", at(1, 1));
        send(plane, "pointermove", at(0.6, 0.6));
        send(plane, "pointermove", at(0.3, 0.3));
        send(plane, "pointerup", at(0.3, 0.3));
        const dragged = seen(), points = [...network.get("fourPoints")];
        choose(3);
        send(plane, "pointerdown", at(0, 0));
        send(plane, "pointerup", at(0, 0));
        const pressed = seen();
        choose(3);
        for (const key of ["Enter", " "]) send(plane, "keydown", {key: key});
        const keyed = seen();

        const fold = figures[1], folded = fold.network, answers = [], before = [];
        const corners = list => { for (const x of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
          folded.set("x", x); folded.run(); list.push(folded.get("o")[0]); } };
        corners(answers);
        fold.find("epoch").value = 0;
        send(fold.find("epoch"), "input");
        corners(before);
        fold.find("epoch").value = fold.find("epoch").max;
        send(fold.find("epoch"), "input");
        const earlier = fold.state.output;
        send(fold.find("plane"), "keydown", {key: "ArrowRight"});
        return {and, xor, dragged, points, pressed, keyed, first, answers, before, earlier,
          sum: fold.state.sum, total: fold.state.total, at: fold.state.at, output: fold.state.output};
        """#
}
