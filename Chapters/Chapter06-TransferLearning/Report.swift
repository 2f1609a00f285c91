import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        report.paragraph(
            """
            \(digits.introduction) A recognizer, \(recognizer.isFromFile ? "trained by Chapter 5" : "pretrained on them"), \
            classifies \(formatPercent(recognizer.accuracy, decimals: 2)) of the test digits correctly. What it has learned \
            is now transferred to another task: the sum of two digits.
            """)
        if let sweep { fill(sweep, &report) }
        if let heads { try fill(heads, &report) }
        if let towns { fill(towns, &report) }
    }

    private func fill(_ sweep: FractionSweep, _ report: inout Report) {
        report.section("The book's adder")
        report.paragraph(
            """
            Two towers of convolutions, one for each digit, and a head that ends in one number, trained by mean squared error \
            (6.3). Training starts from scratch with random weights, or from the convolutions of the recognizer, which are \
            then fine-tuned or frozen. All get the same digits, the same number of epochs and the same learning rate.
            """)
        report.chart(
            LineChart(
                title: "Exact sums", xLabel: "training digits", yLabel: "accuracy",
                series: Transfer.allCases.compactMap { transfer in
                    let spreads = sweep.fractions.indices.map { sweep.spread(transfer, $0) }
                    guard spreads.allSatisfy({ $0 != nil }) else { return nil }
                    let known = spreads.compactMap { $0 }
                    return Series(
                        transfer.title, x: sweep.fractions.map { $0 * Double(digits.training.count) },
                        y: known.map(\.mean), style: .lineAndPoints,
                        band: (known.map { $0.mean - $0.deviation }, known.map { $0.mean + $0.deviation }))
                } + [
                    Series(
                        "most frequent sum",
                        x: sweep.fractions.map { $0 * Double(digits.training.count) },
                        y: sweep.fractions.map { _ in sweep.majority }, style: .line)
                ], xScale: .logarithmic),
            caption: "Mean over the repetitions; the band is one standard deviation to either side.")
        report.table(sweepTable(sweep))
        if !sweep.losses.isEmpty {
            report.chart(
                LineChart(
                    title: "Loss on all digits", xLabel: "epoch", yLabel: "mean squared error",
                    series: Transfer.allCases.compactMap { transfer in
                        sweep.losses[transfer].map { losses in
                            Series(
                                transfer.title, x: losses.indices.map { Double($0 + 1) }, y: losses,
                                style: .lineAndPoints)
                        }
                    }, yScale: .logarithmic))
        }
    }

    private func fill(_ heads: HeadComparison, _ report: inout Report) throws {
        report.section("A better head")
        report.paragraph(
            """
            Regression to one number is a poor choice: an adder that is undecided between 3 and 8 predicts 5.5. Let each \
            tower classify its digit instead. The probability of a sum is then that of all pairs of digits with this sum, \
            P(s) = Σ P(a) P(s − a). That step has no parameters; it is differentiable, so that backpropagation reaches both \
            classifiers.
            """)
        report.table(headTable(heads))
        try fillPads(heads, &report)
        if let digits = heads.digitAccuracyFromSums {
            report.note(
                """
                The shared classifier trained from scratch has seen no label of a digit, only sums. Yet it classifies \
                \(formatPercent(digits, decimals: 2)) of the test digits correctly.
                """)
        }
    }

    private func fill(_ towns: TownTransfer, _ report: inout Report) {
        report.section("From night lights to poverty")
        report.paragraph(
            """
            Light at night is known for every town; what households spend is known only for towns that were surveyed. A \
            network is pretrained to tell dark, medium and bright towns apart by day, with an accuracy of \
            \(formatPercent(towns.lightAccuracy)) on unseen towns. Its features then serve to predict spending. The towns \
            are synthetic (`Towns.swift`); the paper shows how well it works on Earth.
            """)
        let side = Towns.side
        report.pictures(
            PictureGrid(
                rows: [
                    (0..<towns.shown.count).map {
                        Picture(towns.shown.day[$0].scalars, channels: 3, side: side)
                    },
                    (0..<towns.shown.count).map {
                        Picture(towns.shown.night[$0].scalars, channels: 1, side: side)
                    },
                ], rowLabels: ["by day", "by night"],
                columnLabels: towns.shown.spending.map { formatNumber(Double($0), significantDigits: 2) }),
            scale: 3, description: "town",
            caption: "Above each town the spending of its households, in standard deviations from the mean.")
        var series = Transfer.allCases.compactMap { transfer in
            townSeries(transfer.title, towns, towns.surveyed.indices.map { towns.spread(transfer, $0) })
        }
        if let line = townSeries("regression on light", towns, towns.byLight.map { Spread($0) }) {
            series.append(line)
        }
        report.chart(
            LineChart(
                title: "Spending in unseen towns", xLabel: "surveyed towns", yLabel: "explained variance",
                series: series, xScale: .logarithmic, yRange: -0.2...1))
        report.table(townTable(towns))
    }

    private func townSeries(_ name: String, _ towns: TownTransfer, _ spreads: [Spread?]) -> Series? {
        let known = spreads.compactMap { $0 }
        guard known.count == spreads.count else { return nil }
        return Series(
            name, x: towns.surveyed.map(Double.init), y: known.map(\.mean), style: .lineAndPoints,
            band: (known.map { $0.mean - $0.deviation }, known.map { $0.mean + $0.deviation }))
    }
}

extension Picture {
    /// A picture from numbers between 0 and 1 in planes, `[channels, side, side]`.
    fileprivate init(_ numbers: [Float], channels: Int, side: Int) {
        let bytes = numbers.map { UInt8((max(0, min(1, $0)) * 255).rounded()) }
        self.init(planes: bytes[...], width: side, height: side)
    }
}
