import Datasets
import Messages
import Reporting

extension Results {
    /// The page of the run, in the order of the chapter.
    ///
    /// - Throws: `PlayedNetwork.Refusal`.
    func fill(_ report: inout Report) throws {
        fillSeparable(&report)
        if let clouds = separable.first(where: { $0.key == "blobs" })?.data,
            let played = try playedPerceptron(clouds)
        {
            report.play(
                draggedPoints(played),
                caption: Words(
                    en: """
                        The rule of this chapter, inside this page. Its slider goes through the training one mistake at a time; \
                        the ring marks the row of that mistake. With XOR's classes it has no end as long as the segment between \
                        the two ones crosses that between the two zeros. Drag a point away, or change its class, and there is a \
                        line again.
                        """,
                    zh: """
                        本章的规则就在这个网页里。滑块一次错误一步地走过训练；圆圈标出犯错的那一行。按 XOR 的类别，只要两个一之间的\
                        线段与两个零之间的线段相交，训练就没有尽头。把一个点拖开，或者改变它的类别，就又有一条直线。
                        """))
        }
        if let cycle { fillCycle(cycle, &report) }
        try fillExclusiveOr(&report)
        report.section(en: "Compared by cross-validation", zh: "用交叉验证比较")
        if isCompared {
            fillComparison(&report)
        } else {
            report.note(
                en: "The run was interrupted before the first repetition of the comparison was done.",
                zh: "第一次比较还没有做完，运行就被中断了。")
        }
    }

    /// The perceptrons that must stop: their mistakes, the bound, and the lines they found.
    private func fillSeparable(_ report: inout Report) {
        report.section(en: "What one unit can learn", zh: "一个单元能学会什么")
        report.paragraph(
            en: """
                The output of a perceptron is 1 where *w · x + b* is above 0, else 0. At each mistake, and only then, it \
                adds the row to its weights or subtracts it: *w ← w + (t − y) x*, *b ← b + (t − y)*. On rows that are \
                linearly separable it makes at most *(R/γ)²* mistakes (Novikoff, 1962). *R* is the length of the \
                longest row, including its constant 1 for the bias; *γ* is the largest margin of any separating line.
                """,
            zh: """
                *w · x + b* 大于 0 时，感知机的输出是 1，否则是 0。只有犯错的时候，它才把这一行加到权重上，或从权重中减去：\
                *w ← w + (t − y) x*，*b ← b + (t − y)*。对线性可分的行，它至多犯错 *(R/γ)²* 次（Novikoff，1962）。*R* 是最长的\
                一行的长度，包括给偏置的常数 1；*γ* 是所有分开它们的直线中最大的间隔。
                """)
        report.table(separableTable)
        report.charts(
            separable.map { $0.key == "blobs" ? cloudsChart($0) : gateChart($0) },
            caption: Words(
                en: """
                    The decision boundary of each perceptron; a row on the line is classified as 0. Training stops at the \
                    first line that gets all rows right. The line of largest margin, whose *γ* is that of the bound, keeps \
                    its distance from both classes.
                    """,
                zh: """
                    每个感知机的决策边界；线上的行归入类别 0。训练停在第一条把所有行都分对的直线上。间隔最大的直线（上界中的 *γ* 就是\
                    它的间隔）离两个类别都尽量远。
                    """))
    }

