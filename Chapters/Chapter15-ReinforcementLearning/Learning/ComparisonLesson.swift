import ChapterSupport
import Messages
import Reporting
import TensorCore

/// The extensions of deep Q-learning, each on its own and all together, over three seeds.
enum ComparisonLesson {
    /// A variant of the algorithm.
    struct Variant: Sendable {
        let name: Words
        /// In the keys of the metrics.
        let key: String
        let change: @Sendable (inout Hyperparameters) -> Void
    }

    static let variants: [Variant] = [
        Variant(name: Words(en: "plain DQN", zh: "普通 DQN"), key: "plain") { _ in },
        Variant(name: Words(en: "double", zh: "双重"), key: "double") { $0.isDouble = true },
        Variant(name: Words(en: "dueling", zh: "竞争"), key: "dueling") { $0.isDueling = true },
        Variant(name: Words(en: "3-step returns", zh: "3 步回报"), key: "three_step") { $0.nSteps = 3 },
        Variant(name: Words(en: "prioritized replay", zh: "优先回放"), key: "prioritized") {
            $0.isPrioritized = true
        },
        Variant(name: Words(en: "all of them", zh: "全部合用"), key: "all") {
            ($0.isDouble, $0.isDueling, $0.nSteps, $0.isPrioritized) = (true, true, 3, true)
        },
    ]

    /// The mean returns of one training.
    struct Returns: CachedResult {
        let duringTraining, atTheEnd: Double

        var isPossible: Bool { true }
    }

    /// Trains every variant of a setup.
    static func run<G: Game>(_ setup: TrainingSetup<G>, _ run: ChapterRun) throws -> ComparisonResults {
        var plain = setup.hyperparameters
        (plain.isDouble, plain.isDueling, plain.nSteps, plain.isPrioritized) = (false, false, 1, false)
        var results = ComparisonResults(game: G.name, steps: setup.steps)
        let seeds = 3
        let bar = ProgressBar(Words(en: "comparison", zh: "比较"), total: seeds * variants.count)
        for variant in variants {
            var hyperparameters = plain
            variant.change(&hyperparameters)
            var returns: [Returns] = []
            for number in 0..<seeds where !run.shouldStop {
                var unfinished: Returns?
                let finished = try run.training("compare-\(variant.key)-\(number)").cached { training in
                    let agent = try trainDQN(
                        on: G.self, steps: setup.steps, hyperparameters, observing: setup.observations,
                        seed: run.seed &+ UInt64(number), training)
                    let episodes = agent.history.episodes
                    unfinished = Returns(
                        duringTraining: episodes.reduce(0) { $0 + $1.totalReward }
                            / Double(max(1, episodes.count)),
                        atTheEnd: agent.evaluate(
                            games: setup.games, maxSteps: setup.maxSteps, seed: GameLesson.evaluationSeed
                        ).meanReturn)
                    return training.shouldStop ? nil : unfinished
                }
                if let result = finished ?? unfinished { returns.append(result) }
                bar.advance(message: variant.name)
            }
            results.duringTraining.append(returns.map(\.duringTraining))
            results.atTheEnd.append(returns.map(\.atTheEnd))
        }
        bar.finish()
        return results
    }
}
