import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The recurrent network of the book's notebook, which has no nonlinearity: hₜ = W [xₜ, hₜ₋₁] + b, and the logits are a linear
/// function of the last h.
///
/// Such a network is a linear one: xₜ comes into the last state as a product of matrices with xₜ, whatever the other words are. A
/// word only weighs more or less by its distance from the end.
final class LinearRecurrence: Module, SequenceNetwork {
    let embedding: Embedding
    let i2h: Linear
    let i2o: Linear

    init(words: Int, width: Int = 10, hidden: Int = 10, using generator: inout RandomGenerator) {
        embedding = Embedding(words, width, paddingIndex: Vocabulary.padding, using: &generator)
        i2h = Linear(width + hidden, hidden, using: &generator)
        i2o = Linear(hidden, 2, using: &generator)
    }

    func callAsFunction(_ reviews: [[Int]]) -> Tensor {
        let padded = PaddedSequences(reviews)
        let x = embedding(padded.ids)  // [N, T, D]
        var h = Tensor(.zeros([reviews.count, i2o.weight.shape[1]]))
        for step in 0..<padded.ids.shape[1] {
            let next = i2h(.concatenated([x.selected(axis: 1, step), h], axis: 1))
            // Behind the end of a review its state stays as it is.
            let inside = padded.mask.sliced(axis: 1, step..<step + 1)  // [N, 1]
            h = Tensor(inside) * next + Tensor(1 - inside) * h
        }
        return i2o(h)
    }
}
