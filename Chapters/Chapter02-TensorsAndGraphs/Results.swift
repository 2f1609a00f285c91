import Datasets
import Files
import Messages
import Reporting

/// Everything a run of the chapter found out.
struct Results {
    let tour: Tour
    let line: PriceLine
    let rates: LearningRates
    let boston: RegressionData?
    var table: TableTask?
    let regression: BostonRegression?

    /// The path of the reader's own table.
    var dataName: String?

    /// Prints what was found out, part by part.
    func print() {
        tour.print()
        line.print()
        rates.print()
        regression?.print()
    }

    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        try tour.fill(&report)
        line.fill(&report)
        rates.fill(&report)
        regression?.fill(&report)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set(
            "data",
            regression == nil
                ? "generated" : dataName.map { String($0.split(separator: "/").last ?? "table") } ?? "boston")
        metrics.set("parameters", regression.map { $0.featureNames.count + 1 } ?? 2)
        metrics.set("epochs", min(line.descent.stepCount, regression.map { $0.losses.count - 1 } ?? .max))
        metrics.set("train_seconds", line.seconds + (regression?.seconds ?? 0))

        metrics.set("expression_gradient_error", tour.expression.largestError)
        metrics.set("newton_gradient_error", tour.largestRootError)

        metrics.set("learning_rate", line.learningRate)
        metrics.set("start_loss", line.descent.losses.first ?? .nan)
        metrics.set("expected_start_loss", line.expectedStartLoss)
        metrics.set("train_loss", line.descent.losses.last ?? .nan)
        metrics.set("closed_form_loss", line.meanSquaredError(of: line.closedForm))
        metrics.set("slope", line.fitted.slope)
        metrics.set("closed_form_slope", line.closedForm.slope)
        metrics.set("slope_error", line.slopeError)
        metrics.set("intercept", line.fitted.intercept)
        metrics.set("closed_form_intercept", line.closedForm.intercept)
        metrics.set("intercept_error", line.interceptError)
        metrics.set("raw_months_slope_error", line.scalings[0].slopeError)

        metrics.set("learning_rate_limit", rates.curvature.learningRateLimit)
        metrics.set("measured_learning_rate_limit", rates.measuredLimit)
        metrics.set("divergence_factor", rates.measuredGrowth)
        metrics.set("expected_divergence_factor", rates.expectedGrowth)

        guard let regression else { return }
        metrics.set(
            regression.table == nil ? "boston_train_loss" : "table_train_loss", regression.losses.last ?? .nan
        )
        metrics.set("coefficient_error", regression.largestCoefficientError)
        let (mean, descent, closedForm) = (regression.scores[0], regression.scores[1], regression.scores[2])
        metrics.set("test_rmse", descent.testError)
        metrics.set("test_r2", descent.testR2)
        metrics.set("train_rmse", descent.trainingError)
        metrics.set("mean_test_rmse", mean.testError)
        metrics.set("closed_form_test_rmse", closedForm.testError)
    }
}

extension Tour {
    /// Prints the lessons and the two kinds of graphs.
    func print() {
        for lesson in lessons {
            Swift.print(textHeading(lesson.title))
            Swift.print(indented(lesson.text))
        }
        Swift.print("\n  \(transpose.text.text)")
        Swift.print(
            textHeading(
                Words(
                    en: "The graph of loss = (w x + b − y)² + λ w²", zh: "loss = (w x + b − y)² + λ w² 的计算图"))
        )
        Swift.print(indented("\(expression.graph)"))
        Swift.print("\n" + indented(derivativeTable.text()))
        Swift.print(
            textHeading(
                Words(
                    en: "Graphs that depend on data: √a by Newton's iteration", zh: "随数据而变的计算图：用牛顿迭代法求 √a")))
        Swift.print(indented(rootTable.text()))
        tell(
            en: """
                At a = 1 the first guess is right and the loop never runs, so nothing leads back to a: \
                what is differentiated is the program that ran, not the function it computes.
                """,
            zh: "a = 1 时第一次猜测就对了，循环一次也没有执行，所以没有路通回 a：求导的对象是实际运行的程序，而不是它所计算的函数。")
    }
}

