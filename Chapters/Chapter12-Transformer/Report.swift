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
                headers: ["source", "translation", "reference"],
                rows: evaluation.examples.map { [$0.source, $0.translation, $0.reference] }))
        if let map = evaluation.attention {
            report.chart(
                attentionChart(map),
                caption: """
                    Cross-attention of the first example: how much each token of the translation (rows) attends to each \
                    token of the sentence, in the decoder's last layer, mean of the heads.
                    """)
        }
        report.section("Beam search")
        report.paragraph(
            """
            \(evaluation.beamSentences) sentences took \
            \(formatNumber(evaluation.cachedSeconds, significantDigits: 3)) seconds with a KV cache, which keeps the keys \
            and values of earlier positions, and \(formatNumber(evaluation.uncachedSeconds, significantDigits: 3)) seconds \
            without; \(evaluation.isSameOutput ? "the translations are the same" : "the translations differ").
            """)
        if let batches {
            report.note(
                """
                An epoch over \(batches.sentences) sentences, thirty a batch, computes \
                \(formatNumber(Double(batches.cleared.tokens))) tokens; with batches that are never cleared, as in the \
                book, \(formatNumber(Double(batches.growing.tokens))). The loss of the last batch is \
                \(formatNumber(batches.cleared.lastLoss, significantDigits: 3)) and \
                \(formatNumber(batches.growing.lastLoss, significantDigits: 3)).
                """)
        }
    }

    private func fillParts(_ report: inout Report) {
        report.section("The parts")
        report.paragraph(
            """
            Each part of the Transformer is a short file of this chapter. Put together, on random sequences, they differ from \
            the library's layers by \(formatNumber(Double(lesson.outputDifference), significantDigits: 2)), and their \
            gradients by \(formatNumber(Double(lesson.gradientDifference), significantDigits: 2)) of the largest gradient.
            """)
        let waves = positionalEncoding(length: 40, width: 64)
        func rows(_ array: NDArray) -> [[Double]] {
            (0..<array.shape[0]).map { array[$0].scalars.map(Double.init) }
        }
        report.chart(
            HeatMap(
                title: "Positional encoding (12.2)", xLabel: "feature", yLabel: "position",
                values: rows(waves),
                rowLabels: (0..<40).map { $0 % 5 == 0 ? String($0) : "" },
                columnLabels: (0..<64).map { $0 % 8 == 0 ? String($0) : "" }, range: -1...1))
        func mask(_ title: String, _ array: NDArray) -> HeatMap {
            HeatMap(
                title: title, xLabel: "key", yLabel: "query", values: rows(array),
                rowLabels: (0..<array.shape[0]).map(String.init),
                columnLabels: (0..<array.shape[1]).map(String.init), range: 0...1)
        }
        let padding = NDArray.paddingMask(lengths: [5], count: 8).broadcast(to: [8, 8])
        report.charts(
            [
                mask("Causal mask", .causalMask(8)),
                mask("Padding mask of five tokens", padding.contiguous()),
            ], caption: "Attention masks: 1 where a query may look at a key.")
    }

    private func fillTraining(_ report: inout Report) {
        let history = trained.history
        guard !history.losses.isEmpty else { return }
        report.section("Training")
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: "Training loss", xLabel: "epoch", yLabel: "nats per token, label smoothing 0.1",
                series: [Series("loss", x: epochs, y: history.losses, style: .lineAndPoints)]),
            LineChart(
                title: "Greedy BLEU on the validation sentences", xLabel: "minutes of training",
                yLabel: "BLEU",
                series: [
                    Series(
                        "BLEU", x: history.secondsUntil.map { $0 / 60 }, y: history.validationBLEU,
                        style: .lineAndPoints)
                ]),
        ])
        let steps = (0..<4000).filter { $0 % 20 == 0 }
        let rate = NoamRate(width: corpus.shape.width)
        report.chart(
            LineChart(
                title: "Learning rate (Noam)", xLabel: "update", yLabel: "rate",
                series: [
                    Series(
                        "rate", x: steps.map(Double.init),
                        y: steps.map { rate.schedule.learningRate(at: $0, initial: rate.initial) })
                ]))
    }
}

/// An attention map with the tokens at its edges.
func attentionChart(_ map: AttentionMap) -> HeatMap {
    HeatMap(
        title: "Cross-attention", xLabel: "source", yLabel: "translation",
        values: (0..<map.targetTokens.count).map { map.weights[$0].scalars.map(Double.init) },
        rowLabels: map.targetTokens,
        columnLabels: map.sourceTokens, range: 0...1)
}
