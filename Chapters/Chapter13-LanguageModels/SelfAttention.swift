import Autograd
import NeuralNetworks
import TensorCore

/// Self-attention by several heads: `[N, T, E]` to `[N, T, E]`.
///
/// One product gives query, key and value of all heads; each head mixes the values by softmax(Q Kᵀ / √d), and W_O mixes
/// the heads. Sections 12.3 and 13.1.
final class SelfAttention: Module {
    /// W_Q, W_K and W_V, `[3 E, E]`.
    let queryKeyValue: Projection
    /// W_O, `[E, E]`.
    let output: Projection
    let headCount: Int

    /// Whether each call keeps its weights, to look at them.
    var keepsWeights = false
    /// The weight of each key for each query in the last call, `[N, H, T, T]`.
    private(set) var weights: NDArray?

    /// - Parameter residualDeviation: the deviation of W_O's initial weights.
    init(
        _ width: Int, headCount: Int, residualDeviation: Float, using generator: inout RandomGenerator
    ) {
        queryKeyValue = Projection(width, 3 * width, using: &generator)
        output = Projection(width, width, deviation: residualDeviation, using: &generator)
        self.headCount = headCount
    }

    /// Attention within each sequence.
    ///
    /// - Parameters:
    ///   - isCausal: whether position t sees only 0...t: GPT's. Without it every position sees all: BERT's.
    ///   - mask: `[N, T]`, 1 for each token that is not padding.
    func callAsFunction(_ input: Tensor, isCausal: Bool, mask: NDArray?) -> Tensor {
        let projections = queryKeyValue(input)  // [N, T, 3 E]
        let keys = mask.map { $0.reshaped([$0.shape[0], 1, 1, $0.shape[1]]) }
        let attention = Attention(
            projections: [projections.value], headCount: headCount, mask: keys, isCausal: isCausal)
        weights = keepsWeights ? attention.weights : nil
        let mixed = Tensor.operation("attention", attention.output, inputs: [projections]) {
            attention.gradients($0)
        }
        return output(mixed)
    }
}
