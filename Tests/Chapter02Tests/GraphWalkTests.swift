import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import PageNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter2

/// The graph that the page goes through, against the one that Autograd goes through.
struct GraphWalkTests {
    /// The values of all nodes and the gradients of those that have one, as Autograd has them.
    private func numbers(_ expression: SmallExpression) -> (values: [Float], gradients: [Float]) {
        let nodes = expression.graph.nodes
        return (nodes.map { $0.value ?? .nan }, nodes.compactMap(\.gradient))
    }

    @Test func hostAnswersAsAutogradDoes() throws {
        let expression = SmallExpression()
        let file = try playedGraph(expression)
        #expect(!file.isHalf && file.largestDifference < 1e-6)
        let walk = GraphWalk(expression.graph)
        var host = try PageNetwork(Array(file.file))
        for (w, x, b, y, decay) in [(1.5, 2.0, -0.5, 1.0, 0.1), (-2, 0.5, 3, -1, 1), (0, 0, 0, 0, 0)] {
            let other = SmallExpression(w: w, x: x, b: b, y: y, decay: decay)
            for (name, value) in [("w", w), ("x", x), ("b", b), ("y", y), ("λ", decay)] {
                #expect(host.set(try #require(walk.leaves[name]), [Float(value)]))
            }
            host.run()
            let values = other.graph.nodes.indices.map { host.numbers(of: "n\($0)")?.first ?? .nan }
            #expect(largestDifference(values, numbers(other).values) < 1e-5)
            #expect(walk.gradients.count == 2)
            for derivative in other.derivatives {
                let gradient = host.numbers(of: try #require(walk.gradients[derivative.parameter]))?.first
                #expect(abs(Double(gradient ?? .nan) - derivative.byHand) < 1e-5)
            }
        }
    }

    @Test(.enabled(if: Browser.installed != nil, Comment(rawValue: Browser.missing)))
    func pageGoesThroughTheGraph() throws {
        let browser = try #require(Browser.installed)
        let folder = try TemporaryFolder()
        let run = try Program("Chapter2").run(["--quick", "--out", folder.path])
        #expect(run.code == 0, "\(run.errors)")
        let visit = try browser.open(folder.file("report.html"), script: Self.script)
        #expect(visit.console == [])

        let expected = numbers(SmallExpression())
        let difference = max(
            largestDifference(visit.numbers("values"), expected.values),
            largestDifference(visit.numbers("gradients"), expected.gradients))
        print("Chapter 2, page against host: \(difference)")
        #expect(difference <= 1e-4)
        // Seven operations forward and seven backward.
        #expect(visit.answers["stepCount"] as? Int == 14)
        #expect(visit.answers["shown"] as? [String] == ["", "2.475", "", "gradient 6.3"])
        #expect(visit.answers["partly"] as? String == "gradient 0.3")
        let formulas = try #require(visit.answers["formulas"] as? [String])
        #expect(formulas.count == 3)
        #expect(formulas[0] == "w x = w · x = 1.5 · 2 = 3")
        #expect(formulas[1].contains("∂error²/∂error = 2 · error = 3") && formulas[1].contains("1 · 3 = 3"))
        #expect(formulas[2].contains("0.3 + 6 = 6.3"))

        // A leaf that is moved moves every number.
        let moved = numbers(SmallExpression(w: -1))
        #expect(largestDifference(visit.numbers("movedValues"), moved.values) < 1e-4)
        #expect(largestDifference(visit.numbers("movedGradients"), moved.gradients) < 1e-4)
        #expect(visit.answers["keys"] as? [Int] == [0, 1, 0, 14])
    }

    private static let script = #"""
        const figure = figures[0], find = figure.find, click = name => send(find(name), "click");
        const box = label => [...figure.querySelectorAll("[data-node]")]
          .find(box => box.querySelector("text").textContent.split(" = ")[0] === label);
        const texts = label => [...box(label).querySelectorAll("text")].slice(1).map(text => text.textContent);
        const formula = () => [...find("formula").children].map(line => line.textContent).join(" | ");
        const stepCount = Number(find("step").max), shown = [], formulas = [];
        shown.push(texts("loss")[0]);
        click("on");
        formulas.push(formula());
        while (figure.state.step < 7) click("on");
        shown.push(texts("loss")[0], texts("w")[1]);
        let partly = "";
        while (figure.state.step < stepCount) {
          click("on");
          const now = formula();
          if (now.includes("\u2202error\u00b2/")) formulas.push(now);
          // The penalty has passed on what it received, and w x has not yet.
          if (!partly && texts("w")[1]) partly = texts("w")[1];
          if (figure.state.step === stepCount || now.includes(" + 6")) if (now.includes("6.3")) formulas.push(now);
        }
        shown.push(texts("w")[1]);
        const values = figure.state.values, gradients = figure.state.gradients.filter(g => g !== null);
        const keys = [];
        for (const key of ["Home", "ArrowRight", "ArrowLeft", "End"]) {
          send(find("graph"), "keydown", {key: key});
          keys.push(figure.state.step);
        }
        const slider = figure.querySelector("[data-leaf]");
        slider.value = -1;
        send(slider, "input");
        return {values, gradients, stepCount, shown, partly, formulas, keys, movedValues: figure.state.values,
          movedGradients: figure.state.gradients.filter(g => g !== null)};
        """#
}