    /// The perceptron that never stops.
    private func fillCycle(_ cycle: PerceptronCycle, _ report: inout Report) {
        report.section(en: "What one unit cannot learn", zh: "一个单元学不会什么")
        report.paragraph(
            en: """
                XOR is 1 where exactly one input is 1. No line has both ones on one side and both zeros on the other: the \
                four signed rows *s (1, x)* sum to zero, so no weights can have a positive product with each. A step of \
                the rule depends only on the weights and the next row. So once both are what they were before, to the \
                last bit, training cycles forever. That this must happen is a theorem (Minsky and Papert, 1969).
                """,
            zh: """
                恰有一个输入是 1 时，XOR 是 1。没有一条直线能让两个一在一边、两个零在另一边：带符号的四行 *s (1, x)* 之和是零，\
                所以没有权重与它们的内积全为正。规则的一步只取决于权重和下一行。一旦两者回到原来的值，一位不差，训练就永远循环\
                下去。这必定发生，是一个定理（Minsky 和 Papert，1969）。
                """)
        report.note(
            en: """
                After \(cycle.start) rows the weights repeat every \(cycle.length) rows, with \(cycle.mistakes) \
                mistakes in each cycle. The error never reaches 0.
                """,
            zh: """
                \(cycle.start) 行之后，权重每 \(cycle.length) 行重复一次，每次循环犯错 \(cycle.mistakes) 次。误差永远到不了 0。
                """)
        report.table(
            Table(
                headers: [
                    Words(en: "before row", zh: "第几行之前"), Words(en: "inputs", zh: "输入"),
                    Words(en: "target", zh: "目标"), "w₁", "w₂", "b", Words(en: "output", zh: "输出"),
                ],
                rows: cycle.states.enumerated().map { index, state in
                    let data = TruthTable.xor.data
                    let inputs = data.features[state.row]
                    let output = state.perceptron.output(inputs)
                    let judged =
                        state.isMistake
                        ? Words(en: "\(output), a mistake", zh: "\(output)，错误").text : "\(output)"
                    let parameters = state.perceptron.weights + [state.perceptron.bias]
                    return [
                        "\(cycle.start + index + 1)",
                        inputs.map { formatNumber(Double($0)) }.joined(separator: " "),
                        "\(data.labels[state.row])",
                    ] + parameters.map { formatNumber(Double($0)) }
                        + [judged]
                },
                caption: Words(
                    en: "One cycle; after the last row the first comes again.", zh: "一次循环；最后一行之后又是第一行。")))
        report.charts(
            [cycleChart(cycle), mistakesChart()],
            caption: Words(
                en: "The lines of the weights of one cycle, and the mistakes of all four gates so far.",
                zh: "一次循环中各权重的直线，以及四个逻辑门至今的错误。"))
    }

    /// The hidden layer on XOR.
    private func fillExclusiveOr(_ report: inout Report) throws {
        report.section(en: "A hidden layer learns XOR", zh: "隐藏层学会 XOR")
        let disagreement = formatNumber(exclusiveOr.gradientDisagreement, significantDigits: 2)
        report.paragraph(
            en: """
                With a hidden layer of sigmoid units in between, the decision boundary can bend. There are no targets for \
                hidden units; backpropagation passes the errors back to them through the output weights: *δ₂ = (o − t) \
                o (1 − o)*, *δ₁ = (W₂ᵀ δ₂) h (1 − h)*. Training ends when all four outputs are within 0.2 of their targets. \
                With two hidden units, the fewest that can do it, some random starts get stuck; with more units nearly all of \
                them succeed. The table counts the starts that solved XOR, and their epochs. The gradient by hand is checked \
                against the numerical gradient, *(E(w + ε) − E(w − ε)) / 2ε*: their relative difference is \
                \(disagreement).
                """,
            zh: """
                中间加一个 S 型单元的隐藏层，决策边界就能弯曲。隐藏单元没有目标；反向传播把误差经过输出权重传回给它们：\
                *δ₂ = (o − t) o (1 − o)*，*δ₁ = (W₂ᵀ δ₂) h (1 − h)*。四个输出与目标都相差不到 0.2 时，训练结束。两个隐藏单元是\
                最少的，有些随机起点会卡住；单元多了，几乎都会成功。表中是解决了 XOR 的起点数，以及它们的轮次。手写的梯度与数值梯度\
                *(E(w + ε) − E(w − ε)) / 2ε* 对照检验：相对差异是 \(disagreement)。
                """)
        report.table(exclusiveOrTable)
        report.charts(
            foldingCharts(exclusiveOr.drawn),
            caption: Words(
                en: """
                    The output of a network of \(ExclusiveOrExperiment.drawnHiddenCount) hidden units as it learns: the \
                    stronger the colour, the nearer it is to 0 or 1; on the line it is ½.
                    """,
                zh: """
                    有 \(ExclusiveOrExperiment.drawnHiddenCount) 个隐藏单元的网络在学习中的输出：颜色越深，越接近 0 或 1；线上是 ½。
                    """))
        report.play(
            foldedPlane(try playedNetwork(exclusiveOr.drawn)),
            caption: Words(
                en: """
                    The same network, inside this page, at any moment of its training. The output is the sigmoid of the hidden \
                    units' weighted sum; each of them is ½ on its line and changes across it.
                    """,
                zh: """
                    同一个网络就在这个网页里，可以看它训练中的任何时刻。输出是隐藏单元加权和的 S 型函数；每个隐藏单元在自己的线上是 ½，\
                    越过线就改变。
                    """))
        report.chart(
            errorsChart(exclusiveOr),
            caption: Words(
                en: """
                    For a long time hardly anything happens, then the error falls quickly: the hidden units must first \
                    become different from each other.
                    """,
                zh: "很久几乎没有动静，然后误差很快下降：隐藏单元必须先变得彼此不同。"))
    }

