import Autograd
import Messages
import TensorCore

/// Batch normalization of inputs `[N, C]` or `[N, C, L]`: see `BatchNorm`.
///
/// ```swift
/// let network = Sequential(Linear(4, 16, using: &generator), BatchNorm1d(16), ReLU())
/// let y = network(Tensor(.normal([32, 4], using: &generator)))  // [32, 16]
/// ```
public final class BatchNorm1d: BatchNorm {
    /// Traps when the input has neither two axes nor three.
    override func checkInput(_ shape: Shape) {
        if shape.rank != 2 && shape.rank != 3 {
            explainFailure(
                "BatchNorm1d", "an input of shape \(shape)", hint: "it takes [N, C] or [N, C, L]")
        }
    }
}

/// Normalizes each channel to mean 0 and variance 1, then scales and shifts it: y = γ (x − μ) / √(σ² + ε) + β.
///
/// In training μ and σ² are those of the batch, over all axes but the second, with σ² divided by the count m;
/// the running statistics follow them by r ← (1 − momentum) r + momentum · s, the variance then divided by
/// m − 1. In evaluation they take the place of the batch's. Input `[N, C, ...]`; γ is `weight`, `[C]`, initially 1; β is
/// `bias`, `[C]`, initially 0. As in PyTorch: momentum 0.1, ε 1e-5. Traps when the channels do not fit, and in
/// training when a channel has a single element.
///
/// Ioffe and Szegedy: "Batch normalization" (2015).
///
/// ```swift
/// let norm = BatchNorm(3)
/// let x = Tensor(.normal([8, 3], using: &generator))
/// let y = norm(x)  // [8, 3]; each column has mean 0 and variance 1
/// norm.evaluate()
/// let z = norm(x)  // by the running mean and variance
/// ```
public class BatchNorm: Module, Layer {
    /// γ, `[C]`.
    public final let weight: Parameter
    /// β, `[C]`.
    public final let bias: Parameter
    /// The mean of each channel over the batches so far, `[C]`.
    public final let runningMean: Buffer
    /// The unbiased variance of each channel over the batches so far, `[C]`.
    public final let runningVar: Buffer
    /// How many batches there were, a scalar. This name and the last are PyTorch's.
    public final let numBatchesTracked: Buffer
    /// ε, which keeps the divisor away from 0.
    public final let epsilon: Float
    /// How far the running statistics move towards those of each batch.
    public final let momentum: Float

    /// A normalization of `channelCount` channels.
    public init(_ channelCount: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
        weight = Parameter(.ones([channelCount]), name: "weight")
        bias = Parameter(.zeros([channelCount]), name: "bias")
        runningMean = Buffer(.zeros([channelCount]))
        runningVar = Buffer(.ones([channelCount]))
        numBatchesTracked = Buffer(NDArray(0))
        self.epsilon = epsilon
        self.momentum = momentum
    }

    /// Traps when an input of this shape is not for this kind of layer.
    func checkInput(_ shape: Shape) {}

    /// γ (x − μ) / √(σ² + ε) + β: the formula on the lower rungs of the kernel ladder, else one operation.
    public final func forward(_ input: Tensor) -> Tensor {
        checkInput(input.shape)
        let channelCount = weight.elementCount
        if input.rank < 2 || input.shape[1] != channelCount {
            explainFailure(
                "\(type(of: self))", "an input of shape \(input.shape) for \(channelCount) channels",
                hint: "the channels are the second axis: [N, \(channelCount), ...]")
        }
        let count = input.elementCount / max(1, channelCount)
        if isTraining && count < 2 {
            explainFailure(
                "\(type(of: self))",
                "a training batch of shape \(input.shape) has \(count) number a channel: no variance",
                hint: "use larger batches (drop a last batch of one), or evaluate() outside training")
        }
        if KernelRung.current < .packed { return formula(input, count: count) }
        return isTraining ? normalizedByBatch(input, count: count) : normalizedByRunningStatistics(input)
    }

    /// The definition in tensor arithmetic; the graph finds its gradient.
    private func formula(_ x: Tensor, count: Int) -> Tensor {
        let (axes, perChannel) = (axesOfStatistics(x.rank), shapeOfStatistics(x.rank))
        var mean = Tensor(runningMean.value.reshaped(perChannel))
        var variance = Tensor(runningVar.value.reshaped(perChannel))
        if isTraining {
            mean = x.mean(axes: axes, keepingDimensions: true)
            variance = (x - mean).square().mean(axes: axes, keepingDimensions: true)
            updateRunningStatistics(
                mean: mean.value.reshaped(weight.shape), variance: variance.value.reshaped(weight.shape),
                count: count)
        }
        let normalized = (x - mean) / (variance + epsilon).squareRoot()
        return weight.reshaped(perChannel) * normalized + bias.reshaped(perChannel)
    }

    private func normalizedByBatch(_ input: Tensor, count: Int) -> Tensor {
        let x = input.value
        let normalization = BatchNormalization(
            x, scale: weight.value, shift: bias.value, epsilon: epsilon)
        updateRunningStatistics(mean: normalization.means, variance: normalization.variances, count: count)
        return Tensor.operation("batchNorm", normalization.result, inputs: [input, weight, bias]) {
            upstream in
            let gradients = normalization.gradients(upstream)
            return [gradients.x, gradients.scale, gradients.shift]
        }
    }

    private func normalizedByRunningStatistics(_ input: Tensor) -> Tensor {
        let x = input.value
        let axes = axesOfStatistics(x.rank)
        let channels = weight.shape
        let perChannel = shapeOfStatistics(x.rank)
        let inverse = (runningVar.value + epsilon).squareRoot().reciprocal().reshaped(perChannel)
        let normalized = (x - runningMean.value.reshaped(perChannel)) * inverse
        let scale = weight.value.reshaped(perChannel)
        let result = normalized * scale + bias.value.reshaped(perChannel)
        return Tensor.operation("batchNorm", result, inputs: [input, weight, bias]) { upstream in
            [
                upstream * (scale * inverse),
                (upstream * normalized).sum(axes: axes).reshaped(channels), upstream.sum(axes: axes),
            ]
        }
    }

    /// Moves the running statistics towards those of a batch of `count` numbers a channel.
    private func updateRunningStatistics(mean: NDArray, variance: NDArray, count: Int) {
        let unbiased = variance * (Float(count) / Float(count - 1))
        runningMean.value *= 1 - momentum
        runningMean.value.add(mean, scaledBy: momentum)
        runningVar.value *= 1 - momentum
        runningVar.value.add(unbiased, scaledBy: momentum)
        numBatchesTracked.value += 1
    }

    /// All axes but that of the channels.
    private func axesOfStatistics(_ rank: Int) -> [Int] { [0] + Array(2..<rank) }

    /// `[1, C, 1, ...]`, in which a number of each channel broadcasts to the input.
    private func shapeOfStatistics(_ rank: Int) -> Shape {
        Shape([1, weight.elementCount] + Array(repeating: 1, count: rank - 2))
    }
}
