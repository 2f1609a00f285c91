import Reporting
import TensorCore

/// Q-learning with a table, and the table as it fills (section 15.2.1).
struct TableLesson {
    static let walks = 500

    let bandits: BanditLesson
    /// What each walk won while it learned.
    private(set) var returns: [Double] = []
    private(set) var table = QTable()
    /// The table after some walks.
    private(set) var snapshots: [(walks: Int, table: QTable)] = []

    init(seed: UInt64, isQuick: Bool) {
        bandits = BanditLesson(bandits: isQuick ? 50 : 500, seed: seed)
        var generator = RandomGenerator(seed: seed)
        for walk in 0..<Self.walks {
            if walk < 40 ? walk % 2 == 0 : walk % 20 == 0 { snapshots.append((walk, table)) }
            var (place, total) = (CliffWorld.start, Float(0))
            for _ in 0..<1000 where place != CliffWorld.goal {
                let move =
                    generator.bernoulli(0.1)
                    ? CliffWorld.Move.allCases[generator.integer(below: 4)] : table.bestMove(place)
                let (next, reward) = CliffWorld.step(place, move)
                table.learn(place, move, reward, next: next, rate: 0.5)
                (place, total) = (next, total + reward)
            }
            returns.append(Double(total))
        }
        snapshots.append((Self.walks, table))
    }

    func fill(_ metrics: inout Metrics) {
        for (chance, share) in zip(BanditLesson.chances, bandits.bestShares) {
            metrics.set("bandit_best_arm_\(Int((100 * chance).rounded()))_percent", share)
        }
        metrics.set("cliff_return", Double(table.greedyReturn()))
        metrics.set("cliff_best_return", Double(CliffWorld.bestReturn))
        metrics.set("cliff_return_while_learning", returns.suffix(100).reduce(0, +) / 100)
    }

    func fill(_ report: inout Report) {
        report.section("Slot machines")
        report.paragraph(
            """
            Ten machines, each with a mean reward that nobody knows. Who always takes the one that looked best so far gets \
            stuck with the first good one; who tries any now and then finds the best. In the last hundred of \
            \(BanditLesson.pulls) pulls, the best arm was pulled \
            \(zip(BanditLesson.chances, bandits.bestShares).map { "\(formatPercent($1)) of the time with \(formatPercent(Double($0))) by chance" }.joined(separator: ", ")).
            """)
        // A mean over 25 pulls at a time is easier to see.
        let width = 25
        report.chart(
            LineChart(
                title: "Reward of each pull", xLabel: "pull", yLabel: "mean reward",
                series: zip(BanditLesson.chances, bandits.rewards).map { chance, rewards in
                    let groups = stride(from: 0, to: rewards.count, by: width)
                    return Series(
                        "\(formatPercent(Double(chance))) by chance", x: groups.map { Double($0 + width) },
                        y: groups.map { rewards[$0..<$0 + width].reduce(0, +) / Double(width) })
                }))
        report.section("A table of values")
        report.paragraph(
            """
            Along a cliff from the lower left to the lower right: each step costs 1, a fall 100. Q-learning keeps a number for \
            each place and move (15.2.1). The best that can be won is \(formatNumber(Double(CliffWorld.bestReturn))); after \
            \(Self.walks) walks the table's best moves win \(formatNumber(Double(table.greedyReturn()))). While it learns it wins less, \
            because a tenth of its moves are by chance and its way leads along the edge.
            """)
        report.animation(
            Animation(snapshots.map { picture($0.table) }, secondsPerFrame: 0.25, pauseSeconds: 2),
            description: "a field of coloured places with arrows",
            caption:
                "The table as it fills: the darker, the less its best move is worth; arrows: the best moves of places that were visited."
        )
        report.chart(
            LineChart(
                title: "While it learns", xLabel: "walk", yLabel: "won, mean of ten walks",
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
        for place in 0..<CliffWorld.placeCount {
            let (row, column) = place.quotientAndRemainder(dividingBy: CliffWorld.columns)
            let best = table.values[place].max() ?? 0
            let worth = max(0, min(1, 1 + Double(best) / 16))
            var color = PixelColor(
                red: UInt8(60 + 180 * worth), green: UInt8(100 + 145 * worth), blue: UInt8(150 + 100 * worth))
            if CliffWorld.isCliff(place) { color = PixelColor(gray: 40) }
            if place == CliffWorld.goal { color = PixelColor(red: 0x5A, green: 0xA0, blue: 0x30) }
            canvas.rectangle(
                left: column * side + 1, top: row * side + 1, width: side - 2, height: side - 2, color)
            guard !CliffWorld.isCliff(place), place != CliffWorld.goal,
                table.values[place].contains(where: { $0 != 0 })
            else { continue }
            let center = (x: (Double(column) + 0.5) * Double(side), y: (Double(row) + 0.5) * Double(side))
            let (dx, dy): (Double, Double) =
                switch table.bestMove(place) {
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
