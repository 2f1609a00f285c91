import Reporting

// The straight line and the learning rates on the page (section 2.3).

extension PriceLine {
    /// Adds the line, its descent, and why the months are standardized.
    func fill(_ report: inout Report) {
        report.section("A straight line through house prices")
        report.paragraph(
            """
            \(prices.months.count) months of a made-up price index: \
            \(formatNumber(Double(prices.intercept))) + \(formatNumber(Double(prices.slope))) · month, plus \
            noise. The loss of a line is the mean squared error. Gradient descent starts at slope 0 and \
            intercept 0 and makes \(descent.stepCount) steps, over standardized months, with learning rate \
            \(formatNumber(learningRate)); then the line is converted back to months. The \
            closed form is computed independently, in double precision. At the start every prediction is \
            0, so the loss must be the mean of the squared prices, \
            \(formatNumber(expectedStartLoss, significantDigits: 6)), and it is.
            """)
        let months = prices.months.map(Double.init)
        func heights(_ line: Line) -> [Double] { months.map { line.slope * $0 + line.intercept } }
        report.chart(
            ScatterChart(
                title: "House prices and the line through them", xLabel: "month", yLabel: "price index",
                groups: [.init("prices", x: months, y: prices.prices.map(Double.init))],
                lines: [
                    Series("gradient descent", x: months, y: heights(fitted)),
                    Series("closed form", x: months, y: heights(closedForm), style: .dashed),
                ]),
            caption: "The two lines coincide.")
        report.table(lineTable)
        addScaling(to: &report)
    }

    private func addScaling(to report: inout Report) {
        report.section("Why the months are standardized")
        let shown = min(descent.stepCount, 100)
        let closedFormLoss = meanSquaredError(of: closedForm)
        report.chart(
            LineChart(
                title: "The same descent over months in three scales", xLabel: "step", yLabel: "loss",
                series: scalings.map { Series($0.name, y: Array($0.losses.prefix(shown + 1))) },
                yScale: .logarithmic, annotations: [.horizontal(y: closedFormLoss, label: "closed form")]),
            caption: "Each at its own best learning rate, 2 / (λmin + λmax).")
        report.paragraph(
            """
            The loss is a bowl. How steeply it curves is given by its Hessian, `2/N AᵀA`, with a column of \
            `A` for each input: its largest eigenvalue λmax belongs to the steepest direction, its smallest λmin \
            to the flattest. With a learning rate of 2 / λmax or more, gradient descent diverges along the steepest \
            direction, so that direction limits the learning rate of all. With the months 0 to 99 the bowl is a \
            ravine, \(formatNumber(scalings[0].curvature.conditionNumber.rounded())) times as steep across as \
            along. Standardization (mean 0, standard deviation 1) makes it round: λmin = λmax = 2, the limit is 1, and \
            0.5 would reach the minimum in a single step.
            """)
        report.table(scalingTable)
    }
}

extension LearningRates {
    /// Adds the descents with three learning rates, the limit, and the paths over the loss.
    func fill(_ report: inout Report) {
        report.section("Learning rates: too small, right, too large")
        let limit = curvature.learningRateLimit
        report.paragraph(
            """
            Months scaled to 0…1 leave a valley, λmin = \(formatNumber(curvature.smallest)) and λmax = \
            \(formatNumber(curvature.largest)), in which the learning rate shows what it does. The loss \
            above its minimum changes by (1 − rate · λ)² a step along each of the two directions. So descent \
            converges below 2 / λmax = \(formatNumber(limit)); by experiment, the largest rate that does is \
            \(formatNumber(measuredLimit)). The rate that is too large makes the loss \
            \(formatNumber(measuredGrowth)) times as large at each late step; (1 − rate · λmax)² is \
            \(formatNumber(expectedGrowth)).
            """)
        let names = runs.map { "\($0.name), \(formatNumber($0.rate, significantDigits: 3))" }
        let curves = zip(names, runs).map { Series($0, y: $1.descent.losses) }
        let overflow = runs[2].overflowStep.map {
            [Annotation.vertical(x: Double($0), label: "overflow at step \($0)")]
        }
        let minimum = Annotation.horizontal(y: smallestLoss, label: "closed form")
        report.charts(
            [
                LineChart(
                    title: "The first 40 steps", xLabel: "step", yLabel: "loss", series: curves,
                    yScale: .logarithmic, xRange: 0...40, yRange: 80...100_000, annotations: [minimum]),
                LineChart(
                    title: "Until overflow", xLabel: "step", yLabel: "loss", series: curves,
                    yScale: .logarithmic, annotations: overflow ?? []),
            ], caption: "The loss with three learning rates. The largest `Float` is 3.4 · 10³⁸.")
        report.table(rateTable)
        report.chart(
            LineChart(
                title: "The loss after \(sweepSteps) steps", xLabel: "learning rate",
                yLabel: "loss above its minimum",
                series: [Series("", x: sweep.map(\.rate), y: sweep.map(\.excess), style: .lineAndPoints)],
                yScale: .logarithmic, yRange: 1e-9...1e9,
                annotations: [
                    .vertical(x: limit, label: "limit 2 / λmax")
                ]),
            caption: """
                Each point is a descent with its own learning rate. On the falling side the slow direction \
                decides, by (1 − rate · λmin)² a step, on the rising side the steep one, by (1 − rate · \
                λmax)². They meet at 2 / (λmin + λmax) = \(formatNumber(curvature.bestLearningRate)), the \
                best fixed rate.
                """)
        addPaths(to: &report)
    }

    private func addPaths(to report: inout Report) {
        let start = runs[0].descent.losses[0] - smallestLoss
        let ellipses = [1, 0.6, 0.3, 0.12, 0.03, 0.004].map { contour(excess: start * $0) }
        // One series for all ellipses: a NaN leaves a gap between them. The empty ones before it use up the colours
        // before the grey.
        let contours = Series(
            "equal loss", x: ellipses.flatMap { $0.slopes + [.nan] },
            y: ellipses.flatMap { $0.intercepts + [.nan] })
        let nothing = Series("", y: [])
        let drawn: [(steps: Int, style: Series.Style)] = [(160, .line), (40, .lineAndPoints), (4, .dashed)]
        let paths = zip(runs, drawn).map { run, drawn in
            let path = run.descent.path.prefix(drawn.steps + 1)
            return Series(run.name, x: path.map(\.slope), y: path.map(\.intercept), style: drawn.style)
        }
        report.chart(
            LineChart(
                title: "Three paths over the loss", xLabel: "slope (months scaled to 0…1)",
                yLabel: "intercept", series: paths + [nothing, nothing, nothing, contours],
                xRange: -30...170, yRange: -70...140,
                annotations: [.text(x: minimum.slope, y: minimum.intercept, label: "minimum")]),
            caption: """
                Contour lines of the loss. The small learning rate creeps along the \
                valley for 160 steps. The right one jumps from side to side, a little lower each time. The \
                large one jumps higher each time; its first 4 steps are drawn.
                """)
    }
}
