import Reporting

// The book's network taken apart, on the page of the run.

extension Results {
    /// Section 3.5: which unit fires when, and which went wrong on the worst day.
    func fillNeurons(_ report: inout Report) {
        let names = neurons.units.indices.map { "unit \($0 + 1)" }
        report.section("The network taken apart")
        report.paragraph(
            """
            What the hidden units of the book's network have learned. The activation of a unit is between 0 and 1; near \
            1 we say that it *fires*. The table shows the features with the largest weights of each unit: a \
            positive weight makes the unit fire, a negative one keeps it quiet. The features are numbered as in the \
            published table: season 1 is winter, weekday 0 is Sunday, weather 1 is clear and 4 is heavy rain or snow.
            """)
        report.table(
            Table(
                headers: ["", "output weight", "strongest features"],
                rows: zip(names, neurons.units).map { name, unit in
                    let features = unit.strongestFeatures.map {
                        "\($0.name) (\(formatNumber(Double($0.weight), significantDigits: 2)))"
                    }
                    return [
                        name, formatNumber(Double(unit.outputWeight), significantDigits: 3),
                        features.joined(separator: ", "),
                    ]
                }, caption: "A positive output weight means more bikes when the unit fires."))
        let hours = (0...23).map(String.init)
        report.charts([
            HeatMap(
                title: "Mean activation on working days", xLabel: "hour", yLabel: "",
                values: neurons.units.map(\.workingDays), rowLabels: names, columnLabels: hours, range: 0...1),
            HeatMap(
                title: "Mean activation on free days", xLabel: "hour", yLabel: "",
                values: neurons.units.map(\.freeDays),
                rowLabels: names, columnLabels: hours, range: 0...1),
        ])
        fillWorstDay(&report, names)
    }

    private func fillWorstDay(_ report: inout Report, _ names: [String]) {
        report.table(
            Table(
                headers: ["worst days of the book's network", "RMSE", "mean of predicted − rented"],
                rows: worstDays.prefix(6).map {
                    [$0.date.description] + [$0.rmse, $0.bias].map { formatNumber($0, significantDigits: 3) }
                }))
        guard let worst = worstDays.first else { return }
        guard let other = data.ordinaryDay(like: worst.rows) else { return }
        report.chart(
            BarChart(
                title: "\(worst.date) compared with \(data.hours[other.lowerBound].date), unit by unit",
                xLabel: "",
                yLabel: "change of the output, in standard deviations", categories: names,
                values: neurons.difference(between: worst.rows, and: other)),
            caption: """
                The second day is the last one of the same kind before the test: the same weekday, a working day or \
                not. \(comparison(of: worst.rows, with: other)) The bars show which units account for the change \
                in the prediction: they respond to season and weather. The day of the month is not among the \
                features. \(christmasExplanation)
                """)
    }

    /// What the book's network predicted for two days, and what was rented.
    private func comparison(of day: Range<Int>, with other: Range<Int>) -> String {
        let (predicted, rented) = (
            [day, other].map { formatMean(book.model.predictions($0)) },
            [day, other].map { formatMean(Array(data.counts[$0])) }
        )
        return """
            In the mean hour of the first day the network predicts \(predicted[0]) bikes and \(rented[0]) were rented; \
            of the second, it predicts \(predicted[1]) and \(rented[1]) were rented.
            """
    }

    private func formatMean(_ counts: [Float]) -> String {
        let mean = counts.reduce(0.0) { $0 + Double($1) } / Double(max(1, counts.count))
        return formatNumber(mean.rounded())
    }

    /// How little the training data has of the days around Christmas.
    private var christmasExplanation: String {
        let isChristmas = { (row: Int) in
            data.hours[row].date.month == 12 && (24...26).contains(data.hours[row].date.day)
        }
        let seen = data.beforeTest.filter(isChristmas)
        let marked = seen.filter { data.hours[$0].isHoliday }
        return """
            Of \(formatNumber(Double(data.beforeTest.count))) training hours only \(seen.count) are from 24 to 26 \
            December, and \(marked.count) of those are marked as a holiday: too few to learn Christmas from.
            """
    }
}
