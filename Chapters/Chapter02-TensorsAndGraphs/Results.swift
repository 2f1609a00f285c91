import Datasets
import Reporting

/// Everything a run of the chapter found out.
struct Results {
    let tour: Tour
    let line: PriceLine
    let rates: LearningRates
    let boston: RegressionData?
    let regression: BostonRegression?

    /// Prints what was found out, part by part.
    func print() {
        tour.print()
        line.print()
        rates.print()
        regression?.print()
    }

    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        tour.fill(&report)
        line.fill(&report)
        rates.fill(&report)
        regression?.fill(&report)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", regression == nil ? "generated" : "boston")
        metrics.set("parameters", regression.map { $0.featureNames.count + 1 } ?? 2)
        metrics.set("epochs", min(line.descent.stepCount, regression.map { $0.losses.count - 1 } ?? .max))
        metrics.set("train_seconds", line.seconds + (regression?.seconds ?? 0))

        metrics.set("expression_gradient_error", tour.expression.largestError)
        metrics.set("newton_gradient_error", tour.largestRootError)

        metrics.set("learning_rate", line.learningRate)
        metrics.set("start_loss", line.descent.losses.first ?? .nan)
        metrics.set("expected_start_loss", line.expectedStartLoss)
        metrics.set("train_loss", line.descent.losses.last ?? .nan)
        metrics.set("closed_form_loss", line.meanSquaredError(of: line.closedForm))
        metrics.set("slope", line.fitted.slope)
        metrics.set("closed_form_slope", line.closedForm.slope)
        metrics.set("slope_error", line.slopeError)
        metrics.set("intercept", line.fitted.intercept)
        metrics.set("closed_form_intercept", line.closedForm.intercept)
        metrics.set("intercept_error", line.interceptError)
        metrics.set("raw_months_slope_error", line.scalings[0].slopeError)

        metrics.set("learning_rate_limit", rates.curvature.learningRateLimit)
        metrics.set("measured_learning_rate_limit", rates.measuredLimit)
        metrics.set("divergence_factor", rates.measuredGrowth)
        metrics.set("expected_divergence_factor", rates.expectedGrowth)

        guard let regression else { return }
        metrics.set("boston_train_loss", regression.losses.last ?? .nan)
        metrics.set("coefficient_error", regression.largestCoefficientError)
        let (mean, descent, closedForm) = (regression.scores[0], regression.scores[1], regression.scores[2])
        metrics.set("test_rmse", descent.testError)
        metrics.set("test_r2", descent.testR2)
        metrics.set("train_rmse", descent.trainingError)
        metrics.set("mean_test_rmse", mean.testError)
        metrics.set("closed_form_test_rmse", closedForm.testError)
    }
}

extension Tour {
    /// Prints the lessons and the two kinds of graphs.
    func print() {
        for lesson in lessons {
            Swift.print(textHeading(lesson.title))
            Swift.print(indented(lesson.text))
        }
        Swift.print("\n  \(transpose.text)")
        Swift.print(textHeading("The graph of loss = (w x + b − y)² + λ w²"))
        Swift.print(indented("\(expression.graph)"))
        Swift.print("\n" + indented(derivativeTable.text()))
        Swift.print(textHeading("Graphs that depend on data: √a by Newton's iteration"))
        Swift.print(indented(rootTable.text()))
        Swift.print(
            "  At a = 1 the first guess is right and the loop never runs, so nothing leads back to a:")
        Swift.print("  what is differentiated is the program that ran, not the function it computes.")
    }
}

extension PriceLine {
    /// Prints the descent and what it is compared with.
    func print() {
        Swift.print(textHeading("A straight line through \(prices.months.count) months of house prices"))
        Swift.print(indented(lossTable.text()))
        let start = formatNumber(expectedStartLoss, significantDigits: 6)
        Swift.print("  loss at the start by theory: mean y² = \(start)\n")
        Swift.print(indented(lineTable.text()))
        let rate = formatNumber(learningRate)
        Swift.print("  \(descent.stepCount) steps with learning rate \(rate) in \(formatDuration(seconds))\n")
        Swift.print(indented(scalingTable.text()))
    }
}

extension LearningRates {
    /// Prints the three descents and the limit.
    func print() {
        Swift.print(textHeading("Learning rates too small, right and too large"))
        Swift.print(indented(rateTable.text()))
        let (limit, measured) = (formatNumber(curvature.learningRateLimit), formatNumber(measuredLimit))
        Swift.print(
            "  largest rate that converges: 2 / λmax = \(limit) by theory, \(measured) by experiment;")
        let (growth, expected) = (formatNumber(measuredGrowth), formatNumber(expectedGrowth))
        Swift.print(
            "  the last one's loss grows by a factor of \(growth) a step, (1 − rate · λmax)² = \(expected)")
    }
}

extension BostonRegression {
    /// Prints the scores on the test set.
    func print() {
        Swift.print(
            textHeading(
                "Boston: \(trainingCount) tracts in the training set, \(testPrices.count) in the test set"))
        Swift.print(indented(scoreTable.text()))
        let (steps, rate) = (losses.count - 1, formatNumber(learningRate))
        Swift.print("  \(steps) steps with learning rate \(rate) in \(formatDuration(seconds));")
        Swift.print("  coefficients within \(formatNumber(largestCoefficientError)) of the closed form's")
    }
}

/// The lines of a text, each two columns in, without the last line break.
private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
        .joined(separator: "\n").trimmingEnd()
}

extension String {
    /// Without line breaks at the end.
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
