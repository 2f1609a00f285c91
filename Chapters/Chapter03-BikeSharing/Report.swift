import ChapterSupport
import Messages
import Reporting

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        report.paragraph(data.introduction)
        report.table(scoreTable)
        if book.isTrained { try fillSliders(&report) }
        fillRowNumber(&report)
        fillHandAndLayers(&report)
        fillTraining(&report)
        if book.isTrained {
            fillTestWeeks(&report)
            fillNeurons(&report)
        }
        if classes.isTrained { fillClasses(&report) }
    }

    /// Section 3.5: the book's network answers for an hour that one changes.
    private func fillSliders(_ report: inout Report) throws {
        let played = try playedHours(book.model, data)
        let shown = data.hours[firstShownHour(data)]
        report.section(en: "Change the hour, and the network answers", zh: "改变时间和气温，看网络怎么回答")
        report.play(
            hourSliders(played, book.model, data),
            caption: Words(
                en: """
                    The book's network of this run, inside this page. Everything else is as in the hour \
                    \(shown.date) \(shown.hour):00 of the test weeks. One can ask for hours that never were, such as 39 °C \
                    at three in the morning: the network answers, and no data says whether it is right.
                    """,
                zh: """
                    本次运行训练出来的书中的网络就在这个网页里。其余输入取自测试集中的 \(shown.date) \(shown.hour):00。也可以问\
                    从未出现过的情形，例如凌晨三点气温 39 °C：网络照样回答，但没有数据能说明它答得对不对。
                    """))
    }

    /// Section 3.2: the counts as a function of the row number.
    private func fillRowNumber(_ report: inout Report) {
        let fit = rowNumberFit
        let rows = Array(0..<fit.counts.count).map(Double.init)
        let fitted = formatNumber(fit.fittedScores.rmse, significantDigits: 3)
        let next = formatNumber(fit.nextScores.rmse, significantDigits: 3)
        report.section(en: "Fifty hours from the row number", zh: "只用行号预测五十个小时")
        report.paragraph(
            en: """
                Ten sigmoid units predict the count of an hour from its row number only. With row numbers from \
                0 to 49, most units are saturated, where the sigmoid is flat, and hardly learn. With the row \
                numbers divided by fifty, the same network fits the points. Each curve has the best of four \
                learning rates.
                """,
            zh: """
                十个 sigmoid 单元，只根据行号预测这一小时的租用量。行号从 0 到 49 时，大多数单元落在 sigmoid 函数的\
                平坦区，几乎学不动；把行号除以五十，同样的网络就能拟合这些点。每条曲线都取四个学习率中最好的一个。
                """)
        report.chart(
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "mean squared error, bikes²", zh: "均方误差（辆²）"),
                series: [fit.raw, fit.normalized].map { attempt in
                    let rate = formatNumber(Double(attempt.learningRate))
                    return Series(
                        Words(
                            en: "\(attempt.name.en), learning rate \(rate)",
                            zh: "\(attempt.name.zh)，学习率 \(rate)"),
                        y: attempt.lossByStep)
                }, yScale: .logarithmic),
            caption: Words(
                en: """
                    Where a curve has spikes, its learning rate is about as large as it can be: now and then a \
                    step goes too far, and the loss falls back.
                    """,
                zh: "曲线出现尖峰，说明学习率已接近上限：偶尔一步走得太远，损失随后又降回来。"))
        report.chart(
            LineChart(
                title: Words(
                    en: "Fitted on fifty hours, predicted for the next fifty", zh: "拟合五十个小时，预测后面的五十个小时"),
                xLabel: Words(en: "row number", zh: "行号"), yLabel: Words(en: "bikes", zh: "单车（辆）"),
                series: [
                    Series(
                        Words(en: "rented", zh: "实际租用"), x: rows, y: fit.counts.map(Double.init),
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
                    With normalized row numbers the RMSE is \(fitted) bikes on the rows trained on and \(next) \
                    on the fifty after them: overfitting (section 3.2.6). A row number says nothing about \
                    tomorrow.
                    """,
                zh: """
                    行号归一化之后，训练数据上的 RMSE 是 \(fitted) 辆，后面五十行上是 \(next) 辆：这就是\
                    过拟合（overfitting，3.2.6 节）。行号对明天一无所知。
                    """))
    }

    /// Sections 3.2 and 3.5: the same network twice.
    private func fillHandAndLayers(_ report: inout Report) {
        let count = handAndLayers.lossesByHand.count
        let difference = formatNumber(handAndLayers.largestDifference, significantDigits: 2)
        report.section(en: "By hand, and by layers", zh: "手写的网络与用层搭建的网络")
        report.paragraph(
            en: """
                The book's network twice, from the same weights. Once every gradient is written out by hand, \
                in `NetworkByHand.swift`; once the network is made of layers, and `backward()` finds the \
                gradients.
                """,
            zh: """
                书中的网络做两遍，初始权重相同。一遍在 `NetworkByHand.swift` 中手写每一个梯度；\
                另一遍用层搭建网络，由 `backward()` 求梯度。
                """)
        report.chart(
            LineChart(
                title: Words(en: "The first \(count) losses", zh: "前 \(count) 步的损失"),
                xLabel: Words(en: "step", zh: "步"), yLabel: Words(en: "mean squared error", zh: "均方误差"),
                series: [
                    Series(Words(en: "by hand", zh: "手写"), y: handAndLayers.lossesByHand),
                    Series(
                        Words(en: "by layers", zh: "用层搭建"), y: handAndLayers.lossesByLayers, style: .dashed),
                ]),
            caption: Words(
                en: """
                    Same start, same mini-batches: the largest difference of the two losses is \(difference). \
                    Here the mini-batches come in the order of time, about five days each, so the loss goes up \
                    and down with the weather and the season. The training below shuffles the hours.
                    """,
                zh: """
                    初始权重相同，小批量也相同：两者的损失最多相差 \(difference)。这里的小批量按时间顺序排列，\
                    每个约五天，所以损失随天气和季节起伏。下面的训练会把各个小时打乱。
                    """))
    }

    /// Section 3.5: how both networks learned.
    private func fillTraining(_ report: inout Report) {
        report.section(en: "Training", zh: "训练")
        report.paragraph(
            en: """
                *The book's network* has 56 features and one hidden layer of sigmoid units, and is trained by \
                plain gradient descent. *The careful network* has two hidden layers and more features: hours \
                and days as points on circles, separate hours for working and free days, the growth of the \
                system, the days around holidays. It is trained twice: first with three weeks held out for \
                validation, then on everything before the test.
                """,
            zh: """
                *书中的网络*有 56 个输入和一层 sigmoid 隐藏单元，用普通的梯度下降法训练。*改进的网络*有两个隐藏层，\
                输入也更多：把小时和日期表示为圆上的点，区分工作日和休息日的小时，加入系统的增长和节假日前后的日子。\
                它训练两遍：第一遍留出三周作验证集，第二遍使用测试集之前的全部数据。
                """)
        var losses = [
            epochSeries(Self.bookName, book.history.losses),
            epochSeries(Self.carefulName, careful.final.history.losses),
        ]
        if let asInBook {
            let name = Words(en: "scaled as in the book", zh: "按书中的方法标准化")
            losses.append(epochSeries(name, asInBook.history.losses, style: .dashed))
        }
        report.charts(
            [
                LineChart(
                    title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                    yLabel: Words(en: "mean squared error of scaled counts", zh: "标准化租用量的均方误差"),
                    series: losses, yScale: .logarithmic),
                LineChart(
                    title: Words(en: "Error on the validation weeks", zh: "验证集上的误差"),
                    xLabel: Training.epochUnit,
                    yLabel: Words(en: "RMSE in bikes", zh: "RMSE（辆）"),
                    series: [epochSeries(Self.carefulName, careful.validated.validationRMSE ?? [])]),
            ],
            caption: Words(
                en: """
                    The two losses cannot be compared: the book's network predicts the count, the \
                    careful one its square root. The errors in bikes can.
                    """,
                zh: "两条损失曲线的高低不能直接比较：书中的网络预测租用量，改进的网络预测它的平方根。以辆为单位的误差才可以比较。"))
        if let asInBook, asInBook.isTrained {
            let (leaked, honest) = (formatNumber(asInBook.scores.rmse), formatNumber(book.scores.rmse))
            report.note(
                en: """
                    The book takes mean and standard deviation of the counts, temperatures, humidities and \
                    winds over training and test set together, so its features already know something about \
                    the future: a data leak. On these test weeks that gives an RMSE of \(leaked) bikes instead \
                    of \(honest).
                    """,
                zh: """
                    书中用训练集和测试集一起计算租用量、气温、湿度和风速的均值与标准差，输入因此已经知道了一点未来。\
                    在这三周的测试集上，这样得到的 RMSE 是 \(leaked) 辆，而不是 \(honest) 辆。
                    """)
        }
    }

    private func epochSeries(_ name: any Readable, _ values: [Double], style: Series.Style = .line) -> Series
    {
        Series(name, x: values.indices.map { Double($0 + 1) }, y: values, style: style)
    }

    /// The last three weeks, hour by hour and day by day.
    private func fillTestWeeks(_ report: inout Report) {
        let days = data.test.map { Double($0 - data.test.lowerBound) / 24 }
        let networks = [(Self.bookName, book), (Self.carefulName, careful.final)]
            .filter { $1.isTrained }
        report.section(en: "The last three weeks", zh: "最后三周")
        report.chart(
            LineChart(
                title: Words(en: "Bikes an hour", zh: "每小时的租用量"),
                xLabel: Words(en: "days since the test began", zh: "测试开始后的天数"),
                yLabel: Words(en: "bikes", zh: "单车（辆）"),
                series: [
                    Series(
                        Words(en: "rented", zh: "实际租用"), x: days, y: data.counts[data.test].map(Double.init))
                ]
                    + networks.map { name, network in
                        Series(name, x: days, y: network.predictions.map(Double.init), style: .dashed)
                    }))
        let inOrder = worstDays.sorted { $0.date < $1.date }
        report.chart(
            BarChart(
                title: Words(en: "Error of each day", zh: "每天的误差"),
                yLabel: Words(en: "RMSE in bikes", zh: "RMSE（辆）"),
                categories: inOrder.map { String($0.date.description.dropFirst(5)) },
                groups: networks.map { name, network in
                    let errors = DayError.worstFirst(network.predictions, data)
                    return BarChart.Group(
                        name, values: errors.sorted { $0.date < $1.date }.map(\.rmse))
                }, showsValues: false))
    }

    /// Section 3.6: the two-class variant.
    private func fillClasses(_ report: inout Report) {
        report.section(en: "More bikes than usual, or not", zh: "是否多于平时")
        let threshold = formatNumber(Double(classes.threshold))
        let start = formatNumber(classes.history.startLoss, significantDigits: 3)
        report.paragraph(
            en: """
                The same inputs and hidden units, but two outputs and cross-entropy. Class 1 is an hour with \
                more than \(threshold) bikes, the mean of the hours before the test. The loss of the first \
                mini-batch is \(start); a network that gives both classes the same probability has ln 2 = \
                0.693.
                """,
            zh: """
                输入和隐藏单元相同，但有两个输出，损失用交叉熵。第 1 类是租用量超过 \(threshold) 辆的小时，\
                这是测试集之前各小时的平均值。第一个小批量的损失是 \(start)；如果网络给两类相同的概率，\
                损失就是 ln 2 = 0.693。
                """)
        let names = [Words(en: "fewer", zh: "较少"), Words(en: "more", zh: "较多")]
        report.charts([
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                yLabel: Words(en: "cross-entropy", zh: "交叉熵"),
                series: [epochSeries("", classes.history.losses)]),
            HeatMap(
                title: Words(en: "Confusion matrix (shares)", zh: "混淆矩阵（占测试集的比例）"),
                xLabel: Words(en: "predicted", zh: "预测"), yLabel: Words(en: "rented", zh: "实际"),
                values: classes.confusion, rowLabels: names, columnLabels: names, showsValues: true),
        ])
        report.table(
            Table(
                headers: ["", Words(en: "accuracy", zh: "准确率")],
                rows: [
                    (Words(en: "always the more frequent class", zh: "总是猜较多的一类"), classes.majorityAccuracy),
                    (
                        Words(en: "the class of the same hour a week earlier", zh: "一周前同一小时的类别"),
                        classes.weekEarlierAccuracy
                    ),
                    (Words(en: "the network", zh: "网络"), classes.accuracy),
                ].map { [$0.text, formatPercent($1)] },
                highlightedRow: bestRow([
                    classes.majorityAccuracy, classes.weekEarlierAccuracy, classes.accuracy,
                ])))
    }
}
