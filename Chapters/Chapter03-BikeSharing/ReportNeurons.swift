import Messages
import Reporting

// The book's network taken apart, on the page of the run.

extension Results {
    /// Section 3.5: which unit fires when, and which went wrong on the worst day.
    func fillNeurons(_ report: inout Report) {
        let names = neurons.units.indices.map { Words(en: "unit \($0 + 1)", zh: "单元 \($0 + 1)") }
        report.section(en: "The network taken apart", zh: "解剖网络")
        report.paragraph(
            en: """
                What the hidden units of the book's network have learned. The activation of a unit is between \
                0 and 1; near 1 we say that it *fires*. The table shows the features with the largest weights \
                of each unit: a positive weight makes the unit fire, a negative one keeps it quiet. The \
                features are numbered as in the published table: season 1 is winter, weekday 0 is Sunday, \
                weather 1 is clear and 4 is heavy rain or snow.
                """,
            zh: """
                书中网络的隐藏单元学到了什么？每个单元的输出在 0 和 1 之间，接近 1 时我们说它被*激活*。\
                下表列出对每个单元影响最大的输入及其权重：正的权重使单元激活，负的权重使它安静。\
                输入的编号与公开的数据表一致：季节 1 是冬季，星期 0 是星期日，天气 1 是晴，4 是大雨或大雪。
                """)
        report.table(
            Table(
                headers: [
                    "", Words(en: "output weight", zh: "输出权重"),
                    Words(en: "strongest features", zh: "影响最大的输入"),
                ],
                rows: zip(names, neurons.units).map { name, unit in
                    let inputs = unit.strongestFeatures.map {
                        "\(inputName($0.name)) (\(formatNumber(Double($0.weight), significantDigits: 2)))"
                    }
                    return [
                        name.text, formatNumber(Double(unit.outputWeight), significantDigits: 3),
                        inputs.joined(separator: ", "),
                    ]
                },
                caption: Words(
                    en: "A positive output weight means more bikes when the unit fires.",
                    zh: "输出权重为正，表示这个单元激活时预测的租用量增加。")))
        let hours = (0...23).map(String.init)
        report.charts([
            HeatMap(
                title: Words(en: "Mean activation on working days", zh: "工作日的平均激活值"),
                xLabel: Words(en: "hour", zh: "小时"),
                values: neurons.units.map(\.workingDays), rowLabels: names, columnLabels: hours, range: 0...1),
            HeatMap(
                title: Words(en: "Mean activation on free days", zh: "休息日的平均激活值"),
                xLabel: Words(en: "hour", zh: "小时"),
                values: neurons.units.map(\.freeDays),
                rowLabels: names, columnLabels: hours, range: 0...1),
        ])
        fillWorstDay(&report, names)
    }

    /// A column of the data under the name that a reader knows.
    private func inputName(_ column: String) -> String {
        let names: KeyValuePairs = [
            "season": "季节", "weather": "天气", "month": "月份", "hour": "小时", "weekday": "星期", "year": "年份",
            "holiday": "节假日", "temperature": "气温", "humidity": "湿度", "wind": "风速",
        ]
        let word = column.prefix { $0 != " " }
        guard let name = names.first(where: { $0.key == word })?.value else { return column }
        return Words(en: column, zh: name + column.dropFirst(word.count)).text
    }

    private func fillWorstDay(_ report: inout Report, _ names: [Words]) {
        report.table(
            Table(
                headers: [
                    Words(en: "worst days of the book's network", zh: "书中网络误差最大的日子"), "RMSE",
                    Words(en: "mean of predicted − rented", zh: "（预测 − 实际）的平均值"),
                ],
                rows: worstDays.prefix(6).map {
                    [$0.date.description] + [$0.rmse, $0.bias].map { formatNumber($0, significantDigits: 3) }
                }))
        guard let worst = worstDays.first else { return }
        guard let other = data.ordinaryDay(like: worst.rows) else { return }
        report.chart(
            BarChart(
                title: Words(
                    en: "\(worst.date) compared with \(data.hours[other.lowerBound].date), unit by unit",
                    zh: "\(worst.date) 与 \(data.hours[other.lowerBound].date) 逐个单元比较"),
                yLabel: Words(
                    en: "change of the output, in standard deviations", zh: "输出的变化（以租用量的标准差为单位）"),
                categories: names,
                values: neurons.difference(between: worst.rows, and: other)),
            caption: Words(
                en: """
                    The second day is the last one of the same kind before the test: the same weekday, a \
                    working day or not. \(comparison(of: worst.rows, with: other).en) The bars show which \
                    units account for the change in the prediction: they respond to season and weather. The \
                    day of the month is not among the features. \(christmasExplanation.en)
                    """,
                zh: """
                    第二天是测试集之前最后一个同类的日子：星期相同，同为工作日或同为休息日。\
                    \(comparison(of: worst.rows, with: other).zh)柱子表示预测的变化来自哪些单元：它们对季节和天气作出反应。\
                    几月几日并不在输入之中。\(christmasExplanation.zh)
                    """))
    }

    /// What the book's network predicted for two days, and what was rented.
    private func comparison(of day: Range<Int>, with other: Range<Int>) -> Words {
        let (predicted, rented) = (
            [day, other].map { formatMean(book.model.predictions($0)) },
            [day, other].map { formatMean(Array(data.counts[$0])) }
        )
        return Words(
            en: """
                In the mean hour of the first day the network predicts \(predicted[0]) bikes and \(rented[0]) \
                were rented; of the second, it predicts \(predicted[1]) and \(rented[1]) were rented.
                """,
            zh: """
                第一天平均每小时预测 \(predicted[0]) 辆，实际租用 \(rented[0]) 辆；\
                第二天预测 \(predicted[1]) 辆，实际租用 \(rented[1]) 辆。
                """)
    }

    private func formatMean(_ counts: [Float]) -> String {
        let mean = counts.reduce(0.0) { $0 + Double($1) } / Double(max(1, counts.count))
        return formatNumber(mean.rounded())
    }

    /// How little the training data has of the days around Christmas.
    private var christmasExplanation: Words {
        let isChristmas = { (row: Int) in
            data.hours[row].date.month == 12 && (24...26).contains(data.hours[row].date.day)
        }
        let seen = data.beforeTest.filter(isChristmas)
        let marked = seen.filter { data.hours[$0].isHoliday }
        let all = formatNumber(Double(data.beforeTest.count))
        return Words(
            en: """
                Of \(all) training hours only \(seen.count) are from 24 to 26 December, and \(marked.count) of \
                those are marked as a holiday: too few to learn Christmas from.
                """,
            zh: """
                训练集的 \(all) 个小时中，只有 \(seen.count) 个在 12 月 24 日到 26 日，其中 \(marked.count) 个标为节假日：\
                太少了，学不到圣诞节。
                """)
    }
}
