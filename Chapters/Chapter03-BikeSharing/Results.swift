import Autograd
import ChapterSupport
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

    /// The test scores side by side: baselines first, then the networks that the run got to train.
    var scores: [(name: String, key: String, scores: Scores)] {
        let truth = Array(data.counts[data.test])
        var rows = [
            ("mean of the hours before", "mean", Scores(Baseline.trainingMean(data), truth)),
            ("same hour a week earlier", "week_earlier", Scores(Baseline.sameHourAWeekEarlier(data), truth)),
            ("previous hour", "previous_hour", Scores(Baseline.previousHour(data), truth)),
        ]
        if book.isTrained { rows.append(("the book's network", "book", book.scores)) }
        if let asInBook, asInBook.isTrained {
            rows.append(("the same, scaled as in the book", "as_in_book", asInBook.scores))
        }
        if careful.final.isTrained { rows.append(("the careful network", "best", careful.final.scores)) }
        return rows
    }

    /// The scores as a table, in bikes an hour.
    var scoreTable: Table {
        Table(
            headers: ["", "RMSE", "mean absolute error", "R²"],
            rows: scores.map { name, _, scores in
                [name] + [scores.rmse, scores.mae, scores.r2].map { formatNumber($0, significantDigits: 3) }
            },
            caption:
                "Errors in bikes an hour on the last three weeks, \(data.test.count) hours of the test set.",
            highlightedRow: scores.indices.min { scores[$0].scores.rmse < scores[$1].scores.rmse })
    }

    /// The days of the test weeks the book's network gets most wrong.
    var worstDays: [DayError] { DayError.worstFirst(book.predictions, data) }

    /// Prints what was found out.
    func print() {
        let fit = rowNumberFit
        Swift.print(
            """
            \(textHeading("The smaller experiments"))
            Fifty hours from the row number: RMSE \(formatNumber(fit.fittedScores.rmse, significantDigits: 3)) \
            bikes; on the next fifty, \(formatNumber(fit.nextScores.rmse, significantDigits: 3)).
            By hand and by layers: over \(handAndLayers.lossesByHand.count) steps the losses differ by \
            \(formatNumber(handAndLayers.largestDifference, significantDigits: 2)) at most.
            """)
        if classes.isTrained {
            Swift.print(
                """
                More bikes than usual: accuracy \(formatPercent(classes.accuracy)) \
                (always the more frequent class: \(formatPercent(classes.majorityAccuracy))).
                """)
        }
        Swift.print(textHeading("The last three weeks"))
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

    /// Writes the careful network, which made the best predictions, under PyTorch's names, with what its features and its
    /// output mean, and its predictions for eight test hours.
    func save(_ run: ChapterRun) throws {
        let model = careful.final.model
        try Checkpoint(
            model: model.network, epoch: careful.final.history.losses.count,
            notes: [
                "chapter": "3", "inputs": model.features.names.joined(separator: "; "),
                "output": model.scale.description,
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
    var introduction: String {
        let (first, last) = (hours.first?.date.description ?? "", hours.last?.date.description ?? "")
        return """
            \(formatNumber(Double(hours.count))) hours of bike sharing (\(name)), \(first) to \(last).
            The first \(formatNumber(Double(beforeTest.count))) are for training, the last \(test.count) for testing.
            """
    }
}
