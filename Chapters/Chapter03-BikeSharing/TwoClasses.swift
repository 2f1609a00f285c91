import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// Section 3.6: the same inputs, another question. Will more bikes than usual be rented, or not?
struct TwoClasses {
    /// More than the mean of the hours before the test is class 1.
    let threshold: Float

    /// The mean loss of each epoch; the first batch starts near ln 2, as two equally likely classes must.
    let losses: [Double]
    let startLoss: Double

    /// Whether it was trained at all: not when the run was interrupted before its turn.
    var isTrained: Bool { !losses.isEmpty }

    /// The share of the test hours classified correctly: by the network, and by two methods that need none.
    let accuracy: Double
    let majorityAccuracy: Double
    let weekEarlierAccuracy: Double

    /// Rows: what came; columns: what the network said; shares of all test hours.
    let confusion: [[Double]]

    /// What training has found out so far.
    private struct History: Codable {
        var losses: [Double] = []
        var startLoss = Double.nan
    }

    init(_ data: BikeData, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed)
        let features = BikeFeatures.book(data.hours, fittedOn: data.beforeTest)
        let before = data.counts[data.beforeTest]
        let threshold = NDArray(Array(before)).mean().scalar
        let labels = IntArray(data.counts.map { $0 > threshold ? 1 : 0 })
        let hidden = run.integer("hidden")
        let network = Sequential(
            Linear(features.names.count, hidden, using: &generator), Sigmoid(),
            Linear(hidden, 2, using: &generator))
        let optimizer = SGD(network.parameters, learningRate: run.number("learning-rate"))

        let checkpoint = run.checkpoint("two-classes")
        var history = History()
        let epochs = max(1, run.epochs / 5)
        try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.losses.count <= epochs }
        let bar = ProgressBar("two classes", total: epochs, done: history.losses.count)
        for epoch in history.losses.count..<epochs where !run.shouldStop {
            var total = 0.0
            for batch in shuffledBatches(of: 128, count: before.count, using: &generator) {
                let logits = network(Tensor(features.matrix.rows(at: batch)))  // [128, 2]
                optimizer.zeroGradients()
                let loss = crossEntropy(logits, labels.rows(at: batch))
                try requireFinite(loss, of: network, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
                if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
                total += Double(loss.scalar) * Double(batch.count)
            }
            history.losses.append(total / Double(before.count))
            checkpoint.keep(history, network, optimizer, generator)
            bar.advance()
        }
        bar.finish()

        let predicted = withoutGradient {
            network(Tensor(features.matrix[data.test])).value.argMax(axis: 1).scalars
        }
        let actual = data.test.map { labels[$0] }
        let weekEarlier = Baseline.sameHourAWeekEarlier(data).map { $0 > threshold ? 1 : 0 }
        let majority = data.beforeTest.reduce(0) { $0 + labels[$1] } * 2 > before.count ? 1 : 0
        self.threshold = threshold
        losses = history.losses
        startLoss = history.startLoss
        accuracy = TwoClasses.share(predicted, equalTo: actual)
        majorityAccuracy = TwoClasses.share(actual.map { _ in majority }, equalTo: actual)
        weekEarlierAccuracy = TwoClasses.share(weekEarlier, equalTo: actual)
        confusion = (0...1).map { came in
            (0...1).map { said in
                Double(zip(actual, predicted).count { $0 == came && $1 == said }) / Double(actual.count)
            }
        }
    }

    private static func share(_ answers: [Int], equalTo truth: [Int]) -> Double {
        Double(zip(answers, truth).count { $0 == $1 }) / Double(truth.count)
    }
}
