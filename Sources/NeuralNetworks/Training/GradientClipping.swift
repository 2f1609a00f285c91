import Autograd
import TensorCore

/// Scales all gradients by one factor so that their total norm is at most `maximum`:
/// g ← g · min(1, maximum / (‖g‖ + 10⁻⁶)), where ‖g‖ is the Euclidean norm over every element of every gradient.
///
/// Call it between `backward()` and the optimizer's `step()`. PyTorch: `clip_grad_norm_`.
/// Pascanu, Mikolov, Bengio: "On the difficulty of training recurrent neural networks" (2013).
///
/// - Parameter maximum: infinite to only measure the norm.
/// - Returns: the norm before; infinite or NaN where a gradient is, and the gradients then stay unusable.
///
/// Traps when `maximum` is negative or NaN.
@discardableResult
public func clipGradients(of parameters: [Tensor], norm maximum: Double) -> Double {
    let isMeasured = maximum == .infinity
    if !isMeasured { requireSetting(maximum, "norm that gradients are clipped to") }
    let total = parameters.reduce(0) {
        $0 + ($1.grad?.sumOfSquares() ?? 0) + ($1.gradientOfRows?.sum.values.sumOfSquares() ?? 0)
    }.squareRoot()
    if isMeasured { return total }
    let factor = Float(maximum / (total + 1e-6))
    if !(factor >= 1) {
        for parameter in parameters {
            parameter.grad? *= factor
            parameter.gradientOfRows?.scale(by: factor)
        }
    }
    return total
}

/// Moves each element of each gradient into −`limit`...`limit`. PyTorch: `clip_grad_value_`.
///
/// Traps when `limit` is negative, infinite or NaN.
public func clipGradients(of parameters: [Tensor], value limit: Double) {
    requireSetting(limit, "value that gradients are clipped to")
    for parameter in parameters { parameter.grad = parameter.grad?.clamped(to: -Float(limit)...Float(limit)) }
}

extension Optimizer {
    /// Scales the gradients of all parameters so that their total norm is at most `maximum`; gives the norm before.
    @discardableResult
    public func clipGradients(norm maximum: Double) -> Double {
        NeuralNetworks.clipGradients(of: parameters, norm: maximum)
    }

    /// Moves each element of each gradient into −`limit`...`limit`.
    public func clipGradients(value limit: Double) {
        NeuralNetworks.clipGradients(of: parameters, value: limit)
    }
}
