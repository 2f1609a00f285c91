import ChapterSupport
import Foundation
import NeuralNetworks
import Reporting
import TensorCore

/// How a game is learned and judged.
struct Course<G: Game> {
    var recipe: Recipe
    var sight = Sight.features
    /// Steps of learning.
    var steps: Int
    /// Games that judge, and the most steps of each.
    var games = 100
    var longest: Int
}

/// A game learned from several seeds, beside chance and a rule of thumb.
struct GameLesson<G: Game> {
    let course: Course<G>
    private(set) var players: [Player<G>] = []
    /// What each player's greedy policy won, the same starts for all.
    private(set) var outcomes: [Outcomes] = []
    let byChance: Outcomes
    let byRule: Outcomes

    /// - Parameters:
    ///   - checkpoint: where the learning of a name is kept, to go on with.
    ///   - shouldStop: after which what was learned so far is judged.
    init(
        _ course: Course<G>, seed: UInt64, seeds: Int,
        checkpoint: (String) -> TrainingCheckpoint = { _ in .none }, shouldStop: () -> Bool
    ) throws {
        self.course = course
        var generator = RandomGenerator(seed: seed)
        byChance = playGames(G.self, count: course.games, longest: course.longest, seed: Self.start) {
            $0.map { _ in G.randomAction(using: &generator) }
        }
        byRule = playGames(G.self, count: course.games, longest: course.longest, seed: Self.start) {
            $0.map(\.game.ruleAction)
        }
        for number in 0..<seeds where !shouldStop() {
            let bar = ProgressBar(
                seeds == 1 ? G.name : "\(G.name) \(number + 1) of \(seeds)",
                total: max(1, course.steps / 1000))
            let player = try Player<G>(
                steps: course.steps, recipe: course.recipe, sight: course.sight, seed: seed &+ UInt64(number),
                checkpoint: checkpoint("\(G.name)-\(number)"), shouldStop: shouldStop
            ) { bar.advance(message: $1) }
            bar.finish()
            players.append(player)
            outcomes.append(player.play(count: course.games, longest: course.longest, seed: Self.start))
        }
    }

    /// The games that judge begin like this.
    private static var start: UInt64 { 1_000 }

    var meanReturn: Double { mean(outcomes.map(\.meanReturn)) }
    var worstReturn: Double { outcomes.map(\.meanReturn).min() ?? .nan }
    var meanScore: Double { mean(outcomes.map(\.meanScore)) }
    var seconds: Double { mean(players.map(\.history.seconds)) }

    var table: Table {
        func row(_ name: String, _ outcomes: [Outcomes]) -> [String] {
            [
                name, formatNumber(mean(outcomes.map(\.meanReturn)), significantDigits: 4),
                formatNumber(outcomes.map(\.meanReturn).min() ?? .nan, significantDigits: 4),
                formatNumber(mean(outcomes.map(\.meanScore)), significantDigits: 4),
            ]
        }
        return Table(
            headers: [G.name, "mean return", "of the worst seed", "\(G.scoreName) a game"],
            rows: [
                row("deep Q-learning", outcomes), row("a rule of thumb", [byRule]), row("chance", [byChance]),
            ],
            caption:
                "\(course.games) games each, of at most \(formatNumber(Double(course.longest))) steps, from the same starts; "
                + "\(players.count) seed\(players.count == 1 ? "" : "s") after "
                + "\(formatNumber(Double(players.first?.history.steps ?? 0))) steps.", highlightedRow: 0)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("game", G.name)
        metrics.set("epochs", (players.first?.history.steps ?? 0) / 1000)
        metrics.set("seeds", players.count)
        metrics.set("steps", players.first?.history.steps ?? 0)
        metrics.set("mean_return_100", meanReturn)
        metrics.set("mean_return_100_min", worstReturn)
        metrics.set("mean_return", meanReturn)
        metrics.set("mean_\(G.scoreName)", meanScore)
        metrics.set("rule_mean_return", byRule.meanReturn)
        metrics.set("rule_mean_\(G.scoreName)", byRule.meanScore)
        metrics.set("random_mean_return", byChance.meanReturn)
        metrics.set("train_seconds", seconds)
        metrics.set("memory_bytes", players.first?.history.memoryBytes ?? 0)
        metrics.set("parameters", players.first?.learner.network.parameterCount.total ?? 0)
    }

    func fill(_ report: inout Report) {
        report.section("Deep Q-learning: \(G.name)")
        report.paragraph(
            """
            A network says what each action is worth; what it should have said follows from the reward and from a second network \
            that is held still (15.2.2, 15.2.3). It learns from steps that it remembers (15.2.4): \
            \(formatNumber(Double(course.recipe.memory))) of them take \
            \(formatNumber(Double(players.first?.history.memoryBytes ?? 0) / 1e6, significantDigits: 3)) MB. A seed took \
            \(formatNumber(seconds, significantDigits: 3)) seconds.
            """)
        report.table(table)
        report.charts([
            LineChart(
                title: "Games while it learns", xLabel: "step", yLabel: "return, mean of ten games",
                series: players.enumerated().map { number, player in
                    let games = player.history.games
                    let ends = Array(stride(from: 10, through: games.count, by: max(1, games.count / 200)))
                    return Series(
                        "seed \(number + 1)", x: ends.map { Double(games[$0 - 1].step) },
                        y: ends.map { end in games[end - 10..<end].reduce(0) { $0 + $1.total } / 10 })
                }),
            LineChart(
                title: "What it expects of a first state", xLabel: "step", yLabel: "value of the best action",
                series: players.enumerated().map { number, player in
                    let values = player.history.expected
                    return Series(
                        "seed \(number + 1)", x: values.indices.map { Double(1000 * ($0 + 1)) }, y: values)
                }),
        ])
    }
}
