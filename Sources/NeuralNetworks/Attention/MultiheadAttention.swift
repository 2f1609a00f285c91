import Autograd
import Messages
import TensorCore

/// Attention by several heads, each on its own part of the features: concat(head₁ … head_H) W_Oᵀ + b_O with
/// headᵢ = attention(Q W_Qᵢᵀ, K W_Kᵢᵀ, V W_Vᵢᵀ).
///
/// Query `[N, T, E]`, key and value `[N, S, E]`, output `[N, T, E]`: the batch always comes first. W_Q, W_K and W_V are
/// stacked in `in_proj_weight`, drawn by Xavier's rule; `out_proj.weight` is drawn uniformly from ±1 / √E, and all
/// biases start at 0, as in PyTorch. Vaswani et al.: "Attention is all you need" (2017), section 3.2.2. Section 12.3.
///
/// ```swift
/// let attention = MultiheadAttention(16, headCount: 4, using: &generator)
/// let x = Tensor(.normal([2, 5, 16], using: &generator))
/// let y = attention(x, isCausal: true)  // self-attention, [2, 5, 16]
/// let z = attention(y, key: x, value: x)  // cross-attention, [2, 5, 16]
/// ```
public final class MultiheadAttention: Module, RandomizedModule {
    /// W_Q, W_K and W_V, `[3 E, E]`.
    public let inProjWeight: Parameter
    /// Their biases, `[3 E]`; nil for a layer without.
    public let inProjBias: Parameter?
    /// W_O and b_O.
    public let outProj: Linear
    /// H, the number of heads.
    public let headCount: Int
    /// The probability of an attention weight to be dropped in training.
    public let dropout: Float
    /// The generator of the dropout masks, split off from the one given.
    public var generator: RandomGenerator

    /// Whether each call sets `weights`, to plot them; also inside a Transformer.
    public var keepsWeights = false
    /// The attention weight of each key for each query in the last call while `keepsWeights` was set: `[N, H, T, S]`,
    /// before dropout.
    public private(set) var weights: NDArray?

    /// The mean of `weights` over the heads, `[N, T, S]`.
    public var averageWeights: NDArray? { weights?.mean(axes: [1]) }

    /// An attention over `width` features, width / H for each head.
    ///
    /// Traps when the heads do not divide the width, or the dropout is outside 0..<1.
    public init(
        _ width: Int, headCount: Int, dropout: Float = 0, bias: Bool = true,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        if headCount < 1 || width % headCount != 0 {
            explainFailure(
                "MultiheadAttention", "\(headCount) heads cannot share \(width) features",
                hint: "the width must be a multiple of the number of heads", file: file, line: line)
        }
        requireDropout(dropout, "MultiheadAttention", file: file, line: line)
        inProjWeight = Parameter(
            .xavierUniform([3 * width, width], using: &generator), name: "in_proj_weight")
        inProjBias = bias ? Parameter(.zeros([3 * width]), name: "in_proj_bias") : nil
        outProj = Linear(width, width, bias: bias, using: &generator)
        outProj.bias?.value = .zeros([width])
        self.headCount = headCount
        self.dropout = dropout
        self.generator = generator.split()
    }

    /// The attention of queries `[N, T, E]` to keys and values `[N, S, E]`: `[N, T, E]`.
    ///
    /// - Parameters:
    ///   - mask: 1 where a query may attend to a key, 0 where not: `[T, S]`, `[N, T, S]` or `[N, H, T, S]`.
    ///   - paddingMask: `[N, S]`, 1 for each key that is not padding.
    ///   - isCausal: whether query t sees only the keys 0...t.
    ///
    /// A query whose keys are all masked gets zeros. Traps when the shapes do not fit.
    public func callAsFunction(
        _ query: Tensor, key: Tensor, value: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil,
        isCausal: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        requireShapes(query, key, value, file, line)
        let shape: Shape = [query.shape[0], headCount, query.shape[1], key.shape[1]]
        let mask = NDArray.attentionMask(mask, padding: paddingMask, weights: shape, file: file, line: line)
        var dropoutMask: NDArray?
        if isTraining && dropout > 0 { dropoutMask = .dropoutMask(shape, dropout, using: &generator) }
        let projections = projections(query, key, value)
        let attention = Attention(
            projections: projections.map(\.value), headCount: headCount, mask: mask, isCausal: isCausal,
            dropoutMask: dropoutMask, file: file, line: line)
        weights = keepsWeights ? attention.weights : nil
        return recordingShape(outProj(recorded(attention, projections)))
    }

    /// Self-attention of `[N, T, E]`: query, key and value are the same sequence.
    public func callAsFunction(
        _ input: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil, isCausal: Bool = false,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        self(
            input, key: input, value: input, mask: mask, paddingMask: paddingMask, isCausal: isCausal,
            file: file, line: line)
    }

    /// Query, key and value projected, by one product for all that come from the same tensor.
    private func projections(_ query: Tensor, _ key: Tensor, _ value: Tensor) -> [Tensor] {
        if query === key && key === value { return [projected(query, 0..<3)] }
        if key === value { return [projected(query, 0..<1), projected(key, 1..<3)] }
        return [projected(query, 0..<1), projected(key, 1..<2), projected(value, 2..<3)]
    }

    /// An input times some of W_Q, W_K and W_V.
    private func projected(_ input: Tensor, _ parts: Range<Int>) -> Tensor {
        if parts.count == 3 { return linear(input, weight: inProjWeight, bias: inProjBias) }
        let width = inProjWeight.shape[1]
        let rows = parts.lowerBound * width..<parts.upperBound * width
        return linear(input, weight: inProjWeight[rows], bias: inProjBias.map { $0[rows] })
    }

    private func requireShapes(
        _ query: Tensor, _ key: Tensor, _ value: Tensor, _ file: StaticString, _ line: UInt
    ) {
        let width = inProjWeight.shape[1]
        let fit =
            [query, key, value].allSatisfy { $0.rank == 3 && $0.shape[2] == width }
            && key.shape == value.shape && query.shape[0] == key.shape[0]
        if !fit {
            explainFailure(
                "MultiheadAttention",
                "query \(query.shape), key \(key.shape), value \(value.shape) for \(width) features",
                hint: "they are [N, T, E], [N, S, E] and [N, S, E], the batch first", file: file, line: line)
        }
    }
}
