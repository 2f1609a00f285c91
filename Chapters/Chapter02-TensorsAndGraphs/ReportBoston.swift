import Messages
import Reporting

// Boston's prices on the page.

extension BostonRegression {
    /// The scores, the descent, the coefficients, and the predictions against the true prices.
    func fill(_ report: inout Report) {
        if let table {
            fillTable(table, &report)
            return
        }
        report.section(en: "Boston: thirteen measurements instead of one", zh: "波士顿：十三个特征而不是一个")
        let condition = formatNumber(curvature.conditionNumber, significantDigits: 3)
        report.paragraph(
            en: """
                \(trainingCount + testPrices.count) tracts of the 1970 census. The price is predicted as `x w \
                + b`: thirteen measurements, a weight for each, and the same descent as before. \
                \(testPrices.count) tracts were held out at random; mean and deviation for standardizing come \
                only from the other \(trainingCount). The loss is \(condition) times as steep in one direction \
                as in another, because some measurements say nearly the same (highways and tax).
                """,
            zh: """
                1970 年人口普查的 \(trainingCount + testPrices.count) 个区域。用 `x w + b` 预测房价：十三个特征，\
                各有一个权重，梯度下降的做法和前面一样。随机留出 \(testPrices.count) 个区域作测试集；标准化用的均值和标准差\
                只取自其余 \(trainingCount) 个。损失在一个方向上的陡峭程度是另一个方向的 \(condition) 倍，\
                因为有些特征说的几乎是同一件事（高速公路与税率）。
                """)
        report.table(scoreTable)
        report.chart(
            LineChart(
                title: Words(en: "The descent", zh: "梯度下降"), xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "mean squared error, $1000²", zh: "均方误差（千美元²）"),
                series: [
                    Series(
                        "", x: losses.indices.dropFirst().map(Double.init),
                        y: Array(losses.dropFirst()))
                ],
                xScale: .logarithmic, yScale: .logarithmic),
            caption: Words(
                en: "The loss over the training tracts with learning rate \(formatNumber(learningRate)).",
                zh: "训练集上的损失，学习率 \(formatNumber(learningRate))。"))
        report.chart(
            BarChart(
                title: Words(en: "The weight of each measurement", zh: "每个特征的权重"),
                yLabel: Words(en: "$1000 for one standard deviation", zh: "千美元 / 一个标准差"),
                categories: featureNames,
                groups: [
                    .init(Words(en: "gradient descent", zh: "梯度下降"), values: descended.weights),
                    .init(Words(en: "closed form", zh: "解析解"), values: closedForm.weights),
                ], showsValues: false),
            caption: Words(
                en: """
                    Weights of the standardized measurements. The largest: \(heaviest). LSTAT is the share of \
                    people of lower status, RM the rooms of a dwelling, DIS the distance to work, RAD the \
                    access to highways.
                    """,
                zh: """
                    标准化特征的权重。绝对值最大的是：\(heaviest)。LSTAT 是低收入人口的比例，RM 是每套住宅的房间数，\
                    DIS 是到工作地点的距离，RAD 是到高速公路的便利程度。
                    """))
        addPredictions(to: &report)
        report.note(
            en: """
                The column B of this table is a measure of the share of black inhabitants. It is here because \
                the published file has it; no price should be based on it. A weight is a correlation in the \
                table, not a cause.
                """,
            zh: """
                表中的 B 列与黑人居民的比例有关。它在这里，只是因为公开的文件里有它；任何价格都不应以它为依据。\
                权重说明的是表中哪些量相关，而不是因果关系。
                """)
    }

    /// The three measurements with the largest weights.
    private var heaviest: String {
        zip(featureNames, descended.weights).sorted { abs($0.1) > abs($1.1) }.prefix(3)
            .map { "\($0) \(formatNumber($1, significantDigits: 3))" }.joined(separator: ", ")
    }

    private func addPredictions(to report: inout Report) {
        let ends = [testPrices.min() ?? 0, testPrices.max() ?? 1]
        let residuals = zip(testPrices, testPredictions).map { $0 - $1 }
        report.charts(
            [
                ScatterChart(
                    title: Words(en: "Predicted and true", zh: "预测值与真实值"),
                    xLabel: Words(en: "predicted price, $1000", zh: "预测房价（千美元）"),
                    yLabel: Words(en: "true price, $1000", zh: "真实房价（千美元）"),
                    groups: [
                        .init(Words(en: "test tracts", zh: "测试集的区域"), x: testPredictions, y: testPrices)
                    ],
                    lines: [Series(Words(en: "equal", zh: "相等"), x: ends, y: ends, style: .dashed)]),
                ScatterChart(
                    title: Words(en: "Residuals", zh: "残差"),
                    xLabel: Words(en: "predicted price, $1000", zh: "预测房价（千美元）"),
                    yLabel: Words(en: "true − predicted, $1000", zh: "真实值 − 预测值（千美元）"),
                    groups: [
                        .init(Words(en: "test tracts", zh: "测试集的区域"), x: testPredictions, y: residuals)
                    ],
                    annotations: [.horizontal(y: 0)]),
            ],
            caption: Words(
                en: """
                    The test set. The table cuts prices off at 50, hence the straight upper edge of \
                    the points. The bend in the residuals shows that a linear model is not the whole truth.
                    """,
                zh: """
                    拟合时没有见过的区域。表中的房价最高记为 50，所以点的上边缘是一条直线。\
                    残差呈弯曲的形状，说明线性模型并不能描述全部规律。
                    """))
    }
}
