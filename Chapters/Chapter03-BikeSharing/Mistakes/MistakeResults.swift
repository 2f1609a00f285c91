import ChapterSupport
import Messages
import Reporting

/// Trainings with a mistake each, beside the same training without one.
struct MistakeResults {
    let data: BikeData
    /// The right training first, without a mistake; none where the run was stopped before.
    let trainings: [(mistake: Mistake?, outcome: MistakeOutcome)]

    static let rightName = Words(en: "as it should be", zh: "没有错误")

    private var wrong: [Mistake] { trainings.compactMap(\.mistake) }

    private func title(_ mistake: Mistake?) -> Words { mistake?.title ?? Self.rightName }

    /// What the losses and the test error say of each.
    var table: Table {
        func number(_ value: Double?) -> String {
            formatNumber(value ?? .nan, significantDigits: 3)
        }
        return Table(
            headers: [
                "", Words(en: "first loss", zh: "最初的损失"), Words(en: "last loss", zh: "最后的损失"),
                Words(en: "test RMSE", zh: "测试集 RMSE"),
            ],
            rows: trainings.map { mistake, outcome in
                [
                    title(mistake).text, number(outcome.startLoss),
                    outcome.hasDiverged ? "NaN" : number(outcome.losses.last),
                    outcome.hasDiverged ? "" : number(outcome.testErrors.last),
                ]
            },
            caption: Words(
                en:
                    "The book's network; errors in bikes an hour. Always predicting the mean has a loss of 1.",
                zh: "书中的网络；误差单位：辆/小时。总是预测平均值时损失为 1。"))
    }

    /// The results in the terminal.
    func print() {
        Swift.print(textHeading(Words(en: "Mistakes that everyone makes", zh: "人人都会犯的错误")))
        Swift.print(table.text())
        for mistake in wrong { Swift.print("\n" + description(mistake).text.replacing("`", with: "")) }
    }

    private func description(_ mistake: Mistake) -> Words {
        Words(
            en:
                "\(mistake.title.en) (`--mistake \(mistake.rawValue)`): \(mistake.code.en). \(mistake.sign.en)",
            zh: "\(mistake.title.zh)（`--mistake \(mistake.rawValue)`）：\(mistake.code.zh)。\(mistake.sign.zh)")
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("data", data.name)
        metrics.set("parameters", trainings.first?.outcome.parameters ?? 0)
        metrics.set("epochs", trainings.first?.outcome.losses.count ?? 0)
        metrics.set("train_seconds", trainings.reduce(0) { $0 + $1.outcome.seconds })
        for (mistake, outcome) in trainings {
            let name = mistake?.rawValue.replacing("-", with: "_") ?? "right"
            metrics.set("\(name)_start_loss", outcome.startLoss)
            if let loss = outcome.losses.last { metrics.set("\(name)_loss", loss) }
            if let error = outcome.testErrors.last { metrics.set("\(name)_test_rmse", error) }
            metrics.set("\(name)_diverged", outcome.hasDiverged ? 1 : 0)
        }
    }

    /// The page: the curves, the table, and what each looks like.
    func fill(_ report: inout Report) {
        report.paragraph(data.introduction)
        report.section(en: "Mistakes that everyone makes", zh: "人人都会犯的错误")
        report.paragraph(
            en: """
                One network, one training, and each time one line that is wrong. None of them is an error to the compiler, and some \
                learn something; the curves and two numbers tell them apart.
                """,
            zh: "同一个网络，同样的训练，每次只有一行是错的。编译器都不会报错，有的也能学到一点东西；看曲线和两个数就能区分它们。")
        report.chart(
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "mean squared error of scaled counts", zh: "标准化租用量的均方误差"),
                series: trainings.map { mistake, outcome in
                    Series(
                        title(mistake), x: outcome.losses.indices.map { Double($0 + 1) }, y: outcome.losses)
                }, yScale: .logarithmic),
            caption: Words(
                en: "A curve that ends, or is missing, became NaN.", zh: "中断或缺失的曲线表示损失变成了 NaN。"))
        report.table(table)
        for mistake in wrong { report.paragraph(description(mistake)) }
    }
}
