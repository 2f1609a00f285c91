import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(
            """
            \(digits.introduction) A recognizer, \(recognizer.isFromFile ? "trained by Chapter 5" : "trained first"), reads \
            \(formatPercent(recognizer.accuracy, decimals: 2)) of the test digits. What it has learned is now used for \
            something else: the sum of two digits.
            """)
        if let sweep { fill(sweep, &report) }
        if let heads { fill(heads, &report) }
        if let towns { fill(towns, &report) }
    }

    private func fill(_ sweep: FractionSweep, _ report: inout Report) {
        report.section("The book's adding machine")
        report.paragraph(
            """
            Two towers of convolutions, one a digit, and a head that ends in one number, learned by mean-square error \
            (6.3). Three ways to begin: weights at random; the recognizer's convolutions as a start; the same, never \
            changed. All get the same digits, the same number of epochs and the same learning rate.
            """)
        report.chart(
            LineChart(
                title: "Sums said exactly", xLabel: "digits to learn from", yLabel: "share",
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
                        "the most frequent sum",
                        x: sweep.fractions.map { $0 * Double(digits.training.count) },
                        y: sweep.fractions.map { _ in sweep.majority }, style: .line)
                ], xScale: .logarithmic),
            caption: "Mean over the repetitions; the band is one deviation to either side.")
        report.table(sweepTable(sweep))
        if !sweep.losses.isEmpty {
            report.chart(
                LineChart(
                    title: "Loss on all digits", xLabel: "epoch", yLabel: "mean-square error",
                    series: Transfer.allCases.compactMap { transfer in
                        sweep.losses[transfer].map { losses in
                            Series(
                                transfer.title, x: losses.indices.map { Double($0 + 1) }, y: losses,
                                style: .lineAndPoints)
                        }
                    }, yScale: .logarithmic))
        }
    }

    private func fill(_ heads: HeadComparison, _ report: inout Report) {
        report.section("A better head")
        report.paragraph(
            """
            One number is a poor answer: a machine that doubts between 3 and 8 says 5.5. Let each tower say how likely each \
            digit is; the probability of a sum is then the sum over all pairs of digits that make it, \
            P(s) = Σ P(a) P(s − a). That is no layer to be learned, it is what a sum means, and the gradient goes through it.
            """)
        report.table(headTable(heads))
        if let read = heads.readsWithoutLabels {
            report.note(
                """
                The machine from scratch with one reader was never told a single digit, only sums. It reads \
                \(formatPercent(read, decimals: 2)) of the test digits nonetheless.
                """)
        }
    }

    private func fill(_ towns: TownStory, _ report: inout Report) {
        report.section("From night lights to poverty")
        report.paragraph(
            """
            Light at night is known of every town; what households spend is known of the few that were asked. A network \
            first learns to tell dark, middling and bright towns apart by their pictures by day, right in \
            \(formatPercent(towns.lightAccuracy)) of unseen towns. What it has learned to look for then serves to guess \
            spending. The towns are made up (`Towns.swift`): how well this works on Earth is the business of the paper.
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
            caption: "Above each town what its households spend, in deviations from the mean.")
        var series = Transfer.allCases.compactMap { transfer in
            townSeries(transfer.title, towns, towns.surveyed.indices.map { towns.spread(transfer, $0) })
        }
        if let line = townSeries("line through light", towns, towns.byLight.map { Spread($0) }) {
            series.append(line)
        }
        report.chart(
            LineChart(
                title: "Spending in unseen towns", xLabel: "towns surveyed", yLabel: "variance explained",
                series: series, xScale: .logarithmic, yRange: -0.2...1))
        report.table(townTable(towns))
    }

    private func townSeries(_ name: String, _ towns: TownStory, _ spreads: [Spread?]) -> Series? {
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
