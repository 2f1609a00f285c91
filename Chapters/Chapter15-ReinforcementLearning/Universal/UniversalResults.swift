import Reporting

/// The runs in one environment, and the policies they are compared with.
struct EnvironmentResult {
    let environment: POMDP
    let best: Double
    let bestSingleAction: Double
    let random: Double
    var runs: [AgentRun] = []

    init(_ environment: POMDP) {
        self.environment = environment
        best = AverageReward(optimalIn: environment).value
        bestSingleAction = AverageReward(bestSingleActionIn: environment).value
        random = AverageReward(randomIn: environment).value
    }

    private var rewards: [Double] { runs.map(\.testReward).filter { !$0.isNaN } }

    /// The mean reward a step after exploration, over the runs so far; NaN of none.
    var meanReward: Double { rewards.isEmpty ? .nan : rewards.reduce(0, +) / Double(rewards.count) }

    /// That of the worst run.
    var worstReward: Double { rewards.min() ?? .nan }

    /// How far from the random policy (0) to the optimal one (1).
    var share: Double { (meanReward - random) / (best - random) }

    /// Seconds of a run.
    var seconds: Double { runs.isEmpty ? 0 : runs.reduce(0) { $0 + $1.seconds } / Double(runs.count) }
}

/// The results of the universal agent.
struct UniversalResults {
    var environments: [EnvironmentResult] = []

    /// Seconds of all runs.
    var seconds: Double { environments.flatMap(\.runs).reduce(0) { $0 + $1.seconds } }
}

extension UniversalResults {
    /// The mean reward a step in each environment, beside other policies.
    var table: Table {
        Table(
            headers: [
                "environment", "random", "best single action", "agent", "worst run", "optimum", "a run",
            ],
            rows: environments.filter { !$0.runs.isEmpty }.map { result in
                let rewards = [
                    result.random, result.bestSingleAction, result.meanReward, result.worstReward,
                    result.best,
                ]
                return [result.environment.title]
                    + rewards.map { formatNumber(($0 * 1000).rounded() / 1000, significantDigits: 3) } + [
                        formatDuration(result.seconds)
                    ]
            },
            caption: """
                Mean expected reward a step after exploration, over \(environments.first?.runs.count ?? 0) runs; the optimal policy is \
                computed from the transition probabilities, which the agent never sees.
                """)
    }

    func print() { Swift.print(textHeading("The universal agent") + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        for result in environments where !result.meanReward.isNaN {
            let name = result.environment.name
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
        report.section("AIXI approximated: an agent for any environment")
        report.paragraph(
            """
            AIXI mixes all computable environments and cannot be computed. This agent mixes all context trees up to a depth, \
            weighted by how well they predicted, and plans by Monte Carlo tree search in the mixture (15.3). It is told \
            how many actions, observations and rewards there are, and nothing else. First it explores at random, then ε falls to 0.
            """)
        report.table(table)
        for result in environments where !result.runs.isEmpty { result.fill(&report) }
    }
}

extension EnvironmentResult {
    /// The curve of each run, from shortly before ε begins to fall.
    fileprivate func fill(_ report: inout Report) {
        report.paragraph("*\(environment.title).* \(environment.explanation)")
        guard let plan = runs.first?.plan else { return }
        let window = max(1, (plan.decaySteps + plan.testSteps) / 30)
        let first = max(0, plan.explorationSteps - 5 * window)
        let series = runs.enumerated().map { number, run -> Series in
            let (x, y) = run.curve(from: first, window: window)
            return Series("run \(number + 1)", x: x, y: y)
        }
        // Where the random policy is far worse than anything else, the axis is cut.
        let lowest = 2 * bestSingleAction - best
        let isCut = random < lowest - (best - bestSingleAction)
        let low = isCut ? lowest : min(random, bestSingleAction, series.flatMap(\.y).min() ?? random)
        let high = max(best, series.flatMap(\.y).max() ?? best)
        report.chart(
            LineChart(
                title: environment.title, xLabel: "step", yLabel: "mean reward a step", series: series,
                yRange: low - 0.05 * (high - low)...high + 0.05 * (high - low),
                annotations: [
                    .horizontal(y: best, label: "optimal policy"),
                    isCut
                        ? .horizontal(y: bestSingleAction, label: "best single action")
                        : .horizontal(y: random, label: "random policy"),
                    .vertical(x: Double(plan.explorationSteps), label: "ε falls"),
                    .vertical(x: Double(plan.explorationSteps + plan.decaySteps), label: "ε = 0"),
                ]),
            caption: "Means of \(window) steps each."
                + (isCut ? " The random policy, \(formatNumber(random)), is far below the axis." : ""))
    }
}
