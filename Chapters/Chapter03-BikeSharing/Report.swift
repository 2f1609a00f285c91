import Reporting

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(data.introduction)
        report.table(scoreTable)
        fillRowNumber(&report)
        fillHandAndLayers(&report)
        fillTraining(&report)
        if book.isTrained {
            fillTestWeeks(&report)
            fillNeurons(&report)
        }
        if classes.isTrained { fillClasses(&report) }
    }

    /// Section 3.2: the counts as a function of the row number.
    private func fillRowNumber(_ report: inout Report) {
        let fit = rowNumberFit
        let rows = Array(0..<fit.counts.count).map(Double.init)
        report.section("Fifty hours from the row number")
        report.paragraph(
            """
            Ten sigmoid units predict the count of an hour from its row number only. With row numbers from 0 to \
            49, most units are saturated, where the sigmoid is flat, and hardly learn. With the row numbers divided by \
            fifty, the same network fits the points. Each curve has the best of four learning rates.
            """)
        report.chart(
            LineChart(
                title: "Training loss", xLabel: "step", yLabel: "mean squared error, bikes²",
                series: [fit.raw, fit.normalized].map {
                    Series(
                        "\($0.name), learning rate \(formatNumber(Double($0.learningRate)))", y: $0.lossByStep
                    )
                }, yScale: .logarithmic),
            caption: """
                Where a curve has spikes, its learning rate is about as large as it can be: now and then a step goes \
                too far, and the loss falls back.
                """)
        report.chart(
            LineChart(
                title: "Fitted on fifty hours, predicted for the next fifty", xLabel: "row number",
                yLabel: "bikes",
                series: [
                    Series("rented", x: rows, y: fit.counts.map(Double.init), style: .points),
                    Series(
                        "raw row numbers", x: rows, y: fit.raw.predictions.map(Double.init), style: .dashed),
                    Series("normalized row numbers", x: rows, y: fit.normalized.predictions.map(Double.init)),
                ], annotations: [.vertical(x: 49.5, label: "end of the training rows")]),
            caption: """
                With normalized row numbers the RMSE is \(formatNumber(fit.fittedScores.rmse, significantDigits: 3)) \
                bikes on the rows trained on and \(formatNumber(fit.nextScores.rmse, significantDigits: 3)) on the \
                fifty after them: overfitting (section 3.2.6). A row number says nothing about tomorrow.
                """)
    }

    /// Sections 3.2 and 3.5: the same network twice.
    private func fillHandAndLayers(_ report: inout Report) {
        let count = handAndLayers.lossesByHand.count
        report.section("By hand, and by layers")
        report.paragraph(
            """
            The book's network twice, from the same weights. Once every gradient is written out by hand, in \
            `NetworkByHand.swift`; once the network is made of layers, and `backward()` finds the gradients.
            """)
        report.chart(
            LineChart(
                title: "The first \(count) losses", xLabel: "step", yLabel: "mean squared error",
                series: [
                    Series("by hand", y: handAndLayers.lossesByHand),
                    Series("by layers", y: handAndLayers.lossesByLayers, style: .dashed),
                ]),
            caption: """
                Same start, same batches: the largest difference of the two losses is \
                \(formatNumber(handAndLayers.largestDifference, significantDigits: 2)). Here the batches come in the \
                order of time, about five days each, so the loss goes up and down with the weather and the season. The \
                training below shuffles the hours.
                """)
    }

    /// Section 3.5: how both networks learned.
    private func fillTraining(_ report: inout Report) {
        report.section("Training")
        report.paragraph(
            """
            *The book's network* has 56 features and one hidden layer of sigmoid units, and is trained by plain gradient \
            descent. *The careful network* has two hidden layers and more features: hours and days as points on \
            circles, working and free days apart, the growth of the system, the days around holidays. It is \
            trained twice with the same hyperparameters: first without three weeks, the validation set, then on \
            everything before the test.
            """)
        var losses = [
            epochSeries("the book's network", book.history.losses),
            epochSeries("the careful network", careful.final.history.losses),
        ]
        if let asInBook {
            losses.append(epochSeries("scaled as in the book", asInBook.history.losses, style: .dashed))
        }
        report.charts(
            [
                LineChart(
                    title: "Training loss", xLabel: "epoch", yLabel: "mean squared error of scaled counts",
                    series: losses, yScale: .logarithmic),
                LineChart(
                    title: "Error on the validation set", xLabel: "epoch", yLabel: "RMSE in bikes",
                    series: [epochSeries("the careful network", careful.validated.validationRMSE ?? [])]),
            ],
            caption: """
                The two losses cannot be compared: the book's network predicts the count, the careful one its square \
                root. The errors in bikes can.
                """)
        if let asInBook, asInBook.isTrained {
            report.note(
                """
                The book takes mean and standard deviation of the counts, temperatures, humidities and winds over \
                training and test set together, so its features already know something about the future: a data leak. \
                On these test weeks that gives an RMSE of \(formatNumber(asInBook.scores.rmse)) bikes instead of \
                \(formatNumber(book.scores.rmse)).
                """)
        }
    }

    private func epochSeries(_ name: String, _ values: [Double], style: Series.Style = .line) -> Series {
        Series(name, x: values.indices.map { Double($0 + 1) }, y: values, style: style)
    }

    /// The last three weeks, hour by hour and day by day.
    private func fillTestWeeks(_ report: inout Report) {
        let days = data.test.map { Double($0 - data.test.lowerBound) / 24 }
        let networks = [("the book's network", book), ("the careful network", careful.final)]
            .filter { $1.isTrained }
        report.section("The last three weeks")
        report.chart(
            LineChart(
                title: "Bikes an hour", xLabel: "days since the test began", yLabel: "bikes",
                series: [Series("rented", x: days, y: data.counts[data.test].map(Double.init))]
                    + networks.map { name, network in
                        Series(name, x: days, y: network.predictions.map(Double.init), style: .dashed)
                    }))
        let inOrder = worstDays.sorted { $0.date < $1.date }
        report.chart(
            BarChart(
                title: "Error of each day", xLabel: "", yLabel: "RMSE in bikes",
                categories: inOrder.map { String($0.date.description.dropFirst(5)) },
                groups: networks.map { name, network in
                    let errors = DayError.worstFirst(network.predictions, data)
                    return BarChart.Group(
                        name, values: errors.sorted { $0.date < $1.date }.map(\.rmse))
                }, showsValues: false))
    }

    /// Section 3.6: the two-class variant.
    private func fillClasses(_ report: inout Report) {
        report.section("More bikes than usual, or not")
        report.paragraph(
            """
            The same inputs and hidden units, but two outputs and cross-entropy. Class 1 is an hour with more than \
            \(formatNumber(Double(classes.threshold))) bikes, the mean of the hours before the test. The loss of the \
            first batch is \(formatNumber(classes.history.startLoss, significantDigits: 3)); a uniform prediction has ln 2 = \
            0.693.
            """)
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "cross-entropy",
                series: [epochSeries("", classes.history.losses)]),
            HeatMap(
                title: "Confusion matrix (shares)", xLabel: "predicted", yLabel: "rented",
                values: classes.confusion, rowLabels: ["fewer", "more"], columnLabels: ["fewer", "more"],
                showsValues: true),
        ])
        report.table(
            Table(
                headers: ["", "accuracy"],
                rows: [
                    ["always the more frequent class", formatPercent(classes.majorityAccuracy)],
                    [
                        "the class of the same hour a week earlier",
                        formatPercent(classes.weekEarlierAccuracy),
                    ],
                    ["the network", formatPercent(classes.accuracy)],
                ], highlightedRow: 2))
    }
}
