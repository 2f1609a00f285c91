import ChapterSupport
import Messages
import Reporting
import Text

extension Results {
    /// The linear network judges what one types.
    func fillReviewBox(_ report: inout Report) throws {
        // Reviews that have no token twice have no columns.
        guard let model = linear.model, !model.features.scales.isEmpty, let fold = data.folds.first else {
            return
        }
        let (network, rows) = (model.reader.bagNetwork, Array(fold.test.prefix(8)))
        let columns = formatNumber(Double(model.features.scales.count))
        report.section(en: "Type a review, and the network judges it", zh: "输入评论，让网络来判断")
        do {
            let played = try playedReviews(network, model.features, rows.map { data.units[$0] })
            report.play(
                reviewBox(
                    played, model.features, reviews: rows.map { data.texts[$0] },
                    readsCharacters: data.isChinese),
                caption: Words(
                    en: """
                        The linear network of the first test set, inside this page, with its \
                        \(columns) columns. What the tokens contribute adds up to \
                        the log-odds of good; a token that no training review has says nothing.
                        """,
                    zh: """
                        第一份数据上的线性网络就在这个网页里，共 \(columns) 列。各个词的贡献相加，就是好评的对数几率；训练集中没有的词不起作用。
                        """))
        } catch PlayedNetwork.Refusal.tooLarge(let bytes) {
            report.paragraph(
                en: "The network is \(formatNumber(Double(bytes))) bytes too large for a page.",
                zh: "网络太大，网页放不下：超出 \(formatNumber(Double(bytes))) 字节。")
        }
    }

    /// The hidden units of the book's network.
    func fillNeurons(_ report: inout Report) {
        guard let book else { return }
        let neurons = Neurons(book.reader.bagNetwork, book.words.weights.grams)
        report.section(en: "The network taken apart", zh: "剖析网络")
        report.paragraph(
            en: """
                Each hidden unit of the book's network adds up a weight for each word, and fires where the sum is \
                positive. These are the words that push it up most, of those in at least five training reviews.
                """,
            zh: """
                书中网络的每个隐藏单元为每个词加上一个权重，和为正就激活。下面是使它激活的权重最大的词\
                （至少出现在五条训练评论中）。
                """)
        report.table(
            Table(
                headers: [
                    Words(en: "speaks for", zh: "支持"), Words(en: "vote", zh: "输出权重之差"),
                    Words(en: "fires for", zh: "激活它的词"),
                ],
                rows: neurons.units.map { unit in
                    [
                        className(unit.vote > 0 ? 1 : 0).text, formatNumber(unit.vote, significantDigits: 2),
                        unit.words.map(\.word).joined(separator: "  "),
                    ]
                }))
    }

    /// Where the linear network is wrong, and why.
    func fillMistakes(_ report: inout Report) {
        guard !linearMistakes.isEmpty else { return }
        report.section(en: "Wrong answers", zh: "判断错误的评论")
        report.paragraph(
            en: """
                The surest wrong answers of the linear network on the first test set, with the tokens that led it \
                there. It adds up what it reads: irony, "not", "but" and what was expected are beyond it. Some \
                of the surest are no mistakes at all: the label is wrong, see below.
                """,
            zh: """
                线性网络在第一份测试集上最有把握的错误，以及把它引向错误的词。它只会把读到的加起来：\
                反话、“没”“不”“但是”和“本以为”，它都不懂。有些最有把握的“错误”其实是标签标错了，见下文。
                """)
        report.table(
            Table(
                headers: [
                    Words(en: "review", zh: "评论"), Words(en: "label", zh: "标签"),
                    Words(en: "p of good", zh: "好评的概率"),
                    Words(en: "because of", zh: "因为"),
                ],
                rows: linearMistakes.map { row, good, reasons in
                    [
                        excerpted(data.reviews[row].text), className(data.reviews[row].label).text,
                        formatPercent(good),
                        reasons.map { "\($0.token) \(signed($0.value))" }.joined(separator: "  "),
                    ]
                }))
    }

    /// Reviews whose label is probably wrong.
    func fillSuspects(_ report: inout Report) {
        guard !suspects.isEmpty else { return }
        let found = suspectsPrecision.map { formatPercent($0) }
        report.section(en: "Labels that are probably wrong", zh: "很可能标错的评论")
        report.paragraph(
            Words(
                en:
                    "Each review is judged by a network that was not trained on it. Where that is sure of the opposite, look at the label."
                    + (found.map {
                        " Of generated reviews it is known: as many suspects as there are wrong labels hold \($0) of them."
                    } ?? ""),
                zh: "每条评论都由没有用它训练过的网络来判断。如果网络很有把握地说相反的话，就该看看标签了。"
                    + (found.map { "生成的评论中哪些标签是错的是已知的：取与错误标签同样多的可疑评论，其中包含 \($0)。" } ?? "")))
        report.table(
            Table(
                headers: [
                    Words(en: "review", zh: "评论"), Words(en: "label", zh: "标签"),
                    Words(en: "its probability", zh: "它的概率"),
                ],
                rows: suspects.prefix(20).map {
                    [
                        excerpted(data.reviews[$0.row].text), className(data.reviews[$0.row].label).text,
                        formatPercent($0.probability),
                    ]
                }))
    }
}

extension AsInBook {
    /// What the book's notebook hides.
    func fill(_ report: inout Report) {
        report.section(en: "As in the book", zh: "按书中的做法")
        report.paragraph(
            en: """
                The reviews with their copies, shared out at random; a vocabulary with \(wordsOfTheTest) words that \
                only the test set has; a recurrent network without a nonlinearity, which is a linear one.
                """,
            zh: """
                保留重复的评论，随机划分；词表中有 \(wordsOfTheTest) 个词只在测试集中出现；\
                循环神经网络没有非线性激活函数，其实是线性模型。
                """)
        report.table(table)
        let x = history.losses.indices.map { Double($0 + 1) }
        report.chart(
            LineChart(
                title: Words(en: "The training loss, and what is printed as it", zh: "训练损失和打印出来的“训练损失”"),
                xLabel: Training.epochUnit, yLabel: Words(en: "cross-entropy", zh: "交叉熵"),
                series: [
                    Series(Words(en: "mean of the epoch", zh: "本轮的平均值"), x: x, y: history.losses),
                    Series(
                        Words(en: "mean since the first step", zh: "从第一步起的平均值"), x: x, y: printedLosses,
                        style: .dashed),
                    Series(Words(en: "validation", zh: "验证集"), x: x, y: history.validationLosses),
                ]),
            caption: Words(
                en: "The list of losses is never emptied: the printed mean lags behind.",
                zh: "损失的列表从不清空，所以打印出来的平均值总是滞后。"))
    }
}
