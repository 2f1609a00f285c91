import Autograd
import TensorCore

/// The gradient of a table of which a batch uses few rows: those rows, and nothing of the others.
///
/// A layer made with `sparseGradients: true` gives its table one. An optimizer then changes only these rows, of the parameter
/// and of its own averages: a step costs what the batch touches, not what the vocabulary has. Rows that are not in the batch
/// stay as they are; they do not drift on with an old momentum, and weight decay does not reach them. Their averages are
/// corrected by the number of all steps. So do PyTorch's `sparse=True` and `SparseAdam`.
///
/// ```swift
/// let bags = EmbeddingBag(20_000, 2, mode: .sum, sparseGradients: true, using: &generator)
/// let optimizer = Adam(bags.parameters, learningRate: 0.01)
/// bags(IntArray([5, 7, 7], shape: [1, 3])).sum().backward()
/// optimizer.step()  // changes rows 5 and 7 of bags.weight
/// ```
public final class RowGradient {
    private var parts: [(rows: IntArray, values: NDArray)] = []

    /// Whether no row has a gradient.
    public var isEmpty: Bool { parts.isEmpty }

    /// Adds the gradients of some rows, `[rows, ...]`; a row may come several times.
    func add(_ values: NDArray, at rows: IntArray) {
        if rows.elementCount > 0 { parts.append((rows, values)) }
    }

    /// Forgets all.
    func removeAll() { parts = [] }

    /// Multiplies all by a factor.
    func scale(by factor: Float) { parts = parts.map { ($0.rows, $0.values * factor) } }

    /// The rows, each once in ascending order, and their gradients, those of one row added up; of no rows `[0]` and `[0]`.
    public var sum: (rows: IntArray, values: NDArray) {
        if parts.isEmpty { return (IntArray([]), .zeros([0])) }
        if parts.count == 1 {
            let rows = parts[0].rows.scalars
            if !zip(rows, rows.dropFirst()).contains(where: { $0 >= $1 }) { return parts[0] }
        }
        let all = parts.flatMap(\.rows.scalars)
        let rows = Set(all).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(rows, 0...))
        let values = NDArray.concatenated(parts.map(\.values), axis: 0)
        var sum = NDArray.zeros(Shape([rows.count] + Array(values.shape.dropFirst())))
        sum.scatterAdd(values, at: IntArray(all.compactMap { places[$0] }))
        return (IntArray(rows), sum)
    }

    /// The same as a gradient of the whole table.
    func dense(_ shape: Shape) -> NDArray {
        var gradient = NDArray.zeros(shape)
        for part in parts { gradient.scatterAdd(part.values, at: part.rows) }
        return gradient
    }
}

extension Tensor {
    /// The gradient of the rows that were used, of a table that has such a one.
    var gradientOfRows: RowGradient? { (self as? Parameter)?.rowGradient }

    /// Forgets its gradient, and that of its rows.
    func removeGradient() {
        grad = nil
        gradientOfRows?.removeAll()
    }
}

extension Optimizer {
    /// Updates the rows that have a gradient as if they were a parameter of their own.
    func updateRows(
        _ gradient: RowGradient, of parameter: Tensor, state: ParameterState, group: ParameterGroup
    ) {
        let (rows, values) = gradient.sum
        let part = Tensor(parameter.value.indexSelected(rows))
        let partState = state.rows(rows)
        update(part, gradient: values, state: partState, group: group)
        parameter.value.replaceRows(at: rows, with: part.value)
        state.replaceRows(rows, with: partState)
    }
}
