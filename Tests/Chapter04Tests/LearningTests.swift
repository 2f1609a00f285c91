import Autograd
import ChapterSupport
import Foundation
import NeuralNetworks
import TensorCore
import Testing
import Text

@testable import Chapter4

/// The chapter's networks learn, and what surrounds them is right.
@Suite struct LearningTests {
    @Test func softmaxByHandIsTheLibrarys() {
        for seed in 1...3 {
            let lesson = SoftmaxLesson(seed: UInt64(seed))
            #expect(lesson.largestDifference < 1e-6 && lesson.largestDifference > 0)
        }
        #expect(SoftmaxLesson(seed: 1) { _ in nil }.largestDifference == .infinity)
        #expect(SoftmaxLesson(seed: 1) { $0.map { $0 * -1 } }.largestDifference > 0.1)
        #expect(SoftmaxLesson(seed: 1) { $0.map { $0 * 4 } }.largestDifference > 0.1)
        // No power overflows, and nothing underflows to a logarithm of 0.
        #expect(softmax([1000, 999]) == softmax([1, 0]))
        #expect(meanCrossEntropy([softmax([0, 0])], [1]) == log(2))
    }

    /// The padding of a batch has no part in an average or a maximum: a review alone and beside a longer one is the same.
    @Test(arguments: RecurrentKind.allCases) func paddingNeverEntersAnAverage(_ kind: RecurrentKind) {
        var generator = RandomGenerator(seed: 2)
        let network = RecurrentClassifier(kind, units: 20, width: 5, hidden: 6, using: &generator)
        network.evaluate()
        let (short, long) = ([4, 9, 7], [5, 6, 7, 8, 9, 10, 11, 12, 4, 4, 6])
        let together = network([short, long]).value
        #expect(largestDifference(together[0], network([short]).value[0]) < 1e-6)
        #expect(largestDifference(together[1], network([long]).value[0]) < 1e-6)
        // Whatever stands in the states behind the end.
        let states = NDArray.normal([2, 4, 3], using: &generator)
        var spoiled = states
        spoiled.replace(
            axis: 0, 0..<1,
            with: NDArray.concatenated([states[0][0..<2], .ones([2, 3]) * 99], axis: 0).reshaped([1, 4, 3]))
        let clean = pooled(Tensor(states), [2, 4]).value
        #expect(largestDifference(pooled(Tensor(spoiled), [2, 4]).value, clean) == 0)
        let mean = (states[0][0] + states[0][1]) / 2
        #expect(largestDifference(clean[0][0..<3], mean) < 1e-6)
        // A review of no known unit gives numbers too.
        #expect(network([[], [4]]).value.isFinite)
    }

    @Test func eightReviewsAreLearnedByHeart() throws {
        let data = try testData(90)
        let rows = Array(data.copies.retained.prefix(8))
        var generator = RandomGenerator(seed: 1)
        let features = Features(data, trainedOn: rows, orders: 1...2)
        let linear = BagNetwork(columns: features.weights.grams.count, hidden: nil, using: &generator)
        let book = BagNetwork(columns: features.weights.grams.count, hidden: 10, using: &generator)
        func memorize(_ reader: some Reader, _ rate: Double) throws {
            var generator = RandomGenerator(seed: 1)
            let history = try train(
                reader, data, on: rows, optimizer: Adam(reader.network.parameters, learningRate: rate),
                epochs: 60,
                Training(), using: &generator)
            #expect((history.startLoss - log(2)).magnitude < 0.2)
            let scores = Evaluation(reader, data, rows)
            #expect(scores.loss < 0.05 && scores.accuracy == 1, "\(type(of: reader.network)) \(scores.loss)")
        }
        let bags = features.matrix(data, rows)
        try memorize(BagReader(linear, bags, rows: rows), 0.2)
        try memorize(BagReader(book, bags, rows: rows), 0.1)
        let vocabulary = Vocabulary(data.units)
        let sequences = data.units.map { vocabulary.ids(of: $0) }
        for kind in RecurrentKind.allCases {
            let network = RecurrentClassifier(kind, units: vocabulary.count, using: &generator)
            try memorize(SequenceReader(classifier: network, sequences: sequences), 0.02)
        }
    }

    /// An exclusive or far apart: a GRU sees it, pairs of characters do not.
    @Test func orderIsLearnedWhereSumsAreBlind() throws {
        let data = try testData(2700)
        let fold = data.folds[0]
        var generator = RandomGenerator(seed: 1)
        let vocabulary = Vocabulary(fold.training.map { data.units[$0] })
        let reader = SequenceReader(
            classifier: RecurrentClassifier(.gru, units: vocabulary.count, using: &generator),
            sequences: data.units.map { vocabulary.ids(of: $0) })
        let history = try train(
            reader, data, on: fold.training, validation: fold.validation,
            optimizer: Adam(reader.network.parameters, learningRate: 6e-3), epochs: 12, Training(),
            using: &generator)
        #expect(history.validationLosses.count == history.losses.count && history.bestEpoch != nil)
        let best = try #require(data.bestPossible)
        let gru = Evaluation(reader, data, fold.test).accuracy
        let baselines = baselinePredictions(data, fold, seed: 1).mapValues {
            accuracy($0, data.labels(fold.test))
        }
        let regression = try #require(baselines[.logisticRegression])
        #expect(gru > best - 0.04 && gru > regression + 0.1, "\(gru), \(regression), best possible \(best)")
        #expect(regression > (try #require(baselines[.majority])) + 0.1)
    }

