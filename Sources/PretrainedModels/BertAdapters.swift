import Autograd
import NeuralNetworks
import TensorCore

/// Low-rank adapters of a BERT layer's four matrices: what LoRA trains while the layer's own weights stay as they are.
public final class BertAdapters: Module {
    /// Beside W_Q, W_K and W_V.
    public let projections: LowRankAdapter
    /// Beside W_O.
    public let mix: LowRankAdapter
    /// Beside W₁.
    public let intermediate: LowRankAdapter
    /// Beside W₂.
    public let output: LowRankAdapter

    /// Adapters of a layer of these sizes.
    init(_ sizes: BertConfiguration, rank: Int, alpha: Double, using generator: inout RandomGenerator) {
        let (width, inner) = (sizes.width, sizes.feedForwardWidth)
        func adapter(_ inputs: Int, _ outputs: Int, _ generator: inout RandomGenerator) -> LowRankAdapter {
            LowRankAdapter(inputs: inputs, outputs: outputs, rank: rank, alpha: alpha, using: &generator)
        }
        projections = adapter(width, 3 * width, &generator)
        mix = adapter(width, width, &generator)
        intermediate = adapter(width, inner, &generator)
        output = adapter(inner, width, &generator)
    }
}

extension BertEncoder {
    /// Freezes all weights and puts an adapter of this rank beside each matrix of each layer.
    public func addAdapters(rank: Int, alpha: Double, using generator: inout RandomGenerator) {
        freeze()
        for layer in layers {
            layer.adapters = BertAdapters(configuration, rank: rank, alpha: alpha, using: &generator)
        }
    }

    /// Adds each adapter's product to its weight and removes the adapters: the same function, as fast as before.
    public func mergeAdapters() {
        for layer in layers {
            guard let adapters = layer.adapters else { continue }
            layer.attention.inProjWeight.value += adapters.projections.weightChange
            layer.attention.outProj.weight.value += adapters.mix.weightChange
            layer.intermediate.weight.value += adapters.intermediate.weightChange
            layer.output.weight.value += adapters.output.weightChange
            layer.adapters = nil
        }
    }
}

extension BertLayer {
    /// Self-attention with adapters beside its matrices, `[N, T, width]`; what `attention` does where there are none.
    func adaptedAttention(
        _ input: Tensor, _ adapters: BertAdapters, paddingMask: NDArray?
    ) -> Tensor {
        let (count, length) = (input.shape[0], input.shape[1])
        let own = linear(input, weight: attention.inProjWeight, bias: attention.inProjBias)
        let projections = own + adapters.projections(input)  // [N, T, 3 · width]
        var dropoutMask: NDArray?
        if attention.isTraining, attention.dropout > 0 {
            let kept = 1 - attention.dropout
            let shape: Shape = [count, attention.headCount, length, length]
            dropoutMask = .bernoulli(shape, probability: kept, using: &attention.generator) / kept
        }
        let result = Attention(
            projections: [projections.value], headCount: attention.headCount,
            mask: paddingMask?.reshaped([count, 1, 1, length]), dropoutMask: dropoutMask)
        let mixed = Tensor.operation("attention", result.output, inputs: [projections]) {
            result.gradients($0)
        }
        return attention.outProj(mixed) + adapters.mix(mixed)
    }
}
