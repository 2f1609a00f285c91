import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// What the training of one graph autoencoder has found out so far.
struct LinkHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The AUC on the validation pairs, every fifth epoch and after the last.
    var validation: [Double] = []
    /// The embeddings of the papers, `[papers, embedding]`, at the best validation AUC.
    var embeddings: NDArray

    /// Nothing learned yet.
    init(papers: Int, embeddingSize: Int) { embeddings = .zeros([papers, embeddingSize]) }

    func isPossible(from start: LinkHistory) -> Bool {
        embeddings.shape == start.embeddings.shape
            && (losses.count / 5...losses.count / 5 + 1).contains(validation.count)
    }

    /// Adds the validation AUC of the network, and its embeddings where it is the best so far.
    mutating func validate(_ network: GraphAutoencoder, on graph: GraphInput, _ split: LinkSplit) {
        network.evaluate()
        let embeddings = withoutGradient { network(graph).mean }.value
        let auc = scores(embeddings, split.validation, split.validationAbsent).areaUnderCurve
        if auc > validation.max() ?? -1 { self.embeddings = embeddings }
        validation.append(auc)
    }
}

/// Trains a variational graph autoencoder to distinguish the training citations from as many random pairs, drawn anew in
/// each epoch (negative sampling).
///
/// The loss is the reconstruction loss plus the KL divergence from the normal distribution, divided by the number of
/// papers. Adam with 0.01; a weight decay of 5e-4 against overfitting.
///
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a broken checkpoint.
func train(
    _ network: GraphAutoencoder, on graph: GraphInput, split: LinkSplit, epochs: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LinkHistory {
    let optimizer = Adam(network.parameters, learningRate: 0.01, weightDecay: 5e-4)
    let (citations, papers) = (split.training, graph.adjacency.shape[0])
    let present = Set(citations)
    var history = LinkHistory(papers: papers, embeddingSize: network.embeddingSize)
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let (mean, logDeviation) = network(graph)  // [papers, embedding] each
        let noise = Tensor(NDArray.normal(mean.value.shape, using: &generator))
        let embeddings = mean + noise * logDeviation.exp()
        // Hidden citations may be among them: the training does not know those.
        let absent = LinkSplit.absentPairs(
            citations.count, papers: papers, besides: present, using: &generator)
        let loss =
            reconstructionLoss(embeddings, citations: citations, absent: absent)
            + klDivergence(mean, logDeviation) / Float(papers)
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        if epoch % 5 == 4 || epoch == epochs - 1 { history.validate(network, on: graph, split) }
        training.keep(history, generator)
    }
    return history
}
