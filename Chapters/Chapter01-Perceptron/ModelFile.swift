import Datasets
import NeuralNetworks
import TensorCore

extension TwoLayerNetwork {
    /// Writes weights and biases as a safetensors file under PyTorch's names: `hidden.weight` `[H, D]`,
    /// `hidden.bias` `[H]`, `output.weight` `[O, H]`, `output.bias` `[O]`.
    ///
    /// - Parameter notes: more to write into the file's header.
    /// - Throws: `FileError.unwritable`.
    func save(to path: String, notes: [String: String] = [:]) throws {
        var arrays: [String: NDArray] = [:]
        for (name, layer) in [("hidden", hidden), ("output", output)] {
            arrays["\(name).weight"] = NDArray(
                layer.weights, shape: [layer.biases.count, layer.inputCount])
            arrays["\(name).bias"] = NDArray(layer.biases)
        }
        var metadata = ["format": "pt", "note.chapter": "1"]
        for (name, note) in notes { metadata["note.\(name)"] = note }
        try Safetensors(arrays: arrays, metadata: metadata).write(to: path)
    }

    /// The network's outputs for these rows, and the sum of its errors.
    func example(of data: ClassificationData) -> ModelExample {
        let outputs = data.features.map { forward($0).outputs }
        let error = zip(outputs, data.targets).reduce(0) { $0 + squaredError(outputs: $1.0, targets: $1.1) }
        func array(_ rows: [[Float]]) -> NDArray {
            NDArray(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
        }
        return ModelExample(
            inputs: ["": .floats(array(data.features))], outputs: array(outputs),
            targets: .floats(array(data.targets)), loss: error)
    }
}
