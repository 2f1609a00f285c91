import Reporting

// Boston's prices on the page.

extension BostonRegression {
    /// The scores, the descent, the coefficients, and the predictions against the true prices.
    func fill(_ report: inout Report) {
        report.section("Boston: thirteen measurements instead of one")
        report.paragraph(
            """
            \(trainingCount + testPrices.count) tracts of the 1970 census. The price is predicted as `x w + \
            b`: thirteen measurements, a weight for each, and the same descent as before. \
            \(testPrices.count) random tracts are the test set; mean and standard deviation come from the other \
            \(trainingCount), the training set. The loss is \
            \(formatNumber(curvature.conditionNumber, significantDigits: 3)) times as steep in one direction \
            as in another, because some measurements say nearly the same (highways and tax).
            """)
        report.table(scoreTable)
        report.chart(
            LineChart(
                title: "The descent", xLabel: "step", yLabel: "mean squared error, $1000²",
                series: [
                    Series(
                        "", x: losses.indices.dropFirst().map(Double.init),
                        y: Array(losses.dropFirst()))
                ],
                xScale: .logarithmic, yScale: .logarithmic),
            caption: "The loss over the training tracts with learning rate \(formatNumber(learningRate)).")
        report.chart(
            BarChart(
                title: "The weight of each measurement", yLabel: "$1000 for one standard deviation",
                categories: featureNames,
                groups: [
                    .init("gradient descent", values: descended.weights),
                    .init("closed form", values: closedForm.weights),
                ], showsValues: false),
            caption: """
                Weights of the standardized measurements. The largest: \(largestWeights). LSTAT is the percentage of \
                people of lower status, RM the rooms of a dwelling, DIS the distance to work, RAD the access \
                to highways.
                """)
        addPredictions(to: &report)
        report.note(
            """
            The column B of this table is a measure of the share of black inhabitants. It is here because \
            the published file has it; no price should be based on it. A weight is a correlation in the table, not a \
            cause.
            """)
    }

    /// The three measurements with the largest weights.
    private var largestWeights: String {
        zip(featureNames, descended.weights).sorted { abs($0.1) > abs($1.1) }.prefix(3)
            .map { "\($0) \(formatNumber($1, significantDigits: 3))" }.joined(separator: ", ")
    }

    private func addPredictions(to report: inout Report) {
        let ends = [testPrices.min() ?? 0, testPrices.max() ?? 1]
        let residuals = zip(testPrices, testPredictions).map { $0 - $1 }
        report.charts(
            [
                ScatterChart(
                    title: "Predicted and true", xLabel: "predicted price, $1000",
                    yLabel: "true price, $1000",
                    groups: [.init("test tracts", x: testPredictions, y: testPrices)],
                    lines: [Series("equal", x: ends, y: ends, style: .dashed)]),
                ScatterChart(
                    title: "Residuals", xLabel: "predicted price, $1000",
                    yLabel: "true − predicted, $1000",
                    groups: [.init("test tracts", x: testPredictions, y: residuals)],
                    annotations: [.horizontal(y: 0)]),
            ],
            caption: """
                The test set. The table cuts prices off at 50, hence the straight upper edge of the points. The bend in the \
                residuals shows that a linear model is not enough.
                """)
    }
}
