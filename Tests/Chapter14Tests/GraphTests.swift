import Autograd
import ChapterSupport
import Datasets
import Graphs
import NeuralNetworks
import Reporting
import TensorCore
import Testing

@testable import Chapter14

@Suite struct ConvolutionTests {
    private let line = [(0, 1), (1, 2)]

    @Test func weightsByHand() {
        let (end, side, middle) = (Float(0.5), 1 / Float(6).squareRoot(), Float(1) / 3)
        #expect(
            adjacency(line, count: 4).dense().isClose(
                to: NDArray(rows: [
                    [end, side, 0, 0], [side, middle, side, 0], [0, side, end, 0], [0, 0, 0, 1],
                ]),
                absoluteTolerance: 1e-6))
        #expect(
            adjacency(line, count: 3, selfLoops: false, normalization: .rows).dense()
                == NDArray(rows: [[0, 1, 0], [0.5, 0, 0.5], [0, 1, 0]]))
        // An edge that is given twice, or turned round, is one edge.
        #expect(
            adjacency(line + [(1, 0), (0, 1)], count: 3, normalization: .none).dense()
                == NDArray(rows: [[1, 1, 0], [1, 1, 1], [0, 1, 1]]))
    }

    @Test func theSparseLayerIsTheDenseFormula() {
        var generator = RandomGenerator(seed: 4)
        let words = NDArray.bernoulli([3, 6], probability: 0.4, using: &generator)
        let matrix = adjacency(line, count: 3)
        let layer = GraphConvolution(6, 2, using: &generator)
        layer.bias.value = NDArray([0.5, -1])
        let expected = matrix.dense().matmul(words.matmul(layer.weight.value)) + layer.bias.value
        #expect(layer(SparseMatrix(words), over: matrix).value.isClose(to: expected, absoluteTolerance: 1e-6))
        #expect(layer(Tensor(words), over: matrix).value.isClose(to: expected, absoluteTolerance: 1e-6))
    }

    @Test func theLayerHasItsGradient() {
        var generator = RandomGenerator(seed: 5)
        let layer = GraphConvolution(3, 2, using: &generator)
        let graph = adjacency(line, count: 3, normalization: .rows)
        let features = NDArray.normal([3, 3], using: &generator)
        let check = checkGradients(at: [features]) { layer($0[0], over: graph) }
        #expect(check.passed, "\(check)")
        layer.zeroGradients()
        // The weights', by hand: (Â X)ᵀ U for an upstream U of ones.
        layer(Tensor(features), over: graph).sum().backward()
        let expected = graph.matmul(features).transposed().matmul(.ones([3, 2]))
        #expect(layer.weight.grad?.isClose(to: expected, absoluteTolerance: 1e-5) == true)
        #expect(layer.bias.grad == NDArray([3, 3]))
    }

    @Test func messagePassingIsTheSparseProductAndOnlyNormalizedStaysSmall() {
        let lesson = AggregationLesson(
            edges: KarateClub.friendships, count: KarateClub.memberCount, seed: 1)
        #expect(lesson.difference < 1e-5)
        #expect(lesson.norms[.none]?.last ?? 0 > 1e6)
        #expect(lesson.norms[.symmetric]?.allSatisfy { $0 <= 1.0001 } == true)
        // Far away everybody hears the same but for the degrees: rows of the last power differ by one factor.
        let rows = lesson.powers.last?.values ?? []
        #expect(rows.count == 34)
        let ratios = zip(rows[0], rows[33]).map { $0 / $1 }
        #expect((ratios.max() ?? 9) / (ratios.min() ?? 1) < 4)
    }
}

@Suite struct NodeTests {
    /// Two groups of six whose words say nothing; one of each is labelled.
    private func twoGroups() -> CitationGraph {
        let pairs = (0..<12).flatMap { a in (0..<a).filter { $0 / 6 == a / 6 }.map { ($0, a) } } + [(2, 8)]
        return CitationGraph(
            name: "groups", words: .ones([12, 3]), labels: (0..<12).map { $0 / 6 }, subjects: ["a", "b"],
            citations: pairs)
    }

    @Test func labelsRunAlongCitations() {
        let graph = twoGroups()
        #expect(propagatedLabels(graph, training: [0, 11]) == graph.labels)
        // One step on a path 0 – 1 – 2 by hand: with few steps the nearer label wins.
        let path = CitationGraph(
            name: "path", words: .ones([5, 1]), labels: [0, 0, 0, 1, 1], subjects: ["a", "b"],
            citations: [(0, 1), (1, 2), (3, 4)])
        #expect(propagatedLabels(path, training: [0, 4]) == [0, 0, 0, 1, 1])
    }

