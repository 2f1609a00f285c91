import Autograd
import TensorCore

/// x Wᵀ with a matrix that stays packed and is not trained: `[..., in]` becomes `[..., out]`.
///
/// With the upstream gradient U, seen as a matrix of rows, ∂x = U W, for which W is unpacked for as long as the product
/// takes. Adapters that are trained beside frozen weights (LoRA) get their gradient through it. Traps when the last axis
/// has not the number of columns.
///
/// ```swift
/// let weights = PackedWeights(NDArray(rows: [[1, 2], [3, 4]]))
/// let y = packedLinear(Tensor(NDArray(rows: [[1, 1]])), weights)  // [[3, 7]]
/// ```
public func packedLinear(
    _ input: Tensor, _ weights: PackedWeights, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let shape = input.shape
    let output = weights.multiply(input.value, file: file, line: line)
    return Tensor.operation("packedLinear", output, inputs: [input]) { upstream in
        let rows = upstream.reshaped([upstream.elementCount / max(1, weights.rowCount), weights.rowCount])
        return [rows.matmul(weights.unpacked).reshaped(shape)]
    }
}
