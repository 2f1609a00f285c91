import ChapterSupport
import DigitRecognition
import Messages
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

    private func title(_ mistake: Mistake?) -> Words {
        mistake?.title ?? Words(en: "as it should be", zh: "应有的样子")
    }

    /// What the loss, the reported accuracy and the truth say of each.
    var table: Table {
        Table(
            headers: [
                "", Words(en: "first loss", zh: "起初的损失"), Words(en: "last loss", zh: "最后的损失"),
                Words(en: "test accuracy reported", zh: "报告的测试准确率"),
                Words(en: "on new pictures", zh: "在新图上"), Words(en: "asked twice", zh: "问两次"),
            ],
            rows: trainings.map { mistake, outcome in
                let share = formatPercent(outcome.disagreement)
                return [
                    title(mistake).text, formatNumber(outcome.startLoss, significantDigits: 3),
                    outcome.hasDiverged
                        ? "NaN" : formatNumber(outcome.losses.last ?? .nan, significantDigits: 3),
                    outcome.testAccuracies.isEmpty ? "" : formatPercent(outcome.reportedAccuracy),
                    formatPercent(outcome.newAccuracy),
                    outcome.disagreement > 0
                        ? Words(en: "\(share) other answers", zh: "\(share) 的回答不同").text
                        : Words(en: "the same", zh: "相同").text,
                ]
            },
            caption: Words(
                en: """
                    The book's network on \(formatNumber(Double(pictureCount))) pictures; \
                    equally likely classes have a loss of ln 10 = 2.30.
                    """,
                zh: """
                    书中的网络，\(formatNumber(Double(pictureCount))) 张图；各类别概率相同时，损失是 ln 10 = 2.30。
                    """))
    }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "Mistakes that everyone makes", zh: "人人都会犯的错误")))
        Swift.print(table.text())
        for mistake in wrong {
            let option = "--mistake \(mistake.rawValue)"
            let text = Words(
                en: "\n\(mistake.title) (\(option)): \(mistake.code).\n  \(mistake.sign)",
                zh: "\n\(mistake.title)（\(option)）：\(mistake.code)。\n  \(mistake.sign)")
            Swift.print(text.text.replacing("`", with: ""))
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
        report.section(en: "Mistakes that everyone makes", zh: "人人都会犯的错误")
        report.paragraph(
            en: """
                One network, one training, and each time one line that is wrong. None of them is an error to the compiler, \
                and most of them learn something; the curves and two numbers tell them apart.
                """,
            zh: "同一个网络，同一种训练，每次有一行写错。编译器看不出任何一处错误，多数还学到了一点东西；靠曲线和两个数可以区分它们。")
        report.chart(
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "mean cross-entropy", zh: "平均交叉熵"),
                series: trainings.map { mistake, outcome in
                    Series(
                        title(mistake), x: outcome.losses.indices.map { Double($0 + 1) }, y: outcome.losses,
                        style: .lineAndPoints)
                }, yScale: .logarithmic),
            caption: Words(en: "A curve that ends, or is missing, became NaN.", zh: "中断或缺少的曲线变成了 NaN。"))
        report.table(table)
        for mistake in wrong {
            report.paragraph(
                en: "*\(mistake.title)* (`--mistake \(mistake.rawValue)`): \(mistake.code). \(mistake.sign)",
                zh: "*\(mistake.title)*（`--mistake \(mistake.rawValue)`）：\(mistake.code)。\(mistake.sign)")
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
