import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// Graphs that look like given ones, grown by a network (section 14.1.3, graph generation).
struct GrowthLesson {
    let name: String
    private let training: [SmallGraph]
    private let test: [SmallGraph]
    private(set) var grown: [SmallGraph] = []
    private(set) var random: [SmallGraph] = []
    /// The loss before the first update, a bit: ln 2 where each bit is taken for as likely as not.
    private(set) var startLoss = Double.nan
    private(set) var losses: [Double] = []

    /// - Parameters:
    ///   - graph: its pieces are the examples; nil for made-up groups.
    ///   - checkpoint: where the training is kept, to go on with.
    init(
        _ graph: CitationGraph?, seed: UInt64, epochs: Int, checkpoint: TrainingCheckpoint = .none,
        shouldStop: () -> Bool
    ) throws {
        var generator = RandomGenerator(seed: seed)
        let examples =
            graph.map { SmallGraph.pieces(of: $0, using: &generator) }
            ?? (0..<300).map { _ in SmallGraph.groups(using: &generator) }
        name = graph.map { "pieces of \($0.name)" } ?? "groups"
        let held = max(1, examples.count / 3)
        (test, training) = (Array(examples.prefix(held)), Array(examples.dropFirst(held)))
        let largest = examples.map(\.nodeCount).max() ?? 1
        // Ties farther back than this are rare in breadth-first order, and forgotten.
        let network = GraphGrower(reach: min(20, max(1, largest - 1)), using: &generator)
        try learn(network, epochs: epochs, checkpoint, shouldStop: shouldStop, using: &generator)
        grown = network.grow(test.count, largest: largest + 6, using: &generator)
        random = test.map { SmallGraph(randomLike: $0, using: &generator) }
    }

    /// How its training has gone so far.
    private struct History: Codable {
        var startLoss = Double.nan
        var losses: [Double] = []
    }

    private mutating func learn(
        _ network: GraphGrower, epochs: Int, _ checkpoint: TrainingCheckpoint, shouldStop: () -> Bool,
        using generator: inout RandomGenerator
    ) throws {
        let optimizer = Adam(network.parameters, learningRate: 3e-3)
        var history = History()
        try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.losses.count <= epochs }
        let bar = ProgressBar("growth", total: max(1, epochs), done: history.losses.count)
        for epoch in history.losses.count..<epochs where !shouldStop() {
            network.train()
            var (total, count) = (0.0, 0)
            for places in shuffledBatches(of: 32, count: training.count, using: &generator) {
                // Each time from another node, so that no order is special.
                let sequences = places.map { place in
                    let graph = training[place]
                    return network.rows(
                        graph, order: graph.breadthFirst(from: generator.integer(below: graph.nodeCount)))
                }
                let longest = sequences.map(\.count).max() ?? 1
                let width = network.width
                let nothing = [Float](repeating: 0, count: width)
                var (previous, bits, mask) = ([Float](), [Float](), [Float]())
                for rows in sequences {
                    for place in 1...longest {
                        previous +=
                            place == 1
                            ? [Float](repeating: 1, count: width)
                            : place <= rows.count ? rows[place - 2] : nothing
                        bits += place <= rows.count ? rows[place - 1] : nothing
                        mask += (0..<width).map {
                            network.isAsked(bit: $0, at: place, of: rows.count) ? 1 : 0
                        }
                    }
                }
                let shape: Shape = [sequences.count, longest, width]
                let target = Tensor(NDArray(bits, shape: shape))
                optimizer.zeroGradients()
                let logits = network(Tensor(NDArray(previous, shape: shape)), bits: target)
                let asked = mask.reduce(0, +)
                let loss =
                    (binaryCrossEntropyWithLogits(logits, target, reduction: .none)
                    * Tensor(NDArray(mask, shape: shape))).sum() / asked
                try requireFinite(loss, of: network, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
                if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
                total += Double(loss.scalar)
                count += 1
            }
            history.losses.append(total / Double(max(1, count)))
            checkpoint.keep(history, network, optimizer, generator)
            bar.advance(message: "loss \(formatNumber(history.losses.last ?? .nan, significantDigits: 3))")
        }
        bar.finish()
        (startLoss, losses) = (history.startLoss, history.losses)
    }

    func distances(_ graphs: [SmallGraph]) -> (degree: Double, clustering: Double) {
        (
            distributionDistance(graphs.flatMap(\.degrees), test.flatMap(\.degrees)),
            distributionDistance(graphs.flatMap(\.clustering), test.flatMap(\.clustering))
        )
    }

    var table: Table {
        let rows = [
            ("grown by the network", grown), ("the examples it learned from", training),
            ("as many edges anywhere (Erdős–Rényi)", random),
        ].map { name, graphs in
            let (degree, clustering) = distances(graphs)
            return [
                name, formatNumber(degree, significantDigits: 2),
                formatNumber(clustering, significantDigits: 2),
                formatNumber(mean(graphs.map { Double($0.nodeCount) }), significantDigits: 3),
            ]
        }
        return Table(
            headers: ["graphs (\(name))", "distance of degrees", "of clustering", "nodes"], rows: rows,
            caption:
                "Distances to \(test.count) examples that were held back: how far the values of one must be moved on average to "
                + "become the other's.", highlightedRow: 0)
    }

    func fill(_ metrics: inout Metrics) {
        for (name, graphs) in [("grown", grown), ("examples", training), ("random", random)] {
            let (degree, clustering) = distances(graphs)
            metrics.set("growth_degree_distance_\(name)", degree)
            metrics.set("growth_clustering_distance_\(name)", clustering)
        }
        metrics.set("growth_start_loss", startLoss)
        metrics.set("growth_loss", losses.last ?? .nan)
    }

    func fill(_ report: inout Report) {
        report.section("Graphs that grow")
        report.paragraph(
            """
            Nodes come one after the other, from a first one outwards. A recurrent network remembers what has grown and says \
            of each new node to which earlier ones it is tied; one without ties ends the graph. Below are held-back examples \
            (\(name)), graphs it made up, and graphs with as many edges anywhere.
            """)
        report.table(table)
        let shown = [("held back", test), ("grown", grown), ("anywhere", random)]
        if shown.allSatisfy({ !$1.isEmpty }) {
            report.pictures(
                PictureGrid(
                    rows: shown.map { $1.prefix(5).map(GraphDrawing.picture) }, rowLabels: shown.map(\.0)),
                scale: 1, description: "graphs as dots and lines",
                caption:
                    "Some examples that were held back, as many that the network grew, and as many with edges anywhere."
            )
        }
        report.chart(
            LineChart(
                title: "Loss", xLabel: "epoch", yLabel: "cross-entropy a bit",
                series: [
                    Series("training graphs", x: losses.indices.map { Double($0 + 1) }, y: losses)
                ]))
    }
}
