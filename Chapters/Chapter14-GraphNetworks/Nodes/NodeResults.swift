import ChapterSupport
import Graphs
import NeuralNetworks
import Reporting
import TensorCore

/// The results of node classification.
struct NodeResults {
    /// The test accuracies of one way to split the papers, one a seed.
    struct Scores {
        let name: String
        /// The graph convolutional network: words and citations.
        var gcn: [Double] = []
        /// The same network without neighbours: words only.
        var mlp: [Double] = []
        /// Citations only.
        var labelPropagation: [Double] = []
    }

    let graph: CitationGraph
    var scores: [Scores] = []
    /// The training time of all graph networks together.
    var seconds = 0.0
    /// The first graph network, after its last epoch, and its history.
    private(set) var network: GraphConvolutionalNetwork?
    private(set) var history = NodeHistory()

    init(graph: CitationGraph) { self.graph = graph }

    /// The history of a training, nil where it was interrupted. The first network is kept for `save`; of all others only
    /// the history is needed, so that is cached.
    mutating func history(
        of network: GraphConvolutionalNetwork, _ training: Training,
        _ train: (Training) throws -> NodeHistory
    ) throws -> NodeHistory? {
        guard self.network == nil else {
            return try training.cached { training in
                let history = try train(training)
                return training.shouldStop ? nil : history
            }
        }
        self.network = network
        history = try train(training)
        return training.shouldStop ? nil : history
    }

    var parameters: Int { network?.parameterCount.total ?? 0 }

    /// The seconds of 200 epochs of the graph network, evaluation included.
    var secondsOf200Epochs: Double {
        let runs = scores.reduce(0) { $0 + $1.gcn.count }
        return runs == 0 ? .nan : seconds / Double(runs * history.losses.count) * 200
    }

    var table: Table {
        func percent(_ values: [Double]) -> String {
            "\(formatPercent(mean(values))) ± \(formatPercent(standardDeviation(values)))"
        }
        // A row is marked where it is the best on every set.
        let best = scores.map {
            bestRow([mean($0.gcn), mean($0.mlp), mean($0.labelPropagation)])
        }
        return Table(
            headers: ["test accuracy"] + scores.map(\.name),
            rows: [
                ["words and citations: graph convolutional network"] + scores.map { percent($0.gcn) },
                ["words only: the same network without neighbours"] + scores.map { percent($0.mlp) },
                ["citations only: label propagation"] + scores.map { percent($0.labelPropagation) },
            ],
            caption:
                "Mean and standard deviation over \(scores.first?.gcn.count ?? 0) seeds, each tested at the epoch with the "
                + "best validation accuracy.", highlightedRow: Set(best).count == 1 ? best[0] : nil)
    }

    func print() { Swift.print(textHeading("Node classification") + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        for result in scores {
            let isPublic = result.name == "public split"
            let infix = isPublic ? "" : "random_split_"
            let gcn = "gcn_\(isPublic ? "test_" : infix)accuracy"
            metrics.set("\(gcn)_mean", mean(result.gcn))
            metrics.set("\(gcn)_sd", standardDeviation(result.gcn))
            metrics.set("mlp_\(infix)accuracy_mean", mean(result.mlp))
            metrics.set("label_propagation_\(infix)accuracy_mean", mean(result.labelPropagation))
        }
        metrics.set("gcn_seeds", scores.first?.gcn.count ?? 0)
        metrics.set("gcn_start_loss", history.startLoss)
        metrics.set("gcn_parameters", parameters)
        metrics.set("gcn_seconds_200_epochs", secondsOf200Epochs)
    }

    func fill(_ report: inout Report) {
        report.section("Node classification: the subjects of papers")
        let labelled = (graph.publicSplit ?? graph.randomSplit(seed: 0)).training.count
        report.paragraph(
            """
            \(formatNumber(Double(graph.paperCount))) papers (\(graph.name)) with \
            \(formatNumber(Double(graph.words.shape[1]))) words, \(formatNumber(Double(graph.citations.count))) citations and \
            \(graph.subjects.count) subjects. The subjects of \(labelled) papers are known, the others are to be predicted. With \
            two graph convolutions a prediction depends on the words of all papers within two citations.
            """)
        report.table(table)
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: "Loss of the first run", xLabel: "epoch", yLabel: "cross-entropy",
                series: [Series("training papers", x: epochs, y: history.losses)]),
            LineChart(
                title: "Accuracy of the first run", xLabel: "epoch", yLabel: "accuracy",
                series: [
                    Series("validation papers", x: epochs, y: history.validation),
                    Series("test papers", x: epochs, y: history.test),
                ]),
        ])
    }
}
