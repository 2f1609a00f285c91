import Autograd
import NeuralNetworks
import TensorCore

/// Classifies the members of the karate club from their one-hot numbers: two graph convolutions embed each member in the
/// plane, and a linear classifier divides it (Kipf and Welling, 2017, appendix).
final class ClubNetwork: Module {
    let conv1: GraphConvolution
    let conv2: GraphConvolution
    let decide: Linear

    init(members: Int, using generator: inout RandomGenerator) {
        conv1 = GraphConvolution(members, 8, using: &generator)
        conv2 = GraphConvolution(8, 2, using: &generator)
        decide = Linear(2, 2, using: &generator)
    }

    /// Embeddings `[members, 2]` in −1...1 and logits `[members, 2]`.
    func callAsFunction(_ graph: GraphInput) -> (embeddings: Tensor, logits: Tensor) {
        let hidden = conv1(graph.features, over: graph.adjacency).tanh()
        let embeddings = conv2(hidden, over: graph.adjacency).tanh()
        return (embeddings, decide(embeddings))
    }
}
