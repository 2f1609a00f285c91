import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Deep Q-learning on a game from several seeds, beside a baseline policy and the random policy.
enum GameLesson {
    /// All evaluations start from the games of this seed.
    static let evaluationSeed: UInt64 = 1_000

    /// Trains the agents and evaluates all policies.
    ///
    /// - Parameter training: makes the training of a name.
    static func run<G: Game>(
        _ setup: TrainingSetup<G>, seed: UInt64, seeds: Int,
        training: (String) -> Training = { _ in Training() }, shouldStop: () -> Bool = { false }
    ) throws -> GameResults<G> {
        func evaluate(_ policy: ([(number: Int, game: G)]) -> [Int]) -> Outcomes {
            playGames(
                G.self, count: setup.games, maxSteps: setup.maxSteps, seed: evaluationSeed, choosing: policy)
        }
        var generator = RandomGenerator(seed: seed)
        let random = evaluate { $0.map { _ in G.randomAction(using: &generator) } }
        let baseline = evaluate { $0.map(\.game.baselineAction) }
        var results = GameResults(setup: setup, random: random, baseline: baseline)
        for number in 0..<seeds where !shouldStop() {
            let bar = ProgressBar(
                seeds == 1
                    ? Words(en: G.name, zh: G.name)
                    : Words(
                        en: "\(G.name) \(number + 1) of \(seeds)",
                        zh: "\(G.name) 第 \(number + 1) 个，共 \(seeds) 个"),
                total: max(1, setup.steps / 1000))
            let agent = try trainDQN(
                on: G.self, steps: setup.steps, setup.hyperparameters, observing: setup.observations,
                seed: seed &+ UInt64(number), training("\(G.name)-\(number)")
            ) { history in
                let mean = formatNumber(history.recentReturn, significantDigits: 3)
                bar.update(done: history.steps / 1000, message: Words(en: "return \(mean)", zh: "回报 \(mean)"))
            }
            bar.finish()
            results.agents.append(agent)
            results.outcomes.append(
                agent.evaluate(games: setup.games, maxSteps: setup.maxSteps, seed: evaluationSeed))
        }
        return results
    }
}
