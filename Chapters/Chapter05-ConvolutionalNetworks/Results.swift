import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The results of a run.
struct Results {
    let data: PictureData
    let lesson: HandLesson
    let networks: [TrainedNetwork]
    let asInBook: TrainedNetwork?
    let experiments: Experiments
    let regularization: RegularizationComparison?
    let nearestMean: Double

    init(
        data: PictureData, lesson: HandLesson, networks: [TrainedNetwork], asInBook: TrainedNetwork?,
        experiments: Experiments, regularization: RegularizationComparison?
    ) {
        self.data = data
        self.lesson = lesson
        self.networks = networks
        self.asInBook = asInBook
        self.experiments = experiments
        self.regularization = regularization
        nearestMean = nearestMeanAccuracy(data)
    }

    /// The network with the highest test accuracy.
    var best: TrainedNetwork? { networks.max { $0.accuracy < $1.accuracy } }

    /// The book's network, if it was trained.
    var book: TrainedNetwork? { networks.first { $0.kind == .book } }

    /// The test accuracies, baselines first.
    var scoreTable: Table {
        var rows = [
            [
                Words(en: "most frequent class", zh: "最常见的类别").text,
                formatPercent(data.majorityAccuracy, decimals: 2), "", "",
            ],
            [
                Words(en: "nearest mean picture", zh: "最近的平均图").text,
                formatPercent(nearestMean, decimals: 2), "", "",
            ],
        ]
        for trained in networks + (asInBook.map { [$0] } ?? []) {
            let isBooksMistake = trained.network === asInBook?.network
            rows.append([
                (isBooksMistake
                    ? Words(en: "the book's network, softmax over the batch", zh: "书中的网络，在批次方向上做 softmax")
                    : trained.kind.title).text,
                formatPercent(trained.accuracy, decimals: 2),
                formatNumber(Double(trained.network.parameterCount.total)),
                formatNumber(trained.history.secondsPerEpoch, significantDigits: 3),
            ])
        }
        return Table(
            headers: [
                "", Words(en: "test accuracy", zh: "测试准确率"), Words(en: "parameters", zh: "参数"),
                Words(en: "seconds per epoch", zh: "每轮秒数"),
            ], rows: rows,
            caption: Words(
                en: "Accuracy on \(formatNumber(Double(data.test.count))) test pictures.",
                zh: "\(formatNumber(Double(data.test.count))) 张测试图上的准确率。"),
            highlightedRow: bestRow(
                [data.majorityAccuracy, nearestMean]
                    + (networks + (asInBook.map { [$0] } ?? [])).map(\.accuracy)))
    }

    /// Prints the results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "By hand", zh: "手写")))
        let difference = formatNumber(Double(lesson.largestDifference), significantDigits: 2)
        Swift.print(
            Words(
                en: """
                    The gradients of convolution and pooling by hand differ from Autograd's by at most \(difference).
                    """,
                zh: "手写的卷积和池化，梯度与 Autograd 的至多相差 \(difference)。"))
        Swift.print(textHeading(Words(en: "Test accuracy", zh: "测试准确率")))
        Swift.print(scoreTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("epochs", networks.first?.history.losses.count ?? 0)
        metrics.set("train_seconds", networks.reduce(0) { $0 + $1.history.seconds })
        metrics.set("parameters", networks.reduce(0) { $0 + $1.network.parameterCount.total })
        metrics.set("hand_largest_difference", Double(lesson.largestDifference))
        metrics.set("majority_test_accuracy", data.majorityAccuracy)
        metrics.set("nearest_mean_test_accuracy", nearestMean)
        for trained in networks {
            let name = trained.kind.rawValue
            metrics.set("\(name)_test_accuracy", trained.accuracy)
            metrics.set("\(name)_start_loss", trained.history.startLoss)
            metrics.set("\(name)_loss", trained.history.losses.last ?? .nan)
            metrics.set("\(name)_epochs", trained.history.losses.count)
            metrics.set("\(name)_seconds_per_epoch", trained.history.secondsPerEpoch)
            metrics.set("\(name)_parameters", trained.network.parameterCount.total)
        }
        if let asInBook {
            metrics.set("as_in_book_test_accuracy", asInBook.accuracy)
            metrics.set("as_in_book_first_half_accuracy", halves(asInBook).first)
            metrics.set("as_in_book_second_half_accuracy", halves(asInBook).second)
        }
        guard let best else { return }
        metrics.set("best_test_accuracy", best.accuracy)
        if data.trainsOnDrawnDigits { metrics.set("mnist_test_accuracy_from_generated", best.accuracy) }
    }

    /// The accuracies on the first and on the second half of the test set: the book tests on one half only.
    func halves(_ trained: TrainedNetwork) -> (first: Double, second: Double) {
        let middle = data.test.count / 2
        return (
            accuracy(trained.predictions[..<middle], data.test.labels[..<middle]),
            accuracy(trained.predictions[middle...], data.test.labels[middle...])
        )
    }

    /// Writes the book's network as `model.safetensors` under PyTorch's names, for the chapters that build on it; if it
    /// was not trained, the best one. A better network than the book's is written as `best.safetensors`.
    func save(_ run: ChapterRun) throws {
        if let model = book ?? best {
            try save(model, to: run.outputPath("model.safetensors"))
            let some = data.test.first(8)
            try ModelExample(of: model.network, some.images(), targets: .integers(some.labelArray)) {
                crossEntropy($0, some.labelArray)
            }.save(to: run.outputPath("example.safetensors"))
        }
        if let best, let book, best.network !== book.network {
            try save(best, to: run.outputPath("best.safetensors"))
        }
    }

    private func save(_ trained: TrainedNetwork, to path: String) throws {
        try Checkpoint(
            model: trained.network, epoch: trained.history.losses.count,
            notes: SavedNetwork.notes(
                of: trained.kind, data.training, data.subject,
                data: data.trainsOnDrawnDigits ? "generated" : data.name)
        ).save(to: path)
    }
}

/// The accuracy of predicting the class whose mean training picture is nearest.
func nearestMeanAccuracy(_ data: PictureData) -> Double {
    guard data.training.count > 0, data.test.count > 0 else { return 0 }
    // More pictures would hardly change the means.
    let means = classMeans(of: data.training.first(10_000))  // [classes, pixels]
    // |x − m|² without |x|², which is the same for all classes.
    let x = data.test.images().reshaped([data.test.count, data.test.pixelCount])
    let distances = means.square().sum(axes: [1]) - 2 * x.matmul(means.transposed())
    return accuracy(distances.argMin(axis: 1).scalars, data.test.labels)
}
