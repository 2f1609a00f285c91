import Autograd
import NeuralNetworks
import TensorCore

/// A graph as a network sees it: who is beside whom, and what is known of each node.
struct GraphInput {
    /// How features are gathered, `[nodes, nodes]`.
    let adjacency: SparseMatrix
    /// What is known of each node, `[nodes, features]`; of words, most are 0.
    let features: SparseMatrix

    /// A graph whose nodes are known by their numbers alone: each has a feature of its own.
    init(adjacency: SparseMatrix) { self.init(adjacency: adjacency, features: .identity(adjacency.shape[0])) }

    init(adjacency: SparseMatrix, features: SparseMatrix) {
        (self.adjacency, self.features) = (adjacency, features)
    }
}

/// A graph convolution: mix the features, then gather from the neighbours, X ↦ Â (X W) + b.
///
/// Kipf and Welling: "Semi-supervised classification with graph convolutional networks" (2017). Section 14.2.
final class GraphConvolution: Module {
    let weight: Parameter  // [in, out]
    let bias: Parameter  // [out]

    init(_ inputs: Int, _ outputs: Int, using generator: inout RandomGenerator) {
        weight = Parameter(.xavierUniform([inputs, outputs], using: &generator), name: "weight")
        bias = Parameter(.zeros([outputs]), name: "bias")
    }

    /// `[nodes, out]` of features `[nodes, in]`.
    func callAsFunction(_ features: Tensor, over adjacency: SparseMatrix) -> Tensor {
        adjacency.matmul(features.matmul(weight)) + bias
    }

    /// The same of features most of which are 0: only the others are multiplied. `values` take the place of theirs.
    func callAsFunction(
        _ features: SparseMatrix, values: Tensor? = nil, over adjacency: SparseMatrix
    ) -> Tensor {
        adjacency.matmul(features.matmul(weight, values: values)) + bias
    }
}

/// Two graph convolutions with dropout before each: what a node is, from itself and all nodes two steps around.
final class GraphConvolutionalNetwork: Module {
    let layer1: GraphConvolution
    let layer2: GraphConvolution
    let dropout: Dropout

    init(
        features: Int, hidden: Int = 16, outputs: Int, dropout: Float = 0.5,
        using generator: inout RandomGenerator
    ) {
        layer1 = GraphConvolution(features, hidden, using: &generator)
        layer2 = GraphConvolution(hidden, outputs, using: &generator)
        self.dropout = Dropout(dropout, using: &generator)
    }

    /// Logits or codes, `[nodes, outputs]`.
    func callAsFunction(_ graph: GraphInput) -> Tensor {
        // Dropping a 0 changes nothing, so that only the stored features need a mask.
        let words = isTraining ? dropout(Tensor(graph.features.values)) : nil
        let hidden = layer1(graph.features, values: words, over: graph.adjacency).relu()
        return layer2(dropout(hidden), over: graph.adjacency)
    }
}
