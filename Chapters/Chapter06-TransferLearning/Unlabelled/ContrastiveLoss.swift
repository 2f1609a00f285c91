import Autograd
import Foundation
import NeuralNetworks
import TensorCore

/// The contrastive loss of SimCLR, NT-Xent (normalized, temperature-scaled cross-entropy): of all other views in the batch, which
/// one shows the same picture?
///
/// `first[n]` and `second[n]` are the embeddings of two views of picture n. The 2N embeddings z, scaled to length 1, are u; view i
/// has one partner, p(i), and 2N − 2 others. With the temperature τ
///
///     s(i, k) = u(i) · u(k) / τ
///     L = mean over i of −log (exp s(i, p(i)) / Σ_{k ≠ i} exp s(i, k))
///
/// which is cross-entropy with 2N − 1 classes for each view. Where all embeddings are alike, as they are before training, it is
/// log (2N − 1). It is never below log (1 + (2N − 2) exp (−N / ((N − 1) τ))), where partners are equal and the pictures are as
/// far apart as N directions can be.
///
/// - Parameters:
///   - first, second: `[N, D]` each.
///   - temperature: τ > 0. The smaller, the more the nearest of the other pictures counts.
///
/// Traps when the shapes differ. Chen and others: "A simple framework for contrastive learning of visual representations" (2020).
func contrastiveLoss(_ first: Tensor, _ second: Tensor, temperature: Float) -> Tensor {
    let count = first.shape[0]
    let z = Tensor.concatenated([first, second], axis: 0)  // [2N, D]
    let u = z / (z.square().sum(axes: [1], keepingDimensions: true) + 1e-12).squareRoot()
    let similarities = u.matmul(u.transposed()) / temperature  // [2N, 2N]
    // No view is its own answer: e to the power of −10⁹ is 0.
    let notItself = Tensor(.identity(2 * count) * -1e9)
    let partners = IntArray((0..<2 * count).map { ($0 + count) % (2 * count) })
    return crossEntropy(similarities + notItself, partners)
}

/// What the loss is where all embeddings of a batch of `count` pictures are alike.
func contrastiveLossAtStart(count: Int) -> Double { log(Double(2 * count - 1)) }

/// The least that the loss can be for `count` pictures, at least two, in `count − 1` dimensions or more.
func leastContrastiveLoss(count: Int, temperature: Double) -> Double {
    let others = Double(2 * count - 2)
    return log(1 + others * exp(-Double(count) / (Double(count - 1) * temperature)))
}
