import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// A variational graph autoencoder: graph convolutions make a code of each paper, and papers whose codes point one way are
/// taken to cite each other, P = σ(z · z′).
///
/// Kipf and Welling: "Variational graph auto-encoders" (2016).
final class GraphAutoencoder: Module {
    let shared: GraphConvolution
    let center: GraphConvolution
    let logDeviation: GraphConvolution
    let dropout: Dropout
    /// How many numbers a code has.
    let codeSize: Int

    init(
        features: Int, hidden: Int = 32, code: Int = 16, dropout: Float = 0.5,
        using generator: inout RandomGenerator
    ) {
        shared = GraphConvolution(features, hidden, using: &generator)
        center = GraphConvolution(hidden, code, using: &generator)
        logDeviation = GraphConvolution(hidden, code, using: &generator)
        self.dropout = Dropout(dropout, using: &generator)
        codeSize = code
    }

    /// The mean and the logarithm of the standard deviation of each code, `[nodes, code]`.
    func callAsFunction(_ graph: GraphInput) -> (center: Tensor, logDeviation: Tensor) {
        let words = isTraining ? dropout(Tensor(graph.features.values)) : nil
        let hidden = shared(graph.features, values: words, over: graph.adjacency).relu()
        return (center(hidden, over: graph.adjacency), logDeviation(hidden, over: graph.adjacency))
    }
}

/// The products of the codes of each pair, `[pairs]`: logits of a citation between them.
func pairLogits(_ codes: Tensor, _ pairs: [CitationGraph.Citation]) -> Tensor {
    let first = codes.indexSelected(IntArray(pairs.map(\.first)))
    let second = codes.indexSelected(IntArray(pairs.map(\.second)))
    return (first * second).sum(axes: [1])
}

/// What happened while an autoencoder learned.
struct LinkHistory: Codable {
    /// The loss before the first update.
    var startLoss = Double.nan
    /// The loss of each epoch.
    var losses: [Double] = []
    /// The area under the curve of the validation pairs, every fifth epoch.
    var validation: [Double] = []
    /// The codes of the papers, `[papers, code]`, when it did best on the validation pairs.
    var codes: NDArray?
    /// How long it took.
    var seconds = 0.0

    /// Whether so many epochs on so many papers can have come to this.
    func isPossible(epochs: Int, papers: Int, codeSize: Int) -> Bool {
        losses.count <= epochs
            && validation.count == (losses.count == epochs ? (epochs + 4) / 5 : losses.count / 5)
            && [nil, [papers, codeSize]].contains(codes?.shape)
    }
}

/// Learns to tell the training citations from pairs drawn anew each epoch, and keeps the codes near the normal distribution.
///
/// The loss is the mean cross-entropy of citations, plus that of other pairs, plus KL(codes ‖ normal) of a paper, divided by
/// the number of papers. Adam with 0.01, and against learning by heart a weight decay of 5e-4.
///
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ network: GraphAutoencoder, on graph: GraphInput, split: LinkSplit, epochs: Int,
    checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool, using generator: inout RandomGenerator
) throws -> LinkHistory {
    var history = LinkHistory()
    let optimizer = Adam(network.parameters, learningRate: 0.01, weightDecay: 5e-4)
    let present = Set(split.training)
    let papers = graph.adjacency.shape[0]
    try checkpoint.resume(&history, network, optimizer, using: &generator) {
        $0.isPossible(epochs: epochs, papers: papers, codeSize: network.codeSize)
    }
    for epoch in history.losses.count..<epochs where !shouldStop() {
        let watch = Stopwatch()
        network.train()
        optimizer.zeroGradients()
        let (center, logDeviation) = network(graph)
        let noise = Tensor(NDArray.normal(center.value.shape, using: &generator))
        let codes = center + noise * logDeviation.exp()
        // Also pairs that are hidden citations may be drawn: who learns does not know them.
        let absent = LinkSplit.absentPairs(
            split.training.count, papers: papers, besides: present, using: &generator)
        let ones = Tensor(NDArray.ones([split.training.count]))
        let zeros = Tensor(NDArray.zeros([absent.count]))
        let divergence =
            ((center.square() + (logDeviation * 2).exp() - logDeviation * 2 - 1) * 0.5).sum(axes: [1]).mean()
        let loss =
            binaryCrossEntropyWithLogits(pairLogits(codes, split.training), ones)
            + binaryCrossEntropyWithLogits(pairLogits(codes, absent), zeros)
            + divergence / Float(papers)
        try requireFinite(loss, of: network, epoch: epoch + 1)
        loss.backward()
        optimizer.step()
        if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
        history.losses.append(Double(loss.scalar))
        if epoch % 5 == 4 || epoch == epochs - 1 {
            network.evaluate()
            let codes = withoutGradient { network(graph).center }.value
            let area = scores(codes, split.validation, split.validationAbsent).areaUnderCurve
            if area > history.validation.max() ?? -1 { history.codes = codes }
            history.validation.append(area)
        }
        history.seconds += watch.seconds
        if checkpoint.isDue || shouldStop() { checkpoint.keep(history, network, optimizer, generator) }
    }
    return history
}

/// How well codes tell pairs that cite each other from others.
func scores(
    _ codes: NDArray, _ present: [CitationGraph.Citation], _ absent: [CitationGraph.Citation]
) -> RankingScores {
    func logits(_ pairs: [CitationGraph.Citation]) -> [Float] {
        withoutGradient { pairLogits(Tensor(codes), pairs) }.value.scalars
    }
    return RankingScores(present: logits(present), absent: logits(absent))
}
