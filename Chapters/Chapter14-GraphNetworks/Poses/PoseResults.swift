import ChapterSupport
import Files
import Messages
import Motion
import NeuralNetworks
import Reporting
import TensorCore

/// The results of the action classifiers.
struct PoseResults {
    /// The action of a window, and the predicted one.
    typealias Prediction = (label: Int, predicted: Int)

    let data: PoseData
    /// On unseen styles: by the network over joints and time, by the book's on single frames, by the hip speed.
    var byMotion: [Prediction] = []
    var byFrame: [Prediction] = []
    var byHipSpeed: [Prediction] = []
    /// On unseen clips of seen styles: by the network over joints and time.
    var byMotionOfClips: [Prediction] = []
    /// The accuracy of the book's network on the next frames of its two training clips, and on all other clips.
    var asInBook: (next: Double, elsewhere: Double?)?
    /// The network over joints and time of the first fold, some of its test windows, and its history.
    private(set) var first: (network: MotionNetwork, windows: [PoseWindow])?
    private(set) var history = LossHistory()

    init(data: PoseData) { self.data = data }

    /// Keeps the network of the first fold and eight of its test windows.
    mutating func keepFirst(_ network: MotionNetwork, _ history: LossHistory, _ test: [PoseWindow]) {
        guard self.history.losses.isEmpty else { return }
        self.history = history
        first = (network, (0..<8).compactMap { test.isEmpty ? nil : test[$0 * test.count / 8] })
    }

    var parameters: Int { first?.network.parameterCount.total ?? 0 }

    /// The accuracy of predictions; NaN of none.
    func accuracy(_ predictions: [Prediction]) -> Double {
        NeuralNetworks.accuracy(predictions.map(\.predicted), predictions.map(\.label))
    }

    /// The accuracy of always predicting the most frequent action of the test windows.
    var majority: Double {
        let counts = data.actions.indices.map { action in byMotion.count { $0.label == action } }
        return byMotion.isEmpty ? .nan : Double(counts.max() ?? 0) / Double(byMotion.count)
    }

    /// The confusion matrix: for each action (row) the shares of its windows by predicted action (column).
    var confusion: [[Double]] {
        data.actions.indices.map { label in
            let row = byMotion.filter { $0.label == label }
            return data.actions.indices.map { predicted in
                row.isEmpty ? 0 : Double(row.count { $0.predicted == predicted }) / Double(row.count)
            }
        }
    }
}

extension PoseResults {
    /// The accuracies, a row for each classifier.
    var table: Table {
        func row(_ name: Words, _ accuracy: Double) -> [String] { [name.text, formatPercent(accuracy)] }
        var rows = [[String]]()
        if !byMotion.isEmpty {
            rows = [
                row(
                    Words(en: "graph network over joints and time", zh: "关节和时间上的图网络"), accuracy(byMotion)),
                row(Words(en: "the book's network, one frame", zh: "书中的网络，单帧"), accuracy(byFrame)),
                row(Words(en: "baseline: hip speed", zh: "基线：髋部速度"), accuracy(byHipSpeed)),
                row(Words(en: "baseline: the most frequent action", zh: "基线：最常见的动作"), majority),
                row(
                    Words(
                        en: "graph network over joints and time, split by clip instead",
                        zh: "关节和时间上的图网络，改按片段划分"), accuracy(byMotionOfClips)),
            ]
        }
        if let asInBook {
            rows.append(
                row(
                    Words(
                        en: "as in the book: the next frames of the training clips",
                        zh: "照书的做法：训练片段后面的帧"), asInBook.next))
            if let elsewhere = asInBook.elsewhere {
                rows.append(
                    row(
                        Words(en: "the same network, on all other clips", zh: "同样的网络，所有其他片段"), elsewhere))
            }
        }
        return Table(
            headers: [
                Words(en: "classifier", zh: "分类器"), Words(en: "test accuracy", zh: "测试准确率"),
            ], rows: rows,
            caption: Words(
                en: """
                    Cross-validation: each style is held out once (each clip, in the row that says so); the rows as in the \
                    book are of walks and runs only.
                    """,
                zh: """
                    交叉验证（cross-validation）：每种风格轮流留作测试（写明按片段划分的一行则是每个片段）；\
                    照书的做法的各行只有走和跑。
                    """))
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("pose_data", data.name)
        if !byMotion.isEmpty {
            metrics.set("pose_test_accuracy", accuracy(byMotion))
            metrics.set("pose_clip_split_accuracy", accuracy(byMotionOfClips))
            metrics.set("pose_frame_accuracy", accuracy(byFrame))
            metrics.set("pose_hip_speed_accuracy", accuracy(byHipSpeed))
            metrics.set("pose_majority_accuracy", majority)
            metrics.set("pose_start_loss", history.startLoss)
            metrics.set("pose_parameters", parameters)
        }
        if let asInBook {
            metrics.set("pose_as_in_book_accuracy", asInBook.next)
            if let elsewhere = asInBook.elsewhere {
                metrics.set("pose_as_in_book_elsewhere_accuracy", elsewhere)
            }
        }
    }

    func print() {
        let heading = textHeading(Words(en: "Poses", zh: "姿态"))
        Swift.print(heading + passedOverText(data.notes) + "\n" + table.text())
    }
}
