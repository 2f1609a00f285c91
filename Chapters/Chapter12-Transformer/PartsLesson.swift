import Autograd
import NeuralNetworks
import TensorCore

/// The parts as they are written for reading, put together, beside the library's layers with the same weights.
struct PartsLesson {
    /// The largest difference between the outputs, on random sentences of unlike length.
    let outputDifference: Float

    /// The largest difference between gradients of the weights, relative to the largest gradient.
    let gradientDifference: Float

    init(seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let transformer = Transformer(
            16, headCount: 4, encoderLayerCount: 2, decoderLayerCount: 2, feedForwardWidth: 32, dropout: 0,
            normFirst: true, using: &generator)
        let source = Tensor(NDArray.normal([3, 7, 16], using: &generator))
        let target = Tensor(NDArray.normal([3, 5, 16], using: &generator))
        let padding = NDArray.paddingMask(lengths: [7, 4, 2])
        let upstream = Tensor(NDArray.normal([3, 5, 16], using: &generator))

        func gradients(_ output: Tensor) -> [Float] {
            for parameter in transformer.parameters { parameter.grad = nil }
            (output * upstream).sum().backward()
            return transformer.parameters.flatMap { $0.grad?.scalars ?? [] }
        }
        let fused = transformer(
            source: source, target: target, isTargetCausal: true, sourcePaddingMask: padding)
        let fusedGradients = gradients(fused)
        let keys = padding.reshaped([3, 1, 1, 7])
        let memory = encoder(source, mask: keys, with: transformer.encoder)
        let byParts = decoder(target, memory: memory, memoryMask: keys, with: transformer.decoder)
        let partGradients = gradients(byParts)

        func difference(_ a: [Float], _ b: [Float]) -> Float {
            a.count == b.count ? zip(a, b).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } : .infinity
        }
        outputDifference = difference(fused.value.scalars, byParts.value.scalars)
        let largest = fusedGradients.reduce(Float(1e-9)) { max($0, $1.magnitude) }
        gradientDifference = difference(fusedGradients, partGradients) / largest
    }
}
