import Messages
import Pictures
import Reporting
import TensorCore

extension FewLabels {
    /// The page of the run.
    func fill(_ report: inout Report) {
        report.subtitle =
            Words(
                en: "An encoder learns from digits without labels; then a few labels are enough.",
                zh: "编码器从没有标签的数字学习；然后少量标签就够了。"
            ).text
        let count = formatNumber(Double(unlabelledCount))
        report.paragraph(
            en: """
                \(data.introduction) An encoder sees \(count) of the training digits and none of their labels. Each digit is shown \
                twice, shifted, turned and scaled at random; the encoder learns to tell which two views show the same digit \
                (SimCLR). Then a few digits get labels.
                """,
            zh: """
                \(data.introduction)编码器看 \(count) 个训练数字，从不看它们的标签。每个数字随机地平移、旋转、缩放，给出两个视图；\
                编码器学习哪两个视图是同一个数字（SimCLR）。然后给少量数字标上标签。
                """)
        fillViews(&report)
        fillLesson(&report)
        fillLosses(&report)
        fillAccuracies(&report)
        fillNeighbours(&report)
    }

    private func fillViews(_ report: inout Report) {
        guard let shown else { return }
        report.section(en: "Two views of a digit", zh: "一个数字的两个视图")
        let half = shown.views.shape[0] / 2
        report.pictures(
            PictureGrid(
                rows: [
                    pictures(shown.originals), pictures(shown.views[0..<half]),
                    pictures(shown.views[half..<2 * half]),
                ],
                rowLabels: [
                    Words(en: "the digit", zh: "数字"), Words(en: "a view", zh: "一个视图"),
                    Words(en: "another", zh: "另一个"),
                ]), description: Words(en: "digit", zh: "数字"),
            caption: Words(
                en: "Turned, scaled and shifted, but never mirrored: that would make another sign of a 2.",
                zh: "旋转、缩放、平移，但从不翻转：翻转后的 2 不再是 2。"))
    }

    private func fillLesson(_ report: inout Report) {
        guard let before = lessonBefore, let after = lessonAfter else { return }
        report.section(en: "Four pictures by hand", zh: "四张图，手算")
        let start = formatNumber(before.byHand.loss, significantDigits: 4)
        let (autograd, moving) = (
            formatNumber(Double(before.differenceFromAutograd), significantDigits: 2),
            formatNumber(before.differenceFromMoving, significantDigits: 2)
        )
        report.paragraph(
            en: """
                Two views each of two digits, a and b. Each view asks which of the three others is its partner: p is a softmax of \
                cosines, divided by the temperature. The loss is the mean of −ln p of the partner. Before training all are alike, so \
                it is near ln 3 = 1.0986; here \(start). The gradient pulls partners together (p − 1) and pushes all others apart (p), \
                `ContrastiveByHand.swift`. It differs from Autograd's by \(autograd) at most, and from what the loss does when a number \
                is moved by \(moving).
                """,
            zh: """
                两个数字 a 和 b，各两个视图。每个视图都问：另外三个中哪个是自己的搭档？p 是余弦除以温度之后的 softmax，损失是搭档的 \
                −ln p 的平均。训练之前全都相像，所以损失接近 ln 3 = 1.0986，这里是 \(start)。梯度把搭档拉近（p − 1），把其他的推开（p），\
                见 `ContrastiveByHand.swift`。它与 Autograd 的梯度最多相差 \(autograd)，与把一个数挪动一点时损失的变化最多相差 \(moving)。
                """)
        report.pictures(
            PictureGrid(rows: [pictures(before.views)], columnLabels: Self.viewNames),
            description: Words(en: "view", zh: "视图"))
        report.table(lessonTable(before, Words(en: "Before training", zh: "训练之前")))
        report.table(lessonTable(after, Words(en: "After training", zh: "训练之后")))
    }

    private static let viewNames = ["a1", "b1", "a2", "b2"]

    /// Each row: a view's cosines to all views, and in brackets how probable it holds each for its partner.
    private func lessonTable(_ lesson: ContrastiveLesson, _ when: Words) -> Table {
        let (cosines, p) = (lesson.byHand.cosines, lesson.byHand.probabilities)
        let loss = formatNumber(lesson.byHand.loss, significantDigits: 4)
        return Table(
            headers: [Words(en: "view", zh: "视图")] + Self.viewNames,
            rows: cosines.indices.map { i in
                [Self.viewNames[i]]
                    + cosines[i].indices.map { k in
                        i == k
                            ? "–"
                            : "\(formatNumber(cosines[i][k], significantDigits: 3)) (\(formatPercent(p[i][k])))"
                    }
            },
            caption: Words(
                en: "\(when.en): cosines, and in brackets p. Loss \(loss).",
                zh: "\(when.zh)：余弦，括号中是 p。损失 \(loss)。"))
    }

