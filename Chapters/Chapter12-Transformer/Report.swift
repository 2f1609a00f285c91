import NeuralNetworks
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) {
        report.paragraph(corpus.introduction)
        report.table(scoreTable)
        fillParts(&report)
        fillTraining(&report)
        report.section("Translations")
        report.table(
            Table(
                headers: ["sentence", "translation", "reference"],
                rows: evaluation.examples.map { [$0.source, $0.translation, $0.reference] }))
        if let map = evaluation.attention {
            report.chart(
                attentionChart(map),
                caption: """
                    The first of them: how much each word of the translation, from top to bottom, looked at each word of \
                    the sentence, in the decoder's last layer, mean of the heads.
                    """)
        }
        report.section("Beam search")
        report.paragraph(
            """
            For \(evaluation.beamSentences) sentences it took \
            \(formatNumber(evaluation.cachedSeconds, significantDigits: 3)) seconds with the keys and values of earlier \
            places kept, and \(formatNumber(evaluation.plainSeconds, significantDigits: 3)) with everything computed anew \
            at each step; \(evaluation.isSameOutput ? "the translations are the same" : "the translations differ").
            """)
        if let asInBook {
            report.note(
                """
                As in the book: an epoch over \(asInBook.sentences) sentences, thirty a batch, computes \
                \(formatNumber(Double(asInBook.tokens))) tokens; with a batch that is never cleared, \
                \(formatNumber(Double(asInBook.tokensInBook))). The loss of the last batch is \
                \(formatNumber(asInBook.loss, significantDigits: 3)) and \
                \(formatNumber(asInBook.lossInBook, significantDigits: 3)).
                """)
        }
    }

    private func fillParts(_ report: inout Report) {
        report.section("The parts")
        report.paragraph(
            """
            Each part stands in a short file of its own. Put together, on random sentences, they differ from the library's \
            layers by \(formatNumber(Double(lesson.outputDifference), significantDigits: 2)), and their gradients by \
            \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2)) of the largest.
            """)
        let waves = positionEncoding(length: 40, width: 64)
        func rows(_ array: NDArray) -> [[Double]] {
            (0..<array.shape[0]).map { array[$0].scalars.map(Double.init) }
        }
        report.chart(
            HeatMap(
                title: "Position encoding (12.2)", xLabel: "feature", yLabel: "position", values: rows(waves),
                rowLabels: (0..<40).map { $0 % 5 == 0 ? String($0) : "" },
                columnLabels: (0..<64).map { $0 % 8 == 0 ? String($0) : "" }, range: -1...1))
        func mask(_ title: String, _ array: NDArray) -> HeatMap {
            HeatMap(
                title: title, xLabel: "may look at", yLabel: "place", values: rows(array),
                rowLabels: (0..<array.shape[0]).map(String.init),
                columnLabels: (0..<array.shape[1]).map(String.init), range: 0...1)
        }
        let padding = NDArray.paddingMask(lengths: [5], count: 8).broadcast(to: [8, 8])
        report.charts(
            [
                mask("The past alone", .causalMask(8)),
                mask("Five words, the rest is padding", padding.contiguous()),
            ], caption: "Masks: 1 where a place may look at another.")
    }

    private func fillTraining(_ report: inout Report) {
        let history = trained.history
        guard !history.losses.isEmpty else { return }
        report.section("Training")
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "nats a token, with smoothing",
                series: [Series("loss", x: epochs, y: history.losses, style: .lineAndPoints)]),
            LineChart(
                title: "Greedy BLEU on the validation sentences", xLabel: "minutes of training",
                yLabel: "BLEU",
                series: [
                    Series(
                        "BLEU", x: history.secondsUntil.map { $0 / 60 }, y: history.validBLEU,
                        style: .lineAndPoints)
                ]),
        ])
        let steps = (0..<4000).filter { $0 % 20 == 0 }
        let schedule = NoamSchedule(width: corpus.shape.width, warmUpSteps: 400)
        let peak = 1e-3 * (Double(corpus.shape.width) * 400).squareRoot()
        report.chart(
            LineChart(
                title: "Learning rate (Noam)", xLabel: "update", yLabel: "rate",
                series: [
                    Series(
                        "rate", x: steps.map(Double.init),
                        y: steps.map { schedule.learningRate(at: $0, initial: peak) })
                ]))
    }
}

/// A map of attention with the words at its edges.
func attentionChart(_ map: (weights: NDArray, rows: [String], columns: [String])) -> HeatMap {
    HeatMap(
        title: "Attention", xLabel: "sentence", yLabel: "translation",
        values: (0..<map.rows.count).map { map.weights[$0].scalars.map(Double.init) }, rowLabels: map.rows,
        columnLabels: map.columns, range: 0...1)
}
