import ChapterSupport
import NeuralNetworks
import TensorCore

/// The question of section 3.6: will more bikes than usual be rented in an hour, or not?
struct BusyHours {
    /// The mean of the hours before the test. Class 1 has more.
    let threshold: Float

    /// The class of every hour, `[N]`.
    let labels: IntArray

    init(_ data: BikeData) {
        let threshold = NDArray(Array(data.counts[data.beforeTest])).mean().scalar
        self.threshold = threshold
        labels = IntArray(data.counts.map { $0 > threshold ? 1 : 0 })
    }
}

/// The network that answers it, on the test hours.
struct TwoClasses {
    /// The first batch's loss is near ln 2, that of two equally likely classes.
    let history: LossHistory
    let threshold: Float

    /// The accuracy on the test hours: of the network, and of two baselines.
    let accuracy: Double
    let majorityAccuracy: Double
    let weekEarlierAccuracy: Double

    /// The confusion matrix: a row for each true class, a column for each predicted one, as shares of all test hours.
    let confusion: [[Double]]

    /// Whether it was trained at all: not when the run was interrupted before its turn.
    var isTrained: Bool { !history.losses.isEmpty }

    /// - Parameter predicted: the network's class of each test hour.
    init(_ history: LossHistory, predicted: [Int], _ data: BikeData) {
        let question = BusyHours(data)
        let (threshold, labels) = (question.threshold, question.labels)
        let actual = data.test.map { labels[$0] }
        let weekEarlier = Baseline.sameHourAWeekEarlier(data).map { $0 > threshold ? 1 : 0 }
        let busy = data.beforeTest.reduce(0) { $0 + labels[$1] }
        let majority = busy * 2 > data.beforeTest.count ? 1 : 0
        self.history = history
        self.threshold = threshold
        accuracy = NeuralNetworks.accuracy(predicted, actual)
        majorityAccuracy = NeuralNetworks.accuracy(actual.map { _ in majority }, actual)
        weekEarlierAccuracy = NeuralNetworks.accuracy(weekEarlier, actual)
        confusion = (0...1).map { label in
            (0...1).map { prediction in
                let count = zip(actual, predicted).count { $0 == label && $1 == prediction }
                return Double(count) / Double(actual.count)
            }
        }
    }
}
