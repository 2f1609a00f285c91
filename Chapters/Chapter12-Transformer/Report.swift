import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        report.paragraph(corpus.introduction)
        report.table(scoreTable)
        fillParts(&report)
        fillTraining(&report)
        report.section(en: "Translations", zh: "译文")
        report.table(
            Table(
                headers: [
                    Words(en: "source", zh: "原文"), Words(en: "translation", zh: "译文"),
                    Words(en: "reference", zh: "参考译文"),
                ],
                rows: evaluation.examples.map { [$0.source, $0.translation, $0.reference] }))
        if let map = evaluation.attention {
            report.chart(
                attentionChart(map),
                caption: Words(
                    en: """
                        Cross-attention of the first example: how much each token of the translation (rows) attends to \
                        each token of the sentence, in the decoder's last layer, mean of the heads.
                        """,
                    zh: """
                        第一个例子的交叉注意力（cross-attention）：译文的每个词元（行）对原文各词元的关注程度，\
                        取自解码器的最后一层，各头的平均。
                        """))
        }
        try fillBox(&report)
        report.section(en: "Beam search", zh: "束搜索")
        let seconds = [evaluation.cachedSeconds, evaluation.uncachedSeconds]
            .map { formatNumber($0, significantDigits: 3) }
        let verdict =
            evaluation.isSameOutput
            ? Words(en: "the translations are the same", zh: "译文相同")
            : Words(en: "the translations differ", zh: "译文不同")
        report.paragraph(
            en: """
                \(evaluation.beamSentences) sentences took \(seconds[0]) seconds with a KV cache, which keeps the keys \
                and values of earlier positions, and \(seconds[1]) seconds without; \(verdict).
                """,
            zh: """
                对 \(evaluation.beamSentences) 个句子作束搜索（beam search），用键值缓存（KV cache）需 \(seconds[0]) 秒，\
                它保留以前各位置的键和值；不用则需 \(seconds[1]) 秒；两者的\(verdict)。
                """)
        if let batches { fillBatches(&report, batches) }
    }

    private func fillBatches(_ report: inout Report, _ batches: GrowingBatches) {
        let tokens = [batches.cleared.tokens, batches.growing.tokens].map { formatNumber(Double($0)) }
        let losses = [batches.cleared.lastLoss, batches.growing.lastLoss]
            .map { formatNumber($0, significantDigits: 3) }
        report.note(
            en: """
                An epoch over \(batches.sentences) sentences, thirty a batch, computes \(tokens[0]) tokens; with \
                batches that are never cleared, as in the book, \(tokens[1]). The loss of the last batch is \
                \(losses[0]) and \(losses[1]).
                """,
            zh: """
                \(batches.sentences) 个句子，每批三十句，一个轮次计算 \(tokens[0]) 个词元；如果像书中那样从不清空批次，\
                要计算 \(tokens[1]) 个。最后一批的损失分别是 \(losses[0]) 和 \(losses[1])。
                """)
    }

    private func fillParts(_ report: inout Report) {
        report.section(en: "The parts", zh: "各个部分")
        let differences = [lesson.outputDifference, lesson.gradientDifference]
            .map { formatNumber(Double($0), significantDigits: 2) }
        report.paragraph(
            en: """
                Each part of the Transformer is a short file of this chapter. Put together, on random sequences, they \
                differ from the library's layers by \(differences[0]), and their gradients by \(differences[1]) of the \
                largest gradient.
                """,
            zh: """
                Transformer 的每个部分是本章的一个短文件。合在一起，对随机的序列，输出与库中的层相差 \(differences[0])，\
                梯度相差最大梯度的 \(differences[1])。
                """)
        let waves = positionalEncoding(length: 40, width: 64)
        func rows(_ array: NDArray) -> [[Double]] {
            (0..<array.shape[0]).map { array[$0].scalars.map(Double.init) }
        }
        report.chart(
            HeatMap(
                title: Words(en: "Positional encoding (12.2)", zh: "位置编码（12.2）"),
                xLabel: Words(en: "feature", zh: "特征"), yLabel: Words(en: "position", zh: "位置"),
                values: rows(waves),
                rowLabels: (0..<40).map { $0 % 5 == 0 ? String($0) : "" },
                columnLabels: (0..<64).map { $0 % 8 == 0 ? String($0) : "" }, range: -1...1))
        func mask(_ title: Words, _ array: NDArray) -> HeatMap {
            HeatMap(
                title: title, xLabel: Words(en: "key", zh: "键"), yLabel: Words(en: "query", zh: "查询"),
                values: rows(array),
                rowLabels: (0..<array.shape[0]).map(String.init),
                columnLabels: (0..<array.shape[1]).map(String.init), range: 0...1)
        }
        let padding = NDArray.paddingMask(lengths: [5], count: 8).broadcast(to: [8, 8])
        report.charts(
            [
                mask(Words(en: "Causal mask", zh: "因果掩码"), .causalMask(8)),
                mask(
                    Words(en: "Padding mask of five tokens", zh: "五个词元的填充掩码"), padding.contiguous()),
            ],
            caption: Words(
                en: "Attention masks: 1 where a query may look at a key.",
                zh: "注意力的掩码（mask）：1 表示查询（query）可以看这个键（key）。"))
    }

    private func fillTraining(_ report: inout Report) {
        let history = trained.history
        guard !history.losses.isEmpty else { return }
        report.section(en: "Training", zh: "训练")
        let epochs = history.losses.indices.map { Double($0 + 1) }
        report.charts([
            LineChart(
                title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                yLabel: Words(
                    en: "nats per token, label smoothing 0.1", zh: "每词元损失（nat），标签平滑 0.1"),
                series: [
                    Series(Words(en: "loss", zh: "损失"), x: epochs, y: history.losses, style: .lineAndPoints)
                ]),
            LineChart(
                title: Words(en: "Greedy BLEU on the validation sentences", zh: "验证句的 BLEU（贪心解码）"),
                xLabel: Words(en: "minutes of training", zh: "训练时间（分钟）"), yLabel: "BLEU",
                series: [
                    Series(
                        "BLEU", x: history.secondsUntil.map { $0 / 60 }, y: history.validationBLEU,
                        style: .lineAndPoints)
                ]),
        ])
        let steps = (0..<4000).filter { $0 % 20 == 0 }
        let rate = NoamRate(width: corpus.shape.width, trained.settings)
        report.chart(
            LineChart(
                title: Words(en: "Learning rate (Noam)", zh: "学习率（Noam）"),
                xLabel: Words(en: "update", zh: "更新次数"), yLabel: Words(en: "rate", zh: "学习率"),
                series: [
                    Series(
                        Words(en: "rate", zh: "学习率"), x: steps.map(Double.init),
                        y: steps.map { rate.schedule.learningRate(at: $0, initial: rate.initial) })
                ]))
    }
}

/// An attention map with the tokens at its edges.
func attentionChart(_ map: AttentionMap) -> HeatMap {
    HeatMap(
        title: Words(en: "Cross-attention", zh: "交叉注意力"), xLabel: Words(en: "source", zh: "原文"),
        yLabel: Words(en: "translation", zh: "译文"),
        values: (0..<map.targetTokens.count).map { map.weights[$0].scalars.map(Double.init) },
        rowLabels: map.targetTokens,
        columnLabels: map.sourceTokens, range: 0...1)
}
