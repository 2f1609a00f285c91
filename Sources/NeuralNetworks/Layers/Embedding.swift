import Autograd
import Messages
import TensorCore

/// A table of vectors, one for each id: ids `[...]` become `[..., width]`.
///
/// `weight` is `[vocabulary, width]` and is drawn from the normal distribution N(0, 1), as in PyTorch. The
/// gradients of an id that occurs several times add up. With sparse gradients an optimizer changes only the rows of the ids in
/// the batch, see `RowGradient`. Chapter 9.
///
/// ```swift
/// let embedding = Embedding(100, 16, paddingIndex: 0, using: &generator)
/// let vectors = embedding(IntArray([5, 7, 7, 0], shape: [2, 2]))  // [2, 2, 16]
/// ```
public final class Embedding: Module {
    /// The vectors, `[vocabulary, width]`.
    public let weight: Parameter
    /// The id of the padding, whose vector starts at 0 and gets no gradient.
    public let paddingIndex: Int?

    /// A table of `vocabularyCount` vectors of `width` numbers.
    ///
    /// Traps when the padding's id is not among them. PyTorch: `sparse=True` for sparse gradients.
    public init(
        _ vocabularyCount: Int, _ width: Int, paddingIndex: Int? = nil, sparseGradients: Bool = false,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        weight = embeddingTable(
            vocabularyCount, width, paddingIndex: paddingIndex, using: &generator, "Embedding", file, line)
        if sparseGradients { weight.rowGradient = RowGradient() }
        self.paddingIndex = paddingIndex
    }

    /// The vector of each id: ids `[...]` become `[..., width]`.
    ///
    /// Traps when an id is outside the vocabulary.
    public func callAsFunction(
        _ ids: IntArray, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = weight.shape
        requireIds(ids.scalars, below: shape[0], "Embedding", file, line)
        let (padding, rowGradient) = (paddingIndex, weight.rowGradient)
        let vectors = weight.value.indexSelected(ids)
        return recordingShape(
            Tensor.operation("embedding", vectors, inputs: [weight]) { upstream in
                if let rowGradient {
                    let all = ids.scalars
                    let kept = all.indices.filter { all[$0] != padding }
                    let rows = upstream.reshaped([all.count, shape[1]]).rows(at: kept)
                    rowGradient.add(rows, at: IntArray(kept.map { all[$0] }))
                    return [nil]
                }
                var gradient = NDArray.zeros(shape)
                gradient.scatterAdd(upstream, at: ids)
                if let padding {
                    gradient.replace(axis: 0, padding..<padding + 1, with: .zeros([1, shape[1]]))
                }
                return [gradient]
            })
    }
}

/// The table of an embedding, `[vocabulary, width]`, drawn from N(0, 1), with zeros for the padding.
///
/// Traps when the padding's id is outside the vocabulary.
func embeddingTable(
    _ vocabularyCount: Int, _ width: Int, paddingIndex: Int?, using generator: inout RandomGenerator,
    _ layer: String, _ file: StaticString, _ line: UInt
) -> Parameter {
    var table = NDArray.normal([vocabularyCount, width], using: &generator)
    if let paddingIndex {
        if !(0..<vocabularyCount).contains(paddingIndex) {
            explainFailure(
                layer, "the padding id \(paddingIndex) is outside 0..<\(vocabularyCount)", file: file,
                line: line
            )
        }
        table.replace(axis: 0, paddingIndex..<paddingIndex + 1, with: .zeros([1, width]))
    }
    return Parameter(table, name: "weight")
}

/// Traps when an id is outside the vocabulary.
func requireIds(
    _ ids: [Int], below vocabularyCount: Int, _ layer: String, _ file: StaticString, _ line: UInt
) {
    if let outside = ids.first(where: { !(0..<vocabularyCount).contains($0) }) {
        explainFailure(
            layer, "the id \(outside) is outside the vocabulary 0..<\(vocabularyCount)",
            hint: "ids count from 0; make the vocabulary one larger than the largest id", file: file,
            line: line)
    }
}
