import Messages
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
                Words(en: "environment", zh: "环境"), Words(en: "random", zh: "随机"),
                Words(en: "best single action", zh: "最好的单一动作"), Words(en: "agent", zh: "智能体"),
                Words(en: "worst run", zh: "最差的一次"), Words(en: "optimum", zh: "最优"),
                Words(en: "a run", zh: "一次运行"),
            ],
            rows: environments.filter { !$0.runs.isEmpty }.map { result in
                let rewards = [
                    result.random, result.bestSingleAction, result.meanReward, result.worstReward,
                    result.best,
                ]
                return [result.environment.title.text]
                    + rewards.map { formatNumber(($0 * 1000).rounded() / 1000, significantDigits: 3) } + [
                        formatDuration(result.seconds)
                    ]
            },
            caption: Words(
                en: """
                    Mean expected reward a step after exploration, over \(runs) runs; the optimal policy is computed from the \
                    transition probabilities, which the agent never sees.
                    """,
                zh: "探索之后每步的平均期望奖励，\(runs) 次运行的平均；最优策略由转移概率算出，智能体看不到它们。"))
    }

    /// The runs in each environment.
    private var runs: Int { environments.first?.runs.count ?? 0 }

    func print() {
        Swift.print(textHeading(Words(en: "The universal agent", zh: "通用智能体")) + "\n" + table.text())
    }

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
        report.section(en: "AIXI approximated: an agent for any environment", zh: "AIXI 的近似：适用于任何环境的智能体")
        report.paragraph(
            en: """
                AIXI mixes all computable environments and cannot be computed. This agent mixes all context trees up to a depth, \
                weighted by how well they predicted, and plans by Monte Carlo tree search in the mixture (15.3). It is told how \
                many actions, observations and rewards there are, and nothing else. First it explores at random, then ε falls to 0.
                """,
            zh: """
                AIXI 混合所有可计算的环境，本身不可计算。这个智能体混合一定深度以内的所有上下文树，按预测得多好加权，\
                并在混合中用蒙特卡洛树搜索来规划（15.3）。它只知道有多少种动作、观察和奖励。先随机探索，然后 ε 降到 0。
                """)
        report.table(table)
        for result in environments where !result.runs.isEmpty { result.fill(&report) }
    }
}

extension EnvironmentResult {
    /// The curve of each run, from shortly before ε begins to fall.
    fileprivate func fill(_ report: inout Report) {
        let (title, explanation) = (environment.title, environment.explanation)
        report.paragraph(en: "*\(title.en).* \(explanation.en)", zh: "*\(title.zh)。*\(explanation.zh)")
        guard let plan = runs.first?.plan else { return }
        let window = max(1, (plan.decaySteps + plan.testSteps) / 30)
        let first = max(0, plan.explorationSteps - 5 * window)
        let series = runs.enumerated().map { number, run -> Series in
            let (x, y) = run.curve(from: first, window: window)
            return Series(Words(en: "run \(number + 1)", zh: "第 \(number + 1) 次运行"), x: x, y: y)
        }
        // Where the random policy is far worse than anything else, the axis is cut.
        let lowest = 2 * bestSingleAction - best
        let isCut = random < lowest - (best - bestSingleAction)
        let low = isCut ? lowest : min(random, bestSingleAction, series.flatMap(\.y).min() ?? random)
        let high = max(best, series.flatMap(\.y).max() ?? best)
        report.chart(
            LineChart(
                title: title, xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "mean reward a step", zh: "每步的平均奖励"), series: series,
                yRange: low - 0.05 * (high - low)...high + 0.05 * (high - low),
                annotations: [
                    .horizontal(y: best, label: Words(en: "optimal policy", zh: "最优策略")),
                    isCut
                        ? .horizontal(
                            y: bestSingleAction, label: Words(en: "best single action", zh: "最好的单一动作"))
                        : .horizontal(y: random, label: Words(en: "random policy", zh: "随机策略")),
                    .vertical(
                        x: Double(plan.explorationSteps), label: Words(en: "ε falls", zh: "ε 开始下降")),
                    .vertical(x: Double(plan.explorationSteps + plan.decaySteps), label: "ε = 0"),
                ]),
            caption: isCut
                ? Words(
                    en: """
                        Means of \(window) steps each. The random policy, \(formatNumber(random)), is far below the axis.
                        """,
                    zh: "每 \(window) 步的平均。随机策略的 \(formatNumber(random)) 远在坐标轴以下。")
                : Words(en: "Means of \(window) steps each.", zh: "每 \(window) 步的平均。"))
    }
}
