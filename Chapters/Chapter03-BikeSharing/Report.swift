import Reporting

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(data.introduction)
        report.table(scoreTable)
        fillRowNumber(&report)
        fillHandAndLayers(&report)
        fillTraining(&report)
        fillTestWeeks(&report)
        fillNeurons(&report)
        fillClasses(&report)
    }

    /// Section 3.2: the counts as a function of the row number.
    private func fillRowNumber(_ report: inout Report) {
        let fit = rowNumberFit
        let rows = Array(0..<fit.counts.count).map(Double.init)
        report.section("Fifty hours from the row number")
        report.paragraph(
            """
            Ten sigmoid units are asked for the count of an hour and told only its row number. With row numbers from \
            0 to 49 most units sit where the sigmoid is flat and hardly learn; divided by fifty the same network \
            fits. Each curve is the best of four learning rates.
            """)
        report.chart(
            LineChart(
                title: "Mean-square error against the step", xLabel: "step", yLabel: "bikes²",
                series: [fit.raw, fit.normalized].map {
                    Series(
                        "\($0.name), learning rate \(formatNumber(Double($0.learningRate)))", y: $0.lossByStep
                    )
                }, yScale: .logarithmic))
        report.chart(
            LineChart(
                title: "Fitted on fifty hours, asked about the next fifty", xLabel: "row number",
                yLabel: "bikes",
                series: [
                    Series("rented", x: rows, y: fit.counts.map(Double.init), style: .points),
                    Series(
                        "raw row numbers", x: rows, y: fit.raw.predictions.map(Double.init), style: .dashed),
                    Series("normalised row numbers", x: rows, y: fit.normalized.predictions.map(Double.init)),
                ], annotations: [.vertical(x: 49.5, label: "end of the training rows")]),
            caption: """
                The fit is \(formatNumber(fit.fittedScores.rmse, significantDigits: 3)) bikes wrong on the rows it saw \
                and \(formatNumber(fit.nextScores.rmse, significantDigits: 3)) on those that follow: overfitting \
                (section 3.2.6). A row number says nothing about tomorrow.
                """)
    }

    /// Section 3.4: the same network twice.
    private func fillHandAndLayers(_ report: inout Report) {
        let count = handAndLayers.lossesByHand.count
        report.section("By hand, and by layers")
        report.chart(
            LineChart(
                title: "The first \(count) losses", xLabel: "step", yLabel: "mean-square error",
                series: [
                    Series("by hand", y: handAndLayers.lossesByHand),
                    Series("by layers", y: handAndLayers.lossesByLayers, style: .dashed),
                ]),
            caption: """
                Same start, same batches: the largest difference is \
                \(formatNumber(handAndLayers.largestDifference, significantDigits: 2)).
                """)
    }

    /// Section 3.5: how both networks learned.
    private func fillTraining(_ report: inout Report) {
        report.section("Training")
        var losses = [
            epochSeries("the book's network", book.history.losses),
            epochSeries("the careful network", careful.final.history.losses),
        ]
        if let asInBook { losses.append(epochSeries("scaled as in the book", asInBook.history.losses)) }
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "mean-square error of scaled counts",
                series: losses, yScale: .logarithmic),
            LineChart(
                title: "Rehearsal on the validation weeks", xLabel: "epoch", yLabel: "RMSE in bikes",
                series: [epochSeries("the careful network", careful.rehearsal.validationRMSE)]),
        ])
        if let asInBook {
            report.note(
                """
                The book takes mean and deviation of the counts, temperatures, humidities and winds over training \
                and test weeks together, so that its numbers know something about the future. On these test weeks \
                that makes \(formatNumber(asInBook.scores.rmse)) bikes instead of \(formatNumber(book.scores.rmse)).
                """)
        }
    }

    private func epochSeries(_ name: String, _ values: [Double]) -> Series {
        Series(name, x: values.indices.map { Double($0 + 1) }, y: values)
    }

    /// The last three weeks, hour by hour and day by day.
    private func fillTestWeeks(_ report: inout Report) {
        let days = data.test.map { Double($0 - data.test.lowerBound) / 24 }
        report.section("The last three weeks")
        report.chart(
            LineChart(
                title: "Bikes an hour", xLabel: "days since the test began", yLabel: "bikes",
                series: [
                    Series("rented", x: days, y: data.counts[data.test].map(Double.init)),
                    Series(
                        "the book's network", x: days, y: book.predictions.map(Double.init), style: .dashed),
                    Series(
                        "the careful network", x: days, y: careful.final.predictions.map(Double.init),
                        style: .dashed),
                ]))
        let carefulErrors = DayError.worstFirst(careful.final.predictions, data)
        let inOrder = worstDays.sorted { $0.date < $1.date }
        report.chart(
            BarChart(
                title: "Error of each day", xLabel: "", yLabel: "RMSE in bikes",
                categories: inOrder.map { String($0.date.description.dropFirst(5)) },
                groups: [
                    BarChart.Group("the book's network", values: inOrder.map(\.rmse)),
                    BarChart.Group(
                        "the careful network",
                        values: inOrder.map { day in carefulErrors.first { $0.date == day.date }?.rmse ?? .nan
                        }),
                ], showsValues: false))
    }

    /// Section 3.5: which unit fires when, and which went wrong on the worst day.
    private func fillNeurons(_ report: inout Report) {
        let names = neurons.units.indices.map { "unit \($0 + 1)" }
        report.section("The network taken apart")
        report.table(
            Table(
                headers: ["", "output weight", "listens most to"],
                rows: zip(names, neurons.units).map { name, unit in
                    let inputs = unit.strongestInputs.map {
                        "\($0.name) (\(formatNumber(Double($0.weight), significantDigits: 2)))"
                    }
                    return [
                        name, formatNumber(Double(unit.outputWeight), significantDigits: 3),
                        inputs.joined(separator: ", "),
                    ]
                }, caption: "A positive output weight means more bikes when the unit fires."))
        let hours = (0...23).map(String.init)
        report.charts([
            HeatMap(
                title: "How much each unit fires on working days", xLabel: "hour", yLabel: "",
                values: neurons.units.map(\.workingDays), rowLabels: names, columnLabels: hours, range: 0...1),
            HeatMap(
                title: "… and on free days", xLabel: "hour", yLabel: "",
                values: neurons.units.map(\.freeDays),
                rowLabels: names, columnLabels: hours, range: 0...1),
        ])
        fillWorstDay(&report, names)
    }

    private func fillWorstDay(_ report: inout Report, _ names: [String]) {
        report.table(
            Table(
                headers: ["worst days of the book's network", "RMSE", "predicted − rented, a mean hour"],
                rows: worstDays.prefix(6).map {
                    [$0.date.description] + [$0.rmse, $0.bias].map { formatNumber($0, significantDigits: 3) }
                }))
        guard let worst = worstDays.first else { return }
        guard let other = data.ordinaryDay(like: worst.rows) else { return }
        report.chart(
            BarChart(
                title: "What each unit adds on \(worst.date) beyond \(data.hours[other.lowerBound].date)",
                xLabel: "",
                yLabel: "share in the output, deviations of the count", categories: names,
                values: neurons.difference(between: worst.rows, and: other)),
            caption: """
                The same weekday, the last one before the test. What the network was told about the two days differs \
                little, so its units fire much alike; what people did differed a great deal. \
                \(christmasExplanation)
                """)
    }

    /// What the training data could have taught about the days around Christmas.
    private var christmasExplanation: String {
        let isChristmas = { (row: Int) in
            data.hours[row].date.month == 12 && (24...26).contains(data.hours[row].date.day)
        }
        let seen = data.beforeTest.filter(isChristmas)
        let marked = seen.filter { data.hours[$0].isHoliday }
        return """
            The training hours hold \(seen.count) from 24 to 26 December, \(marked.count) of them marked as holiday, \
            among \(data.beforeTest.count): too few for ten units to make anything of.
            """
    }

    /// Section 3.6: the two-class variant.
    private func fillClasses(_ report: inout Report) {
        report.section("More bikes than usual, or not")
        report.paragraph(
            """
            The same inputs and hidden units, two outputs and cross-entropy: class 1 is an hour with more than \
            \(formatNumber(Double(classes.threshold))) bikes, the mean of the hours before the test. The first batch \
            costs \(formatNumber(classes.startLoss, significantDigits: 3)); two equally likely classes cost \
            ln 2 = 0.693.
            """)
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "cross-entropy",
                series: [epochSeries("two classes", classes.losses)]),
            HeatMap(
                title: "Shares of the test hours", xLabel: "the network said", yLabel: "what came",
                values: classes.confusion, rowLabels: ["fewer", "more"], columnLabels: ["fewer", "more"],
                showsValues: true),
        ])
        report.table(
            Table(
                headers: ["", "right"],
                rows: [
                    ["always the more frequent class", formatPercent(classes.majorityAccuracy)],
                    ["as a week earlier", formatPercent(classes.weekEarlierAccuracy)],
                    ["the network", formatPercent(classes.accuracy)],
                ], highlightedRow: 2))
    }
}
