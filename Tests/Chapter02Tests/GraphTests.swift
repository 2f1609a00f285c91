import Autograd
import TensorCore
import Testing

@testable import Chapter2

@Suite struct GraphTests {
    @Test func theThreeWaysToTheGradientAgree() {
        let expression = SmallExpression()
        // (1.5 · 2 − 0.5 − 1)² + 0.1 · 1.5² = 2.25 + 0.225
        #expect(abs(expression.loss - 2.475) < 1e-6)
        #expect(expression.derivatives.map(\.parameter) == ["w", "b"])
        for (derivative, expected) in zip(expression.derivatives, [6.3, 3.0]) {
            #expect(abs(derivative.byHand - expected) < 1e-12)
            #expect(abs(derivative.byDifferences - expected) < 1e-8)
            #expect(abs(derivative.byBackward - expected) < 1e-6)
        }
        let drawn = expression.graph.svg()
        for word in ["prediction = +", "gradient 6.3", "gradient 3", "λ"] { #expect(drawn.contains(word)) }
    }

    @Test func centralDifferencesFindAKnownDerivative() {
        #expect(abs(centralDifference(at: 2) { $0 * $0 * $0 } - 12) < 1e-8)
    }

    @Test(arguments: [Float(0.01), 0.3, 0.5, 1.2, 2, 3, 3.99, 4.01, 5, 10, 17, 100, 1234.5, 1e6])
    func theDerivativeOfNewtonsRootIsThatOfTheRoot(_ a: Float) throws {
        let example = RootExample(a)
        #expect(abs(example.root / a.squareRoot() - 1) < 1e-6)
        // The derivative is a step behind the root, so the last step leaves it less precise.
        #expect(abs(try #require(example.derivative) * 2 * a.squareRoot() - 1) < 5e-5)
    }

    @Test func theGraphDependsOnTheNumber() {
        // Three tensors a step, the two leaves, and two more for the branch: a / 4 and root · 2.
        #expect(RootExample(1.2, tolerance: 0.02).tensorCount == 2 + 3)
        #expect(RootExample(2, tolerance: 0.02).tensorCount == 2 + 3 * 2)
        #expect(RootExample(5, tolerance: 0.02).tensorCount == 2 + 3 + 2)
        #expect(RootExample(5, tolerance: 0.02).graph.svg().contains("root · 2"))
        #expect(!RootExample(2, tolerance: 0.02).graph.svg().contains("root · 2"))
    }

    @Test func aLoopThatNeverRunsLeavesNoWayBack() {
        let example = RootExample(1)
        #expect(example.root == 1 && example.derivative == nil && example.tensorCount == 1)
    }
}
