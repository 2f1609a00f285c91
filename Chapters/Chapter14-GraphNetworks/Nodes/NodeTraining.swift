import Autograd
import Datasets
import NeuralNetworks
import TensorCore

/// What happened while a network learned the subjects of papers.
struct NodeHistory {
    /// The loss before the first update; ln of the number of subjects for who does not know.
    var startLoss = Double.nan
    /// The training loss of each epoch.
    var losses: [Double] = []
    /// The shares of right answers after each epoch.
    var validation: [Double] = []
    var test: [Double] = []
    /// The share of right test answers after the epoch that was best on the validation papers.
    var chosen = Double.nan
}

/// Learns the subjects of the training papers; the epoch that does best on the validation papers is the one that is tested.
///
/// Adam with 0.01, and a weight decay of 5e-4 on the first layer alone (Kipf and Welling, 2017). Each epoch is one update on
/// all training papers.
func train(
    _ network: GraphConvolutionalNetwork, on graph: GraphInput, labels: [Int], split: CitationGraph.Split,
    epochs: Int, shouldStop: () -> Bool
) -> NodeHistory {
    var history = NodeHistory()
    let optimizer = Adam(groups: [
        ParameterGroup(parameters: network.layer1.parameters, learningRate: 0.01, weightDecay: 5e-4),
        ParameterGroup(parameters: network.layer2.parameters, learningRate: 0.01, weightDecay: 0),
    ])
    let (training, right) = (IntArray(split.training), IntArray(split.training.map { labels[$0] }))
    var best = (accuracy: -1.0, loss: Double.infinity)
    for _ in 0..<epochs where !shouldStop() {
        network.train()
        optimizer.zeroGradients()
        let loss = crossEntropy(network(graph).gathered(training), right)
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
                Tensor(logits.gathered(IntArray(split.validation))),
                IntArray(split.validation.map { labels[$0] })
            ).scalar)
        let current = (accuracy: share(split.validation), loss: validationLoss)
        if current.accuracy > best.accuracy || current.accuracy == best.accuracy && current.loss < best.loss {
            best = current
            history.chosen = share(split.test)
        }
    }
    return history
}