    @Test func earlyStoppingTakesTheBestEpochBack() {
        var history = ClassifierHistory()
        history.losses = [0.6, 0.5, 0.4, 0.3]
        history.validationLosses = [0.6, 0.5, 0.55, 0.7]
        history.validationAccuracies = [0, 0, 0, 0]
        #expect(history.bestEpoch == 1 && history.isOver(2) && !history.isOver(3))
        #expect(history.isPossible(from: ClassifierHistory()))
        history.validationLosses.removeLast()
        #expect(!history.isPossible(from: ClassifierHistory()))
        var generator = RandomGenerator(seed: 1)
        let network = BagNetwork(columns: 3, hidden: 2, using: &generator)
        let best = BestWeights(of: network)
        let before = network.bag.weight.value.scalars
        best.keep()
        network.bag.weight.value *= 2
        best.restore()
        #expect(network.bag.weight.value.scalars == before)
    }

    @Test func baselinesWorkedOutByHand() {
        // Two good texts with column 0, one of them with 1; one bad text with 1 and 2.
        let bayes = NaiveBayes([[0], [0, 1], [1, 2]], [1, 1, 0], columns: 3, smoothing: 1)
        #expect((bayes.logRatios[0] - (log(3.0 / 6) - log(1.0 / 5))).magnitude < 1e-12)
        #expect((bayes.prior - log(3.0 / 2)).magnitude < 1e-12)
        #expect(
            (bayes.logOdds([0, 2]) - bayes.prior - bayes.logRatios[0] - bayes.logRatios[2]).magnitude < 1e-12)
        // At the minimum the gradient is 0: w = C Σ y σ(−m) x.
        var generator = RandomGenerator(seed: 5)
        let labels = (0..<30).map { _ in generator.integer(below: 2) }
        let rows: [SparseRow] = labels.map { label in
            [(0, generator.normal() + Float(label)), (1, generator.normal() - Float(label) / 2)]
        }
        let regression = LinearClassifier(
            rows, labels, columns: 2, loss: .logistic, cost: 2, passes: 300, tolerance: 1e-12, seed: 1)
        let machine = LinearClassifier(
            rows, labels, columns: 2, loss: .squaredHinge, cost: 2, passes: 3000, tolerance: 1e-12, seed: 1)
        for (classifier, slope) in [
            (regression, { (m: Double) in 1 / (1 + exp(m)) }), (machine, { 2 * max(0, 1 - $0) }),
        ] {
            for column in 0..<2 {
                let sum = zip(rows, labels).reduce(0.0) { sum, example in
                    let y = example.1 == 1 ? 1.0 : -1.0
                    return sum + 2 * y * slope(y * classifier.score(example.0))
                        * Double(example.0[column].value)
                }
                #expect(
                    (classifier.weights[column] - sum).magnitude < 0.02,
                    "\(classifier.weights[column]) \(sum)")
            }
        }
    }

    /// The book's "RNN" is linear: what a word does to the log-odds does not depend on the other words.
    @Test func theBooksRecurrenceIsLinear() {
        func effects(_ network: any SequenceNetwork) -> Float {
            func logOdds(_ review: [Int]) -> Float {
                let logits = network([review]).value
                return logits[scalar: 0, 1] - logits[scalar: 0, 0]
            }
            return (logOdds([4, 6, 7]) - logOdds([4, 5, 7])) - (logOdds([8, 6, 9]) - logOdds([8, 5, 9]))
        }
        var generator = RandomGenerator(seed: 3)
        #expect(effects(LinearRecurrence(words: 12, using: &generator)).magnitude < 1e-5)
        #expect(
            effects(RecurrentClassifier(.rnn, units: 12, width: 10, hidden: 10, using: &generator)).magnitude
                > 1e-4)
    }

    @Test func contributionsAddUp() throws {
        let data = try testData(200)
        let fold = data.folds[0]
        var generator = RandomGenerator(seed: 1)
        let features = Features(data, trainedOn: fold.training, orders: 1...3)
        let network = BagNetwork(
            columns: features.weights.grams.count, hidden: nil, features: features, using: &generator)
        network.bag.weight.value = .normal([features.weights.grams.count, 2], using: &generator)
        network.bias.value = NDArray([0.5, -0.25])
        let classifier = Classifier(kind: .linear(network, features), readsCharacters: true)
        let units = data.units[fold.test[0]]
        let sum = classifier.contributions(units).reduce(classifier.bias) { $0 + $1.value }
        #expect((sum - classifier.logOdds(units)).magnitude < 1e-4)
        #expect(classifier.bias == -0.75 && classifier.contributions([]).isEmpty)
    }

    @Test func testSetsHaveNoReviewInCommon() throws {
        let data = try testData(300)
        #expect(data.folds.count == 3)
        var tested: [Int] = []
        for fold in data.folds {
            #expect(
                Set(fold.training).union(fold.validation).union(fold.test).count == data.copies.retained.count
            )
            #expect(fold.beforeTest.count + fold.test.count == data.copies.retained.count)
            #expect(data.isSeen(fold).allSatisfy { !$0 })
            tested += fold.test
        }
        #expect(tested.sorted() == data.copies.retained.sorted())
    }
}

/// So many generated reviews, as a run has them.
private func testData(_ count: Int) throws -> ReviewData {
    let known = GeneratedReviews.reviews(count, seed: 7)
    return try ReviewData(known.map(\.review), name: "generated", known: known, folds: 3, path: "")
}
