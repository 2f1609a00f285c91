import ChapterSupport
import Messages
import Reporting
import WordVectors

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        report.paragraph(data.introduction)
        let difference = formatNumber(Double(lesson.largestDifference), significantDigits: 2)
        report.paragraph(
            en: """
                Skip-gram and CBOW with negative sampling are first written out by hand, in `ByHand.swift`, on two small \
                tables: every gradient differs from the one that `backward()` finds by \(difference) at most. The vectors \
                below come from a kernel that does the same to a whole text.
                """,
            zh: """
                带负采样的 Skip-gram 和 CBOW 先在 `ByHand.swift` 中用两张小表手写：每个梯度与 `backward()` 的结果最多相差 \
                \(difference)。下面的词向量由一个内核算出，它对整篇文本做同样的事。
                """)
        if let language { fill(language, &report) }
        if !learned.isEmpty { fillVectors(&report) }
        fillMaps(&report)
        try fillWordBox(&report)
        if let asInBook {
            report.section(en: "As in the book", zh: "按书中的做法")
            report.note(asInBook.summary)
        }
    }

    /// Section 9.2: the neural language model and the tables of counts.
    private func fill(_ language: JudgedLanguageModel, _ report: inout Report) {
        report.section(en: "The next word", zh: "下一个词")
        report.paragraph(
            en: """
                The neural probabilistic language model looks up the vectors of the last \(language.context) words and gives \
                every word a probability of being the next. Beside it, models that only count: how often a word occurs, and \
                which word followed which two. Network and trigram err in different places, so that a mixture of both is \
                better than either.
                """,
            zh: """
                神经概率语言模型（NPLM）查出前 \(language.context) 个词的词向量，给出每个词作为下一个词的概率。与它比较的模型只是计数：\
                一个词出现多少次，哪个词跟在哪两个词后面。网络和三元模型犯的错不同，所以两者混合比各自都好。
                """)
        report.table(languageTable(language))
        let history = language.history
        report.chart(
            LineChart(
                title: Words(en: "Perplexity on the validation sentences", zh: "验证集上的困惑度"),
                xLabel: Words(en: "epoch", zh: "训练轮次"), yLabel: Words(en: "perplexity", zh: "困惑度"),
                series: [
                    Series(
                        "NPLM", x: history.validation.indices.map { Double($0 + 1) }, y: history.validation,
                        style: .lineAndPoints)
                ], annotations: [.horizontal(y: language.trigram, label: Words(en: "trigram", zh: "三元模型"))]))
    }

    /// Section 9.3: the methods in one table, and what is near to what.
    private func fillVectors(_ report: inout Report) {
        report.section(en: "Word vectors", zh: "词向量")
        report.paragraph(
            en: """
                The same text, learned in different ways. Same class: of the five nearest words among those of known class, \
                the share that is of the word's own class. Analogies: `a` is to `b` as `c` is to which word? Right is only the \
                nearest of all words but the three given. The mean cosine of two words is near 1 where the vectors have not \
                been trained apart.
                """,
            zh: """
                同一篇文本，用不同的方法学习。“5 近邻同类”：在已知类别的词中，最近的五个词里与该词同类的比例。类比：`a` 之于 `b`，\
                如同 `c` 之于哪个词？只有除题中三个词以外最近的那个词才算答对。平均余弦接近 1，说明词向量还没有被训练分开。
                """)
        report.table(scoreTable)
        let trained = learned.filter { $0.losses.count > 1 && $0.method != .nplm }
        if !trained.isEmpty {
            report.chart(
                LineChart(
                    title: Words(en: "Training loss", zh: "训练损失"), xLabel: Words(en: "epoch", zh: "训练轮次"),
                    yLabel: Words(en: "loss of a prediction", zh: "每次预测的损失"),
                    series: trained.map { one in
                        Series(
                            one.method.title, x: one.losses.indices.map { Double($0 + 1) }, y: one.losses,
                            style: .lineAndPoints)
                    }),
                caption: Words(
                    en: """
                        The losses of different methods cannot be compared: they predict different things. With K words \
                        of noise they begin at (1 + K) ln 2.
                        """,
                    zh: "不同方法的损失不能互相比较：预测的东西不同。有 K 个负样本时，损失从 (1 + K) ln 2 开始。"))
        }
        if let best {
            report.paragraph(
                en: "The five nearest words by \(best.method.title.en):",
                zh: "按“\(best.method.title.zh)”最近的五个词：")
            report.preformatted(neighbourLines.joined(separator: "\n"))
        }
    }

    private func fillMaps(_ report: inout Report) {
        guard let best, let maps = StarMaps(best) else { return }
        let kept = formatPercent(maps.explainedVarianceRatio)
        report.section(en: "The star map", zh: "星图")
        report.paragraph(
            en: """
                The words in the course of the training: choose an epoch, and they move to where they were then. In the \
                beginning all places are random.
                """,
            zh: "训练过程中的词：选择一个轮次，词就移动到当时的位置。开始时所有位置都是随机的。")
        report.starMap(
            maps.components,
            caption: Words(
                en:
                    "The two directions along which the vectors spread most at the end; they keep \(kept) of the variance.",
                zh: "训练结束时词向量散布最大的两个方向，保留了方差的 \(kept)。"))
        report.starMap(
            maps.neighbours,
            caption: Words(
                en: "t-SNE keeps near words near. How far groups are from each other says little.",
                zh: "t-SNE 让相近的词保持相近；各组之间的距离没有多少意义。"))
    }
}
