import Autograd
import NeuralNetworks
import TensorCore

/// A graph as network input.
struct GraphInput {
    /// The normalized adjacency matrix, `[nodes, nodes]`.
    let adjacency: SparseMatrix
    /// The features of each node, `[nodes, features]`, sparse as a bag of words is.
    let features: SparseMatrix

    /// A graph without node features: each node is one-hot encoded.
    init(adjacency: SparseMatrix) { self.init(adjacency: adjacency, features: .identity(adjacency.shape[0])) }

    init(adjacency: SparseMatrix, features: SparseMatrix) {
        (self.adjacency, self.features) = (adjacency, features)
    }
}

/// A graph convolution: mix the features of each node, then aggregate over its neighbours, X ↦ Â (X W) + b.
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

    /// The same for sparse features: only stored values are multiplied. `values` replace them.
    func callAsFunction(
        _ features: SparseMatrix, values: Tensor? = nil, over adjacency: SparseMatrix
    ) -> Tensor {
        adjacency.matmul(features.matmul(weight, values: values)) + bias
    }
}

/// GCN: two graph convolutions with dropout before each. The output of a node depends on all nodes within two edges.
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

    /// Logits, `[nodes, outputs]`.
    func callAsFunction(_ graph: GraphInput) -> Tensor {
        // Dropout changes no 0, so only the stored values need a mask.
        let words = isTraining ? dropout(Tensor(graph.features.values)) : nil
        let hidden = layer1(graph.features, values: words, over: graph.adjacency).relu()
        return layer2(dropout(hidden), over: graph.adjacency)
    }
}
