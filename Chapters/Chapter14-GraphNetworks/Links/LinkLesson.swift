import ChapterSupport
import Graphs
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Link prediction (section 14.1.3): hidden citations, predicted from the rest of the graph by a graph autoencoder and by
/// two baselines.
enum LinkLesson {
    /// Trains and tests on several splits.
    ///
    /// - Parameters:
    ///   - seeds: how many splits, each with a network of its own.
    ///   - training: makes the training of a name.
    static func run(
        _ graph: CitationGraph, seed: UInt64, seeds: Int, epochs: Int,
        training: (String) -> Training = { _ in Training() }
    ) throws -> LinkResults {
        let words = SparseMatrix(graph.words)
        let unitWords =
            graph.words
            / NDArray.maximum(
                graph.words.sum(axes: [1], keepingDimensions: true).squareRoot(), NDArray(1))
        var results = LinkResults()
        let bar = ProgressBar(Words(en: "citations", zh: "引用"), total: seeds)
        for run in 0..<seeds {
            let split = LinkSplit(graph, seed: seed &+ UInt64(run))
            let outcome = try training("links-\(run)").cached { training in
                // Only the training citations are seen.
                let edges = split.training.map { ($0.first, $0.second) }
                let input = GraphInput(
                    adjacency: adjacency(edges, count: graph.paperCount), features: words)
                var generator = RandomGenerator(seed: seed &+ UInt64(run))
                let network = GraphAutoencoder(features: words.shape[1], using: &generator)
                let history = try train(
                    network, on: input, split: split, epochs: epochs, training, using: &generator)
                return training.shouldStop ? nil : LinkOutcome(history, on: split)
            }
            guard let outcome else { break }
            results.add(outcome)
            let cosine = { (pairs: [CitationGraph.Citation]) in
                pairs.map { (unitWords[$0.first] * unitWords[$0.second]).sum().scalar }
            }
            results.add(
                .words, RankingScores(present: cosine(split.test), absent: cosine(split.testAbsent)))
            let common = CommonNeighbours(split.training, papers: graph.paperCount)
            results.add(
                .citations,
                RankingScores(
                    present: split.test.map(common.score), absent: split.testAbsent.map(common.score)))
            let auc = formatNumber(mean(results.areas[.autoencoder] ?? []), significantDigits: 3)
            bar.advance(message: "AUC \(auc)")
        }
        bar.finish()
        return results
    }
}
