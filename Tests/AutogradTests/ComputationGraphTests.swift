import Foundation
import TensorCore
import Testing

@testable import Autograd

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// z = x y + sin(x), with x = 2 and y = 3.
private func smallExpression() -> (x: Tensor, y: Tensor, z: Tensor) {
    let x = Tensor(NDArray(2), requiresGradient: true, name: "x")
    let y = Tensor(NDArray(3), requiresGradient: true, name: "y")
    let product = x * y
    product.name = "p"
    product.retainsGradient = true
    let z = product + x.sin()
    z.name = "z"
    return (x, y, z)
}

@Suite struct ComputationGraphTests {
    @Test func theTextListsInputsBeforeResults() {
        let (_, _, z) = smallExpression()
        z.backward(keepingGraph: true)
        let lines = ComputationGraph(of: z).description.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "x  []  value 2  gradient 2.584  requires gradient",
                "y  []  value 3  gradient 2  requires gradient",
                "p = *(x, y)  []  value 6  gradient 1",
                "t1 = sin(x)  []  value 0.9093",
                "z = +(p, t1)  []  value 6.909",
            ])
    }

    @Test func theDrawingIsWellFormedAndNamesEveryTensor() throws {
        let (x, _, z) = smallExpression()
        x.name = "a<b&c"
        let svg = ComputationGraph(of: z).svg()
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        for text in ["a&lt;b&amp;c", ">y<", "p = *", "t1 = sin", "z = +", ">6.909<"] {
            #expect(svg.contains(text))
        }
        #expect(svg.components(separatedBy: "<rect class=").count - 1 == 5)
        #expect(svg.components(separatedBy: "class=\"arrow\"").count - 1 == 5)
    }

    @Test func everyArrowPointsToTheRightAndNoTwoBoxesShareAPlace() {
        // A residual connection: 0 → 1 → 2 → 3 and 0 → 3.
        let layout = GraphLayout(inputs: [[], [0], [1], [2, 0]])
        #expect(layout.places.map(\.layer) == [0, 1, 2, 3])
        #expect(layout.edges.allSatisfy { $0.map(\.layer) == Array($0[0].layer...$0[$0.count - 1].layer) })
        #expect(Set(layout.edges.flatMap { $0 } + layout.places).count == 4 + 2)
    }

    @Test func aLeafStandsBesideItsUser() {
        let layout = GraphLayout(inputs: [[], [0], [1], [], [2, 3]])
        #expect(layout.places[3].layer == 2)
    }
}
