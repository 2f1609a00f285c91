import ChapterSupport
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
        func row(_ name: String, _ outcomes: [Outcomes]) -> [String] {
            [
                name, formatNumber(mean(outcomes.map(\.meanReturn)), significantDigits: 4),
                formatNumber(outcomes.map(\.meanReturn).min() ?? .nan, significantDigits: 4),
                formatNumber(mean(outcomes.map(\.meanScore)), significantDigits: 4),
            ]
        }
        return Table(
            headers: [G.name, "mean return", "worst seed", "\(G.scoreName) a game"],
            rows: [
                row("deep Q-learning", outcomes), row("baseline policy", [baseline]),
                row("random policy", [random]),
            ],
            caption:
                "\(setup.games) games each, of at most \(formatNumber(Double(setup.maxSteps))) steps, with the same starts; "
                + "\(agents.count) seed\(agents.count == 1 ? "" : "s") after "
                + "\(formatNumber(Double(agents.first?.history.steps ?? 0))) steps.",
            highlightedRow: bestRow([outcomes, [baseline], [random]].map { mean($0.map(\.meanReturn)) }))
    }

    func print() { Swift.print(textHeading("Deep Q-learning") + "\n" + table.text()) }

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
        report.section("Deep Q-learning: \(G.name)")
        report.paragraph(
            """
            A network estimates Q(s, a), the value of each action: the discounted sum of the rewards to come. Its targets \
            follow from the reward and a target network that is updated only now and then (15.2.2, 15.2.3); it learns from \
            mini-batches of the replay memory (15.2.4), whose \
            \(formatNumber(Double(setup.hyperparameters.replayCapacity))) steps take \
            \(formatNumber(Double(agents.first?.history.memoryBytes ?? 0) / 1e6, significantDigits: 3)) MB. Training took \
            \(formatNumber(seconds, significantDigits: 3)) seconds a seed.
            """)
        report.table(table)
        report.charts([
            LineChart(
                title: "Return during training", xLabel: "step", yLabel: "return, mean of ten episodes",
                series: agents.enumerated().map { number, agent in
                    let episodes = agent.history.episodes
                    let ends = Array(
                        stride(from: 10, through: episodes.count, by: max(1, episodes.count / 200)))
                    return Series(
                        "seed \(number + 1)", x: ends.map { Double(episodes[$0 - 1].step) },
                        y: ends.map { end in episodes[end - 10..<end].reduce(0) { $0 + $1.totalReward } / 10 }
                    )
                }),
            LineChart(
                title: "Value of the first state", xLabel: "step", yLabel: "max Q(s, ·)",
                series: agents.enumerated().map { number, agent in
                    let values = agent.history.startValues
                    return Series(
                        "seed \(number + 1)", x: values.indices.map { Double(1000 * ($0 + 1)) }, y: values)
                }),
        ])
        if let agent = agents.first {
            report.animation(
                agent.film(seed: seed), description: "a game of \(G.name)",
                caption: "The greedy policy of the first seed. The same film is `play.gif`.")
        }
    }
}
