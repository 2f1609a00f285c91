import Foundation
import Messages
import TensorCore

/// The result of `checkGradients`: the element whose gradient is furthest from the numerical one.
public struct GradientCheck: Sendable {
    /// Whether the worst error is within the tolerance. A gradient of NaN never is.
    public let passed: Bool

    /// The largest |analytic − numeric| of all elements, relative to the largest gradient of the same input.
    public let worstRelativeError: Double

    /// The index of the input that holds the worst element.
    public let input: Int

    /// The worst element's index along each axis of its input.
    public let element: [Int]

    /// The gradient from `backward()`; 0 where none arrived.
    public let analytic: Double

    /// The gradient from differences of the function.
    public let numeric: Double

    /// The largest relative error that passes.
    public let tolerance: Double
}

extension GradientCheck: CustomStringConvertible {
    /// The verdict and the worst element in words.
    public var description: String {
        func short(_ number: Double) -> String { String(format: "%.6g", number) }
        return "gradients \(passed ? "agree" : "differ"): at element \(element) of input \(input) backward() "
            + "gives \(short(analytic)), differences give \(short(numeric)); relative error "
            + "\(String(format: "%.1e", worstRelativeError)), tolerance \(String(format: "%.1e", tolerance))"
    }
}

/// Compares the gradients of a function with differences of its values.
///
/// ```swift
/// let check = checkGradients(at: [NDArray([0.5, 2])]) { inputs in (inputs[0] * inputs[0]).tanh() }
/// print(check.passed)  // true
/// ```
///
/// The upstream gradient u is random, never all ones, which would hide a wrong axis or a missing sum. Each element x of
/// each input is moved, and the derivative of P(x) = Σ u · f(x) is computed to fourth order in the step h:
///
///     P′ ≈ (8 (P(x + h) − P(x − h)) − (P(x + 2h) − P(x − 2h))) / 12h,   h = step · max(1, |x|)
///
/// The differences are taken element by element and summed in double precision, so that only the rounding of f
/// itself remains, about 1e-5 of the gradient. Errors are relative to the largest gradient of the same input, or to
/// a hundredth of the length of u · f where all its gradients are smaller than that.
///
/// - Parameters:
///   - inputs: the point at which to check. Keep it 2h away from kinks, such as 0 for a rectifier, or a tie for a
///     maximum: no derivative exists there.
///   - step: the distance moved, relative to the element where it is larger than 1.
///   - tolerance: the largest relative error that passes.
///   - seed: of the random upstream.
///   - function: made of operations on its arguments; it must give the same result each time.
///
/// Traps when the inputs have no elements.
public func checkGradients(
    at inputs: [NDArray], step: Float = 0.03, tolerance: Double = 1e-3, seed: UInt64 = 0,
    file: StaticString = #fileID, line: UInt = #line, _ function: ([Tensor]) -> Tensor
) -> GradientCheck {
    if inputs.allSatisfy({ $0.elementCount == 0 }) {
        explainFailure("checkGradients", "the inputs have no elements", file: file, line: line)
    }
    let leaves = inputs.map { Tensor($0, requiresGradient: true) }
    let result = function(leaves)
    let upstream = randomUpstream(result.shape, seed: seed)
    if result.requiresGradient { result.backward(upstream) }

    let weights = upstream.scalars.map(Double.init)
    let size = zip(weights, result.value.scalars).reduce(0) { sum, pair in
        sum + (pair.0 * Double(pair.1)) * (pair.0 * Double(pair.1))
    }.squareRoot()
    var worst: GradientCheck?
    for (input, leaf) in leaves.enumerated() {
        let analytic = leaf.grad?.scalars.map(Double.init) ?? [Double](repeating: 0, count: leaf.elementCount)
        let numeric = (0..<leaf.elementCount).map { place in
            derivative(inputs, input, place, step, weights, function)
        }
        let scale = (analytic + numeric).reduce(size / 100) { max($0, $1.magnitude) }
        for place in numeric.indices {
            let difference = (analytic[place] - numeric[place]).magnitude
            // A gradient that is infinite or NaN is an infinite error.
            let error = difference == 0 ? 0 : difference.isFinite ? difference / scale : .infinity
            if let worst, error <= worst.worstRelativeError { continue }
            worst = GradientCheck(
                passed: error <= tolerance, worstRelativeError: error, input: input,
                element: index(ofPlace: place, in: leaf.shape), analytic: analytic[place],
                numeric: numeric[place], tolerance: tolerance)
        }
    }
    guard let worst else { explainFailure("checkGradients", "nothing to check", file: file, line: line) }
    return worst
}

/// Numbers of either sign between 0.5 and 1.5 in magnitude: no element of a result is ignored.
private func randomUpstream(_ shape: Shape, seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    let magnitudes = NDArray.uniform(shape, from: 0.5, to: 1.5, using: &generator)
    return magnitudes * (2 * NDArray.bernoulli(shape, probability: 0.5, using: &generator) - 1)
}

/// The derivative of Σ weights · function with respect to one element of one input, by differences.
private func derivative(
    _ inputs: [NDArray], _ input: Int, _ place: Int, _ step: Float, _ weights: [Double],
    _ function: ([Tensor]) -> Tensor
) -> Double {
    let shape = inputs[input].shape
    var elements = inputs[input].scalars
    let x = elements[place]
    let h = step * max(1, x.magnitude)
    func values(_ distance: Float) -> [Float] {
        elements[place] = x + distance
        var moved = inputs
        moved[input] = NDArray(elements, shape: shape)
        return withoutGradient { function(moved.map { Tensor($0) }).value.scalars }
    }
    let (forward, backward, farForward, farBackward) = (values(h), values(-h), values(2 * h), values(-2 * h))
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
        let near = Double(forward[index]) - Double(backward[index])
        let far = Double(farForward[index]) - Double(farBackward[index])
        sum += weight * (8 * near - far)
    }
    return sum / (12 * Double(h))
}

/// The index along each axis of the element at this offset in row-major order.
private func index(ofPlace place: Int, in shape: Shape) -> [Int] {
    var rest = place
    var index = [Int](repeating: 0, count: shape.rank)
    for axis in shape.indices.reversed() {
        index[axis] = rest % shape[axis]
        rest /= shape[axis]
    }
    return index
}
