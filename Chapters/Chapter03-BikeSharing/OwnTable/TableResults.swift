import Autograd
import ChapterSupport
import Datasets
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Everything that a run on a table of the reader's own found out.
struct TableResults {
    let data: TimeTable
    /// The first hundred targets, standardized, as a function of the row number.
    let rowNumberFit: RowNumberFit
    let small: TableNetwork
    /// The large network, trained long after its validation error was at its lowest.
    let overfitted: TableNetwork
    /// The large network, trained for `epochs` on all rows before the test.
    let stopped: TableNetwork
    let epochs: Int
    /// The same on rows split at random: its error is that on test rows whose neighbours in time it was trained on.
    let random: TableNetwork

    static let smallName = Words(en: "small network", zh: "小网络")
    static let overfittedName = Words(en: "large network, all epochs", zh: "大网络，训练全部轮次")
    static let stoppedName = Words(en: "large network, stopped early", zh: "大网络，早停")
    static let randomName = Words(en: "the same, split at random", zh: "同上，随机划分")

    /// The errors on the last rows: baselines first, then the networks that the run got to train.
    var scores: [(name: Words, key: String, scores: Scores)] {
        let truth = Array(data.targets[data.test])
        let before = data.targets[data.beforeTest]
        let mean = Float(before.reduce(0.0) { $0 + Double($1) } / Double(before.count))
        let previous = data.test.map { data.targets[$0 - 1] }
        var rows = [
            (
                Words(en: "mean of the rows before", zh: "此前各行的平均值"), "mean",
                Scores(truth.map { _ in mean }, truth)
            ),
            (Words(en: "previous row", zh: "前一行"), "previous_row", Scores(previous, truth)),
        ]
        if small.isTrained { rows.append((Self.smallName, "small", small.scores)) }
        if overfitted.isTrained { rows.append((Self.overfittedName, "large", overfitted.scores)) }
        if stopped.isTrained { rows.append((Self.stoppedName, "best", stopped.scores)) }
        return rows
    }

    /// The scores as a table.
    var scoreTable: Table {
        func row(_ name: Words, _ scores: Scores) -> [String] {
            [name.text]
                + [scores.rmse, scores.mae, scores.r2].map { formatNumber($0, significantDigits: 3) }
        }
        let best = scores.indices.min { scores[$0].scores.rmse < scores[$1].scores.rmse }
        let target = excerpt(data.task.targetName)
        let count = formatNumber(Double(data.test.count))
        return Table(
            headers: ["", "RMSE", Words(en: "mean absolute error", zh: "平均绝对误差"), "R²"],
            rows: scores.map { row($0.name, $0.scores) }
                + (random.isTrained ? [row(Self.randomName, random.scores)] : []),
            caption: Words(
                en: """
                    Errors of \(target) on the last \(count) rows; in the row "split at random", on as many rows from \
                    among the others.
                    """,
                zh: "\(target) 在最后 \(count) 行上的误差；“随机划分”一行是在其他各行之间随机取出的同样多的行上的误差。"),
            highlightedRow: best)
    }

    /// Prints what was found out.
    func print() {
        let fit = rowNumberFit
        let fitted = formatNumber(fit.fittedScores.rmse, significantDigits: 3)
        let next = formatNumber(fit.nextScores.rmse, significantDigits: 3)
        Swift.print(
            Words(
                en: """
                    Fifty rows from the row number: RMSE \(fitted) standard deviations; on the next fifty, \(next).
                    The validation error of the large network is lowest after \(counted(epochs, "epoch")).
                    """,
                zh: """
                    只用行号拟合五十行：RMSE \(fitted) 个标准差；接下来的五十行：\(next) 个标准差。
                    大网络在验证集上的误差在第 \(epochs) 轮之后最小。
                    """
            ).text)
        Swift.print(textHeading(Words(en: "The last rows", zh: "最后的行")))
        Swift.print(scoreTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("epochs", small.history.losses.count)
        metrics.set(
            "train_seconds",
            [small, overfitted, stopped, random].reduce(0) { $0 + $1.history.seconds })
        metrics.set("parameters", stopped.network.parameterCount.total)
        metrics.set("rows", data.targets.count)
        metrics.set("inputs", data.inputs.shape[1])
        metrics.set("row_fitted_rmse", rowNumberFit.fittedScores.rmse)
        metrics.set("row_next_rmse", rowNumberFit.nextScores.rmse)
        metrics.set("best_epochs", epochs)
        for (_, key, scores) in scores {
            metrics.set("\(key)_test_rmse", scores.rmse)
            metrics.set("\(key)_test_mae", scores.mae)
            metrics.set("\(key)_test_r2", scores.r2)
        }
        guard random.isTrained else { return }
        metrics.set("random_split_test_rmse", random.scores.rmse)
        metrics.set("random_split_test_r2", random.scores.r2)
        if let errors = overfitted.history.validationRMSE, let last = errors.last, let best = errors.min() {
            metrics.set("large_validation_rmse", last)
            metrics.set("large_best_validation_rmse", best)
        }
    }

    /// Writes the network that was stopped early, with what its inputs and its output mean, and its predictions for the first
    /// eight test rows.
    func save(_ run: ChapterRun) throws {
        try Checkpoint(
            model: stopped.network, epoch: stopped.history.losses.count,
            notes: [
                "chapter": "3", "inputs": data.encoder.featureNames.joined(separator: "; "),
                "output": "(\(data.task.targetName) - \(data.scale.means[0])) / \(data.scale.deviations[0])",
                "table": TablePredictor.note(data),
            ]
        ).save(to: run.outputPath("model.safetensors"))
        let rows = Array(data.test.prefix(8))
        let targets = data.standardizedTargets.rows(at: rows)
        try ModelExample(of: stopped.network, data.inputs.rows(at: rows), targets: .floats(targets)) {
            meanSquaredError($0, Tensor(targets))
        }.save(to: run.outputPath("example.safetensors"))
    }
}

/// "1 epoch", "2 epochs".
private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
