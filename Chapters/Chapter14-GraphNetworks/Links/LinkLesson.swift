import ChapterSupport
import Datasets
import Foundation
import NeuralNetworks
import Reporting
import TensorCore

/// Citations that were hidden, told from the rest of the graph (section 14.1.3, link prediction).
struct LinkLesson {
    /// Ways to tell, the best to be seen first.
    enum Way: String, CaseIterable {
        case autoencoder = "words and citations: graph autoencoder"
        case words = "words alone: how many both have, by the root of their numbers"
        case citations = "citations alone: papers that both cite or are cited by"
    }

    let graph: CitationGraph
    private(set) var areas: [Way: [Double]] = [:]
    private(set) var precisions: [Way: [Double]] = [:]
    private(set) var history = LinkHistory()
    private(set) var seconds = 0.0

    /// - Parameter checkpoint: where the training of a name is kept, to go on with.
    init(
        _ graph: CitationGraph, seed: UInt64, seeds: Int, epochs: Int,
        checkpoint: (String) -> TrainingCheckpoint = { _ in .none }, shouldStop: () -> Bool
    ) throws {
        self.graph = graph
        let words = SparseMatrix(graph.words)
        let unitWords =
            graph.words
            / NDArray.maximum(
                graph.words.sum(axes: [1], keepingDimensions: true).squareRoot(), NDArray(1))
        let bar = ProgressBar("citations", total: seeds)
        for run in 0..<seeds where !shouldStop() {
            let split = LinkSplit(graph, seed: seed &+ UInt64(run))
            // Only the training citations may be seen.
            let edges = split.training.map { ($0.first, $0.second) }
            let input = GraphInput(adjacency: adjacency(edges, count: graph.paperCount), features: words)
            var generator = RandomGenerator(seed: seed &+ UInt64(run))
            let network = GraphAutoencoder(features: words.shape[1], using: &generator)
            func isPossible(_ history: LinkHistory) -> Bool {
                history.isPossible(epochs: epochs, papers: graph.paperCount, codeSize: network.codeSize)
            }
            let learned = try checkpoint("links-\(run)").once(where: isPossible) { checkpoint in
                let learned = try train(
                    network, on: input, split: split, epochs: epochs, checkpoint: checkpoint,
                    shouldStop: shouldStop, using: &generator)
                return shouldStop() ? nil : learned
            }
            guard let learned else { break }
            seconds += learned.seconds
            if run == 0 { history = learned }
            if let codes = learned.codes {
                note(.autoencoder, scores(codes, split.test, split.testAbsent))
            }
            let similarity = { (pairs: [CitationGraph.Citation]) in
                pairs.map { (unitWords[$0.first] * unitWords[$0.second]).sum().scalar }
            }
            note(.words, RankingScores(present: similarity(split.test), absent: similarity(split.testAbsent)))
            let common = CommonNeighbours(split.training, papers: graph.paperCount)
            note(
                .citations,
                RankingScores(
                    present: split.test.map(common.score), absent: split.testAbsent.map(common.score)))
            bar.advance(
                message:
                    "area under the curve \(formatNumber(mean(areas[.autoencoder] ?? []), significantDigits: 3))"
            )
        }
        bar.finish()
    }

    private mutating func note(_ way: Way, _ scores: RankingScores) {
        areas[way, default: []].append(scores.areaUnderCurve)
        precisions[way, default: []].append(scores.averagePrecision)
    }

    var table: Table {
        func number(_ values: [Double]?) -> String {
            let values = values ?? []
            return "\(formatNumber(mean(values), significantDigits: 3)) ± "
                + formatNumber(standardDeviation(values), significantDigits: 2)
        }
        return Table(
            headers: ["hidden citations found by", "area under the curve", "average precision"],
            rows: Way.allCases.map { [$0.rawValue, number(areas[$0]), number(precisions[$0])] },
            caption:
                "85 % of the citations are seen, 5 % validate, 10 % are asked for, beside as many pairs that do not cite each "
                + "other; mean and standard deviation over \(areas[.autoencoder]?.count ?? 0) seeds, each with its own split.",
            highlightedRow: 0)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("link_auc", mean(areas[.autoencoder] ?? []))
        metrics.set("link_auc_sd", standardDeviation(areas[.autoencoder] ?? []))
        metrics.set("link_average_precision", mean(precisions[.autoencoder] ?? []))
        metrics.set("link_auc_words", mean(areas[.words] ?? []))
        metrics.set("link_auc_citations", mean(areas[.citations] ?? []))
        metrics.set("link_start_loss", history.startLoss)
        metrics.set("link_seconds", seconds)
    }

    func fill(_ report: inout Report) {
        report.section("Hidden citations")
        report.paragraph(
            """
            Which papers will cite each other? Graph convolutions give each paper a code of 16 numbers; papers whose codes \
            point in one direction are taken to be linked. The citations that are asked for were taken out of the graph \
            before anything was learned.
            """)
        report.table(table)
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: "Loss of the first run", xLabel: "epoch", yLabel: "cross-entropy of both kinds",
                series: [Series("training", x: epochs, y: history.losses)]),
            LineChart(
                title: "Validation pairs of the first run", xLabel: "epoch", yLabel: "area under the curve",
                series: [
                    Series(
                        "validation", x: history.validation.indices.map { Double(5 * ($0 + 1)) },
                        y: history.validation, style: .lineAndPoints)
                ]),
        ])
    }
}

/// How many papers two papers have in common, those with few neighbours of their own counting more: Σ 1 / ln(degree).
///
/// Adamic and Adar: "Friends and neighbors on the Web" (2003).
struct CommonNeighbours {
    private let neighbours: [Set<Int>]

    init(_ citations: [CitationGraph.Citation], papers: Int) {
        var neighbours = [Set<Int>](repeating: [], count: papers)
        for citation in citations {
            neighbours[citation.first].insert(citation.second)
            neighbours[citation.second].insert(citation.first)
        }
        self.neighbours = neighbours
    }

    func score(_ pair: CitationGraph.Citation) -> Float {
        // In order, so that the sum is the same every time.
        neighbours[pair.first].intersection(neighbours[pair.second]).sorted().reduce(0) {
            $0 + 1 / Float(log(Double(neighbours[$1].count)))
        }
    }
}
