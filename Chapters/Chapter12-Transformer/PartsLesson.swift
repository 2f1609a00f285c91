import Autograd
import NeuralNetworks
import TensorCore

/// The parts of this folder, put together, compared with the library's fused layers of the same weights.
struct PartsLesson {
    /// The largest difference between the outputs, on random sequences of different lengths.
    let outputDifference: Float

    /// The largest difference between gradients of the weights, relative to the largest gradient.
    let gradientDifference: Float

    /// - Parameters:
    ///   - libraryOutput: what is taken for the library's output `[N, T, E]`; a test withholds or spoils it.
    ///   - libraryGradient: the same for the gradient of a weight.
    init(
        seed: UInt64, libraryOutput: (NDArray) -> NDArray? = { $0 },
        libraryGradient: (NDArray?) -> NDArray? = { $0 }
    ) {
        var generator = RandomGenerator(seed: seed)
        let transformer = Transformer(
            16, headCount: 4, encoderLayerCount: 2, decoderLayerCount: 2, feedForwardWidth: 32, dropout: 0,
            normFirst: true, using: &generator)
        let source = Tensor(NDArray.normal([3, 7, 16], using: &generator))
        let target = Tensor(NDArray.normal([3, 5, 16], using: &generator))
        let padding = NDArray.paddingMask(lengths: [7, 4, 2])
        let upstream = Tensor(NDArray.normal([3, 5, 16], using: &generator))

        func gradients(_ output: Tensor) -> [NDArray?] {
            for parameter in transformer.parameters { parameter.grad = nil }
            (output * upstream).sum().backward()
            return transformer.parameters.map(\.grad)
        }
        let fused = transformer(
            source: source, target: target, isTargetCausal: true, sourcePaddingMask: padding)
        let fusedGradients = gradients(fused).map(libraryGradient)
        let keyMask = padding.reshaped([3, 1, 1, 7])
        let memory = encoder(source, mask: keyMask, with: transformer.encoder)
        let byParts = decoder(target, memory: memory, memoryMask: keyMask, with: transformer.decoder)
        let partGradients = gradients(byParts)

        outputDifference = largestDifference(byParts.value, libraryOutput(fused.value))
        let scale = fusedGradients.compactMap { $0?.scalars }.joined().reduce(Float(1e-9)) {
            max($0, $1.magnitude)
        }
        let difference = zip(partGradients, fusedGradients).reduce(Float(0)) {
            max($0, largestDifference($1.0, $1.1))
        }
        gradientDifference = difference.isFinite ? difference / scale : .infinity
    }
}
