import Autograd
import NeuralNetworks
import TensorCore

/// A network on bags of words: a linear one, V–2, or the book's with a hidden layer, V–10–2.
///
/// The first layer is a table with a row for each column of the bag; a review is the sum of its tokens' rows, each times its
/// weight. That is the product of a matrix `[reviews, V]`, nearly all zeros, and the table, and only the rows of tokens in the
/// batch get a gradient.
final class BagNetwork: Module {
    /// `[V, 10]`, or `[V, 2]`.
    let bag: EmbeddingBag
    let bias: Parameter
    /// From the hidden units to the two classes.
    let out: Linear?
    /// What makes a row of a text's counts: the columns' inverse document frequencies and scales, `[V]` each, see `Features`.
    /// The network does not use them; a model file has them, so that it can read a new review.
    let idf, scales: Buffer

    /// A network that knows nothing yet. A linear one begins with zeros: all reviews are equally likely good and bad.
    init(
        columns: Int, hidden: Int?, features: Features? = nil, sparseGradients: Bool = true,
        using generator: inout RandomGenerator
    ) {
        let width = hidden ?? 2
        bag = EmbeddingBag(columns, width, mode: .sum, sparseGradients: sparseGradients, using: &generator)
        bias = Parameter(.zeros([width]), name: "bias")
        out = hidden.map { Linear($0, 2, using: &generator) }
        idf = Buffer(features.map { NDArray($0.weights.idf) } ?? .ones([columns]))
        scales = Buffer(features.map { NDArray($0.scales) } ?? .ones([columns]))
        // As a `Linear` from V inputs would begin.
        let bound = 1 / Float(max(1, columns)).squareRoot()
        bag.weight.value =
            hidden == nil
            ? .zeros([columns, width])
            : NDArray.uniform([columns, width], from: -bound, to: bound, using: &generator)
    }

    /// The hidden units of bags `[N, V]` before the nonlinearity, `[N, 10]`; of a linear network its logits.
    func sums(_ bags: SparseMatrix) -> Tensor { bag(bags) + bias }

    /// The logits `[N, 2]` of bags `[N, V]`: bad, good.
    func callAsFunction(_ bags: SparseMatrix) -> Tensor {
        out.map { $0(sums(bags).relu()) } ?? sums(bags)
    }
}
