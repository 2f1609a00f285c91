import Autograd
import Foundation
import TensorCore

/// √a by Newton's iteration, with a graph whose shape depends on the number: the branch is taken for some and
/// not for others, and the loop runs as often as it must (section 2.2.3).
///
/// Newton's step for x² = a is x ← (x + a/x) / 2; it doubles the number of right digits. It ends when
/// |x² − a| ≤ tolerance · a. `a` is a scalar above zero.
func newtonRoot(of a: Tensor, tolerance: Float = 1e-6) -> Tensor {
    if a.scalar >= 4 {
        let root = newtonRoot(of: (a / 4).shown("a / 4"), tolerance: tolerance)
        return (root * 2).shown("root · 2")
    }
    var guess = Tensor(NDArray(1), name: "guess 0")
    var steps = 0
    while abs(guess.scalar * guess.scalar - a.scalar) > tolerance * a.scalar {
        steps += 1
        let sum = (guess + (a / guess).shown("a / guess")).shown("sum")
        guess = (sum / 2).shown("guess \(steps)")
    }
    return guess
}

/// A root found by `newtonRoot` and the graph that finding it left behind.
struct RootExample {
    let a: Float
    let root: Float
    let graph: ComputationGraph

    /// The derivative by `backward()`; nil where nothing in the graph leads back to a.
    let derivative: Float?

    /// What it should be: 1 / (2 √a).
    let trueDerivative: Double

    /// Finds √a and its derivative.
    init(_ a: Float, tolerance: Float = 1e-6) {
        self.a = a
        let input = Tensor(NDArray(a), requiresGradient: true, name: "a")
        let result = newtonRoot(of: input, tolerance: tolerance)
        // At a = 1 the first guess is right: the loop never runs, and the result is a constant.
        if result.requiresGradient { result.backward(keepingGraph: true) }
        root = result.scalar
        derivative = input.grad?.scalar
        graph = ComputationGraph(of: result)
        trueDerivative = 1 / (2 * Double(a).squareRoot())
    }

    /// How many tensors the graph has.
    var tensorCount: Int { graph.description.split(separator: "\n").count }

    /// |derivative − 1/(2√a)| · 2√a; nil where there is none.
    var relativeError: Double? { derivative.map { abs(Double($0) / trueDerivative - 1) } }
}
