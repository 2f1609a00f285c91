import NeuralNetworks
import TensorCore

extension TwoLayerNetwork {
    /// Writes weights and biases as a safetensors file under PyTorch's names: `hidden.weight` `[H, D]`,
    /// `hidden.bias` `[H]`, `output.weight` `[O, H]`, `output.bias` `[O]`.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(to path: String) throws {
        var arrays: [String: NDArray] = [:]
        for (name, layer) in [("hidden", hidden), ("output", output)] {
            arrays["\(name).weight"] = NDArray(
                layer.weights, shape: [layer.biases.count, layer.inputCount])
            arrays["\(name).bias"] = NDArray(layer.biases)
        }
        try Safetensors(arrays: arrays, metadata: ["format": "pt", "chapter": "1"]).write(to: path)
    }
}
