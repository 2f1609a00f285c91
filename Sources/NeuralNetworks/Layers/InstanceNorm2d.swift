import Autograd
import Messages
import TensorCore

/// Normalizes each channel of each picture by itself to mean 0 and variance 1: y = γ (x − μ) / √(σ² + ε) + β.
///
/// What is thrown away is how much contrast each channel of this picture has. For a network that paints in one style that is
/// what it need not know: a pale and a strong photograph come out equally painted. The same in training and in evaluation.
/// Input and output `[N, C, H, W]`; μ and σ² are over H and W, σ² divided by H · W; γ is `weight`, `[C]`, initially 1, β is `bias`,
/// `[C]`, initially 0. As in PyTorch: ε 1e-5, and neither γ nor β unless they are asked for. Traps when the channels do not fit,
/// or a plane has a single pixel.
///
/// Ulyanov, Vedaldi, Lempitsky: "Instance normalization: the missing ingredient for fast stylization" (2016).
///
/// ```swift
/// let norm = InstanceNorm2d(8, affine: true)
/// let y = norm(Tensor(.normal([2, 8, 5, 5], using: &generator)))  // each of the 16 planes has mean 0 and variance 1
/// print(y.mean(axes: [2, 3]))
/// ```
public final class InstanceNorm2d: Module, Layer {
    /// γ, `[C]`; nil without an affine part.
    public let weight: Parameter?
    /// β, `[C]`; nil without an affine part.
    public let bias: Parameter?
    /// C.
    public let channelCount: Int
    /// ε, which keeps the divisor away from 0.
    public let epsilon: Float

    /// A normalization of `channelCount` channels.
    ///
    /// - Parameter affine: whether there are γ and β.
    public init(_ channelCount: Int, epsilon: Float = 1e-5, affine: Bool = false) {
        (self.channelCount, self.epsilon) = (channelCount, epsilon)
        weight = affine ? Parameter(.ones([channelCount]), name: "weight") : nil
        bias = affine ? Parameter(.zeros([channelCount]), name: "bias") : nil
    }

    /// γ (x − μ) / √(σ² + ε) + β: the formula on the lower rungs of the kernel ladder, else one operation.
    public func forward(_ input: Tensor) -> Tensor {
        let shape = input.shape
        if shape.rank != 4 || shape[1] != channelCount || shape[2] * shape[3] < 2 {
            explainFailure(
                "InstanceNorm2d", "an input of shape \(shape) for \(channelCount) channels",
                hint: "it takes pictures [N, \(channelCount), H, W] of at least two pixels")
        }
        return KernelRung.current < .packed ? formula(input) : fused(input)
    }

    /// The definition in tensor arithmetic; the graph finds its gradient.
    private func formula(_ x: Tensor) -> Tensor {
        let centered = x - x.mean(axes: [2, 3], keepingDimensions: true)
        let variance = centered.square().mean(axes: [2, 3], keepingDimensions: true)
        let normalized = centered / (variance + epsilon).squareRoot()
        guard let weight, let bias else { return normalized }
        let perChannel: Shape = [1, channelCount, 1, 1]
        return weight.reshaped(perChannel) * normalized + bias.reshaped(perChannel)
    }

    /// Batch normalization of one example that has the channels of all pictures.
    private func fused(_ input: Tensor) -> Tensor {
        let (shape, count) = (input.shape, input.shape[0])
        let (channelCount, isAffine) = (channelCount, weight != nil)
        let affineShape: Shape = [channelCount]
        func forAll(_ parameter: NDArray) -> NDArray {
            parameter.broadcast(to: [count, channelCount]).reshaped([count * channelCount])
        }
        let normalization = BatchNormalization(
            input.value.reshaped([1, count * channelCount, shape[2], shape[3]]),
            scale: forAll(weight?.value ?? .ones(affineShape)),
            shift: forAll(bias?.value ?? .zeros(affineShape)),
            epsilon: epsilon)
        let inputs = [input] + [weight, bias].compactMap { $0 }
        return Tensor.operation("instanceNorm", normalization.result.reshaped(shape), inputs: inputs) {
            upstream in
            let gradients = normalization.gradients(
                upstream.reshaped([1, count * channelCount, shape[2], shape[3]]))
            let affine = [gradients.scale, gradients.shift].map {
                Optional($0.reshaped([count, channelCount]).sum(axes: [0]))
            }
            return [gradients.x.reshaped(shape)] + (isAffine ? affine : [])
        }
    }
}
