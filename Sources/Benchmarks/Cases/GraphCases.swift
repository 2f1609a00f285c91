import Autograd
import NeuralNetworks
import TensorCore

/// A graph convolutional network on a graph of Cora's size: 2708 papers, 1433 words, 7 subjects (Kipf and Welling,
/// 2016). Chapter 14.
let graphCases: [Benchmark] = [
    .training("ch14_gcn_cora_epoch", paperGraphWork) { generator in
        let adjacency = paperGraph(&generator)
        let words = NDArray.bernoulli([paperCount, wordCount], probability: 0.0127, using: &generator)
        let counts = words.sum(axes: [1], keepingDimensions: true)
        let x = Tensor(words / NDArray.maximum(counts, NDArray(1)))
        let training = IntArray(0..<140)
        let labels = IntArray(
            randomLabels(paperCount, below: 7, using: &generator).scalars.prefix(training.elementCount))
        let model = PaperNetwork(adjacency, using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 0.01)) {
            crossEntropy(model(x).indexSelected(training), labels)
        }
    }
]

private let (paperCount, wordCount, citationCount) = (2708, 1433, 5278)

/// Weights of random citations in both directions, and of each paper with itself.
private func paperGraph(_ generator: inout RandomGenerator) -> SparseMatrix {
    let ends = (0..<citationCount).map { _ in
        (generator.integer(below: paperCount), generator.integer(below: paperCount))
    }
    let places = ends + ends.map { ($1, $0) } + (0..<paperCount).map { ($0, $0) }
    return SparseMatrix(
        rowCount: paperCount, columnCount: paperCount,
        entries: places.map { (row: $0, column: $1, value: generator.uniform()) })
}

/// A Σ over the neighbours after each of two products with weights: A relu(A x W₁ᵀ) W₂ᵀ, with dropout before both.
final class PaperNetwork: Module {
    let w1: Linear
    let w2: Linear
    let dropout: Dropout
    private let adjacency: SparseMatrix

    init(_ adjacency: SparseMatrix, using generator: inout RandomGenerator) {
        w1 = Linear(wordCount, 16, bias: false, using: &generator)
        w2 = Linear(16, 7, bias: false, using: &generator)
        dropout = Dropout(0.5, using: &generator)
        self.adjacency = adjacency
    }

    /// The logits `[papers, 7]` from the words `[papers, words]`.
    func callAsFunction(_ words: Tensor) -> Tensor {
        let hidden = adjacency.matmul(w1(dropout(words))).relu()
        return adjacency.matmul(w2(dropout(hidden)))
    }
}

/// The sparse products have a gradient of their dense side only, and cost two operations per entry and column. The few
/// citations that are drawn twice are counted twice.
private let paperGraphWork: Benchmark.Work = {
    let entries = 2 * citationCount + paperCount
    let sparse = 2 * entries * (16 + 7)
    return .update(
        onData: productWork(paperCount, wordCount, 16) + sparse, within: productWork(paperCount, 16, 7))
}()
