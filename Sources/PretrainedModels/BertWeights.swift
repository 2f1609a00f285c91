import Autograd
import Files
import NeuralNetworks
import TensorCore

// The publisher's names of a BERT encoder's tensors, in both directions. There, query, key and value have matrices of
// their own; here one matrix holds the three.

extension BertEncoder {
    /// Takes over the tensors of a published encoder.
    ///
    /// - Throws: `FileError.malformed` where one is missing or of another shape; nothing is changed then.
    func load(_ tensors: PublishedTensors, prefix: String) throws {
        var values: [(Parameter, NDArray)] = []
        for (parameter, names) in publishedNames {
            let count = names.count
            let shape = Shape([parameter.shape[0] / count] + parameter.shape.dropFirst())
            let parts = try names.map { try tensors.array(prefix + $0, shape) }
            values.append((parameter, count == 1 ? parts[0] : .concatenated(parts)))
        }
        for (parameter, value) in values { parameter.value = value }
    }

    /// All weights under the publisher's names, for a file that other libraries read as a BERT model.
    public var publishedState: [String: NDArray] {
        var state: [String: NDArray] = [:]
        for (parameter, names) in publishedNames {
            let rows = parameter.shape[0] / names.count
            for (index, name) in names.enumerated() {
                state[name] = parameter.value.sliced(index * rows..<(index + 1) * rows)
            }
        }
        return state
    }

    /// Each parameter with the names of the tensors that make its rows.
    private var publishedNames: [(Parameter, [String])] {
        var result: [(Parameter, [String])] = [
            (wordEmbeddings.weight, ["embeddings.word_embeddings.weight"]),
            (positionEmbeddings.weight, ["embeddings.position_embeddings.weight"]),
            (tokenTypeEmbeddings.weight, ["embeddings.token_type_embeddings.weight"]),
        ]
        func add(_ parameters: [Parameter?], _ names: String...) {
            for (parameter, ending) in zip(parameters, ["weight", "bias"]) {
                if let parameter { result.append((parameter, names.map { "\($0).\(ending)" })) }
            }
        }
        add([embeddingNorm.weight, embeddingNorm.bias], "embeddings.LayerNorm")
        for (index, layer) in layers.enumerated() {
            let path = "encoder.layer.\(index)"
            add(
                [layer.attention.inProjWeight, layer.attention.inProjBias], "\(path).attention.self.query",
                "\(path).attention.self.key", "\(path).attention.self.value")
            let mix = layer.attention.outProj
            add([mix.weight, mix.bias], "\(path).attention.output.dense")
            add([layer.attentionNorm.weight, layer.attentionNorm.bias], "\(path).attention.output.LayerNorm")
            add([layer.intermediate.weight, layer.intermediate.bias], "\(path).intermediate.dense")
            add([layer.output.weight, layer.output.bias], "\(path).output.dense")
            add([layer.outputNorm.weight, layer.outputNorm.bias], "\(path).output.LayerNorm")
        }
        return result
    }
}
