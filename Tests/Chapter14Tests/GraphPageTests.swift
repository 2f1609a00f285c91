import Autograd
import ChapterSupport
import Foundation
import Graphs
import NeuralNetworks
import PageNetworks
import Reporting
import TensorCore
import TestSupport
import Testing

@testable import Chapter14

/// Papers and skeletons in the page against the run's networks.
struct GraphPageTests {
    private func papers() -> (GraphConvolutionalNetwork, CitationPart, NDArray) {
        var generator = RandomGenerator(seed: 14)
        let graph = CitationGraph.generated(papers: 120, words: 50, seed: 3)
        let network = GraphConvolutionalNetwork(features: 50, hidden: 16, outputs: 5, using: &generator)
        for parameter in network.parameters {
            parameter.value += NDArray.normal(parameter.shape, using: &generator) * 0.3
        }
        return (network, CitationPart(graph), .normal([5, 50], using: &generator))
    }

    @Test func hostAnswersAsTheGraphNetworkDoes() throws {
        let (network, part, subjects) = papers()
        #expect(part.papers.count == 24 && Set(part.papers).count == 24 && part.edges.count >= 20)
        let played = try playedPapers(network, part, subjects: subjects, mayRound: false)
        #expect(played.largestDifference < 1e-4)
        // Other words, of one paper: hidden units change at its neighbours only, predictions at theirs too.
        var host = try PageNetwork(Array(played.file))
        host.set("x", part.words.scalars)
        host.run()
        let before = (host.numbers(of: "h") ?? [], host.numbers(of: "z") ?? [])
        var words = (0..<24).map { part.words[$0].scalars }
        words[5] = subjects[2].scalars.map { abs($0) }
        host.set("x", words.flatMap { $0 })
        host.run()
        let after = (host.numbers(of: "h") ?? [], host.numbers(of: "z") ?? [])
        let input = GraphInput(
            adjacency: part.input.adjacency, features: SparseMatrix(NDArray(rows: words)))
        let expected = withoutGradient { network(input) }.value
        #expect(largestDifference(NDArray(after.1, shape: [24, 5]), expected, relativeTo: 1) < 1e-4)
        var near: Set = [5]
        for (a, b) in part.edges where a == 5 || b == 5 { near.formUnion([a, b]) }
        var far = near
        for (a, b) in part.edges where near.contains(a) || near.contains(b) { far.formUnion([a, b]) }
        func changed(_ a: [Float], _ b: [Float]) -> Set<Int> {
            let size = a.count / 24
            return Set((0..<24).filter { a[$0 * size..<($0 + 1) * size] != b[$0 * size..<($0 + 1) * size] })
        }
        #expect(changed(before.0, after.0).isSubset(of: near) && changed(before.0, after.0).contains(5))
        #expect(changed(before.1, after.1).isSubset(of: far) && far.count < 24)
        #expect(!changed(before.1, after.1).isSubset(of: near))
    }

    @Test func hostAnswersAsTheMotionNetworkDoes() throws {
        let data = try PoseData(folder: nil, generatedStyles: 2, seed: 1)
        var generator = RandomGenerator(seed: 15)
        let network = MotionNetwork(data.skeleton, actions: 3, using: &generator)
        for parameter in network.parameters {
            parameter.value += NDArray.normal(parameter.shape, using: &generator) * 0.1
        }
        let all = data.windows(
            of: Array(data.clips.indices), length: PoseLesson.length, step: 8, using: &generator,
            shifted: false)
        // Running statistics that are not 0 and 1.
        _ = network(Tensor(data.batch(Array(all.prefix(16)), length: PoseLesson.length)))
        let windows = stride(from: 0, to: all.count, by: 9).map { all[$0] }
        let shown = PageClips(data, windows)
        #expect(shown.clips.count == 3 && shown.windows.allSatisfy { $0.count == 120 - 31 })
        let played = try playedPoses(network, data, windows, shown, mayRound: false)
        #expect(played.largestDifference < 1e-4)
        #expect(PlayFile(played.file).size < 500_000)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageSpreads() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let (network, part, subjects) = papers()
        let exact = try playedPapers(network, part, subjects: subjects, mayRound: false)
        var report = Report(title: "Graph")
        report.play(
            citationBox(
                exact, labels: part.papers.map { $0 % 5 }, subjects: (0..<5).map { "subject \($0)" }))
        try report.write(to: folder.file("exact.html"))
        let visit = try browser.open(folder.file("exact.html"), script: Self.script)
        #expect(visit.console == [])
        let expected = withoutGradient { network(part.input) }.value
        let difference = largestDifference(
            NDArray(visit.numbers("z")), expected.reshaped([-1]), relativeTo: 1)
        print("Chapter 14, papers, page against host: \(difference)")
        #expect(difference < 1e-4)
        try expectSpread(visit)
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageOfARunPlays() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter14").run(["--quick", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let size = try #require(
            FileManager.default.attributesOfItem(atPath: folder.file("report.html"))[.size] as? Int)
        print("Chapter 14, page of \(size) bytes")
        #expect(size < 2_500_000)
        let visit = try browser.open(folder.file("report.html"), script: Self.script + Self.poseScript)
        #expect(visit.console == [])
        try expectSpread(visit)

