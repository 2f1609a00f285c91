import ChapterSupport
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting

/// A training of the strong network with hyperparameters that `Search` gave.
struct Trial {
    /// Without the held-out sixth of the training pictures, which stands in the place of the test set.
    let data: PictureData
    /// nil where the run was stopped before the first epoch was done.
    let trained: TrainedNetwork?
    /// The share of the test pictures that are classified correctly.
    let testAccuracy: Double

    /// The figure to judge it by, and the one on test data.
    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("parameters", trained?.network.parameterCount.total ?? 0)
        metrics.set("train_seconds", trained?.history.seconds ?? 0)
        metrics.set("epochs", trained?.history.losses.count ?? 0)
        metrics.set("valid_accuracy", trained?.accuracy ?? .nan)
        metrics.set("test_accuracy", testAccuracy)
    }

    /// The accuracy on the held-out pictures, epoch by epoch.
    func fill(_ report: inout Report) {
        let accuracies = trained?.history.testAccuracies ?? []
        report.section(en: "A trial", zh: "一次试验")
        report.chart(
            LineChart(
                title: Words(en: "Accuracy on held-out training pictures", zh: "留出的训练图上的准确率"),
                xLabel: Training.epochUnit, yLabel: Words(en: "accuracy", zh: "准确率"),
                series: [
                    Series(
                        NetworkKind.strong.title, x: accuracies.indices.map { Double($0 + 1) }, y: accuracies,
                        style: .lineAndPoints)
                ]))
    }
}

/// Trains the strong network without a sixth of the training pictures, for `Search`.
func trainTrial(_ data: PictureData, _ run: ChapterRun) throws -> Trial {
    let trained = try train(
        .strong, on: data.heldOut, epochs: run.epochs, seed: run.seed, settings: StrongSettings(run),
        run.training("trial", title: Words(en: "trial", zh: "试验")))
    return Trial(
        data: data.heldOut, trained: trained,
        testAccuracy: trained.map { accuracy(of: $0.network, on: data.test) } ?? .nan)
}
