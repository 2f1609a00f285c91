import ChapterSupport
import Datasets

/// Reads Boston's prices, of which there must be enough.
///
/// - Throws: `FileError`.
func readBoston(in folder: String) throws -> RegressionData {
    let data = try Housing.boston(in: folder)
    try BostonRegression.check(data, in: folder)
    return data
}

/// Sets the metrics of the run.
func setMetrics(
    _ line: PriceLine, _ rates: LearningRates, _ tour: Tour, _ regression: BostonRegression?,
    in run: ChapterRun
) {
    run.metrics.set("data", regression == nil ? "generated" : "boston")
    run.metrics.set("parameters", regression.map { $0.featureNames.count + 1 } ?? 2)
    run.metrics.set("epochs", min(line.descent.stepCount, regression.map { $0.losses.count - 1 } ?? .max))
    run.metrics.set("train_seconds", line.seconds + (regression?.seconds ?? 0))

    run.metrics.set("expression_gradient_error", tour.expression.largestError)
    run.metrics.set("newton_gradient_error", tour.largestRootError)

    run.metrics.set("learning_rate", line.learningRate)
    run.metrics.set("start_loss", line.descent.losses.first ?? .nan)
    run.metrics.set("expected_start_loss", line.expectedStartLoss)
    run.metrics.set("train_loss", line.descent.losses.last ?? .nan)
    run.metrics.set("closed_form_loss", line.meanSquareError(of: line.closedForm))
    run.metrics.set("slope", line.fitted.slope)
    run.metrics.set("closed_form_slope", line.closedForm.slope)
    run.metrics.set("slope_error", line.slopeError)
    run.metrics.set("intercept", line.fitted.intercept)
    run.metrics.set("closed_form_intercept", line.closedForm.intercept)
    run.metrics.set("intercept_error", line.interceptError)
    run.metrics.set("raw_months_slope_error", line.scalings[0].slopeError)

    run.metrics.set("learning_rate_limit", rates.curvature.learningRateLimit)
    run.metrics.set("measured_learning_rate_limit", rates.measuredLimit)
    run.metrics.set("divergence_factor", rates.measuredGrowth)
    run.metrics.set("expected_divergence_factor", rates.expectedGrowth)

    guard let regression else { return }
    run.metrics.set("boston_train_loss", regression.losses.last ?? .nan)
    run.metrics.set("coefficient_error", regression.largestCoefficientError)
    let (mean, descent, closedForm) = (regression.scores[0], regression.scores[1], regression.scores[2])
    run.metrics.set("test_rmse", descent.testError)
    run.metrics.set("test_r2", descent.testR2)
    run.metrics.set("train_rmse", descent.trainingError)
    run.metrics.set("mean_test_rmse", mean.testError)
    run.metrics.set("closed_form_test_rmse", closedForm.testError)
}
