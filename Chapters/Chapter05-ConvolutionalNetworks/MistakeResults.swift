import ChapterSupport
import DigitRecognition
import NeuralNetworks
import Reporting

/// Trainings with a mistake each, beside the same training without one.
struct MistakeResults {
    let data: PictureData
    /// How many pictures they learn from.
    let pictureCount: Int
    /// The right training first, without a mistake; none where the run was stopped before.
    let trainings: [(mistake: Mistake?, outcome: MistakeOutcome)]

    private var wrong: [Mistake] { trainings.compactMap(\.mistake) }

    private func title(_ mistake: Mistake?) -> String { mistake?.title ?? "as it should be" }

    /// What the loss, the reported accuracy and the truth say of each.
    var table: Table {
        Table(
            headers: [
                "", "first loss", "last loss", "test accuracy reported", "on new pictures", "asked twice",
            ],
            rows: trainings.map { mistake, outcome in
                [
                    title(mistake), formatNumber(outcome.startLoss, significantDigits: 3),
                    outcome.hasDiverged
                        ? "NaN" : formatNumber(outcome.losses.last ?? .nan, significantDigits: 3),
                    outcome.testAccuracies.isEmpty ? "" : formatPercent(outcome.reportedAccuracy),
                    formatPercent(outcome.newAccuracy),
                    outcome.disagreement > 0
                        ? "\(formatPercent(outcome.disagreement)) other answers" : "the same",
                ]
            },
            caption: """
                The book's network on \(formatNumber(Double(pictureCount))) pictures; \
                equally likely classes have a loss of ln 10 = 2.30.
                """)
    }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading("Mistakes that everyone makes"))
        Swift.print(table.text())
        for mistake in wrong {
            Swift.print(
                "\n\(mistake.title) (--mistake \(mistake.rawValue)): \(mistake.code).\n  \(mistake.sign)"
                    .replacing("`", with: ""))
        }
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("parameters", trainings.first?.outcome.parameters ?? 0)
        metrics.set("epochs", trainings.first?.outcome.losses.count ?? 0)
        metrics.set("train_seconds", trainings.reduce(0) { $0 + $1.outcome.seconds })
        for (mistake, outcome) in trainings {
            fill(&metrics, mistake?.rawValue.replacing("-", with: "_") ?? "right", outcome)
        }
    }

    private func fill(_ metrics: inout Metrics, _ name: String, _ outcome: MistakeOutcome) {
        metrics.set("\(name)_start_loss", outcome.startLoss)
        if let loss = outcome.losses.last { metrics.set("\(name)_loss", loss) }
        if !outcome.testAccuracies.isEmpty {
            metrics.set("\(name)_reported_accuracy", outcome.reportedAccuracy)
        }
        metrics.set("\(name)_new_accuracy", outcome.newAccuracy)
        metrics.set("\(name)_disagreement", outcome.disagreement)
        metrics.set("\(name)_diverged", outcome.hasDiverged ? 1 : 0)
    }

    /// The page: the curves, the table, and what each looks like.
    func fill(_ report: inout Report) {
        report.paragraph(data.introduction)
        report.section("Mistakes that everyone makes")
        report.paragraph(
            """
            One network, one training, and each time one line that is wrong. None of them is an error to the compiler, and most \
            of them learn something; the curves and two numbers tell them apart.
            """)
        report.chart(
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "mean cross-entropy",
                series: trainings.map { mistake, outcome in
                    Series(
                        title(mistake), x: outcome.losses.indices.map { Double($0 + 1) }, y: outcome.losses,
                        style: .lineAndPoints)
                }, yScale: .logarithmic),
            caption: "A curve that ends, or is missing, became NaN.")
        report.table(table)
        for mistake in wrong {
            report.paragraph(
                "*\(mistake.title)* (`--mistake \(mistake.rawValue)`): \(mistake.code). \(mistake.sign)")
        }
    }
}

/// Trains without a mistake, then with each of those that `--mistake` names.
func makeMistakes(_ data: PictureData, _ run: ChapterRun) throws -> MistakeResults {
    let few = MistakeData(data, isQuick: run.isQuick)
    let epochs = run.wasGiven("epochs") || run.isQuick ? run.epochs : 12
    let chosen = Mistake(rawValue: run.choice("mistake")).map { [$0] } ?? Mistake.allCases
    var trainings: [(Mistake?, MistakeOutcome)] = []
    for mistake in [nil] + chosen where !run.shouldStop {
        let outcome = try run.training("mistake-\(mistake?.rawValue ?? "none")").cached {
            train(mistake, on: few, epochs: epochs, seed: run.seed, $0)
        }
        if let outcome { trainings.append((mistake, outcome)) }
    }
    return MistakeResults(data: data, pictureCount: few.training.count, trainings: trainings)
}
