import Messages
import Reporting

// The straight line and the learning rates on the page (section 2.3).

extension PriceLine {
    /// Adds the line, its descent, and why the months are standardized.
    func fill(_ report: inout Report) {
        report.section(en: "A straight line through house prices", zh: "为房价拟合一条直线")
        let (intercept, slope) = (formatNumber(Double(prices.intercept)), formatNumber(Double(prices.slope)))
        let (rate, start) = (
            formatNumber(learningRate), formatNumber(expectedStartLoss, significantDigits: 6)
        )
        report.paragraph(
            en: """
                \(prices.months.count) months of a made-up price index: \(intercept) + \(slope) · month, plus \
                noise. The loss of a line is the mean of its squared errors. Gradient descent starts at slope \
                0 and intercept 0 and goes \(descent.stepCount) steps against the gradient, over standardized \
                months, with learning rate \(rate); then the line is written in months again. The closed form \
                is computed independently, in double precision. At the start every prediction is 0, so the \
                loss must be the mean of the squared prices, \(start), and it is.
                """,
            zh: """
                \(prices.months.count) 个月的虚构房价指数：\(intercept) + \(slope) · 月份，再加上噪声。直线的损失是均方误差。\
                从斜率 0、截距 0 出发，在标准化的月份上以学习率 \(rate) 沿负梯度方向走 \(descent.stepCount) 步，\
                再把直线换算回以月为单位。解析解是另外用双精度算出来的。起初所有预测都是 0，\
                所以损失应当等于房价平方的平均值 \(start)，结果正是如此。
                """)
        let months = prices.months.map(Double.init)
        func heights(_ line: Line) -> [Double] { months.map { line.slope * $0 + line.intercept } }
        report.chart(
            ScatterChart(
                title: Words(en: "House prices and the line through them", zh: "房价与拟合的直线"),
                xLabel: Words(en: "month", zh: "月份"), yLabel: Words(en: "price index", zh: "房价指数"),
                groups: [.init(Words(en: "prices", zh: "房价"), x: months, y: prices.prices.map(Double.init))],
                lines: [
                    Series(Words(en: "gradient descent", zh: "梯度下降"), x: months, y: heights(fitted)),
                    Series(
                        Words(en: "closed form", zh: "解析解"), x: months, y: heights(closedForm), style: .dashed
                    ),
                ]),
            caption: howFarApart(heights(fitted), heights(closedForm)))
        report.table(lineTable)
        addScaling(to: &report)
    }

    /// Whether the line of the gradient descent is the one in closed form, to the eye: a five-hundredth of the picture's height.
    private func howFarApart(_ found: [Double], _ exact: [Double]) -> Words {
        let all = prices.prices.map(Double.init) + exact
        let height = (all.max() ?? 0) - (all.min() ?? 0)
        let gaps = zip(found, exact).map { abs($0 - $1) }
        if gaps.allSatisfy({ $0 <= height / 500 }) {
            return Words(en: "The two lines coincide.", zh: "两条直线重合。")
        }
        guard gaps.allSatisfy(\.isFinite), let largest = gaps.max() else {
            return Words(en: "The gradient descent has diverged.", zh: "梯度下降已经发散。")
        }
        let distance = formatNumber(largest, significantDigits: 3)
        return Words(
            en:
                "The two lines are up to \(distance) apart: the gradient descent has not arrived, or has diverged.",
            zh: "两条直线最多相差 \(distance)：梯度下降还没有收敛，或者已经发散。")
    }

