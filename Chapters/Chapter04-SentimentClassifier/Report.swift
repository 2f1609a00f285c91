import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import Text

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        report.paragraph(data.introduction)
        report.table(scoreTable)
        try fillReviewBox(&report)
        fillCopies(&report)
        fillSoftmax(&report)
        fillTokens(&report)
        fillSparse(&report)
        fillFitting(&report)
        fillNeurons(&report)
        fillRecurrent(&report)
        fillMistakes(&report)
        fillSuspects(&report)
        if let asInBook { asInBook.fill(&report) }
    }

    /// What repeats.
    private func fillCopies(_ report: inout Report) {
        report.section(en: "Copies and contradictions", zh: "重复和矛盾")
        report.paragraph(
            en: """
                Two reviews are copies where their letters and digits are the same. If one is in the training set \
                and the other in the test set, the classifier only has to remember. So copies are removed before \
                the reviews are shared out, and texts with both labels altogether.
                """,
            zh: """
                两条评论的文字和数字相同，就算重复。如果一条在训练集、另一条在测试集，分类器只要记住就行了。\
                所以先去掉重复，再划分数据；同时带有两种标签的文本全部去掉。
                """)
        report.table(
            Table(
                headers: [Words(en: "most frequent", zh: "最常见的重复"), Words(en: "times", zh: "次数")],
                rows: data.copies.mostFrequent.map { [excerpted($0.text), "\($0.count)"] }))
        let both = data.copies.contradictions.prefix(5).map(excerpted)
        report.table(
            Table(headers: [Words(en: "with both labels", zh: "两种标签都有")], rows: both.map { [$0] }))
    }

    /// Section 4.3.
    private func fillSoftmax(_ report: inout Report) {
        let difference = formatNumber(lesson.largestDifference, significantDigits: 2)
        report.section(en: "Softmax and cross-entropy", zh: "softmax 与交叉熵")
        report.paragraph(
            en: """
                Scores become probabilities by softmax; the loss is −ln of the probability of the right class. Its \
                gradient is p − y: what was said minus what was right. In `Softmax.swift` by hand; the library's \
                differs by \(difference) at most.
                """,
            zh: """
                softmax 把得分变成概率；损失是正确类别概率的 −ln。它的梯度是 p − y：说的减去对的。\
                `Softmax.swift` 中是手写的版本；与库中的最多相差 \(difference)。
                """)
        report.table(
            Table(
                headers: [
                    Words(en: "class", zh: "类别"), Words(en: "p of bad", zh: "差评的 p"),
                    Words(en: "p of good", zh: "好评的 p"),
                    Words(en: "gradient, bad", zh: "梯度（差评）"), Words(en: "gradient, good", zh: "梯度（好评）"),
                ],
                rows: lesson.labels.indices.map { row in
                    [className(lesson.labels[row]).text]
                        + (lesson.probabilities[row] + lesson.gradientByHand[row])
                        .map { formatNumber($0, significantDigits: 3) }
                },
                caption: Words(
                    en: "Four examples; the loss is their mean, so each gradient is (p − y) / 4.",
                    zh: "四个样本；损失取平均，所以每个梯度是 (p − y) / 4。")))
    }

    /// Section 4.2.
    private func fillTokens(_ report: inout Report) {
        report.section(en: "What is a word?", zh: "什么是词？")
        report.paragraph(
            en: """
                Chinese is written without blanks. Characters alone are few columns; pairs and triples of them hold \
                the words, and much that is none. Words can be found by counting which characters stand together \
                more often than by chance, and a text cut by the longest match. No dictionary and no segmenter is \
                needed.
                """,
            zh: """
                中文的词之间没有空格。只用单字，列数很少；字对和三连字包含了词，也包含许多不是词的组合。\
                统计哪些字连在一起的次数远多于偶然，就能找出词，再用最长匹配切分文本：不需要词典，也不需要分词工具。
                """)
        report.table(tokenTable)
    }

    /// Sparse gradients.
    private func fillSparse(_ report: inout Report) {
        guard let sparse else { return }
        let columns = formatNumber(Double(sparse.columns))
        let touched = formatNumber(sparse.touched.rounded())
        let (fast, slow) = (
            formatNumber(1000 * sparse.sparseSeconds, significantDigits: 2),
            formatNumber(1000 * sparse.denseSeconds, significantDigits: 2)
        )
        report.section(en: "A network on bags, and its sparse gradient", zh: "词袋上的网络和稀疏梯度")
        report.paragraph(
            en: """
                The linear network has a row for each of \(columns) tokens, and a batch of 32 reviews has \(touched) \
                of them. Only those rows get a gradient, and Adam changes only those. A step takes \(fast) ms, with \
                gradients for all rows \(slow) ms.
                """,
            zh: """
                线性网络为 \(columns) 个词各有一行权重，而一批 32 条评论只用到其中 \(touched) 行。只有这些行有梯度，\
                Adam 也只更新这些行。一步需要 \(fast) 毫秒；如果给所有行都算梯度，需要 \(slow) 毫秒。
                """)
    }

    /// Section 4.6.
    private func fillFitting(_ report: inout Report) {
        guard let book else { return }
        let epochs = Training.epochUnit
        let (right, slow) = (formatPercent(book.testAccuracy), formatPercent(book.slowAccuracy))
        report.section(en: "Underfitting and overfitting", zh: "欠拟合与过拟合")
        report.charts(
            [
                (Words(en: "the book's network", zh: "书中的网络"), book.history),
                (Words(en: "learning rate a fiftieth", zh: "学习率的五十分之一"), book.underfitted),
            ]
            .map { fittingChart($0, $1, epochs) },
            caption: Words(
                en: """
                    The book's network: the training loss falls on while the validation loss stays or turns up: it \
                    learns by heart. With a fiftieth of the learning rate both still fall at the end: it has not \
                    learned enough. With the weights of the best epoch the accuracies are \(right) and \(slow).
                    """,
                zh: """
                    书中的网络：训练损失继续下降，验证损失却不再下降，甚至上升：它开始死记硬背。学习率缩小到五十分之一，\
                    直到最后两条曲线都还在下降：学得不够。取最好一轮的权重，准确率分别是 \(right) 和 \(slow)。
                    """))
    }

    private func fittingChart(_ title: Words, _ history: ClassifierHistory, _ unit: Words) -> LineChart {
        let x = history.losses.indices.map { Double($0 + 1) }
        return LineChart(
            title: title, xLabel: unit, yLabel: Words(en: "cross-entropy", zh: "交叉熵"),
            series: [
                Series(Words(en: "training", zh: "训练集"), x: x, y: history.losses),
                Series(Words(en: "validation", zh: "验证集"), x: x, y: history.validationLosses, style: .dashed),
            ],
            annotations: history.bestEpoch.map {
                [.vertical(x: Double($0 + 1), label: Words(en: "best", zh: "最好"))]
            } ?? [])
    }

    /// The recurrent networks.
    private func fillRecurrent(_ report: inout Report) {
        guard !recurrent.isEmpty else { return }
        report.section(en: "Reading in order", zh: "按顺序阅读")
        report.paragraph(
            en: """
                A recurrent network reads a review from its beginning to its end; the class follows from the mean \
                and the maximum of its states. Training stops when the validation loss has not fallen for three \
                epochs, and the best epoch's weights are taken back.
                """,
            zh: """
                循环神经网络从头到尾读一条评论，再根据各步状态的平均值和最大值判断类别。验证损失连续三轮不再下降，\
                训练就停止，并取回最好一轮的权重。
                """)
        report.charts(
            recurrent.map {
                fittingChart(Words(en: $0.kind.title, zh: $0.kind.title), $0.histories[0], Training.epochUnit)
            })
        guard !accuracyByKind.isEmpty else { return }
        let names: [GeneratedReviews.Kind: Words] = [
            .plain: Words(en: "plain", zh: "直接"), .far: Words(en: "far negation", zh: "远距离否定"),
            .contrast: Words(en: "contrast", zh: "转折"),
        ]
        report.chart(
            BarChart(
                title: Words(en: "Accuracy by what decides in the review", zh: "不同句式上的准确率"),
                yLabel: Words(en: "accuracy", zh: "准确率"),
                categories: accuracyByKind.map { names[$0.kind] ?? Words(en: "", zh: "") },
                groups: [
                    BarChart.Group(Self.linearName, values: accuracyByKind.map(\.linear)),
                    BarChart.Group(
                        Words(en: "best network", zh: "最好的网络"), values: accuracyByKind.map(\.best)),
                ]),
            caption: Words(
                en:
                    "Against the truth, not the labels. A far negation is an exclusive or of two words: no sum sees it.",
                zh: "与真实含义相比，而不是与标签相比。远距离否定是两个词的异或，任何加权和都看不出来。"))
    }
}

/// "good" or "bad".
func className(_ label: Int) -> Words {
    label == 1 ? Words(en: "good", zh: "好评") : Words(en: "bad", zh: "差评")
}

/// A review short enough for a table.
func excerpted(_ text: String) -> String {
    text.count <= 60 ? text : String(text.prefix(59)) + "…"
}