    @Test func theFirstLossIsThatOfAUniformGuessAndEightPapersAreOverfitted() throws {
        let graph = CitationGraph.generated(papers: 200, seed: 2)
        var generator = RandomGenerator(seed: 2)
        let input = GraphInput(
            adjacency: adjacency(graph.citations.map { ($0.first, $0.second) }, count: 200),
            features: SparseMatrix(graph.normalizedWords))
        let network = GraphConvolutionalNetwork(
            features: 400, hidden: 32, outputs: 5, dropout: 0, using: &generator)
        let split = CitationGraph.Split(training: Array(0..<8), validation: [8, 9], test: [10, 11])
        let history = try train(
            network, on: input, labels: graph.labels, split: split, epochs: 400, Training(),
            using: &generator)
        #expect(abs(history.startLoss - 1.609) < 0.1)
        let predictions = withoutGradient { network(input) }.value.argMax(axis: 1).scalars
        #expect(Array(predictions[..<8]) == Array(graph.labels[..<8]))
        #expect((history.losses.last ?? 9) < 0.5)
    }

    /// Three seeds agree that both together say more than either alone.
    @Test func wordsAndCitationsTogetherSayMoreThanEither() throws {
        let results = try NodeLesson.run(.generated(seed: 1), seed: 1, seeds: 3, epochs: 150)
        let scores = try #require(results.scores.first)
        #expect(scores.gcn.count == 3 && scores.mlp.count == 3 && scores.labelPropagation.count == 3)
        for run in 0..<3 {
            #expect(scores.gcn[run] > scores.mlp[run] + 0.1)
            #expect(scores.gcn[run] > scores.labelPropagation[run] + 0.02)
        }
        #expect(standardDeviation(scores.gcn) < 0.05)
    }

    @Test(arguments: [1, 2, 3]) func theClubIsClassifiedFromTwoLabels(seed: UInt64) {
        let history = trainOnKarateClub(seed: seed)
        #expect(history.testAccuracy > 0.85)
        #expect(history.losses.count == 201 && abs(history.losses[0] - 0.693) < 0.3)
        #expect(history.embeddings.count == 41 && history.embeddings.allSatisfy { $0.shape == [34, 2] })
    }

    @Test func theClubsAccuracyIsThatOfTheUnlabelled() {
        var history = ClubHistory()
        history.predictions = KarateClub.sides
        #expect(history.testAccuracy == 1)
        // The labelled members do not count.
        (history.predictions[0], history.predictions[33]) = (1, 0)
        #expect(history.testAccuracy == 1)
        history.predictions[5] = 1 - history.predictions[5]
        #expect(history.testAccuracy == 31.0 / 32)
    }

    @Test func aNodeHistoryOfOtherLengthsIsRefused() {
        var history = NodeHistory()
        #expect(history.isPossible)
        history.losses = [1, 0.5]
        #expect(!history.isPossible)
        (history.validation, history.test) = ([0.5, 0.6], [0.5, 0.6])
        #expect(history.isPossible && history.isPossible(from: NodeHistory()))
        history.test = [0.5]
        #expect(!history.isPossible)
    }
}

@Suite struct LinkTests {
    @Test func scoresByHand() {
        let scores = RankingScores(present: [3, 1], absent: [1, 0])
        // 3 beats both, 1 beats 0 and ties with 1: 3.5 of 4.
        #expect(scores.areaUnderCurve == 0.875)
        // 3 is first: 1 of 1; 1 is tied with one that is absent: 2 of 3.
        #expect(abs(scores.averagePrecision - (1 + 2.0 / 3) / 2) < 1e-12)
        #expect(RankingScores(present: [1, 1], absent: [1, 1]).areaUnderCurve == 0.5)
        #expect(RankingScores(present: [0], absent: [1, 2]).areaUnderCurve == 0)
    }

    @Test func hiddenCitationsAreSeenByNobody() {
        let graph = CitationGraph.generated(papers: 300, seed: 1)
        let split = LinkSplit(graph, seed: 3)
        let all = split.training + split.validation + split.test
        #expect(all.count == graph.citations.count && Set(all) == Set(graph.citations))
        let absent = split.testAbsent + split.validationAbsent
        #expect(Set(absent).count == absent.count && Set(absent).isDisjoint(with: graph.citations))
        #expect(split.testAbsent.count == split.test.count)
        #expect(split.validationAbsent.count == split.validation.count)
        // A complete graph has no pair left.
        let triangle: Set = [CitationGraph.Citation(0, 1), .init(1, 2), .init(0, 2)]
        var generator = RandomGenerator(seed: 1)
        #expect(LinkSplit.absentPairs(5, papers: 3, besides: triangle, using: &generator).isEmpty)
    }

    @Test func aLinkHistoryOfOtherEmbeddingsIsRefused() {
        let start = LinkHistory(papers: 4, embeddingSize: 2)
        var history = start
        history.losses = [Double](repeating: 1, count: 12)
        history.validation = [0.5, 0.6]
        #expect(history.isPossible(from: start))
        #expect(!history.isPossible(from: LinkHistory(papers: 5, embeddingSize: 2)))
        history.validation = [0.5]
        #expect(!history.isPossible(from: start))
    }

