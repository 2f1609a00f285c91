import Autograd
import ChapterSupport
import Datasets
import Graphs
import Messages
import NeuralNetworks
import TensorCore

/// Trains a network on examples of graphs and samples graphs from it.
///
/// - Parameters:
///   - graph: its pieces are the examples; nil for random graphs of communities.
///   - seed: of examples, split, network and samples.
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a broken checkpoint.
func generateGraphs(
    like graph: CitationGraph?, seed: UInt64, epochs: Int, _ training: Training = Training()
) throws -> GenerationResults {
    var generator = RandomGenerator(seed: seed)
    let examples =
        graph.map { SmallGraph.pieces(of: $0, using: &generator) }
        ?? (0..<300).map { _ in SmallGraph.groups(using: &generator) }
    let testCount = max(1, examples.count / 3)
    let (test, trainingGraphs) = (Array(examples.prefix(testCount)), Array(examples.dropFirst(testCount)))
    let largest = examples.map(\.nodeCount).max() ?? 1
    // Edges farther back than this are rare in breadth-first order, and dropped.
    let network = GraphRNN(reach: min(20, max(1, largest - 1)), using: &generator)
    let history = try train(network, on: trainingGraphs, epochs: epochs, training, using: &generator)
    return GenerationResults(
        name: graph.map { Words(en: "pieces of \($0.name)", zh: "\($0.name) 的小块") }
            ?? Words(en: "communities", zh: "社群"), training: trainingGraphs, test: test,
        generated: network.generate(test.count, largest: largest + 6, using: &generator),
        random: test.map { SmallGraph(randomLike: $0, using: &generator) }, history: history)
}

/// Trains a network to predict each bit of the training graphs from those before it (teacher forcing).
///
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a broken checkpoint.
func train(
    _ network: GraphRNN, on graphs: [SmallGraph], epochs: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = Adam(network.parameters, learningRate: 3e-3)
    var history = LossHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        for indices in training.batches(shuffledBatches(of: 32, count: graphs.count, using: &generator)) {
            // Each time from another node, so that no order is special.
            let sequences = indices.map { index in
                let start = generator.integer(below: graphs[index].nodeCount)
                return network.rows(graphs[index], order: graphs[index].breadthFirst(from: start))
            }
            let batch = SequenceBatch(sequences, for: network)
            let logits = network(batch.previous, bits: batch.bits)  // [N, T, width]
            let losses = binaryCrossEntropyWithLogits(logits, batch.bits, reduction: .none)
            let loss = (losses * batch.mask).sum() / batch.predictedCount
            try training.record(loss)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// Graphs of different sizes as one mini-batch, the shorter ones padded.
struct SequenceBatch {
    /// The bits of the node before, and those to be predicted, `[N, T, width]`.
    let previous, bits: Tensor
    /// 1 for the bits that are predicted, `[N, T, width]`, and their number.
    let mask: Tensor
    let predictedCount: Float

    /// From the rows of each graph, see `GraphRNN.rows`.
    init(_ sequences: [[[Float]]], for network: GraphRNN) {
        let (longest, width) = (sequences.map(\.count).max() ?? 1, network.width)
        let (padding, start) = ([Float](repeating: 0, count: width), [Float](repeating: 1, count: width))
        var (previous, bits, mask) = ([Float](), [Float](), [Float]())
        for rows in sequences {
            for position in 1...longest {
                let isInside = position <= rows.count
                previous += position == 1 ? start : isInside ? rows[position - 2] : padding
                bits += isInside ? rows[position - 1] : padding
                mask += (0..<width).map {
                    network.isPredicted(bit: $0, at: position, of: rows.count) ? 1 : 0
                }
            }
        }
        let shape: Shape = [sequences.count, longest, width]
        self.previous = Tensor(NDArray(previous, shape: shape))
        self.bits = Tensor(NDArray(bits, shape: shape))
        self.mask = Tensor(NDArray(mask, shape: shape))
        predictedCount = mask.reduce(0, +)
    }
}
