import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// What happened while a network learned the subjects of papers.
struct NodeHistory: Codable {
    /// The loss before the first update; ln of the number of subjects for who does not know.
    var startLoss = Double.nan
    /// The training loss of each epoch.
    var losses: [Double] = []
    /// The shares of right answers after each epoch.
    var validation: [Double] = []
    var test: [Double] = []
    /// The share of right test answers after the epoch that was best on the validation papers.
    var chosen = Double.nan
    /// How good that epoch was on the validation papers.
    var best = Validation()
    /// How long it took.
    var seconds = 0.0

    /// Whether so many epochs can have come to this.
    func isPossible(epochs: Int) -> Bool {
        losses.count <= epochs && validation.count == losses.count && test.count == losses.count
    }

    /// What counts on the validation papers: their right answers, and where these are as many, their loss.
    struct Validation: Codable {
        var accuracy = -1.0
        var loss = Double.infinity
    }
}

/// Learns the subjects of the training papers; the epoch that does best on the validation papers is the one that is tested.
///
/// Adam with 0.01, and a weight decay of 5e-4 on the first layer alone (Kipf and Welling, 2017). Each epoch is one update on
/// all training papers.
///
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ network: GraphConvolutionalNetwork, on graph: GraphInput, labels: [Int], split: CitationGraph.Split,
    epochs: Int, checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool
) throws -> NodeHistory {
    var history = NodeHistory()
    let optimizer = Adam(groups: [
        ParameterGroup(parameters: network.layer1.parameters, learningRate: 0.01, weightDecay: 5e-4),
        ParameterGroup(parameters: network.layer2.parameters, learningRate: 0.01, weightDecay: 0),
    ])
    let (training, right) = (IntArray(split.training), IntArray(split.training.map { labels[$0] }))
    // Nothing is drawn while it learns.
    var generator = RandomGenerator(seed: 0)
    try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.isPossible(epochs: epochs) }
    for epoch in history.losses.count..<epochs where !shouldStop() {
        let watch = Stopwatch()
        network.train()
        optimizer.zeroGradients()
        let loss = crossEntropy(network(graph).indexSelected(training), right)
        try requireFinite(loss, of: network, epoch: epoch + 1)
        loss.backward()
        optimizer.step()
        history.losses.append(Double(loss.scalar))
        if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }

        network.evaluate()
        let logits = withoutGradient { network(graph) }.value
        let said = logits.argMax(axis: 1).scalars
        func share(_ papers: [Int]) -> Double {
            Double(papers.count { said[$0] == labels[$0] }) / Double(max(1, papers.count))
        }
        history.validation.append(share(split.validation))
        history.test.append(share(split.test))
        let validationLoss = Double(
            crossEntropy(
                Tensor(logits.indexSelected(IntArray(split.validation))),
                IntArray(split.validation.map { labels[$0] })
            ).scalar)
        let current = NodeHistory.Validation(accuracy: share(split.validation), loss: validationLoss)
        if current.accuracy > history.best.accuracy
            || current.accuracy == history.best.accuracy && current.loss < history.best.loss
        {
            history.best = current
            history.chosen = share(split.test)
        }
        history.seconds += watch.seconds
        if checkpoint.isDue || shouldStop() { checkpoint.keep(history, network, optimizer, generator) }
    }
    return history
}
