import Foundation
import Messages

// What an optimizer does to one parameter, in one pass over its memory and in place. To read, go to SGD.swift, Adam.swift,
// AdamW.swift and RMSprop.swift in NeuralNetworks: there each formula stands in array arithmetic. It makes up to ten
// arrays of the parameter's size, reads and writes each, and computes the same.
//
// The settings are doubles, as Python's: 1 − 0.999 in 32 bits is wrong in its fifth digit.

extension NDArray {
    /// Gradient descent: p ← p − rate · (g + weightDecay · p).
    ///
    /// - Parameters:
    ///   - parameter: changed in place.
    ///   - gradient: of the parameter's shape.
    ///
    /// Traps when shapes differ.
    public static func gradientDescentUpdate(
        parameter: inout NDArray, gradient: NDArray, learningRate: Double, weightDecay: Double = 0
    ) {
        let gradient = parameter.prepare(withGradient: gradient, "gradientDescentUpdate")
        let settings = OptimizerUpdates.GradientDescent(
            learningRate: Float(learningRate), weightDecay: Float(weightDecay))
        OptimizerUpdates.descend(parameter, gradient, settings)
    }

    /// Gradient descent with momentum: g ← g + weightDecay · p;  b ← momentum · b + (1 − dampening) · g;
    /// p ← p − rate · b, with Nesterov's p ← p − rate · (g + momentum · b).
    ///
    /// - Parameters:
    ///   - parameter: changed in place.
    ///   - gradient: of the parameter's shape.
    ///   - buffer: b, zeros before the first update.
    ///   - isFirst: whether the buffer is to become the gradient itself, undampened.
    ///
    /// Traps when shapes differ.
    public static func momentumUpdate(
        parameter: inout NDArray, gradient: NDArray, buffer: inout NDArray, isFirst: Bool,
        learningRate: Double, momentum: Double, dampening: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0
    ) {
        let gradient = parameter.prepare(withGradient: gradient, "momentumUpdate")
        buffer.prepare(like: parameter, "momentumUpdate")
        let settings = OptimizerUpdates.Momentum(
            learningRate: Float(learningRate), weightDecay: Float(weightDecay), momentum: Float(momentum),
            oneMinusDampening: isFirst ? 1 : Float(1 - dampening), nesterov: nesterov)
        OptimizerUpdates.descend(parameter, gradient, buffer, settings)
    }

    /// Adam: m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
    /// p ← p − rate · m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
    ///
    /// - Parameters:
    ///   - parameter: changed in place.
    ///   - gradient: of the parameter's shape.
    ///   - firstMoment: m, zeros before the first update.
    ///   - secondMoment: v, zeros before the first update.
    ///   - step: t, 1 at the first update.
    ///   - decoupled: whether the decay shrinks the parameter, p ← (1 − rate · weightDecay) p, as AdamW has it;
    ///     otherwise it is added to the gradient, g + weightDecay · p.
    ///
    /// Traps when shapes differ. Kingma, Ba: "Adam" (2015); Loshchilov, Hutter: "Decoupled weight decay" (2019).
    public static func adamUpdate(
        parameter: inout NDArray, gradient: NDArray, firstMoment: inout NDArray, secondMoment: inout NDArray,
        step: Int, learningRate: Double, betas: (first: Double, second: Double), epsilon: Double,
        weightDecay: Double = 0, decoupled: Bool = false
    ) {
        let gradient = parameter.prepare(withGradient: gradient, "adamUpdate")
        firstMoment.prepare(like: parameter, "adamUpdate")
        secondMoment.prepare(like: parameter, "adamUpdate")
        let (beta1, beta2, t) = (betas.first, betas.second, Double(step))
        let settings = OptimizerUpdates.Adam(
            correctedRate: Float(learningRate / (1 - pow(beta1, t))),
            weightDecay: decoupled ? 0 : Float(weightDecay),
            decoupledDecay: decoupled ? Float(1 - learningRate * weightDecay) : 1, beta2: Float(beta2),
            oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
            rootOfCorrection: Float((1 - pow(beta2, t)).squareRoot()), epsilon: Float(epsilon))
        OptimizerUpdates.adam(parameter, gradient, firstMoment, secondMoment, settings)
    }

    /// RMSprop: s ← α s + (1 − α) g²;  p ← p − rate · g / (√s + ε); with momentum
    /// b ← momentum · b + g / (√s + ε) and p ← p − rate · b; centered with √(s − a²), a the average gradient.
    ///
    /// - Parameters:
    ///   - parameter: changed in place.
    ///   - gradient: of the parameter's shape.
    ///   - squareAverage: s, zeros before the first update.
    ///   - gradientAverage: a, zeros before the first update; not touched unless centered.
    ///   - momentumBuffer: b, zeros before the first update; not touched without momentum.
    ///
    /// Traps when shapes differ. Hinton: "Neural networks for machine learning", lecture 6e (2012).
    public static func rmspropUpdate(
        parameter: inout NDArray, gradient: NDArray, squareAverage: inout NDArray,
        gradientAverage: inout NDArray, momentumBuffer: inout NDArray, learningRate: Double, alpha: Double,
        epsilon: Double, momentum: Double = 0, centered: Bool = false, weightDecay: Double = 0
    ) {
        let gradient = parameter.prepare(withGradient: gradient, "rmspropUpdate")
        squareAverage.prepare(like: parameter, "rmspropUpdate")
        if centered { gradientAverage.prepare(like: parameter, "rmspropUpdate") }
        if momentum != 0 { momentumBuffer.prepare(like: parameter, "rmspropUpdate") }
        let settings = OptimizerUpdates.RMSprop(
            learningRate: Float(learningRate), weightDecay: Float(weightDecay), alpha: Float(alpha),
            oneMinusAlpha: Float(1 - alpha), epsilon: Float(epsilon), momentum: Float(momentum))
        OptimizerUpdates.rmsprop(
            parameter, gradient, squareAverage, centered ? gradientAverage : nil,
            momentum != 0 ? momentumBuffer : nil, settings)
    }

    /// Σ x², summed in double precision: the square of the Euclidean norm.
    public func sumOfSquares() -> Double { SumOfSquares.compute(contiguous()) }
}

extension NDArray {
    /// Makes this parameter ready to be written, and its gradient contiguous.
    fileprivate mutating func prepare(withGradient gradient: NDArray, _ operation: String) -> NDArray {
        if gradient.shape != shape {
            explainFailure(
                operation, "a gradient of shape \(gradient.shape) for a parameter of shape \(shape)")
        }
        makeUnique()
        return gradient.contiguous()
    }

    /// Makes this buffer of a parameter ready to be written.
    fileprivate mutating func prepare(like parameter: NDArray, _ operation: String) {
        if shape != parameter.shape {
            explainFailure(
                operation, "a buffer of shape \(shape) for a parameter of shape \(parameter.shape)")
        }
        makeUnique()
    }
}
