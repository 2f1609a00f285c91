import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import Reporting

/// Everything a run of the chapter found out.
struct Results {
    let data: BikeData
    let rowNumberFit: RowNumberFit
    let handAndLayers: HandAndLayers
    let book: TrainedNetwork
    let asInBook: TrainedNetwork?
    let careful: CarefulTraining
    let neurons: Neurons
    let classes: TwoClasses

    static let bookName = Words(en: "the book's network", zh: "书中的网络")
    static let carefulName = Words(en: "the careful network", zh: "改进的网络")

    /// The test scores side by side: baselines first, then the networks that the run got to train.
    var scores: [(name: Words, key: String, scores: Scores)] {
        let truth = Array(data.counts[data.test])
        var rows = [
            (
                Words(en: "mean of the hours before", zh: "此前各小时的平均值"), "mean",
                Scores(Baseline.trainingMean(data), truth)
            ),
            (
                Words(en: "same hour a week earlier", zh: "一周前的同一小时"), "week_earlier",
                Scores(Baseline.sameHourAWeekEarlier(data), truth)
            ),
            (
                Words(en: "previous hour", zh: "前一小时"), "previous_hour",
                Scores(Baseline.previousHour(data), truth)
            ),
        ]
        if book.isTrained { rows.append((Self.bookName, "book", book.scores)) }
        if let asInBook, asInBook.isTrained {
            let name = Words(en: "the same, scaled as in the book", zh: "同上，按书中的方法标准化")
            rows.append((name, "as_in_book", asInBook.scores))
        }
        if careful.final.isTrained { rows.append((Self.carefulName, "best", careful.final.scores)) }
        return rows
    }

    /// The scores as a table, in bikes an hour.
    var scoreTable: Table {
        Table(
            headers: ["", "RMSE", Words(en: "mean absolute error", zh: "平均绝对误差"), "R²"],
            rows: scores.map { name, _, scores in
                [name.text]
                    + [scores.rmse, scores.mae, scores.r2].map { formatNumber($0, significantDigits: 3) }
            },
            caption: Words(
                en:
                    "Errors in bikes an hour on the last three weeks, \(data.test.count) hours of the test set.",
                zh: "最后三周（\(data.test.count) 个小时，从未用于训练）的误差，单位：辆/小时。"),
            highlightedRow: scores.indices.min { scores[$0].scores.rmse < scores[$1].scores.rmse })
    }

    /// The days of the test weeks the book's network gets most wrong.
    var worstDays: [DayError] { DayError.worstFirst(book.predictions, data) }

    /// Prints what was found out.
    func print() {
        let fit = rowNumberFit
        let fitted = formatNumber(fit.fittedScores.rmse, significantDigits: 3)
        let next = formatNumber(fit.nextScores.rmse, significantDigits: 3)
        let steps = handAndLayers.lossesByHand.count
        let difference = formatNumber(handAndLayers.largestDifference, significantDigits: 2)
        Swift.print(textHeading(Words(en: "The smaller experiments", zh: "几个小实验")))
        Swift.print(
            Words(
                en: """
                    Fifty hours from the row number: RMSE \(fitted) bikes; on the next fifty, \(next).
                    By hand and by layers: over \(steps) steps the losses differ by \(difference) at most.
                    """,
                zh: """
                    只用行号拟合五十个小时：RMSE \(fitted) 辆；接下来的五十个小时：\(next) 辆。
                    手写的网络与用层搭建的网络：\(steps) 步之内损失最多相差 \(difference)。
                    """
            ).text)
        if classes.isTrained {
            let (right, majority) = (
                formatPercent(classes.accuracy), formatPercent(classes.majorityAccuracy)
            )
            Swift.print(
                Words(
                    en:
                        "More bikes than usual: accuracy \(right) (always the more frequent class: \(majority)).",
                    zh: "是否多于平时：准确率 \(right)（总是猜较多的一类：\(majority)）。"
                ).text)
        }
        Swift.print(textHeading(Words(en: "The last three weeks", zh: "最后三周")))
        Swift.print(scoreTable.text())
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("epochs", book.history.losses.count)
        metrics.set("train_seconds", book.history.seconds + careful.seconds)
        metrics.set(
            "parameters",
            book.model.network.parameterCount.total + careful.final.model.network.parameterCount.total)
        metrics.set("row_raw_loss", rowNumberFit.raw.lossByStep.last ?? .nan)
        metrics.set("row_normalized_loss", rowNumberFit.normalized.lossByStep.last ?? .nan)
        metrics.set("row_fitted_rmse", rowNumberFit.fittedScores.rmse)
        metrics.set("row_next_rmse", rowNumberFit.nextScores.rmse)
        metrics.set("hand_layers_largest_difference", handAndLayers.largestDifference)
        metrics.set("book_start_loss", book.history.startLoss)
        metrics.set("book_train_seconds", book.history.seconds)
        metrics.set("best_train_seconds", careful.seconds)
        for (_, key, scores) in scores {
            metrics.set("\(key)_test_rmse", scores.rmse)
            metrics.set("\(key)_test_mae", scores.mae)
            metrics.set("\(key)_test_r2", scores.r2)
        }
        metrics.set("best_validation_rmse", careful.validated.validationRMSE?.last ?? .nan)
        guard classes.isTrained else { return }
        metrics.set("classes_start_loss", classes.history.startLoss)
        metrics.set("classes_test_accuracy", classes.accuracy)
        metrics.set("classes_majority_accuracy", classes.majorityAccuracy)
        metrics.set("classes_week_earlier_accuracy", classes.weekEarlierAccuracy)
    }

    /// Writes the careful network, which made the best predictions, under PyTorch's names, with what its features and
    /// its output mean, and its predictions for eight test hours.
    func save(_ run: ChapterRun) throws {
        let model = careful.final.model
        try Checkpoint(
            model: model.network, epoch: careful.final.history.losses.count,
            notes: [
                "chapter": "3", "inputs": model.features.names.joined(separator: "; "),
                "output": model.scale.description,
                "hours": HourPredictor.note(BikeScaling(data.hours, fittedOn: data.beforeTest), model.scale),
            ]
        ).save(to: run.outputPath("model.safetensors"))
        let rows = data.test.prefix(8)
        let targets = model.scale.encode(Array(data.counts[rows]))
        try ModelExample(of: model.network, model.features.matrix[rows], targets: .floats(targets)) {
            meanSquaredError($0, Tensor(targets))
        }.save(to: run.outputPath("example.safetensors"))
    }
}

extension BikeData {
    /// The data in two lines.
    var introduction: Words {
        let (first, last) = (hours.first?.date.description ?? "", hours.last?.date.description ?? "")
        let (all, before) = (formatNumber(Double(hours.count)), formatNumber(Double(beforeTest.count)))
        return Words(
            en: """
                \(all) hours of bike sharing (\(name)), \(first) to \(last).
                The first \(before) are for training, the last \(test.count) for testing.
                """,
            zh: """
                \(all) 个小时的共享单车数据（\(name == "generated" ? "程序生成" : name)），从 \(first) 到 \(last)。
                前 \(before) 个小时用于训练，最后 \(test.count) 个小时用于测试。
                """)
    }
}
