import ChapterSupport
import NeuralNetworks
import TensorCore

/// How a learner sees a game.
enum Sight: String {
    case features
    /// The last four pictures of 80 × 80.
    case pixels
}

/// What happened while a network learned to play.
struct PlayHistory {
    /// The step at which each game ended, its return and its score.
    var games: [(step: Int, total: Double, score: Int)] = []
    /// The mean loss of each thousand steps.
    var losses: [Double] = []
    /// How much the network expects of a first state, each thousand steps.
    var expected: [Double] = []
    var steps = 0
    var seconds = 0.0
    var memoryBytes = 0
}

/// A network that learned to play a game.
struct Player<G: Game> {
    let learner: DeepQLearner
    private(set) var history = PlayHistory()

    /// Plays and learns for so many steps, or until it should stop.
    ///
    /// - Parameter report: is told the step and the mean return of the last games.
    init(
        steps: Int, recipe: Recipe, seed: UInt64, shouldStop: () -> Bool,
        report: (Int, String) -> Void = { _, _ in }
    ) {
        let watch = Stopwatch()
        var generator = RandomGenerator(seed: seed)
        func network() -> FeatureNetwork {
            FeatureNetwork(
                features: G.featureCount, actions: G.actions.count, isDueling: recipe.isDueling, using: &generator)
        }
        let first = network()
        learner = DeepQLearner(first, twin: network(), recipe: recipe)
        var memory = ReplayMemory(
            capacity: recipe.memory, shape: [G.featureCount], isPixels: false, isPrioritized: recipe.isPrioritized)
        var game = G(using: &generator)
        var (total, lossSum, lossCount) = (0.0, 0.0, 0)
        let start = game.features
        for step in 1...max(1, steps) where !shouldStop() {
            let seen = game.features
            let action: Int
            if Double(generator.uniform()) < recipe.chance(at: step) {
                action = G.randomAction(using: &generator)
            } else {
                action = learner.values(NDArray(seen, shape: [1, seen.count])).argMax(axis: 1).scalars[0]
            }
            let reward = game.play(action)
            total += Double(reward)
            let ending = game.ending
            memory.add(
                .features(seen), action, reward, ending: ending,
                last: ending == nil ? nil : .features(game.features))
            if ending != nil {
                history.games.append((step, total, game.score))
                game = G(using: &generator)
                total = 0
            }
            if step > recipe.learning.from, step % recipe.learning.every == 0 {
                for _ in 0..<recipe.learning.updates {
                    let correction = 0.4 + 0.6 * Double(step) / Double(steps)
                    guard
                        let batch = memory.sample(
                            recipe.batchSize, stepsAhead: recipe.stepsAhead, discount: recipe.discount,
                            correction: correction, using: &generator)
                    else { break }
                    let (loss, errors) = learner.learn(batch)
                    memory.setErrors(errors, at: batch.places)
                    lossSum += Double(loss)
                    lossCount += 1
                }
            }
            if recipe.targetEvery > 0, step % recipe.targetEvery == 0 { learner.copyToTarget() }
            history.steps = step
            if step % 1000 == 0 {
                history.losses.append(lossCount == 0 ? .nan : lossSum / Double(lossCount))
                history.expected.append(
                    Double(learner.values(NDArray(start, shape: [1, start.count])).max().scalar))
                (lossSum, lossCount) = (0, 0)
                let last = history.games.suffix(20).map(\.total)
                report(step, "return \(last.isEmpty ? 0 : Int(last.reduce(0, +) / Double(last.count)))")
            }
        }
        history.seconds = watch.seconds
        history.memoryBytes = memory.byteCount
    }

    /// The best actions for games side by side.
    func actions(_ games: [G]) -> [Int] {
        let features = games.flatMap(\.features)
        return learner.values(NDArray(features, shape: [games.count, G.featureCount])).argMax(axis: 1).scalars
    }
}
