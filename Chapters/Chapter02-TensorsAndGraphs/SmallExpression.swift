import Autograd
import TensorCore

/// A small expression, its graph, and its gradient computed in three ways (section 2.2.3):
/// loss = (w x + b − y)² + λ w², at one point.
struct SmallExpression {
    /// A parameter and its derivative by each of the three ways.
    struct Derivative {
        let parameter: String
        let byHand: Double
        let byDifferences: Double
        let byBackward: Double
    }

    let loss: Float
    let graph: ComputationGraph
    let derivatives: [Derivative]

    /// Builds the graph, goes backward through it, and computes the derivatives by hand and numerically.
    init(w: Double = 1.5, x: Double = 2, b: Double = -0.5, y: Double = 1, decay: Double = 0.1) {
        let weight = leaf("w", w, requiresGradient: true)
        let bias = leaf("b", b, requiresGradient: true)
        let product = (weight * leaf("x", x)).shown("w x")
        let prediction = (product + bias).shown("prediction")
        let error = (prediction - leaf("y", y)).shown("error")
        let penalty = (leaf("λ", decay) * weight.square().shown("w²")).shown("penalty")
        let loss = (error.square().shown("error²") + penalty).shown("loss")
        // Kept, because it is drawn with its gradients.
        loss.backward(keepingGraph: true)
        self.loss = loss.scalar
        graph = ComputationGraph(of: loss)

        // By hand: w enters twice, so its derivative has two terms.
        let byHand = (weight: 2 * (w * x + b - y) * x + 2 * decay * w, bias: 2 * (w * x + b - y))
        func value(_ w: Double, _ b: Double) -> Double {
            let error = w * x + b - y
            return error * error + decay * w * w
        }
        derivatives = [
            Derivative(
                parameter: "w", byHand: byHand.weight,
                byDifferences: centralDifference(at: w) { value($0, b) },
                byBackward: Double(weight.grad?.scalar ?? .nan)),
            Derivative(
                parameter: "b", byHand: byHand.bias, byDifferences: centralDifference(at: b) { value(w, $0) },
                byBackward: Double(bias.grad?.scalar ?? .nan)),
        ]
    }

    /// The largest difference of backward's derivatives from those by hand.
    var largestError: Double { largestDifference(derivatives.map(\.byBackward), derivatives.map(\.byHand)) }
}

/// The derivative by central differences: (f(x + h) − f(x − h)) / 2h, with an error of the order h².
func centralDifference(at x: Double, step: Double = 1e-5, of function: (Double) -> Double) -> Double {
    (function(x + step) - function(x - step)) / (2 * step)
}

/// A scalar leaf with a name.
private func leaf(_ name: String, _ value: Double, requiresGradient: Bool = false) -> Tensor {
    Tensor(NDArray(Float(value)), requiresGradient: requiresGradient, name: name)
}

extension Tensor {
    /// This tensor with a name, and with its gradient kept for the drawing.
    func shown(_ name: String) -> Tensor {
        self.name = name
        retainsGradient = true
        return self
    }
}