    /// The methods side by side on test sets.
    private func fillComparison(_ report: inout Report) {
        let plan = comparison.plan
        if let own = task.own { report.note(own.summary) }
        report.paragraph(
            en: """
                \(task.title): \(task.summary); \(task.size). \(Comparison.folds)-fold cross-validation: the rows are split \
                into \(Comparison.folds) folds; each is the test set once, while the methods learn from the others. This is \
                repeated \(comparison.repetitions) times, with other folds and other initial weights. \(preparation) The \
                network has \(plan.hiddenCount) hidden units and \(comparison.parameterCount) parameters, and is trained for at \
                most \(plan.epochs) epochs with learning rate 2 and tolerance 0.2, as Gorman and Sejnowski did in 1988.
                """,
            zh: """
                \(task.title)：\(task.summary)；\(task.size)。\(Comparison.folds) 折交叉验证：把各行分成 \(Comparison.folds) 折；\
                每一折当一次测试集，各方法从其余的学习。这样重复 \(comparison.repetitions) 次，每次换一种划分和初始权重。\
                \(preparation)网络有 \(plan.hiddenCount) 个隐藏单元、\(comparison.parameterCount) 个参数，最多训练 \(plan.epochs) 个\
                轮次，学习率 2，容差 0.2，照 Gorman 和 Sejnowski 1988 年的做法。
                """)
        report.table(accuracyTable)
        report.chart(
            accuracyChart(comparison),
            caption: Words(
                en: """
                    Test accuracy, mean over \(comparison.repetitions) repetitions; the error bars are the standard \
                    deviation.
                    """,
                zh: "测试准确率，\(comparison.repetitions) 次的平均值；误差线是标准差。"))
        report.chart(
            learningChart(comparison),
            caption: Words(
                en: """
                    The learning curves of the network in the first repetition, on the training and the test sets.
                    """,
                zh: "第一次重复中网络的学习曲线，在训练集和测试集上。"))
        if firstFold.training.featureNames.count == 2, firstFold.training.outputCount == 1 {
            report.charts(
                regionCharts(firstFold),
                caption: Words(
                    en: """
                        The decision regions of perceptron and network, with the training set of the first fold. A line gets \
                        three of the four clouds right at best, and the rule does not find one that does. The averaged \
                        perceptron may score below one half: where a cloud has more rows in the test set, it has fewer in \
                        the training set, so the line leans the wrong way.
                        """,
                    zh: """
                        感知机和网络的决策区域，以及第一折的训练集。一条直线至多分对四团点中的三团，而规则找不到这样的直线。平均感知机\
                        的准确率可能低于一半：一团点在测试集中行数多，在训练集中就少，直线就偏向错误的一边。
                        """))
        }
        report.table(confusionMatrix)
    }

    /// What is done with the columns before anything learns from them.
    private var preparation: Words {
        if task.own != nil {
            return Words(
                en: """
                    In each fold, missing values become the median or the most frequent category of the training set, categories \
                    are one-hot, and numbers are standardized by the training set.
                    """,
                zh: """
                    每一折中，缺失值换成训练集的中位数或最常见的类别，类别用独热编码，数字按训练集标准化。
                    """)
        }
        return task.isStandardized
            ? Words(
                en: "Each column is standardized by the training set: mean 0, standard deviation 1.",
                zh: "每一列按训练集标准化：平均值 0，标准差 1。")
            : Words(en: "The columns are used as they are.", zh: "各列原样使用。")
    }

    /// How often the network predicted which class for which.
    private var confusionMatrix: Table {
        let names = task.data.classNames
        return Table(
            headers: [Words(en: "true class", zh: "真实类别")]
                + names.map { Words(en: "predicted \($0)", zh: "预测为 \($0)") },
            rows: zip(names, comparison.confusion).map { name, counts in
                [name] + counts.map { formatNumber(Double($0)) }
            },
            caption: Words(
                en: "The confusion matrix of the network on the test sets, all repetitions together.",
                zh: "网络在测试集上的混淆矩阵，各次重复合计。"))
    }
}
