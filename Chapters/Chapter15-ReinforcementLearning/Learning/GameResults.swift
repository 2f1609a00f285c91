import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The agents trained on a game, and what the policies win in it.
struct GameResults<G: Game> {
    let setup: TrainingSetup<G>
    let random: Outcomes
    let baseline: Outcomes
    /// One agent a seed.
    var agents: [DQNAgent<G>] = []
    /// What each agent's greedy policy wins, from the same starts.
    var outcomes: [Outcomes] = []

    init(setup: TrainingSetup<G>, random: Outcomes, baseline: Outcomes) {
        (self.setup, self.random, self.baseline) = (setup, random, baseline)
    }

    var meanReturn: Double { mean(outcomes.map(\.meanReturn)) }
    var worstReturn: Double { outcomes.map(\.meanReturn).min() ?? .nan }
    var meanScore: Double { mean(outcomes.map(\.meanScore)) }
    var seconds: Double { mean(agents.map(\.history.seconds)) }

    var table: Table {
        func row(_ name: Words, _ outcomes: [Outcomes]) -> [String] {
            [
                name.text, formatNumber(mean(outcomes.map(\.meanReturn)), significantDigits: 4),
                formatNumber(outcomes.map(\.meanReturn).min() ?? .nan, significantDigits: 4),
                formatNumber(mean(outcomes.map(\.meanScore)), significantDigits: 4),
            ]
        }
        let longest = formatNumber(Double(setup.maxSteps))
        let steps = formatNumber(Double(agents.first?.history.steps ?? 0))
        return Table(
            headers: [
                G.name, Words(en: "mean return", zh: "平均回报"), Words(en: "worst seed", zh: "最差的种子"),
                Words(en: "\(G.scoreWords) a game", zh: "每局多少\(G.scoreWords)"),
            ],
            rows: [
                row(Words(en: "deep Q-learning", zh: "深度Q学习"), outcomes),
                row(Words(en: "baseline policy", zh: "基线策略"), [baseline]),
                row(Words(en: "random policy", zh: "随机策略"), [random]),
            ],
            caption: Words(
                en: """
                    \(setup.games) games each, of at most \(longest) steps, with the same starts; \(agents.count) \
                    seed\(agents.count == 1 ? "" : "s") after \(steps) steps.
                    """,
                zh: """
                    各 \(setup.games) 局，每局至多 \(longest) 步，开局相同；\(agents.count) 个种子，训练 \(steps) 步之后。
                    """),
            highlightedRow: bestRow([outcomes, [baseline], [random]].map { mean($0.map(\.meanReturn)) }))
    }

    func print() { Swift.print(textHeading(Words(en: "Deep Q-learning", zh: "深度Q学习")) + "\n" + table.text()) }

    func fill(_ metrics: inout Metrics) {
        metrics.set("game", G.name)
        metrics.set("epochs", (agents.first?.history.steps ?? 0) / 1000)
        metrics.set("seeds", agents.count)
        metrics.set("steps", agents.first?.history.steps ?? 0)
        metrics.set("mean_return_100", meanReturn)
        metrics.set("mean_return_100_min", worstReturn)
        metrics.set("mean_return", meanReturn)
        metrics.set("mean_\(G.scoreName)", meanScore)
        metrics.set("baseline_mean_return", baseline.meanReturn)
        metrics.set("baseline_mean_\(G.scoreName)", baseline.meanScore)
        metrics.set("random_mean_return", random.meanReturn)
        metrics.set("train_seconds", seconds)
        metrics.set("memory_bytes", agents.first?.history.memoryBytes ?? 0)
        metrics.set("parameters", agents.first?.learner.network.parameterCount.total ?? 0)
    }

    func fill(_ report: inout Report, seed: UInt64) {
        report.section(en: "Deep Q-learning: \(G.name)", zh: "深度Q学习：\(G.name)")
        let capacity = formatNumber(Double(setup.hyperparameters.replayCapacity))
        let megabytes = formatNumber(
            Double(agents.first?.history.memoryBytes ?? 0) / 1e6, significantDigits: 3)
        let duration = formatNumber(seconds, significantDigits: 3)
        report.paragraph(
            en: """
                A network estimates Q(s, a), the value of each action: the discounted sum of the rewards to come. Its targets \
                follow from the reward and a target network that is updated only now and then (15.2.2, 15.2.3); it learns from \
                mini-batches of the replay memory (15.2.4), whose \(capacity) steps take \(megabytes) MB. Training took \
                \(duration) seconds a seed.
                """,
            zh: """
                网络估计每个动作的价值 Q(s, a)，即以后的奖励打折之后的和。目标由奖励和一个偶尔才更新的目标网络得出\
                （15.2.2、15.2.3）；学习用的小批量取自回放记忆（15.2.4），它的 \(capacity) 步占 \(megabytes) MB。\
                每个种子训练用时 \(duration) 秒。
                """)
        report.table(table)
        report.charts([
            LineChart(
                title: Words(en: "Return during training", zh: "训练中的回报"), xLabel: Words(en: "step", zh: "步"),
                yLabel: Words(en: "return, mean of ten episodes", zh: "回报，十个回合的平均"),
                series: agents.enumerated().map { number, agent in
                    let episodes = agent.history.episodes
                    let ends = Array(
                        stride(from: 10, through: episodes.count, by: max(1, episodes.count / 200)))
                    return Series(
                        Words(en: "seed \(number + 1)", zh: "种子 \(number + 1)"),
                        x: ends.map { Double(episodes[$0 - 1].step) },
                        y: ends.map { end in episodes[end - 10..<end].reduce(0) { $0 + $1.totalReward } / 10 }
                    )
                }),
            LineChart(
                title: Words(en: "Value of the first state", zh: "初始状态的价值"),
                xLabel: Words(en: "step", zh: "步"),
                yLabel: "max Q(s, ·)",
                series: agents.enumerated().map { number, agent in
                    let values = agent.history.startValues
                    return Series(
                        Words(en: "seed \(number + 1)", zh: "种子 \(number + 1)"),
                        x: values.indices.map { Double(1000 * ($0 + 1)) }, y: values)
                }),
        ])
        if let agent = agents.first {
            report.animation(
                agent.film(seed: seed), description: Words(en: "a game of \(G.name)", zh: "一局 \(G.name)"),
                caption: Words(
                    en: "The greedy policy of the first seed. The same film is `play.gif`.",
                    zh: "第一个种子的贪婪策略。同样的影片在 `play.gif`。"))
        }
    }
}
