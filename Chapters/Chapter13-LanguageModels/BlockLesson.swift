import Autograd
import NeuralNetworks
import TensorCore

/// The chapter's block beside the library's encoder layer with the norm first, on the same weights and a random sequence.
struct BlockLesson {
    /// The largest difference of the outputs, causal and not.
    let outputDifference: Float
    /// The largest difference of the gradients, as a part of the largest gradient.
    let gradientDifference: Float

    /// - Parameter libraryGradient: what becomes of each gradient of the library's layer; tests take one away.
    init(seed: UInt64, libraryGradient: (NDArray?) -> NDArray? = { $0 }) {
        var generator = RandomGenerator(seed: seed)
        let shape = ModelShape(vocabulary: 1, context: 1, width: 16, heads: 4, layers: 1)
        let block = Block(shape, dropout: 0, using: &generator)
        let layer = TransformerEncoderLayer(
            16, headCount: 4, feedForwardWidth: 64, dropout: 0, activation: .gelu, normFirst: true,
            using: &generator)
        let pairs = Self.pairs(block, layer)
        for (mine, its) in pairs { mine.value = its.value }
        let x = Tensor(.normal([2, 7, 16], using: &generator))
        let weights = Tensor(.normal([2, 7, 16], using: &generator))
        var output: Float = 0
        for isCausal in [true, false] {
            let mine = block(x, isCausal: isCausal, mask: nil)
            let its = layer(x, isCausal: isCausal)
            output = max(output, largestDifference(mine.value, its.value))
            (mine * weights).sum().backward()
            (its * weights).sum().backward()
        }
        outputDifference = output
        gradientDifference =
            pairs.map { mine, its in
                let right = libraryGradient(its.grad)
                guard let right, right.isFinite else { return .infinity }
                return largestDifference(mine.grad, right) / max(right.magnitude().max().scalar, 1e-6)
            }.max() ?? .infinity
    }

    /// The parameters of both that are the same.
    private static func pairs(_ block: Block, _ layer: TransformerEncoderLayer) -> [(Tensor, Tensor)] {
        let attention = block.attention
        let mine: [Tensor?] = [
            block.norm1.weight, block.norm1.bias, attention.queryKeyValue.weight,
            attention.queryKeyValue.bias, attention.output.weight, attention.output.bias,
            block.norm2?.weight, block.norm2?.bias, block.linear1?.weight, block.linear1?.bias,
            block.linear2?.weight, block.linear2?.bias,
        ]
        let its: [Tensor?] = [
            layer.norm1.weight, layer.norm1.bias, layer.selfAttn.inProjWeight, layer.selfAttn.inProjBias,
            layer.selfAttn.outProj.weight, layer.selfAttn.outProj.bias, layer.norm2.weight,
            layer.norm2.bias, layer.linear1.weight, layer.linear1.bias, layer.linear2.weight,
            layer.linear2.bias,
        ]
        return zip(mine, its).compactMap { mine, its in mine.flatMap { mine in its.map { (mine, $0) } } }
    }
}
