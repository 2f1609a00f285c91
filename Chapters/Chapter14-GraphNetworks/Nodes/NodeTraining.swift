import Autograd
import ChapterSupport
import Datasets
import Graphs
import NeuralNetworks
import TensorCore

/// What the training of one node classifier has found out so far.
struct NodeHistory: TrainingHistory, CachedResult {
    /// The loss before the first update; ln of the number of subjects for a uniform guess.
    var startLoss = Double.nan
    var losses: [Double] = []
    /// The time of the epochs, evaluation included.
    var seconds = 0.0
    /// The accuracy after each epoch.
    var validation: [Double] = []
    var test: [Double] = []
    /// The test accuracy of the epoch with the best validation score: early stopping after the fact.
    var testAtBest = Double.nan
    private var best = ValidationScore()

    /// The validation accuracy, and among equal ones the validation loss.
    private struct ValidationScore: Codable {
        var accuracy = -1.0
        var loss = Double.infinity

        func isBetter(than other: ValidationScore) -> Bool {
            accuracy > other.accuracy || accuracy == other.accuracy && loss < other.loss
        }
    }

    var isPossible: Bool { validation.count == losses.count && test.count == losses.count }

    func isPossible(from start: NodeHistory) -> Bool { isPossible }

    /// Adds the accuracies of the network after an epoch.
    mutating func evaluate(
        _ network: GraphConvolutionalNetwork, on graph: GraphInput, labels: [Int],
        split: CitationGraph.Split
    ) {
        let watch = Stopwatch()
        network.evaluate()
        let logits = withoutGradient { network(graph) }.value
        let predictions = logits.argMax(axis: 1).scalars
        func score(_ papers: [Int]) -> Double {
            accuracy(papers.map { predictions[$0] }, papers.map { labels[$0] })
        }
        validation.append(score(split.validation))
        test.append(score(split.test))
        let validationLoss = crossEntropy(
            Tensor(logits.indexSelected(IntArray(split.validation))),
            IntArray(split.validation.map { labels[$0] }))
        let current = ValidationScore(
            accuracy: score(split.validation), loss: Double(validationLoss.scalar))
        if current.isBetter(than: best) { (best, testAtBest) = (current, score(split.test)) }
        seconds += watch.seconds
    }
}

/// Trains a node classifier. Semi-supervised learning: every epoch is one update, whose forward pass covers all papers
/// and whose loss covers the labelled training papers only.
///
/// Adam with 0.01, and a weight decay of 5e-4 on the first layer only (Kipf and Welling, 2017).
///
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a broken checkpoint.
func train(
    _ network: GraphConvolutionalNetwork, on graph: GraphInput, labels: [Int], split: CitationGraph.Split,
    epochs: Int, _ training: Training, using generator: inout RandomGenerator
) throws -> NodeHistory {
    let optimizer = Adam(groups: [
        ParameterGroup(parameters: network.layer1.parameters, learningRate: 0.01, weightDecay: 5e-4),
        ParameterGroup(parameters: network.layer2.parameters, learningRate: 0.01, weightDecay: 0),
    ])
    let (labelled, targets) = (IntArray(split.training), IntArray(split.training.map { labels[$0] }))
    var history = NodeHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let loss = crossEntropy(network(graph).indexSelected(labelled), targets)
        try training.record(loss)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        guard training.endEpoch(&history) else { break }
        history.evaluate(network, on: graph, labels: labels, split: split)
        training.keep(history, generator)
    }
    return history
}
