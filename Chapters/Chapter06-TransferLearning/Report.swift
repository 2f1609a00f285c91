import Messages
import Reporting
import TensorCore

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        let (accuracy, isGiven) = (formatPercent(recognizer.accuracy, decimals: 2), recognizer.isFromFile)
        report.paragraph(
            en: """
                \(digits.introduction) A recognizer, \(isGiven ? "trained by Chapter 5" : "pretrained on them"), classifies \
                \(accuracy) of the test digits correctly. What it has learned is now transferred to another task: the sum of two \
                digits.
                """,
            zh: """
                \(digits.introduction)一个\(isGiven ? "由第 5 章训练的" : "在它们上预训练的")识别器把测试数字的 \(accuracy) \
                分类正确。它学到的东西现在迁移到另一个任务：两个数字的和。
                """)
        if let sweep { fill(sweep, &report) }
        if let heads { try fill(heads, &report) }
        if let towns { fill(towns, &report) }
    }

    private func fill(_ sweep: FractionSweep, _ report: inout Report) {
        report.section(en: "The book's adder", zh: "书中的加法器")
        report.paragraph(
            en: """
                Two towers of convolutions, one for each digit, and a head that ends in one number, trained by mean squared \
                error (6.3). Training starts from scratch with random weights, or from the convolutions of the recognizer, which \
                are then fine-tuned or frozen. All get the same digits, the same number of epochs and the same learning rate.
                """,
            zh: """
                两座卷积的塔，每个数字一座，输出头最后是一个数，用均方误差训练（6.3）。训练或者从随机权重从零开始，或者从识别器的\
                卷积开始，然后微调或冻结。数字、训练轮次和学习率全都相同。
                """)
        report.chart(
            LineChart(
                title: Words(en: "Exact sums", zh: "和完全正确"), xLabel: Words(en: "training digits", zh: "训练数字"),
                yLabel: Words(en: "accuracy", zh: "准确率"),
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
                        Words(en: "most frequent sum", zh: "最常见的和"),
                        x: sweep.fractions.map { $0 * Double(digits.training.count) },
                        y: sweep.fractions.map { _ in sweep.majority }, style: .line)
                ], xScale: .logarithmic),
            caption: Words(
                en: "Mean over the repetitions; the band is one standard deviation to either side.",
                zh: "各次重复的平均；带子的两边各是一个标准差。"))
        report.table(sweepTable(sweep))
        if !sweep.losses.isEmpty {
            report.chart(
                LineChart(
                    title: Words(en: "Loss on all digits", zh: "用全部数字时的损失"),
                    xLabel: Words(en: "epoch", zh: "训练轮次"),
                    yLabel: Words(en: "mean squared error", zh: "均方误差"),
                    series: Transfer.allCases.compactMap { transfer in
                        sweep.losses[transfer].map { losses in
                            Series(
                                transfer.title, x: losses.indices.map { Double($0 + 1) }, y: losses,
                                style: .lineAndPoints)
                        }
                    }, yScale: .logarithmic))
        }
    }

    private func fill(_ heads: HeadComparison, _ report: inout Report) throws {
        report.section(en: "A better head", zh: "更好的输出头")
        report.paragraph(
            en: """
                Regression to one number is a poor choice: an adder that is undecided between 3 and 8 predicts 5.5. Let each \
                tower classify its digit instead. The probability of a sum is then that of all pairs of digits with this sum, \
                P(s) = Σ P(a) P(s − a). That step has no parameters; it is differentiable, so that backpropagation reaches both \
                classifiers.
                """,
            zh: """
                对一个数做回归不是好办法：在 3 和 8 之间拿不定主意的加法器预测 5.5。让每座塔改为分类自己的数字。一个和的概率，就是\
                所有加起来等于它的数字对的概率，P(s) = Σ P(a) P(s − a)。这一步没有参数；它可微，所以反向传播能到达两个分类器。
                """)
        report.table(headTable(heads))
        try fillPads(heads, &report)
        if let digits = heads.digitAccuracyFromSums {
            let share = formatPercent(digits, decimals: 2)
            report.note(
                en: """
                    The shared classifier trained from scratch has seen no label of a digit, only sums. Yet it classifies \
                    \(share) of the test digits correctly.
                    """,
                zh: "从零训练的共享分类器没见过任何数字的标签，只见过和。它却把测试数字的 \(share) 分类正确。")
        }
    }

    private func fill(_ towns: TownTransfer, _ report: inout Report) {
        report.section(en: "From night lights to poverty", zh: "从夜间灯光到贫困")
        let light = formatPercent(towns.lightAccuracy)
        report.paragraph(
            en: """
                Light at night is known for every town; what households spend is known only for towns that were surveyed. A \
                network is pretrained to tell dark, medium and bright towns apart by day, with an accuracy of \(light) on unseen \
                towns. Its features then serve to predict spending. The towns are synthetic (`Towns.swift`); the paper shows how \
                well it works on Earth.
                """,
            zh: """
                每个城镇夜间的灯光都是已知的；家庭支出多少，只有调查过的城镇才知道。先预训练一个网络，由白天的图像区分暗、中、亮的\
                城镇，在没见过的城镇上准确率 \(light)。然后用它的特征预测支出。这些城镇是合成的（`Towns.swift`）；论文展示了它在\
                地球上效果如何。
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
                ], rowLabels: [Words(en: "by day", zh: "白天"), Words(en: "by night", zh: "夜间")],
                columnLabels: towns.shown.spending.map { formatNumber(Double($0), significantDigits: 2) }),
            scale: 3, description: Words(en: "town", zh: "城镇"),
            caption: Words(
                en: "Above each town the spending of its households, in standard deviations from the mean.",
                zh: "每个城镇上方是它的家庭支出，以偏离平均值多少个标准差表示。"))
        var series = Transfer.allCases.compactMap { transfer in
            townSeries(transfer.title, towns, towns.surveyed.indices.map { towns.spread(transfer, $0) })
        }
        if let line = townSeries(Self.byLight, towns, towns.byLight.map { Spread($0) }) {
            series.append(line)
        }
        report.chart(
            LineChart(
                title: Words(en: "Spending in unseen towns", zh: "没见过的城镇的支出"),
                xLabel: Words(en: "surveyed towns", zh: "调查过的城镇"),
                yLabel: Words(en: "explained variance", zh: "可解释方差"),
                series: series, xScale: .logarithmic, yRange: -0.2...1))
        report.table(townTable(towns))
    }

    private func townSeries(_ name: Words, _ towns: TownTransfer, _ spreads: [Spread?]) -> Series? {
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
