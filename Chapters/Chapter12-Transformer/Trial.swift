import ChapterSupport
import Messages
import Reporting

/// A training with hyperparameters that `Search` gave.
struct Trial {
    let corpus: Corpus
    let trained: TrainedTranslator

    /// The figure to judge it by, and the one on test sentences, both of greedy translations.
    func fill(_ metrics: inout Metrics) {
        let history = trained.history
        metrics.set("data", corpus.name)
        metrics.set("epochs", history.losses.count)
        metrics.set("parameters", trained.translator.parameterCount.total)
        metrics.set("train_seconds", history.seconds)
        metrics.set("valid_bleu", history.validationBLEU.last ?? .nan)
        if !history.losses.isEmpty {
            metrics.set("test_bleu_greedy", greedyBLEU(trained.translator, corpus.test))
        }
    }

    /// BLEU on the validation sentences, epoch by epoch.
    func fill(_ report: inout Report) {
        let scores = trained.history.validationBLEU
        report.section(en: "A trial", zh: "一次试验")
        report.chart(
            LineChart(
                title: Words(en: "Greedy BLEU on the validation sentences", zh: "验证句的 BLEU（贪心解码）"),
                xLabel: Training.epochUnit, yLabel: "BLEU",
                series: [
                    Series("BLEU", x: scores.indices.map { Double($0 + 1) }, y: scores, style: .lineAndPoints)
                ]))
    }
}