    /// With μ = 0 and σ = 1 the divergence is 0; with μ = 1 it is ½ for each number of an embedding.
    @Test func theDivergenceByHand() {
        let zeros = Tensor(NDArray.zeros([3, 4]))
        #expect(klDivergence(zeros, zeros).scalar == 0)
        #expect(klDivergence(Tensor(NDArray.ones([3, 4])), zeros).scalar == 2)
    }

    @Test func commonNeighboursByHand() {
        let common = CommonNeighbours([.init(0, 1), .init(1, 2), .init(2, 3)], papers: 4)
        #expect(abs(common.score(.init(0, 2)) - 1.442695) < 1e-5)
        #expect(common.score(.init(0, 3)) == 0)
    }

    @Test func theAutoencoderPredictsCitationsBetterThanWordsOnly() throws {
        let results = try LinkLesson.run(.generated(papers: 600, seed: 1), seed: 1, seeds: 3, epochs: 150)
        let (both, words) = (results.areas[.autoencoder] ?? [], results.areas[.words] ?? [])
        #expect(both.count == 3 && words.count == 3)
        for run in 0..<3 { #expect(both[run] > words[run] + 0.05 && both[run] > 0.7) }
    }
}

@Suite struct GenerationTests {
    private var house: SmallGraph {
        var graph = SmallGraph(nodes: 5)
        for (a, b) in [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4)] { graph.connect(a, b) }
        return graph
    }

    @Test func numbersOfAGraphByHand() {
        #expect(house.degrees == [2, 2, 3, 2, 1] && house.edgeCount == 5)
        #expect(house.clustering == [1, 1, 1.0 / 3, 0, 0])
        #expect(house.breadthFirst(from: 4) == [4, 3, 2, 0, 1])
        #expect(house.subgraph([2, 0, 3]).edges.map { [$0.0, $0.1] } == [[0, 1], [0, 2]])
        #expect(distributionDistance([0, 0], [1, 1]) == 1)
        #expect(abs(distributionDistance([0, 1, 2], [0, 1, 5]) - 1) < 1e-12)
        #expect(distributionDistance([1, 2], [2, 1]) == 0)
    }

    @Test func rowsAreTheGraph() {
        var generator = RandomGenerator(seed: 1)
        let network = GraphRNN(reach: 3, using: &generator)
        // 4, 3, 2, 0, 1: each bit first says that the node comes, then ties to the one before, and so on.
        #expect(
            network.rows(house, order: [4, 3, 2, 0, 1]) == [
                [1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 0],
            ])
        #expect(network.isPredicted(bit: 0, at: 5, of: 5) && !network.isPredicted(bit: 1, at: 5, of: 5))
        #expect(network.isPredicted(bit: 2, at: 2, of: 5) && !network.isPredicted(bit: 3, at: 2, of: 5))
    }

    @Test func aBitDoesNotSeeThoseAfterIt() {
        var generator = RandomGenerator(seed: 1)
        let network = GraphRNN(reach: 4, using: &generator)
        network.among.value = .normal([5, 5], using: &generator)
        let previous = Tensor(NDArray.ones([1, 1, 5]))
        let before = network(previous, bits: Tensor(NDArray([1, 0, 1, 0, 0], shape: [1, 1, 5]))).value.scalars
        let after = network(previous, bits: Tensor(NDArray([1, 0, 1, 1, 1], shape: [1, 1, 5]))).value.scalars
        #expect(before[..<4] == after[..<4] && before[4] != after[4])
    }

    @Test func piecesAreDisjoint() {
        let graph = CitationGraph.generated(papers: 400, seed: 1)
        var generator = RandomGenerator(seed: 1)
        let pieces = SmallGraph.pieces(of: graph, using: &generator)
        #expect(pieces.count > 5)
        #expect(pieces.reduce(0) { $0 + $1.nodeCount } <= 400)
        for piece in pieces {
            #expect((12...24).contains(piece.nodeCount))
            #expect(piece.breadthFirst(from: 0).count == piece.nodeCount)
        }
        let random = SmallGraph(randomLike: pieces[0], using: &generator)
        #expect(random.edgeCount == pieces[0].edgeCount && random.nodeCount == pieces[0].nodeCount)
    }

    @Test func generatedGraphsAreNearerThanRandomOnes() throws {
        let results = try generateGraphs(like: nil, seed: 1, epochs: 80)
        #expect(abs(results.history.startLoss - 0.693) < 0.05)
        let generated = results.distances(results.generated)
        let random = results.distances(results.random)
        #expect(generated.clustering < random.clustering / 2)
        #expect(generated.degree < random.degree)
        let sizes = results.generated.map { Double($0.nodeCount) }
        #expect(abs(mean(sizes) - 14) < 3)
    }
}
