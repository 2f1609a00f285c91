import Autograd
import TensorCore

// The activation functions as layers, for use in a `Sequential`. They have no parameters and keep the shape.

/// The logistic function 1 / (1 + e⁻ˣ): numbers between 0 and 1.
///
/// ```swift
/// let y = Sigmoid()(Tensor(NDArray([-2, 0, 2])))  // [0.119, 0.5, 0.881]
/// ```
public final class Sigmoid: Module, Layer {
    /// 1 / (1 + e⁻ˣ).
    public func forward(_ input: Tensor) -> Tensor { input.sigmoid() }
}

/// The hyperbolic tangent: numbers between -1 and 1.
///
/// ```swift
/// let y = Tanh()(Tensor(NDArray([-1, 0, 1])))  // [-0.762, 0, 0.762]
/// ```
public final class Tanh: Module, Layer {
    /// tanh x.
    public func forward(_ input: Tensor) -> Tensor { input.tanh() }
}

/// The rectifier max(x, 0).
///
/// ```swift
/// let y = ReLU()(Tensor(NDArray([-1, 0, 2])))  // [0, 0, 2]
/// ```
public final class ReLU: Module, Layer {
    /// max(x, 0).
    public func forward(_ input: Tensor) -> Tensor { input.relu() }
}

/// The leaky rectifier: x where it is positive, else `slope · x`.
///
/// ```swift
/// let y = LeakyReLU(slope: 0.1)(Tensor(NDArray([-1, 0, 2])))  // [-0.1, 0, 2]
/// ```
public final class LeakyReLU: Module, Layer {
    /// The factor of negative numbers.
    public let slope: Float

    /// A rectifier that lets `slope` of the negative side through.
    public init(slope: Float = 0.01) { self.slope = slope }

    /// x where it is positive, else `slope · x`.
    public func forward(_ input: Tensor) -> Tensor { input.relu(slope: slope) }
}

/// The Gaussian error linear unit x Φ(x), with the normal distribution function Φ.
///
/// Hendrycks and Gimpel: "Gaussian error linear units" (2016). GPT-2 uses the form with tanh.
///
/// ```swift
/// let y = GELU(.tanh)(Tensor(NDArray([-1, 0, 1])))  // [-0.159, 0, 0.841]
/// ```
public final class GELU: Module, Layer {
    /// How Φ is computed.
    public enum Form: Sendable {
        /// Φ(x) = (1 + erf(x / √2)) / 2.
        case exact
        /// Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
        case tanh
    }

    /// How Φ is computed.
    public let form: Form

    /// GELU in one of its forms.
    public init(_ form: Form = .exact) { self.form = form }

    /// x Φ(x).
    public func forward(_ input: Tensor) -> Tensor { form == .exact ? input.gelu() : input.geluTanh() }
}

/// The softmax along an axis: positive numbers that add up to 1.
///
/// Do not use it before `crossEntropy`, which takes logits and applies it itself. Section 4.3.
///
/// ```swift
/// let p = Softmax()(Tensor(NDArray(rows: [[0, 0], [0, 2]])))  // [[0.5, 0.5], [0.119, 0.881]]
/// ```
public final class Softmax: Module, Layer {
    /// The axis along which the numbers add up to 1.
    public let axis: Int

    /// The softmax along an axis, by default the last one.
    public init(axis: Int = -1) { self.axis = axis }

    /// e^x / Σ e^x.
    public func forward(_ input: Tensor) -> Tensor { input.softmax(axis: axis) }
}

/// The logarithm of the softmax along an axis; its output is the input of `negativeLogLikelihood`.
///
/// ```swift
/// let logits = Tensor(NDArray(rows: [[0, 0], [0, 2]]))
/// let loss = negativeLogLikelihood(LogSoftmax()(logits), IntArray([0, 1]))
/// ```
public final class LogSoftmax: Module, Layer {
    /// The axis along which the probabilities add up to 1.
    public let axis: Int

    /// The log-softmax along an axis, by default the last one.
    public init(axis: Int = -1) { self.axis = axis }

    /// x − log Σ e^x.
    public func forward(_ input: Tensor) -> Tensor { input.logSoftmax(axis: axis) }
}

/// The axes from one on as a single axis: `[N, C, H, W]` becomes `[N, C · H · W]`.
///
/// ```swift
/// let y = Flatten()(Tensor(.ones([2, 8, 5, 5])))  // [2, 200]
/// ```
public final class Flatten: Module, Layer {
    /// The first of the axes that become one.
    public let axis: Int

    /// Flattens from an axis on; by default all axes but the batch.
    public init(fromAxis axis: Int = 1) { self.axis = axis }

    /// The same elements with fewer axes.
    public func forward(_ input: Tensor) -> Tensor { input.flattened(fromAxis: axis) }
}
