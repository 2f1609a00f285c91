import Autograd
import Messages
import TensorCore

/// The sum or the mean of the vectors of a bag of ids: what `Embedding` and a reduction give, without the
/// intermediate vectors.
///
/// `weight` is `[vocabulary, width]` and is drawn from the normal distribution N(0, 1), as in PyTorch. A bag is a row of a
/// sparse matrix `[bags, vocabulary]` of counts, and the result its product with the table. An empty bag gives zeros. With
/// sparse gradients an optimizer changes only the rows of the ids in the batch, see `RowGradient`.
/// Joulin et al.: "Bag of tricks for efficient text classification" (2016). Section 4.2.
///
/// ```swift
/// let bags = EmbeddingBag(100, 16, mode: .mean, using: &generator)
/// let means = bags(IntArray([5, 7, 9, 2, 3], shape: [5]), offsets: IntArray([0, 3]))  // [2, 16]
/// ```
public final class EmbeddingBag: Module {
    /// How the vectors of a bag are combined.
    public enum Mode: Sendable {
        /// They are added.
        case sum
        /// They are added and divided by their number.
        case mean
    }

    /// The vectors, `[vocabulary, width]`.
    public let weight: Parameter
    /// How the vectors of a bag are combined.
    public let mode: Mode
    /// The id of the padding: its vector starts at 0 and is left out of every bag.
    public let paddingIndex: Int?

    /// A table of `vocabularyCount` vectors of `width` numbers.
    ///
    /// Traps when the padding's id is not among them. PyTorch: `sparse=True` for sparse gradients.
    public init(
        _ vocabularyCount: Int, _ width: Int, mode: Mode = .mean, paddingIndex: Int? = nil,
        sparseGradients: Bool = false,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        weight = embeddingTable(
            vocabularyCount, width, paddingIndex: paddingIndex, using: &generator, "EmbeddingBag", file, line)
        if sparseGradients { weight.rowGradient = RowGradient() }
        self.mode = mode
        self.paddingIndex = paddingIndex
    }

    /// Bags of one length, `[bags, length]`, become `[bags, width]`.
    ///
    /// Traps when an id is outside the vocabulary.
    public func callAsFunction(
        _ ids: IntArray, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        if ids.shape.rank != 2 {
            explainFailure(
                "EmbeddingBag", "ids of shape \(ids.shape)",
                hint: "they are [bags, length]; or one after the other, with the offsets of the bags",
                file: file, line: line)
        }
        let (count, length) = (ids.shape[0], ids.shape[1])
        return pooled(ids.scalars, starts: (0...count).map { $0 * length }, file, line)
    }

    /// Bags one after the other, `[ids]`, bag i from `offsets[i]`, become `[bags, width]`.
    ///
    /// Traps when an id is outside the vocabulary, or the offsets do not rise from 0 within the ids.
    public func callAsFunction(
        _ ids: IntArray, offsets: IntArray, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let starts = offsets.scalars + [ids.elementCount]
        let rises = zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
        if ids.shape.rank != 1 || offsets.shape.rank != 1 || !rises || starts[0] != 0 {
            explainFailure(
                "EmbeddingBag", "offsets \(offsets) for ids of shape \(ids.shape)",
                hint: "both are one-dimensional, and the offsets rise from 0 to at most the number of ids",
                file: file, line: line)
        }
        return pooled(ids.scalars, starts: starts, file, line)
    }

    private func pooled(_ ids: [Int], starts: [Int], _ file: StaticString, _ line: UInt) -> Tensor {
        let vocabularyCount = weight.shape[0]
        requireIds(ids, below: vocabularyCount, "EmbeddingBag", file, line)
        let rows = zip(starts, starts.dropFirst()).map { start, end in
            let bag = ids[start..<end].filter { $0 != paddingIndex }
            let share = mode == .mean ? 1 / Float(max(1, bag.count)) : 1
            return bag.map { (column: $0, value: share) }
        }
        return recordingShape(product(SparseMatrix(rows: rows, columnCount: vocabularyCount)))
    }

    /// Bags with a weight for each id, as the rows of a sparse matrix `[bags, vocabulary]`: the weighted sums of their
    /// vectors, `[bags, width]`. PyTorch: `per_sample_weights`.
    ///
    /// Traps when the mode is `.mean`, there is a padding, or the columns are not the vocabulary.
    public func callAsFunction(
        _ bags: SparseMatrix, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        if mode != .sum || paddingIndex != nil || bags.shape[1] != weight.shape[0] {
            explainFailure(
                "EmbeddingBag", "bags with weights, \(bags.shape), for a table \(weight.shape)",
                hint: "the columns are the ids; the mode must be .sum, without padding", file: file,
                line: line)
        }
        return recordingShape(product(bags))
    }

    /// C = A B of the bags A and the table B; the gradient Aᵀ U of all rows, or of those that are in a bag.
    private func product(_ bags: SparseMatrix) -> Tensor {
        guard let rowGradient = weight.rowGradient else { return bags.matmul(weight) }
        let vectors = bags.matmul(weight.value)
        return Tensor.operation("embeddingBag", vectors, inputs: [weight]) { upstream in
            let (rows, used) = bags.withoutEmptyColumns()
            rowGradient.add(used.transposed().matmul(upstream), at: rows)
            return [nil]
        }
    }
}