    private func fillLosses(_ report: inout Report) {
        guard !contrastive.losses.isEmpty else { return }
        report.section(en: "Learning without labels", zh: "无标签学习")
        let epochs = contrastive.losses.indices.map { Double($0 + 1) }
        let start = contrastiveLossAtStart(count: firstBatchCount)
        report.chart(
            LineChart(
                title: Words(en: "Contrastive loss", zh: "对比损失"), xLabel: Words(en: "epoch", zh: "训练轮次"),
                yLabel: Words(en: "loss", zh: "损失"),
                series: [
                    Series(
                        Words(en: "training", zh: "训练"), x: epochs, y: contrastive.losses,
                        style: .lineAndPoints),
                    Series(
                        Words(en: "all alike: log (2N − 1)", zh: "全都相像：log (2N − 1)"), x: epochs,
                        y: epochs.map { _ in start }, style: .line),
                    Series(
                        Words(en: "the least possible", zh: "可能的最小值"), x: epochs,
                        y: epochs.map { _ in
                            leastContrastiveLoss(count: firstBatchCount, temperature: temperature)
                        }, style: .line),
                ]),
            caption: Words(
                en:
                    "The first batch, before anything is learned: \(formatNumber(contrastive.startLoss, significantDigits: 4)).",
                zh: "第一批，还什么都没学到：\(formatNumber(contrastive.startLoss, significantDigits: 4))。"))
    }

    private func fillAccuracies(_ report: inout Report) {
        report.section(en: "Then a few labels", zh: "然后少量标签")
        report.paragraph(
            en: """
                The projection head is thrown away. On the encoder's features a linear layer learns from the labelled digits, with \
                the encoder frozen, or both are fine-tuned. Beside them: random weights, on the same digits as they are or \
                augmented; and an encoder that learned from labels of another question, even or odd, of all the same pictures.
                """,
            zh: """
                扔掉投影头。在编码器的特征上，一个线性层从有标签的数字学习，编码器冻结；或者两者一起微调。与之比较的有：随机权重，\
                用同样的数字，原样或做数据增强；以及一个从另一个问题的标签（奇数还是偶数）学习的编码器，用的是同样的全部图片。
                """)
        report.chart(
            LineChart(
                title: Words(en: "Test digits", zh: "测试数字"), xLabel: Self.labels,
                yLabel: Words(en: "accuracy", zh: "准确率"),
                series: Beginning.allCases.compactMap { beginning in
                    let known = counts.indices.compactMap { spread(beginning, $0) }
                    guard known.count == counts.count else { return nil }
                    return Series(
                        beginning.title, x: counts.map(Double.init), y: known.map(\.mean),
                        style: .lineAndPoints,
                        band: (known.map { $0.mean - $0.deviation }, known.map { $0.mean + $0.deviation }))
                }, xScale: .logarithmic))
        report.table(table())
        if let gainSentence { report.paragraph(gainSentence) }
    }

    private func fillNeighbours(_ report: inout Report) {
        guard let neighbours, let neighbourSentence else { return }
        report.section(en: "Neighbours", zh: "近邻")
        report.paragraph(neighbourSentence)
        report.pictures(
            PictureGrid(rows: neighbours.rows.map(pictures)),
            description: Words(en: "digit", zh: "数字"),
            caption: Words(
                en: "A digit that is held back, and the digits nearest to it by features.",
                zh: "一个留出的数字，和按特征离它最近的数字。"))
    }

    /// Pictures `[N, 1, 28, 28]`, one each.
    private func pictures(_ batch: NDArray) -> [Picture] {
        (0..<batch.shape[0]).map {
            Picture(1 - batch[$0], width: batch.shape[3], height: batch.shape[2])
        }
    }
}

extension Picture {
    /// A grey picture of an array's numbers.
    fileprivate init(_ array: NDArray, width: Int, height: Int) {
        self.init(array.scalars, width: width, height: height)
    }
}
