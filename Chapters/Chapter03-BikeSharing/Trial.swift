import ChapterSupport
import Messages
import Reporting

/// A training of the careful network with hyperparameters that `Search` gave.
struct Trial {
    let data: BikeData
    let trained: TrainedNetwork

    private var validation: [Double] { trained.history.validationRMSE ?? [] }

    /// The figure to judge it by, and the one on test data.
    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("epochs", trained.history.losses.count)
        metrics.set("parameters", trained.model.network.parameterCount.total)
        metrics.set("train_seconds", trained.history.seconds)
        metrics.set("valid_rmse", validation.last ?? .nan)
        if trained.isTrained { metrics.set("test_rmse", trained.scores.rmse) }
    }

    /// The validation error, epoch by epoch.
    func fill(_ report: inout Report) {
        report.section(en: "A trial", zh: "一次试验")
        report.chart(
            LineChart(
                title: Words(en: "Error on the validation weeks", zh: "验证集上的误差"),
                xLabel: Training.epochUnit, yLabel: Words(en: "RMSE in bikes", zh: "RMSE（辆）"),
                series: [
                    Series(
                        Results.carefulName, x: validation.indices.map { Double($0 + 1) }, y: validation)
                ]))
    }
}
