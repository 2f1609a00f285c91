import Reporting

/// Q-learning with a table on the cliff (section 15.2.1).
struct CliffResults {
    /// The return of each episode during training.
    var returns: [Double] = []
    var table = QTable()
    /// The table after some numbers of episodes.
    var snapshots: [QTable] = []

    func print() {
        Swift.print(textHeading("A Q-table"))
        Swift.print(
            "On the cliff the greedy policy of the table has a return of "
                + "\(formatNumber(Double(table.greedyReturn()))); the optimum is \(formatNumber(Double(CliffWorld.bestReturn)))."
        )
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("cliff_return", Double(table.greedyReturn()))
        metrics.set("cliff_best_return", Double(CliffWorld.bestReturn))
        metrics.set("cliff_return_during_training", returns.suffix(100).reduce(0, +) / 100)
    }

    func fill(_ report: inout Report) {
        report.section("Q-learning with a table")
        report.paragraph(
            """
            A walk along a cliff from the lower left to the lower right: the reward is −1 a step and −100 for a fall. Q-learning \
            keeps a value Q(s, a) for each state and action (15.2.1). The optimal return is \
            \(formatNumber(Double(CliffWorld.bestReturn))); after \(returns.count) episodes that of the greedy policy is \
            \(formatNumber(Double(table.greedyReturn()))). During training it is lower, because the policy is ε-greedy with \
            ε = 0.1 and its path runs along the edge.
            """)
        report.animation(
            Animation(snapshots.map(picture), secondsPerFrame: 0.25, pauseSeconds: 2),
            description: "a field of coloured states with arrows",
            caption:
                "The Q-table during training: the darker a state, the lower the value of its best action; arrows: the best actions of visited states."
        )
        report.chart(
            LineChart(
                title: "Return during training", xLabel: "episode", yLabel: "return, mean of ten episodes",
                series: [
                    Series(
                        "Q-learning", x: stride(from: 10, through: returns.count, by: 10).map(Double.init),
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
