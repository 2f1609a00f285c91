import Reporting

extension UniversalResults {
    /// The mean reward a step of each world, beside what can be reached.
    var table: Table {
        Table(
            headers: [
                "world", "chance", "best single action", "universal agent", "its worst life", "best possible",
                "a life",
            ],
            rows: worlds.filter { !$0.lives.isEmpty }.map { result in
                let rewards = [
                    result.random, result.bestSingleAction, result.meanReward, result.worstReward,
                    result.best,
                ]
                return [result.world.title]
                    + rewards.map { formatNumber(($0 * 1000).rounded() / 1000, significantDigits: 3) } + [
                        formatDuration(result.seconds)
                    ]
            },
            caption: """
                Mean reward a step after learning, over \(worlds.first?.lives.count ?? 0) lives, of actions as they are \
                expected to turn out; the best possible is computed from the table of the world, which the agent never sees.
                """)
    }

    func fill(_ metrics: inout Metrics) {
        for result in worlds where !result.meanReward.isNaN {
            let name = result.world.name
            metrics.set("\(name)_reward", result.meanReward)
            metrics.set("\(name)_reward_min", result.worstReward)
            metrics.set("\(name)_best_reward", result.best)
            metrics.set("\(name)_random_reward", result.random)
            metrics.set("\(name)_single_action_reward", result.bestSingleAction)
            metrics.set("\(name)_share_of_best", result.share)
            metrics.set("\(name)_seconds", result.seconds)
        }
    }

    /// The section of the page.
    func fill(_ report: inout Report) {
        report.section("An agent for any world")
        report.paragraph(
            """
            AIXI mixes all computable worlds and cannot be computed. This agent mixes all context trees up to a depth, \
            weighs them by how well they foretold, and looks ahead by playing in the mixture (15.3). It is told \
            how many actions, observations and rewards there are, and nothing else. First it acts by chance, then chance fades.
            """)
        report.table(table)
        for result in worlds where !result.lives.isEmpty { result.fill(&report) }
    }
}

extension WorldResult {
    /// The curve of each life, from shortly before chance begins to fade.
    fileprivate func fill(_ report: inout Report) {
        report.paragraph("*\(world.title).* \(world.explanation)")
        guard let plan = lives.first?.plan else { return }
        let window = max(1, (plan.fadingSteps + plan.testSteps) / 30)
        let first = max(0, plan.chanceSteps - 5 * window)
        let series = lives.enumerated().map { number, life -> Series in
            let (x, y) = life.curve(from: first, window: window)
            return Series("life \(number + 1)", x: x, y: y)
        }
        // Where chance is far worse than anything else, the axis is cut.
        let lowest = 2 * bestSingleAction - best
        let isCut = random < lowest - (best - bestSingleAction)
        let low = isCut ? lowest : min(random, bestSingleAction, series.flatMap(\.y).min() ?? random)
        let high = max(best, series.flatMap(\.y).max() ?? best)
        report.chart(
            LineChart(
                title: world.title, xLabel: "step", yLabel: "mean reward a step", series: series,
                yRange: low - 0.05 * (high - low)...high + 0.05 * (high - low),
                annotations: [
                    .horizontal(y: best, label: "best possible"),
                    isCut
                        ? .horizontal(y: bestSingleAction, label: "best single action")
                        : .horizontal(y: random, label: "chance"),
                    .vertical(x: Double(plan.chanceSteps), label: "chance fades"),
                    .vertical(x: Double(plan.chanceSteps + plan.fadingSteps), label: "no chance"),
                ]),
            caption: "Over \(window) steps each."
                + (isCut ? " Chance, \(formatNumber(random)), is far below the picture." : ""))
    }
}
