import Autograd
import Messages
import TensorCore

/// A table of vectors, one for each id: ids `[...]` become `[..., width]`.
///
/// `weight` is `[vocabulary, width]` and starts from the normal distribution N(0, 1), as in PyTorch. The
/// gradient of an id that comes several times is summed. Chapter 9.
public final class Embedding: Module {
    /// The vectors, `[vocabulary, width]`.
    public let weight: Parameter
    /// The id of the padding, whose vector is at first 0 and gets no gradient.
    public let paddingIndex: Int?

    /// A table of `vocabularyCount` vectors of `width` numbers.
    ///
    /// Traps when the padding's id is not among them.
    public init(
        _ vocabularyCount: Int, _ width: Int, paddingIndex: Int? = nil,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        var table = NDArray.normal([vocabularyCount, width], using: &generator)
        if let padding = paddingIndex {
            if !(0..<vocabularyCount).contains(padding) {
                explainFailure(
                    "Embedding", "the padding id \(padding) is outside 0..<\(vocabularyCount)", file: file,
                    line: line)
            }
            table.replace(axis: 0, padding..<padding + 1, with: .zeros([1, width]))
        }
        weight = Parameter(table, name: "weight")
        self.paddingIndex = paddingIndex
    }

    /// The vector of each id: ids `[...]` become `[..., width]`.
    ///
    /// Traps when an id is outside the vocabulary.
    public func callAsFunction(
        _ ids: IntArray, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = weight.shape
        if let place = (0..<ids.elementCount).first(where: { !(0..<shape[0]).contains(ids[$0]) }) {
            explainFailure(
                "Embedding", "the id \(ids[place]) is outside the vocabulary 0..<\(shape[0])",
                hint: "ids count from 0; make the vocabulary one larger than the largest id", file: file,
                line: line)
        }
        let padding = paddingIndex
        let vectors = weight.value.indexSelected(ids)
        return recordingShape(
            Tensor.operation("embedding", vectors, inputs: [weight]) { upstream in
                var gradient = NDArray.zeros(shape)
                gradient.scatterAdd(upstream, at: ids)
                if let padding {
                    gradient.replace(axis: 0, padding..<padding + 1, with: .zeros([1, shape[1]]))
                }
                return [gradient]
            })
    }
}