    private func addScaling(to report: inout Report) {
        report.section(en: "Why the months are standardized", zh: "为什么要把月份标准化")
        let shown = min(descent.stepCount, 100)
        let closedFormLoss = meanSquaredError(of: closedForm)
        report.chart(
            LineChart(
                title: Words(en: "The same descent over months in three scales", zh: "三种尺度的月份上同样的梯度下降"),
                xLabel: Words(en: "step", zh: "步"), yLabel: Words(en: "loss", zh: "损失"),
                series: scalings.map { Series($0.name, y: Array($0.losses.prefix(shown + 1))) },
                yScale: .logarithmic,
                annotations: [.horizontal(y: closedFormLoss, label: Words(en: "closed form", zh: "解析解"))]),
            caption: Words(
                en: "Each at its own best learning rate, 2 / (λmin + λmax).",
                zh: "各自使用最佳学习率 2 / (λmin + λmax)。"))
        let condition = formatNumber(scalings[0].curvature.conditionNumber.rounded())
        report.paragraph(
            en: """
                The loss is a bowl. How steeply it curves is given by its Hessian, `2/N AᵀA`, with a column of \
                `A` for each input: its largest eigenvalue λmax belongs to the steepest direction, its \
                smallest λmin to the flattest. With a learning rate of 2 / λmax or more, gradient descent \
                diverges along the steepest direction, so that direction limits the learning rate of all. With \
                the months 0 to 99 the bowl is a ravine, \(condition) times as steep across as along. \
                Standardization (mean 0, standard deviation 1) makes it round: λmin = λmax = 2, the limit is \
                1, and 0.5 would reach the minimum in a single step.
                """,
            zh: """
                损失曲面像一只碗，弯曲的程度由海森矩阵（Hessian）`2/N AᵀA` 决定，`A` 的每一列是一个输入：\
                最大特征值 λmax 对应最陡的方向，最小特征值 λmin 对应最平的方向。学习率达到 2 / λmax 时，\
                梯度下降会沿最陡的方向被甩出碗外，所以各个方向都只能迁就这个方向慢慢走。月份取 0 到 99 时，\
                碗成了一道峡谷，横向的陡峭程度是纵向的 \(condition) 倍。标准化（均值 0，标准差 1）把它变圆：\
                λmin = λmax = 2，学习率的上限是 1，取 0.5 时一步就能到底。
                """)
        report.table(scalingTable)
    }
}

extension LearningRates {
    /// Adds the descents with three learning rates, the limit, and the paths over the loss.
    func fill(_ report: inout Report) {
        report.section(en: "Learning rates: too small, right, too large", zh: "学习率：太小、合适、太大")
        let limit = curvature.learningRateLimit
        let (smallest, largest) = (formatNumber(curvature.smallest), formatNumber(curvature.largest))
        let (theory, trial) = (formatNumber(limit), formatNumber(measuredLimit))
        let (growth, expected) = (formatNumber(measuredGrowth), formatNumber(expectedGrowth))
        report.paragraph(
            en: """
                Months scaled to 0…1 leave a valley, λmin = \(smallest) and λmax = \(largest), in which the \
                learning rate shows what it does. The loss above its minimum changes by (1 − rate · λ)² a step \
                along each of the two directions. So descent converges below 2 / λmax = \(theory); by \
                experiment, the largest rate that does is \(trial). The rate that is too large makes the loss \
                \(growth) times as large at each late step; (1 − rate · λmax)² is \(expected).
                """,
            zh: """
                月份缩放到 0…1 后，损失曲面是一道山谷，λmin = \(smallest)，λmax = \(largest)，学习率的作用看得很清楚。\
                沿这两个方向，损失高出最小值的部分每步乘以 (1 − 学习率 · λ)²。所以学习率小于 2 / λmax = \(theory) 时收敛；\
                实际试出来，能收敛的最大学习率是 \(trial)。学习率太大时，后期每一步的损失都是前一步的 \(growth) 倍，\
                而 (1 − 学习率 · λmax)² 等于 \(expected)。
                """)
        let names = runs.map { run in
            let rate = formatNumber(run.rate, significantDigits: 3)
            return Words(en: "\(run.name.en), \(rate)", zh: "\(run.name.zh)，\(rate)")
        }
        let curves = zip(names, runs).map { Series($0, y: $1.descent.losses) }
        let overflow = runs[2].overflowStep.map {
            [
                Annotation.vertical(
                    x: Double($0), label: Words(en: "overflow at step \($0)", zh: "第 \($0) 步溢出"))
            ]
        }
        let minimum = Annotation.horizontal(y: smallestLoss, label: Words(en: "closed form", zh: "解析解"))
        report.charts(
            [
                LineChart(
                    title: Words(en: "The first 40 steps", zh: "前 40 步"), xLabel: Words(en: "step", zh: "步"),
                    yLabel: Words(en: "loss", zh: "损失"), series: curves,
                    yScale: .logarithmic, xRange: 0...40, yRange: 80...100_000, annotations: [minimum]),
                LineChart(
                    title: Words(en: "Until overflow", zh: "直到溢出"), xLabel: Words(en: "step", zh: "步"),
                    yLabel: Words(en: "loss", zh: "损失"), series: curves,
                    yScale: .logarithmic, annotations: overflow ?? []),
            ],
            caption: Words(
                en: "The loss with three learning rates. The largest `Float` is 3.4 · 10³⁸.",
                zh: "三种学习率下的损失。`Float` 的最大值是 3.4 · 10³⁸。"))
        report.table(rateTable)
        report.chart(
            LineChart(
                title: Words(en: "The loss after \(sweepSteps) steps", zh: "\(sweepSteps) 步能做到什么"),
                xLabel: Words(en: "learning rate", zh: "学习率"),
                yLabel: Words(en: "loss above its minimum", zh: "损失减去最小值"),
                series: [Series("", x: sweep.map(\.rate), y: sweep.map(\.excess), style: .lineAndPoints)],
                yScale: .logarithmic, yRange: 1e-9...1e9,
                annotations: [
                    .vertical(x: limit, label: Words(en: "limit 2 / λmax", zh: "上限 2 / λmax"))
                ]),
            caption: Words(
                en: """
                    Each point is a descent with its own learning rate. On the falling side the slow direction \
                    decides, by (1 − rate · λmin)² a step, on the rising side the steep one, by (1 − rate · \
                    λmax)². They meet at 2 / (λmin + λmax) = \(formatNumber(curvature.bestLearningRate)), the \
                    best fixed rate.
                    """,
                zh: """
                    每个点是用一个学习率做的一次梯度下降。曲线下降的一侧由平缓的方向决定，每步乘以 (1 − 学习率 · λmin)²；\
                    上升的一侧由陡峭的方向决定，每步乘以 (1 − 学习率 · λmax)²。两者在 2 / (λmin + λmax) = \
                    \(formatNumber(curvature.bestLearningRate)) 处相遇，这就是最佳的固定学习率。
                    """))
        addPaths(to: &report)
    }