        // The run's network on the window that the page shows first, and on one further on.
        var generator = RandomGenerator(seed: 1)
        let data = try PoseData(folder: nil, generatedStyles: 15, seed: 1)
        let network = MotionNetwork(data.skeleton, actions: data.actions.count, using: &generator)
        try Checkpoint(contentsOf: folder.file("motion.safetensors")).restore(
            network, path: folder.file("motion.safetensors"))
        network.evaluate()
        let test = data.windows(
            of: data.folds(5)[0].test, length: PoseLesson.length, step: 8, using: &generator, shifted: false)
        let examples = (0..<8).map { test[$0 * test.count / 8] }
        let clips = PageClips(data, examples)
        let windows = [clips.windows[0][0], clips.windows[1][40]]
        let expected = withoutGradient {
            network(Tensor(data.batch(windows, length: PoseLesson.length)))
        }.value.softmax(axis: 1)
        let found = NDArray(visit.numbers("first") + visit.numbers("later"))
        print("Chapter 14, skeleton, page against run: \(largestDifference(found, expected.reshaped([-1])))")
        #expect(largestDifference(found, expected.reshaped([-1])) < 1e-2)
        #expect(visit.number("clips") == 3 && visit.number("ink") ?? 0 > 500)
    }

    private func expectSpread(_ visit: Browser.Visit) throws {
        // What is given to one paper stays there before the first layer, and reaches more with each.
        let reached = visit.numbers("reached")
        #expect(reached.count == 3 && reached[0] == 1 && reached[1] > 1 && reached[2] > reached[1])
        #expect(visit.number("untouched") == 0 && visit.number("back") == 0)
        #expect(visit.number("dragged") == 1)
        #expect(visit.answers["formula"] as? Bool == true && visit.answers["isMoved"] as? Bool == true)
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, canvas = find("graph"), z = [...figure.network.get("z")];
        const reach = () => figure.changes.filter(x => x > 0).length, untouched = reach(), reached = [];
        figure.choose(5, 0);
        find("gifts").children[2].click();
        for (const layer of [0, 1, 2]) {
          figure.querySelector("[data-layer='" + layer + "']").click();
          reached.push(reach());
        }
        const formula = find("formula").textContent.includes(" \u00b7 ");
        find("gifts").lastChild.click();
        const back = reach();
        // From one paper onto another, by mouse.
        figure.choose(5, 0);
        const box = canvas.getBoundingClientRect(), places = figure.network.get("places");
        const at = paper => ({button: 0, clientX: box.left + box.width * (36 + 348 * places[2 * paper]) / 420,
          clientY: box.top + box.height * (36 + 348 * places[2 * paper + 1]) / 420});
        send(canvas, "pointerdown", at(5));
        send(canvas, "pointerup", at(9));
        const dragged = reach(), name = find("paper").textContent;
        send(canvas, "keydown", {key: "1"});
        const seen = new Set([name]);
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          send(canvas, "keydown", {key});
          seen.add(find("paper").textContent);
        }
        const answers = {z, untouched, reached, formula, back, dragged, isMoved: seen.size > 1 && name.includes("10")};
        if (figures.length === 1) return answers;

        """#

    private static let poseScript = #"""
        const pose = figures[1], slider = pose.find("start"), first = pose.probabilities;
        pose.querySelector("[data-clip='1']").click();
        slider.value = 40;
        send(slider, "input");
        const sheet = pose.find("skeleton"), pixels = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
        let ink = 0;
        for (let pixel = 3; pixel < pixels.length; pixel += 4) ink += pixels[pixel] > 0 ? 1 : 0;
        return Object.assign(answers, {first, later: pose.probabilities, ink,
          clips: pose.querySelectorAll("[data-clip]").length});
        """#
}
