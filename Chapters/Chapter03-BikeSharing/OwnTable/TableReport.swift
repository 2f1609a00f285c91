import ChapterSupport
import Datasets
import Files
import Messages
import Reporting

extension TableResults {
    /// The page of a table of the reader's own.
    func fill(_ report: inout Report) {
        let target = excerpt(data.task.targetName)
        report.section(
            en: "Your table: \(target) from \(data.inputs.shape[1]) inputs",
            zh: "你的表格：用 \(data.inputs.shape[1]) 个输入预测 \(target)")
        report.note(data.task.summary)
        report.paragraph(
            en: """
                The rows stand in the order of *\(excerpt(data.timeName))*, which became year, month, day of the week and hour. The \
                first \(data.training.count) are for training, the next \(data.validation.count) for validation, the \
                last \(data.test.count) for the test: what is to be predicted lies in the future. Medians, most frequent \
                categories, means and deviations come from the training rows. Look for columns that are known only after \
                \(target), or make it up: they are data leakage.
                """,
            zh: """
                各行按 *\(excerpt(data.timeName))* 排序，时间变成年、月、星期和小时。前 \(data.training.count) 行用于训练，\
                接下来的 \(data.validation.count) 行用于验证，最后 \(data.test.count) 行用于测试：要预测的是未来。中位数、\
                最多的类别、均值和标准差只取自训练集。请检查有没有在 \(target) 之后才知道、或者就是它的组成部分的列：\
                那是数据泄露。
                """)
        report.table(scoreTable)
        fillRowNumber(&report)
        if overfitted.isTrained { fillOverfitting(&report) }
        if stopped.isTrained { fillTest(&report) }
    }

    private func fillRowNumber(_ report: inout Report) {
        let fit = rowNumberFit
        let rows = Array(0..<fit.counts.count).map(Double.init)
        let fitted = formatNumber(fit.fittedScores.rmse, significantDigits: 3)
        let next = formatNumber(fit.nextScores.rmse, significantDigits: 3)
        report.section(en: "Fifty rows from the row number", zh: "只用行号预测五十行")
        report.chart(
            LineChart(
                title: Words(
                    en: "Fitted on fifty rows, predicted for the next fifty", zh: "拟合五十行，预测后面的五十行"),
                xLabel: Words(en: "row number", zh: "行号"),
                yLabel: Words(
                    en: "\(excerpt(data.task.targetName)), standardized",
                    zh: "\(excerpt(data.task.targetName))（标准化）"),
                series: [
                    Series(
                        Words(en: "in the table", zh: "表中的值"), x: rows, y: fit.counts.map(Double.init),
                        style: .points),
                    Series(
                        Words(en: "raw row numbers", zh: "原始行号"), x: rows,
                        y: fit.raw.predictions.map(Double.init), style: .dashed),
                    Series(
                        Words(en: "normalized row numbers", zh: "归一化的行号"), x: rows,
                        y: fit.normalized.predictions.map(Double.init)),
                ],
                annotations: [
                    .vertical(x: 49.5, label: Words(en: "end of the training rows", zh: "训练数据到此为止"))
                ]),
            caption: Words(
                en: """
                    The RMSE is \(fitted) standard deviations on the rows trained on and \(next) on the fifty after them. A \
                    row number says nothing about tomorrow.
                    """,
                zh: "训练数据上的 RMSE 是 \(fitted) 个标准差，后面五十行上是 \(next) 个标准差。行号对明天一无所知。"))
    }

    /// A network that learns its training rows by heart, and when to stop it.
    private func fillOverfitting(_ report: inout Report) {
        let deviation = Double(data.scale.deviations[0])
        func series(_ name: Words, _ values: [Double], _ style: Series.Style) -> Series {
            Series(name, x: values.indices.map { Double($0 + 1) }, y: values, style: style)
        }
        func validation(_ network: TableNetwork) -> [Double] {
            (network.history.validationRMSE ?? []).map { $0 / deviation }
        }
        let stopsBeforeTheEnd = epochs < overfitted.history.losses.count
        report.section(en: "Overfitting", zh: "过拟合")
        report.chart(
            LineChart(
                title: Words(en: "Error while training", zh: "训练过程中的误差"), xLabel: Training.epochUnit,
                yLabel: Words(en: "RMSE in standard deviations", zh: "RMSE（标准差）"),
                series: [
                    series(
                        Words(en: "large network, training rows", zh: "大网络，训练集"),
                        overfitted.history.losses.map { $0.squareRoot() }, .line),
                    series(
                        Words(en: "large network, validation rows", zh: "大网络，验证集"), validation(overfitted),
                        .line),
                    series(
                        Words(en: "small network, validation rows", zh: "小网络，验证集"), validation(small), .dashed
                    ),
                ],
                yScale: .logarithmic,
                annotations: [.vertical(x: Double(epochs), label: Words(en: "lowest", zh: "最小"))]),
            caption: stopsBeforeTheEnd
                ? Words(
                    en: """
                        The training error falls on and on. The validation error is lowest after epoch \(epochs); what is \
                        learned later holds for the training rows alone. The network that is used was trained so long.
                        """,
                    zh: "训练集上的误差一直下降；验证集上的误差在第 \(epochs) 轮最小，此后学到的只对训练集成立。最后使用的网络训练到这一轮为止。")
                : Words(
                    en:
                        "The validation error is lowest in the last epoch: it does not overfit yet, train longer.",
                    zh: "验证集上的误差在最后一轮最小：还没有过拟合，可以训练更久。"))
        guard random.isTrained, stopped.isTrained else { return }
        let (apart, among) = (
            formatNumber(stopped.scores.rmse, significantDigits: 3),
            formatNumber(random.scores.rmse, significantDigits: 3)
        )
        let isEasier = random.scores.rmse < 0.97 * stopped.scores.rmse
        let reason =
            isEasier
            ? Words(
                en:
                    "At random, each test row has neighbours in time among the training rows; the future has none.",
                zh: "随机划分的测试行在训练集中有时间上的邻居，而未来的行没有。")
            : Words(
                en: "Here the future resembles the past, but only the split by time can tell.",
                zh: "在这里未来与过去相似，但只有按时间划分才能知道这一点。")
        report.note(
            en:
                "Split at random, the same network has an error of \(among); by time, of \(apart). \(reason.en)",
            zh: "随机划分时，同样的网络误差是 \(among)；按时间划分是 \(apart)。\(reason.zh)")
    }

    private func fillTest(_ report: inout Report) {
        let rows = data.test.map { Double($0 - data.test.lowerBound) }
        report.section(en: "The last rows", zh: "最后的行")
        report.chart(
            LineChart(
                title: Words(en: "Predicted and true", zh: "预测值与真实值"),
                xLabel: Words(en: "rows since the test began", zh: "测试开始后的行数"),
                yLabel: excerpt(data.task.targetName),
                series: [
                    Series(
                        Words(en: "in the table", zh: "表中的值"), x: rows,
                        y: data.targets[data.test].map(Double.init)),
                    Series(
                        Self.stoppedName, x: rows, y: stopped.predictions.map(Double.init), style: .dashed),
                ]))
    }
}
