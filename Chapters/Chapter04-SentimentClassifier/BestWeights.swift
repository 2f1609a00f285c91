import NeuralNetworks
import TensorCore

/// A network and, in buffers beside it, the weights of its best epoch: a checkpoint of both continues as if nothing had been
/// interrupted.
final class BestWeights: Module {
    let network: Module
    let best: [Buffer]

    init(of network: Module) {
        self.network = network
        best = network.parameters.map { Buffer($0.value) }
    }

    /// The present weights are the best so far.
    func keep() {
        for (buffer, parameter) in zip(best, network.parameters) { buffer.value = parameter.value }
    }

    /// Puts the best weights back.
    func restore() {
        for (buffer, parameter) in zip(best, network.parameters) { parameter.value = buffer.value }
    }
}
