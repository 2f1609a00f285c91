import ChapterSupport
import Datasets
import Graphs
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Node classification (section 14.1.3): the subject of each paper from a few labelled ones, by a graph convolutional
/// network and by two baselines, over several seeds.
enum NodeLesson {
    /// The ways to split the papers: the published split where there is one, and random ones, one a seed.
    private static func splits(of graph: CitationGraph) -> [(
        name: Words, split: (UInt64) -> CitationGraph.Split
    )] {
        let published =
            graph.publicSplit.map { split in [(NodeResults.Scores.publicSplit, { (_: UInt64) in split })] }
            ?? []
        return published + [(NodeResults.Scores.randomSplits, { graph.randomSplit(seed: $0) })]
    }

    /// Trains and tests all of them.
    ///
    /// - Parameters:
    ///   - seeds: how many networks are trained for each way to split.
    ///   - epochs: of each training; 200 as published.
    ///   - training: makes the training of a name.
    static func run(
        _ graph: CitationGraph, seed: UInt64, seeds: Int, epochs: Int,
        training: (String) -> Training = { _ in Training() }
    ) throws -> NodeResults {
        let words = SparseMatrix(graph.normalizedWords)
        let edges = graph.citations.map { ($0.first, $0.second) }
        let full = GraphInput(adjacency: adjacency(edges, count: graph.paperCount), features: words)
        // With the identity for Â the same network is a multilayer perceptron on the words of each paper.
        let wordsOnly = GraphInput(adjacency: .identity(graph.paperCount), features: words)
        var results = NodeResults(graph: graph)
        let splits = splits(of: graph)
        let bar = ProgressBar(Words(en: "papers", zh: "论文"), total: splits.count * seeds)
        for (number, (name, makeSplit)) in splits.enumerated() {
            var scores = NodeResults.Scores(name: name)
            for run in 0..<seeds {
                let runSeed = seed &+ UInt64(run)
                let split = makeSplit(runSeed)
                func classify(_ input: GraphInput, _ training: Training) throws -> NodeHistory? {
                    var generator = RandomGenerator(seed: runSeed)
                    let network = GraphConvolutionalNetwork(
                        features: words.shape[1], outputs: graph.subjects.count, using: &generator)
                    return try results.history(of: network, training) { training in
                        try train(
                            network, on: input, labels: graph.labels, split: split, epochs: epochs, training,
                            using: &generator)
                    }
                }
                guard let gcn = try classify(full, training("papers-\(number)-\(run)")),
                    let mlp = try classify(wordsOnly, training("words-\(number)-\(run)"))
                else { break }
                results.seconds += gcn.seconds
                let propagated = propagatedLabels(graph, training: split.training)
                scores.gcn.append(gcn.testAtBest)
                scores.mlp.append(mlp.testAtBest)
                scores.labelPropagation.append(
                    accuracy(split.test.map { propagated[$0] }, split.test.map { graph.labels[$0] }))
                let accuracy = formatPercent(mean(scores.gcn))
                bar.advance(message: Words(en: "\(name): \(accuracy)", zh: "\(name)：\(accuracy)"))
            }
            if !scores.gcn.isEmpty { results.scores.append(scores) }
        }
        bar.finish()
        return results
    }
}
