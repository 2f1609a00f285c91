import Messages
import NeuralNetworks
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        if let text {
            fill(&report, text)
            try text.fillBox(&report)
        }
        if let names {
            report.section(en: "Names", zh: "名字")
            report.table(names.table)
            report.paragraph(names.invented.joined(separator: ", "))
        }
        if let addition { fill(&report, addition) }
        if let copying { fill(&report, copying) }
        if let bert { fill(&report, bert) }
        if let tweets { fill(&report, tweets) }
        if let encoder { fill(&report, encoder) }
        if let adapted { fill(&report, adapted) }
    }

    private func fill(_ report: inout Report, _ adapted: AdaptedResult) {
        report.section(AdaptedResult.title)
        report.paragraph(adapted.introduction)
        report.table(adapted.table)
        report.chart(adapted.chart)
        for line in adapted.lines { report.paragraph(line) }
    }

    private func fill(_ report: inout Report, _ encoder: EncoderResult) {
        report.section(EncoderResult.title)
        report.paragraph(encoder.introduction)
        report.table(encoder.table)
        for line in encoder.lines { report.note(line) }
    }

    private func fill(_ report: inout Report, _ tweets: TweetsResult) {
        report.section(en: "Airline tweets", zh: "航空推文")
        report.paragraph(tweets.introduction)
        report.table(tweets.table)
        report.table(tweets.wayTable)
        if let line = tweets.bookLine { report.note(line) }
    }

    private func fill(_ report: inout Report, _ text: TextResult) {
        report.section(en: "GPT on a text", zh: "GPT：学习文本")
        report.paragraph(text.introduction)
        report.table(text.table)
        report.charts(
            [
                LineChart(
                    title: Words(en: "Loss against seconds", zh: "损失与训练时间"),
                    xLabel: Words(en: "seconds of training", zh: "训练秒数"),
                    yLabel: Words(en: "−ln P of a character", zh: "每个字符的 −ln P"),
                    series: [
                        Series(
                            Words(en: "training", zh: "训练"), x: text.history.secondsUntil,
                            y: text.history.losses, style: .dashed),
                        Series(
                            Words(en: "validation", zh: "验证"), x: text.history.secondsUntil,
                            y: text.history.validation, style: .lineAndPoints),
                    ],
                    annotations: [
                        .horizontal(y: text.ngramLoss, label: Words(en: "table of counts", zh: "计数表"))
                    ])
            ])
        report.section(en: "What it writes", zh: "模型写出的文本")
        report.preformatted(text.written)
        report.paragraph(text.copiedLine)
        let same =
            text.isSameWithCache
            ? Words(en: "the same characters", zh: "字符完全相同") : Words(en: "other characters", zh: "字符不同")
        report.paragraph(
            en: """
                With a KV cache, which keeps the keys and values of earlier characters, writing takes \
                \(digits(text.cachedSeconds)) s, without it \(digits(text.uncachedSeconds)) s: \(same.en).
                """,
            zh: """
                用 KV 缓存保留前面各字符的键和值，书写用时 \(digits(text.cachedSeconds)) 秒，\
                不用则是 \(digits(text.uncachedSeconds)) 秒：\(same.zh)。
                """)
        let look = TextLook(text)
        report.chart(
            look.probabilityChart,
            caption: Words(
                en:
                    "What may come next, along a line of the held-out text: the likeliest characters at each place.",
                zh: "沿着留出文本的一行，每个位置之后最可能出现的字符。"))
        report.table(look.table)
        report.charts(
            look.attentionCharts,
            caption: Words(
                en: "What each head of the last layer attends to, in the same line.",
                zh: "最后一层各个注意力头在这一行上的关注。"))
    }

    private func fill(_ report: inout Report, _ addition: AdditionResult) {
        report.section(en: "Sums of three-digit numbers", zh: "三位数加法")
        report.table(addition.table)
        var series = [
            Series(
                Words(en: "last digit first", zh: "倒写"), x: addition.reversed.history.secondsUntil,
                y: addition.reversed.history.validation, style: .lineAndPoints)
        ]
        if let plain = addition.plain {
            series.append(
                Series(
                    Words(en: "first digit first", zh: "顺写"), x: plain.history.secondsUntil,
                    y: plain.history.validation, style: .lineAndPoints))
        }
        report.chart(
            LineChart(
                title: Words(en: "Sums right", zh: "算对的比例"),
                xLabel: Words(en: "seconds of training", zh: "训练秒数"), yLabel: Words(en: "share", zh: "比例"),
                series: series, yRange: 0...1),
            caption: Words(
                en: """
                    A digit of a sum needs the carry from its right. Written from the last digit on, that is in what \
                    stands there already; written from the first, all carries are needed at once.
                    """,
                zh: "和的每一位都需要右边的进位。从个位写起，进位就在已写出的部分里；从最高位写起，则要一次算出所有进位。"))
    }

    private func fill(_ report: inout Report, _ copying: CopyResult) {
        report.section(en: "Copying, and the head that does it", zh: "复制，以及负责复制的注意力头")
        report.table(copying.table)
        report.paragraph(copying.headLine)
        let heads = copying.heads
        let names = heads.map { head in
            Words(
                en: "layer \(head.layer + 1), head \(head.head + 1)",
                zh: "第 \(head.layer + 1) 层第 \(head.head + 1) 头")
        }
        report.chart(
            BarChart(
                title: Words(en: "What the heads attend to", zh: "各注意力头的关注"),
                yLabel: Words(en: "share of the weight", zh: "权重比例"), categories: names,
                groups: [
                    .init(Words(en: "the token before", zh: "前一个词元"), values: heads.map(\.previous)),
                    .init(
                        Words(en: "what followed last time", zh: "上次之后的词元"), values: heads.map(\.induction)),
                ], showsValues: false, yRange: 0...1))
        if let head = copying.inductionHead {
            let map = copying.task.map(copying.twoLayers.model, layer: head.layer, head: head.head)
            report.chart(
                HeatMap(
                    title: Words(en: "The induction head", zh: "归纳头"), xLabel: Words(en: "key", zh: "键"),
                    yLabel: Words(en: "query", zh: "查询"), values: rows(map.weights), range: 0...1),
                caption: Words(
                    en: """
                        A string of period \(map.period): each token of the repetition attends to the place one after its \
                        own last occurrence.
                        """,
                    zh: "周期为 \(map.period) 的字符串：重复部分的每个词元都关注自己上次出现之后的那个位置。"))
        }
        report.chart(
            LineChart(
                title: Words(en: "Copying is learned", zh: "学会复制的过程"),
                xLabel: Words(en: "seconds of training", zh: "训练秒数"), yLabel: Words(en: "share", zh: "比例"),
                series: [
                    Series(
                        Words(en: "one layer", zh: "一层"), x: copying.oneLayer.history.secondsUntil,
                        y: copying.oneLayer.history.validation, style: .lineAndPoints),
                    Series(
                        Words(en: "two layers", zh: "两层"), x: copying.twoLayers.history.secondsUntil,
                        y: copying.twoLayers.history.validation, style: .lineAndPoints),
                ], yRange: 0...1))
    }

    private func fill(_ report: inout Report, _ bert: BERTResult) {
        report.section(en: "BERT: filling gaps", zh: "BERT：填空")
        report.paragraph(bert.introduction)
        report.chart(
            LineChart(
                title: Words(en: "Masked words", zh: "被遮住的词"),
                xLabel: Words(en: "seconds of training", zh: "训练秒数"),
                yLabel: Words(en: "−ln P of a hidden word", zh: "被遮住的词的 −ln P"),
                series: [
                    Series(
                        Words(en: "training", zh: "训练"), x: bert.history.secondsUntil,
                        y: bert.history.losses, style: .dashed),
                    Series(
                        Words(en: "validation", zh: "验证"), x: bert.history.secondsUntil,
                        y: bert.history.validation, style: .lineAndPoints),
                ],
                annotations: [
                    .horizontal(
                        y: bert.task.unigramLoss, label: Words(en: "frequencies of words", zh: "词频"))
                ]))
        report.section(en: "What pretraining is good for", zh: "预训练的作用")
        report.table(bert.classTable)
        report.section(en: "Fine-tuning", zh: "微调")
        report.table(bert.wayTable)
        report.paragraph(bert.adapterLine)
    }
}

/// A matrix as rows, for a chart.
func rows(_ array: NDArray) -> [[Double]] {
    (0..<array.shape[0]).map { array[$0].contiguous().scalars.map(Double.init) }
}
