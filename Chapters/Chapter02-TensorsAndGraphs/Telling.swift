import Reporting

// What the run says in the terminal, part by part.

extension Tour {
    /// Prints the lessons and the two kinds of graphs.
    func tell() {
        for lesson in lessons {
            print(textHeading(lesson.title))
            print(indented(lesson.text))
        }
        print("\n  \(transpose.text)")
        print(textHeading("The graph of loss = (w x + b − y)² + λ w²"))
        print(indented("\(expression.graph)"))
        print("\n" + indented(derivativeTable.text()))
        print(textHeading("Graphs that depend on data: √a by Newton's iteration"))
        print(indented(rootTable.text()))
        print("  At a = 1 the first guess is right and the loop never runs, so nothing leads back to a:")
        print("  what is differentiated is the program that ran, not the function it computes.")
    }
}

extension PriceLine {
    /// Prints the descent and what it is held against.
    func tell() {
        print(textHeading("A straight line through \(prices.months.count) months of house prices"))
        print(indented(lossTable.text()))
        let start = formatNumber(expectedStartLoss, significantDigits: 6)
        print("  loss at the start by theory: mean y² = \(start)\n")
        print(indented(lineTable.text()))
        let rate = formatNumber(learningRate)
        print("  \(descent.stepCount) steps with learning rate \(rate) in \(formatDuration(seconds))\n")
        print(indented(scalingTable.text()))
    }
}

extension LearningRates {
    /// Prints the three descents and the limit.
    func tell() {
        print(textHeading("Learning rates too small, right and too large"))
        print(indented(rateTable.text()))
        let (limit, measured) = (formatNumber(curvature.learningRateLimit), formatNumber(measuredLimit))
        print("  largest rate that converges: 2 / λmax = \(limit) by theory, \(measured) by trying;")
        let (growth, expected) = (formatNumber(measuredGrowth), formatNumber(expectedGrowth))
        print("  the last one's loss grows by a factor of \(growth) a step, (1 − rate · λmax)² = \(expected)")
    }
}

extension BostonRegression {
    /// Prints the scores on the held-out part.
    func tell() {
        print(textHeading("Boston: \(trainingCount) tracts to learn from, \(testPrices.count) held out"))
        print(indented(scoreTable.text()))
        let (steps, rate) = (losses.count - 1, formatNumber(learningRate))
        print("  \(steps) steps with learning rate \(rate) in \(formatDuration(seconds));")
        print("  coefficients within \(formatNumber(largestCoefficientError)) of the closed form's")
    }
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
