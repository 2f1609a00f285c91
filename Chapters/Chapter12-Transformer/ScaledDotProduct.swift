import Autograd
import TensorCore

/// Section 12.3.1: scaled dot-product attention, softmax(Q Kᵀ / √d) V.
///
/// Query `[..., T, d]`, key `[..., S, d]`, value `[..., S, e]`; the mask is 1 where a query may look and 0 where not. Scores
/// grow with d, hence the root; a masked score is so low that its weight is 0.
func scaledDotProduct(_ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil) -> Tensor {
    let width = Float(query.shape[query.rank - 1])
    var scores = query.matmul(key.transposed(key.rank - 2, key.rank - 1)) / width.squareRoot()
    if let mask { scores = scores + Tensor((mask - 1) * 1e9) }
    return scores.softmax(axis: scores.rank - 1).matmul(value)
}
