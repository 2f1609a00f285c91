import Autograd
import NeuralNetworks
import TensorCore

/// The gated unit by hand compared with the library's layer of the same weights, both ways through sentences of different
/// lengths.
struct GatedUnitLesson {
    /// The largest difference between outputs and last states.
    let outputDifference: Float

    /// The largest difference between gradients of the weights, relative to the largest gradient.
    let gradientDifference: Float

    /// - Parameters:
    ///   - libraryOutput: what is taken for the library's output `[N, T, 2 H]`; a test withholds or spoils it.
    ///   - libraryGradient: the same for the gradient of a weight.
    init(
        seed: UInt64, libraryOutput: (NDArray) -> NDArray? = { $0 },
        libraryGradient: (NDArray?) -> NDArray? = { $0 }
    ) {
        var generator = RandomGenerator(seed: seed)
        let network = GRU(6, 8, batchFirst: true, bidirectional: true, using: &generator)
        let lengths = [5, 3, 1]
        let inputs = Tensor(NDArray.normal([3, 5, 6], using: &generator))
        let upstream = Tensor(NDArray.normal([3, 5, 16], using: &generator))
        let upstreamOfLast = Tensor(NDArray.normal([3, 16], using: &generator))

        func gradients(_ output: Tensor, _ last: Tensor) -> [NDArray?] {
            for parameter in network.parameters { parameter.grad = nil }
            ((output * upstream).sum() + (last * upstreamOfLast).sum()).backward()
            return network.parameters.map(\.grad)
        }
        let (output, hidden) = network(inputs, lengths: lengths)
        let last = Tensor.concatenated([hidden[0], hidden[1]], axis: 1)
        let fusedGradients = gradients(output, last).map(libraryGradient)

        let forward = GatedUnit(network).states(inputs, lengths: lengths)
        let backward = GatedUnit(network, isReversed: true).states(
            inputs, lengths: lengths, isReversed: true)
        let ownOutput = Tensor.concatenated([forward.output, backward.output], axis: 2)
        let ownLast = Tensor.concatenated([forward.last, backward.last], axis: 1)
        let ownGradients = gradients(ownOutput, ownLast)

        outputDifference = max(
            largestDifference(ownOutput.value, libraryOutput(output.value)),
            largestDifference(ownLast.value, last.value))
        let scale = fusedGradients.compactMap { $0?.scalars }.joined().reduce(Float(1e-9)) {
            max($0, $1.magnitude)
        }
        let difference = zip(ownGradients, fusedGradients).reduce(Float(0)) {
            max($0, largestDifference($1.0, $1.1))
        }
        gradientDifference = difference.isFinite ? difference / scale : .infinity
    }
}
