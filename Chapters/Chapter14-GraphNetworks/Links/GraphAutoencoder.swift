import Autograd
import Graphs
import NeuralNetworks
import TensorCore

/// A variational graph autoencoder: graph convolutions encode each paper as an embedding z, and the decoder predicts a
/// citation from the inner product of two embeddings, P = σ(z · z′).
///
/// Kipf and Welling: "Variational graph auto-encoders" (2016).
final class GraphAutoencoder: Module {
    let shared: GraphConvolution
    let center: GraphConvolution
    let logDeviation: GraphConvolution
    let dropout: Dropout
    /// The dimension of an embedding.
    let embeddingSize: Int

    init(
        features: Int, hidden: Int = 32, embedding: Int = 16, dropout: Float = 0.5,
        using generator: inout RandomGenerator
    ) {
        shared = GraphConvolution(features, hidden, using: &generator)
        center = GraphConvolution(hidden, embedding, using: &generator)
        logDeviation = GraphConvolution(hidden, embedding, using: &generator)
        self.dropout = Dropout(dropout, using: &generator)
        embeddingSize = embedding
    }

    /// The encoder: mean and logarithm of the standard deviation of each embedding, `[nodes, embedding]`.
    func callAsFunction(_ graph: GraphInput) -> (mean: Tensor, logDeviation: Tensor) {
        let words = isTraining ? dropout(Tensor(graph.features.values)) : nil
        let hidden = shared(graph.features, values: words, over: graph.adjacency).relu()
        return (center(hidden, over: graph.adjacency), logDeviation(hidden, over: graph.adjacency))
    }
}

/// The decoder: the inner product of the embeddings of each pair, `[pairs]`, as the logit of a citation.
func pairLogits(_ embeddings: Tensor, _ pairs: [CitationGraph.Citation]) -> Tensor {
    let first = embeddings.indexSelected(IntArray(pairs.map(\.first)))
    let second = embeddings.indexSelected(IntArray(pairs.map(\.second)))
    return (first * second).sum(axes: [1])
}

/// How well embeddings reconstruct the graph: the mean cross-entropy of citations and that of pairs without one.
func reconstructionLoss(
    _ embeddings: Tensor, citations: [CitationGraph.Citation], absent: [CitationGraph.Citation]
) -> Tensor {
    let ones = Tensor(NDArray.ones([citations.count]))
    let zeros = Tensor(NDArray.zeros([absent.count]))
    return binaryCrossEntropyWithLogits(pairLogits(embeddings, citations), ones)
        + binaryCrossEntropyWithLogits(pairLogits(embeddings, absent), zeros)
}

/// KL(N(μ, σ²) ‖ N(0, 1)) of an embedding, the mean over the papers: ½ Σ (μ² + σ² − 2 ln σ − 1).
func klDivergence(_ mean: Tensor, _ logDeviation: Tensor) -> Tensor {
    ((mean.square() + (logDeviation * 2).exp() - logDeviation * 2 - 1) * 0.5).sum(axes: [1]).mean()
}

/// How well embeddings rank pairs that cite each other above others.
func scores(
    _ embeddings: NDArray, _ present: [CitationGraph.Citation], _ absent: [CitationGraph.Citation]
) -> RankingScores {
    func logits(_ pairs: [CitationGraph.Citation]) -> [Float] {
        withoutGradient { pairLogits(Tensor(embeddings), pairs) }.value.scalars
    }
    return RankingScores(present: logits(present), absent: logits(absent))
}