    private func addPaths(to report: inout Report) {
        let start = runs[0].descent.losses[0] - smallestLoss
        let ellipses = [1, 0.6, 0.3, 0.12, 0.03, 0.004].map { contour(excess: start * $0) }
        // One series for all ellipses: what is not a number leaves a gap between them. The empty ones before
        // it take the colours up to the grey.
        let contours = Series(
            Words(en: "equal loss", zh: "等损失线"), x: ellipses.flatMap { $0.slopes + [.nan] },
            y: ellipses.flatMap { $0.intercepts + [.nan] })
        let nothing = Series("", y: [])
        let drawn: [(steps: Int, style: Series.Style)] = [(160, .line), (40, .lineAndPoints), (4, .dashed)]
        let paths = zip(runs, drawn).map { run, drawn in
            let path = run.descent.path.prefix(drawn.steps + 1)
            return Series(run.name, x: path.map(\.slope), y: path.map(\.intercept), style: drawn.style)
        }
        report.chart(
            LineChart(
                title: Words(en: "Three paths over the loss", zh: "损失曲面上的三条路径"),
                xLabel: Words(en: "slope (months scaled to 0…1)", zh: "斜率（月份缩放到 0…1）"),
                yLabel: Words(en: "intercept", zh: "截距"),
                series: paths + [nothing, nothing, nothing, contours],
                xRange: -30...170, yRange: -70...140,
                annotations: [
                    .text(x: minimum.slope, y: minimum.intercept, label: Words(en: "minimum", zh: "最小值"))
                ]),
            caption: Words(
                en: """
                    Contour lines of the loss. The small learning rate creeps along the valley for 160 steps. \
                    The right one jumps from side to side, a little lower each time. The large one jumps \
                    higher each time; its first 4 steps are drawn.
                    """,
                zh: """
                    从上往下看：同一个椭圆上损失相等。学习率太小，160 步都在谷底慢慢爬行；学习率合适，在两侧来回跳，\
                    每次都低一点；学习率太大，每跳一次都更高，这里画出前 4 步。
                    """))
    }
}