extension PriceLine {
    /// Prints the descent and what it is compared with.
    func print() {
        Swift.print(
            textHeading(
                Words(
                    en: "A straight line through \(prices.months.count) months of house prices",
                    zh: "为 \(prices.months.count) 个月的房价拟合一条直线")))
        Swift.print(indented(lossTable.text()))
        let start = formatNumber(expectedStartLoss, significantDigits: 6)
        tell(
            en: "loss at the start by theory: mean y² = \(start)\n", zh: "初始损失的理论值：y² 的平均值 = \(start)\n")
        Swift.print(indented(lineTable.text()))
        let rate = formatNumber(learningRate)
        let (steps, time) = (descent.stepCount, formatDuration(seconds))
        tell(
            en: "\(steps) steps with learning rate \(rate) in \(time)\n",
            zh: "学习率 \(rate)，\(steps) 步用了 \(time)\n")
        Swift.print(indented(scalingTable.text()))
    }
}

extension LearningRates {
    /// Prints the three descents and the limit.
    func print() {
        Swift.print(
            textHeading(Words(en: "Learning rates too small, right and too large", zh: "太小、合适和太大的学习率")))
        Swift.print(indented(rateTable.text()))
        let (limit, measured) = (formatNumber(curvature.learningRateLimit), formatNumber(measuredLimit))
        tell(
            en: "largest rate that converges: 2 / λmax = \(limit) by theory, \(measured) by experiment;",
            zh: "能收敛的最大学习率：理论值 2 / λmax = \(limit)，试出来的是 \(measured)；")
        let (growth, expected) = (formatNumber(measuredGrowth), formatNumber(expectedGrowth))
        tell(
            en: "the last one's loss grows by a factor of \(growth) a step, (1 − rate · λmax)² = \(expected)",
            zh: "学习率太大时，损失每步变为 \(growth) 倍，(1 − 学习率 · λmax)² = \(expected)")
    }
}

extension BostonRegression {
    /// Prints the scores on the test set.
    func print() {
        let counts = Words(
            en: "\(trainingCount) rows in the training set, \(testPrices.count) in the test set",
            zh: "\(trainingCount) 行作训练集，\(testPrices.count) 行作测试集")
        Swift.print(
            textHeading(
                table.map {
                    Words(
                        en: "\(oneLine($0.targetName)): \(counts.en)",
                        zh: "\(oneLine($0.targetName))：\(counts.zh)")
                }
                    ?? Words(
                        en:
                            "Boston: \(trainingCount) tracts in the training set, \(testPrices.count) in the test set",
                        zh: "波士顿：\(trainingCount) 个区域作训练集，\(testPrices.count) 个作测试集")))
        Swift.print(indented(scoreTable.text()))
        let (steps, rate) = (losses.count - 1, formatNumber(learningRate))
        let (time, difference) = (formatDuration(seconds), formatNumber(largestCoefficientError))
        tell(
            en: "\(steps) steps with learning rate \(rate) in \(time);",
            zh: "学习率 \(rate)，\(steps) 步用了 \(time)；")
        tell(
            en: "coefficients within \(difference) of the closed form's", zh: "系数与解析解相差不超过 \(difference)")
    }
}

/// Prints a sentence in the language of the run, two columns in and at most 78 wide.
private func tell(en: String, zh: String) {
    let text = Words(en: en, zh: zh).text
    for line in wrapped(text, toColumns: 76) { print("  \(line)") }
    if text.hasSuffix("\n") { print() }
}

/// The lines of a text, each two columns in, without the last line break.
private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  \($0)" }
        .joined(separator: "\n").trimmingEnd()
}

extension String {
    /// Without line breaks at the end.
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
