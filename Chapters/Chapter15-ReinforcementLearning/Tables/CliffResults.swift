import Messages
import Reporting

/// Q-learning with a table on the cliff (section 15.2.1).
struct CliffResults {
    /// The return of each episode during training.
    var returns: [Double] = []
    var table = QTable()
    /// The table after some numbers of episodes.
    var snapshots: [QTable] = []

    func print() {
        Swift.print(textHeading(Words(en: "A Q-table", zh: "Q表")))
        Swift.print(
            Words(
                en:
                    "On the cliff the greedy policy of the table has a return of \(greedy); the optimum is \(best).",
                zh: "在悬崖上，Q表的贪婪策略的回报是 \(greedy)；最优是 \(best)。"))
    }

    private var greedy: String { formatNumber(Double(table.greedyReturn())) }
    private var best: String { formatNumber(Double(CliffWorld.bestReturn)) }

    func fill(_ metrics: inout Metrics) {
        metrics.set("cliff_return", Double(table.greedyReturn()))
        metrics.set("cliff_best_return", Double(CliffWorld.bestReturn))
        metrics.set("cliff_return_during_training", returns.suffix(100).reduce(0, +) / 100)
    }

    func fill(_ report: inout Report) {
        report.section(en: "Q-learning with a table", zh: "用表做Q学习")
        report.paragraph(
            en: """
                A walk along a cliff from the lower left to the lower right: the reward is −1 a step and −100 for a fall. \
                Q-learning keeps a value Q(s, a) for each state and action (15.2.1). The optimal return is \(best); after \
                \(returns.count) episodes that of the greedy policy is \(greedy). During training it is lower, because the policy \
                is ε-greedy with ε = 0.1 and its path runs along the edge.
                """,
            zh: """
                沿着悬崖从左下走到右下：每步奖励 −1，跌落 −100。Q学习为每个状态和动作保存一个值 Q(s, a)（15.2.1）。\
                最优回报是 \(best)；\(returns.count) 个回合之后，贪婪策略的回报是 \(greedy)。训练中的回报更低，\
                因为那时的策略是 ε = 0.1 的 ε-贪婪策略，它的路线紧贴崖边。
                """)
        report.animation(
            Animation(snapshots.map(picture), secondsPerFrame: 0.25, pauseSeconds: 2),
            description: Words(en: "a field of coloured states with arrows", zh: "一片着色的状态，带有箭头"),
            caption: Words(
                en: """
                    The Q-table during training: the darker a state, the lower the value of its best action; arrows: the best \
                    actions of visited states.
                    """,
                zh: "训练中的Q表：状态的颜色越深，它最好的动作的价值越低；箭头：到过的状态的最好动作。")
        )
        report.chart(
            LineChart(
                title: Words(en: "Return during training", zh: "训练中的回报"),
                xLabel: Words(en: "episode", zh: "回合"),
                yLabel: Words(en: "return, mean of ten episodes", zh: "回报，十个回合的平均"),
                series: [
                    Series(
                        Words(en: "Q-learning", zh: "Q学习"),
                        x: stride(from: 10, through: returns.count, by: 10).map(Double.init),
                        y: stride(from: 10, through: returns.count, by: 10).map { end in
                            returns[end - 10..<end].reduce(0, +) / 10
                        })
                ], yRange: -120...0))
    }

    private func picture(_ table: QTable) -> Picture {
        let side = 36
        var canvas = Canvas(width: side * CliffWorld.columns, height: side * CliffWorld.rows)
        for state in 0..<CliffWorld.stateCount {
            let (row, column) = state.quotientAndRemainder(dividingBy: CliffWorld.columns)
            let best = table.values[state].max() ?? 0
            let worth = max(0, min(1, 1 + Double(best) / 16))
            var color = PixelColor(
                red: UInt8(60 + 180 * worth), green: UInt8(100 + 145 * worth), blue: UInt8(150 + 100 * worth))
            if CliffWorld.isCliff(state) { color = PixelColor(gray: 40) }
            if state == CliffWorld.goal { color = PixelColor(red: 0x5A, green: 0xA0, blue: 0x30) }
            canvas.rectangle(
                left: column * side + 1, top: row * side + 1, width: side - 2, height: side - 2, color)
            guard !CliffWorld.isCliff(state), state != CliffWorld.goal,
                table.values[state].contains(where: { $0 != 0 })
            else { continue }
            let center = (x: (Double(column) + 0.5) * Double(side), y: (Double(row) + 0.5) * Double(side))
            let (dx, dy): (Double, Double) =
                switch table.bestMove(state) {
                case .up: (0, -1)
                case .right: (1, 0)
                case .down: (0, 1)
                case .left: (-1, 0)
                }
            let tip = (x: center.x + 11 * dx, y: center.y + 11 * dy)
            canvas.line(from: (center.x - 11 * dx, center.y - 11 * dy), to: tip, thickness: 2, .black)
            for turn in [-1.0, 1.0] {
                canvas.line(
                    from: tip, to: (tip.x - 5 * dx + 4 * turn * dy, tip.y - 5 * dy + 4 * turn * dx),
                    thickness: 2,
                    .black)
            }
        }
        return canvas.picture
    }
}
