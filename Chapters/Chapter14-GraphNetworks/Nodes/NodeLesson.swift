import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// The subject of each paper from a few labelled ones (section 14.1.3, node classification).
struct NodeLesson {
    /// What came of one split of the papers, learned from several seeds.
    struct Outcome {
        let name: String
        /// Shares of right test answers, one a seed.
        var graphNetwork: [Double] = []
        var wordsAlone: [Double] = []
        var citationsAlone: [Double] = []
    }

    let graph: CitationGraph
    /// The published split learned from many starts, where there is one; then random splits, one a seed.
    private(set) var outcomes: [Outcome] = []
    /// What happened in the first run.
    private(set) var history = NodeHistory()
    private(set) var parameters = 0
    /// The graph network of the first run, after its last epoch.
    private(set) var network: GraphConvolutionalNetwork?
    /// How long the graph networks learned, all together.
    private(set) var seconds = 0.0

    /// - Parameters:
    ///   - epochs: how often each network learns; 200 as published.
    ///   - seeds: how many starts of each network.
    ///   - checkpoint: where the training of a name is kept, to go on with.
    init(
        _ graph: CitationGraph, seed: UInt64, seeds: Int, epochs: Int,
        checkpoint: (String) -> TrainingCheckpoint = { _ in .none }, shouldStop: () -> Bool
    ) throws {
        self.graph = graph
        let words = SparseMatrix(graph.wordShares)
        let edges = graph.citations.map { ($0.first, $0.second) }
        let input = GraphInput(adjacency: adjacency(edges, count: graph.paperCount), features: words)
        // The same network without neighbours: two layers that see the words of each paper alone.
        let alone = GraphInput(adjacency: .identity(graph.paperCount), features: words)
        let splits: [(name: String, split: (UInt64) -> CitationGraph.Split)] =
            (graph.publicSplit.map { split in [("public split", { _ in split })] } ?? [])
            + [("random splits", { graph.randomSplit(seed: $0) })]
        let bar = ProgressBar("papers", total: splits.count * seeds)
        for (place, (name, makeSplit)) in splits.enumerated() {
            var result = Outcome(name: name)
            for run in 0..<seeds where !shouldStop() {
                let runSeed = seed &+ UInt64(run)
                let split = makeSplit(runSeed)
                func learn(_ input: GraphInput, _ key: String) throws -> NodeHistory? {
                    var generator = RandomGenerator(seed: runSeed)
                    let network = GraphConvolutionalNetwork(
                        features: words.shape[1], outputs: graph.subjects.count, using: &generator)
                    parameters = network.parameterCount.total
                    func work(_ checkpoint: TrainingCheckpoint) throws -> NodeHistory? {
                        let learned = try train(
                            network, on: input, labels: graph.labels, split: split, epochs: epochs,
                            checkpoint: checkpoint, shouldStop: shouldStop)
                        if history.losses.isEmpty { history = learned }
                        return shouldStop() ? nil : learned
                    }
                    let checkpoint = checkpoint("\(key)-\(place)-\(run)")
                    // One network is of use later, of the others what came of them.
                    guard self.network == nil else {
                        return try checkpoint.once(where: { $0.isPossible(epochs: epochs) }, work)
                    }
                    self.network = network
                    return try work(checkpoint)
                }
                guard let learned = try learn(input, "papers") else { break }
                seconds += learned.seconds
                if history.losses.isEmpty { history = learned }
                guard let byWords = try learn(alone, "words") else { break }
                let propagated = propagatedLabels(graph, training: split.training)
                result.graphNetwork.append(learned.chosen)
                result.wordsAlone.append(byWords.chosen)
                result.citationsAlone.append(
                    Double(split.test.count { propagated[$0] == graph.labels[$0] })
                        / Double(max(1, split.test.count)))
                bar.advance(message: "\(name): \(formatPercent(mean(result.graphNetwork)))")
            }
            if !result.graphNetwork.isEmpty { outcomes.append(result) }
        }
        bar.finish()
    }

    /// How many seconds 200 epochs of the graph network took, each with a look at the other papers.
    var secondsOf200Epochs: Double {
        let runs = outcomes.reduce(0) { $0 + $1.graphNetwork.count }
        return runs == 0 ? .nan : seconds / Double(runs * history.losses.count) * 200
    }

    var table: Table {
        func share(_ values: [Double]) -> String {
            "\(formatPercent(mean(values))) ± \(formatPercent(standardDeviation(values)))"
        }
        return Table(
            headers: ["test papers told right"] + outcomes.map(\.name),
            rows: [
                ["words and citations: graph network"] + outcomes.map { share($0.graphNetwork) },
                ["words alone: the same without neighbours"] + outcomes.map { share($0.wordsAlone) },
                ["citations alone: label propagation"] + outcomes.map { share($0.citationsAlone) },
            ],
            caption:
                "Mean and standard deviation over \(outcomes.first?.graphNetwork.count ?? 0) seeds; each time the epoch that "
                + "is best on the validation papers is tested.", highlightedRow: 0)
    }

    func fill(_ metrics: inout Metrics) {
        for result in outcomes {
            let infix = result.name == "public split" ? "" : "random_split_"
            metrics.set("gcn_\(infix.isEmpty ? "test_" : infix)accuracy_mean", mean(result.graphNetwork))
            metrics.set(
                "gcn_\(infix.isEmpty ? "test_" : infix)accuracy_sd", standardDeviation(result.graphNetwork))
            metrics.set("words_\(infix)accuracy_mean", mean(result.wordsAlone))
            metrics.set("citations_\(infix)accuracy_mean", mean(result.citationsAlone))
        }
        metrics.set("gcn_seeds", outcomes.first?.graphNetwork.count ?? 0)
        metrics.set("gcn_start_loss", history.startLoss)
        metrics.set("gcn_parameters", parameters)
        metrics.set("gcn_seconds_200_epochs", secondsOf200Epochs)
    }

    func fill(_ report: inout Report) {
        report.section("Subjects of papers")
        let labelled = (graph.publicSplit ?? graph.randomSplit(seed: 0)).training.count
        report.paragraph(
            """
            \(formatNumber(Double(graph.paperCount))) papers (\(graph.name)) with \
            \(formatNumber(Double(graph.words.shape[1]))) words, \(formatNumber(Double(graph.citations.count))) citations and \
            \(graph.subjects.count) subjects. The subject of \(labelled) papers is told, the rest is asked for. Two graph \
            convolutions know of each paper its words and those of all papers two citations around.
            """)
        report.table(table)
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: "Loss of the first run", xLabel: "epoch", yLabel: "cross-entropy",
                series: [Series("training papers", x: epochs, y: history.losses)]),
            LineChart(
                title: "Right answers of the first run", xLabel: "epoch", yLabel: "share",
                series: [
                    Series("validation papers", x: epochs, y: history.validation),
                    Series("test papers", x: epochs, y: history.test),
                ]),
        ])
    }
}
