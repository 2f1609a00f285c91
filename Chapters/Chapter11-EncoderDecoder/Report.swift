import ChapterSupport
import Messages
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    func fill(_ report: inout Report) throws {
        report.paragraph(corpus.introduction)
        report.table(scoreTable)
        fillUnit(&report)
        fillTraining(&report)
        fillLengths(&report)
        fillMaps(&report)
        try fillBox(&report)
        fillForcing(&report)
        if let asInBook { fillBook(&report, asInBook) }
    }

    private func fillUnit(_ report: inout Report) {
        let differences = [lesson.outputDifference, lesson.gradientDifference].map { score(Double($0)) }
        report.section(en: "The gated recurrent unit", zh: "门控循环单元")
        report.paragraph(
            en: """
                `GatedUnit.swift` has the unit a formula a line. Both ways through sentences of different lengths its \
                outputs differ from the library's by \(differences[0]), and its gradients by \(differences[1]) of the \
                largest gradient.
                """,
            zh: """
                `GatedUnit.swift` 逐行写出门控循环单元的公式。沿两个方向读长度不同的句子，输出与库中的层相差 \
                \(differences[0])，梯度相差最大梯度的 \(differences[1])。
                """)
    }

    private func fillTraining(_ report: inout Report) {
        guard trained.contains(where: { !$0.history.losses.isEmpty }) else { return }
        report.section(en: "Training", zh: "训练")
        let networks = trained.filter { !$0.history.losses.isEmpty }
        report.charts(
            [
                LineChart(
                    title: Words(en: "Training loss", zh: "训练损失"), xLabel: Training.epochUnit,
                    yLabel: Words(en: "nats per word", zh: "每词损失（nat）"),
                    series: networks.map {
                        Series(
                            $0.network.kind.name, x: $0.history.losses.indices.map { Double($0 + 1) },
                            y: $0.history.losses, style: .lineAndPoints)
                    }),
                LineChart(
                    title: Words(en: "BLEU on the validation sentences, greedy", zh: "验证句的 BLEU（贪心解码）"),
                    xLabel: Words(en: "minutes of training", zh: "训练时间（分钟）"), yLabel: "BLEU",
                    series: networks.map {
                        Series(
                            $0.network.kind.name, x: $0.history.secondsUntil.map { $0 / 60 },
                            y: $0.history.validationBLEU, style: .lineAndPoints)
                    }),
            ],
            caption: Words(
                en: """
                    The first loss is \(score(trained[0].history.startLoss)); a network that thinks all \
                    \(corpus.language.targetVocabulary.count) words equally likely has the logarithm of their number.
                    """,
                zh: """
                    最初的损失是 \(score(trained[0].history.startLoss))；如果认为全部 \
                    \(corpus.language.targetVocabulary.count) 个词的概率相同，损失就是词数的对数。
                    """))
    }

    private func fillLengths(_ report: inout Report) {
        guard let first = evaluations.first, first.byLength.count > 1 else { return }
        report.section(en: "Long sentences", zh: "长句")
        report.chart(
            BarChart(
                title: Words(en: "BLEU by the length of the sentence", zh: "不同句长的 BLEU"), yLabel: "BLEU",
                categories: first.byLength.map { Words(en: "\($0.name) words", zh: "\($0.name) 词").text },
                groups: evaluations.map { BarChart.Group($0.kind.name, values: $0.byLength.map(\.bleu)) }),
            caption: Words(
                en: """
                    Without attention the whole sentence has to go through one vector; with it the decoder looks back at \
                    each word (section 11.3).
                    """,
                zh: "没有注意力时，整个句子要挤进一个向量；有了注意力，解码器可以回头看每一个词（11.3 节）。"))
    }

    private func fillMaps(_ report: inout Report) {
        report.section(en: "What each word looked at", zh: "每个词看了哪里")
        report.table(
            Table(
                headers: [
                    Words(en: "sentence", zh: "原句"), Words(en: "translation", zh: "译文"),
                    Words(en: "reference", zh: "参考译文"),
                ],
                rows: test.examples.map { ["`\($0.source)`", "`\($0.translation)`", "`\($0.reference)`"] }))
        let maps = test.examples.compactMap(\.map)
        guard !maps.isEmpty else { return }
        report.charts(
            maps.map(attentionChart),
            caption: Words(
                en: """
                    The attention's weights: how much each word of the translation (rows), when it was written, looked at \
                    each word of the sentence. Each row adds up to 1.
                    """,
                zh: "注意力权重：写出译文的每个词（行）时，看句子中各个词（列）的程度。每行之和为 1。"))
        if let accuracy = evaluations.first?.alignmentAccuracy {
            report.paragraph(
                en: """
                    In the generated language it is known which word stands for which: for \(formatPercent(accuracy)) of \
                    the words of the true translations the largest weight is on the right one.
                    """,
                zh: """
                    在程序生成的语言里，哪个词对应哪个词是已知的：正确译文中有 \(formatPercent(accuracy)) 的词，\
                    最大的权重落在对应的词上。
                    """)
        }
    }

    private func fillForcing(_ report: inout Report) {
        report.section(en: "Teacher forcing, and alone", zh: "教师强制与独立翻译")
        report.table(forcingTable)
        report.paragraph(
            en: """
                In training the decoder reads the true translation, in use its own words: one mistake and it stands where \
                it has never been. `--scheduled` mixes its own words into the training.
                """,
            zh: """
                训练时解码器读的是正确的译文，使用时读的是自己写的词：错一个词，就到了它从未见过的地方。\
                `--scheduled` 在训练中掺入它自己写的词。
                """)
    }

    private func fillBook(_ report: inout Report, _ book: AsInBook) {
        report.section(en: "As in the book", zh: "按书中的做法")
        report.table(bookTable(book))
        report.note(
            en: """
                The book's attention is a function of the last word and the decoder's state; the sentence is not in it. \
                Its decoder is bidirectional over one word at a time, its padding is read and counted, and its test \
                contains sentences of the training part. Counted its way, a table of the most frequent word at each \
                position, which never reads a sentence, has \(formatPercent(book.blindAccuracy)).
                """,
            zh: """
                书中的注意力只由上一个词和解码器的状态算出，与句子无关；解码器每次只读一个词却是双向的；\
                填充也被读入并计入准确率；测试集里有训练集的句子。按它的算法，一张从不看句子、\
                只记每个位置最常见的词的表，准确率也有 \(formatPercent(book.blindAccuracy))。
                """)
    }
}

/// An attention map with the words at its edges.
func attentionChart(_ map: AttentionMap) -> HeatMap {
    HeatMap(
        title: Words(en: "Attention", zh: "注意力"), xLabel: Words(en: "sentence", zh: "原句"),
        yLabel: Words(en: "translation", zh: "译文"),
        values: (0..<map.targetWords.count).map { map.weights[$0].scalars.map(Double.init) },
        rowLabels: map.targetWords, columnLabels: map.sourceWords, range: 0...1)
}
