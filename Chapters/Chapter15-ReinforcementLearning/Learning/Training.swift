import ChapterSupport
import NeuralNetworks
import Reporting
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

    let sight: Sight
    /// What was seen last of games that go on, for networks that see pictures.
    private static var pictures: Int { 4 }

    /// Plays and learns for so many steps, or until it should stop.
    ///
    /// - Parameter report: is told the step and the mean return of the last games, every thousand steps.
    init(
        steps: Int, recipe: Recipe, sight: Sight = .features, seed: UInt64, shouldStop: () -> Bool,
        report: (Int, String) -> Void = { _, _ in }
    ) {
        let watch = Stopwatch()
        var generator = RandomGenerator(seed: seed)
        self.sight = sight
        let first = Self.network(sight, recipe, using: &generator)
        learner = DeepQLearner(first, twin: Self.network(sight, recipe, using: &generator), recipe: recipe)
        var memory = ReplayMemory(
            capacity: recipe.memory, shape: sight == .pixels ? [G.side, G.side] : [G.featureCount],
            stacked: sight == .pixels ? Self.pictures : 1, isPixels: sight == .pixels,
            isPrioritized: recipe.isPrioritized)
        var game = G(using: &generator)
        var view = View(game, sight)
        let start = view.state
        var (total, lossSum, lossCount) = (0.0, 0.0, 0)
        for step in 1...max(1, steps) where !shouldStop() {
            let seen = view.observation
            let action: Int
            if Double(generator.uniform()) < recipe.chance(at: step) {
                action = G.randomAction(using: &generator)
            } else {
                action = learner.values(view.state).argMax(axis: 1).scalars[0]
            }
            let reward = game.play(action)
            view.see(game)
            total += Double(reward)
            let ending = game.ending
            memory.add(seen, action, reward, ending: ending, last: ending == nil ? nil : view.observation)
            if ending != nil {
                history.games.append((step, total, game.score))
                game = G(using: &generator)
                view = View(game, sight)
                total = 0
            }
            if step > recipe.learning.from, step % recipe.learning.every == 0 {
                for _ in 0..<recipe.learning.updates {
                    guard
                        let batch = memory.sample(
                            recipe.batchSize, stepsAhead: recipe.stepsAhead, discount: recipe.discount,
                            correction: 0.4 + 0.6 * Double(step) / Double(steps), using: &generator)
                    else { break }
                    let (loss, errors) = learner.learn(batch)
                    memory.setErrors(errors, at: batch.places)
                    lossSum += Double(loss)
                    lossCount += 1
                }
            }
            if recipe.ratesFall { learner.setRate(max(0.02, 1 - Double(step) / Double(steps))) }
            if recipe.targetEvery > 0, step % recipe.targetEvery == 0 { learner.copyToTarget() }
            history.steps = step
            if step % 1000 == 0 {
                history.losses.append(lossCount == 0 ? .nan : lossSum / Double(lossCount))
                history.expected.append(Double(learner.values(start).max().scalar))
                (lossSum, lossCount) = (0, 0)
                let last = history.games.suffix(20).map(\.total)
                let mean = last.isEmpty ? 0 : last.reduce(0, +) / Double(last.count)
                report(step, "return \(formatNumber(mean, significantDigits: 3))")
            }
        }
        history.seconds = watch.seconds
        history.memoryBytes = memory.byteCount
    }

    private static func network(
        _ sight: Sight, _ recipe: Recipe, using generator: inout RandomGenerator
    ) -> any Layer {
        sight == .pixels
            ? PixelNetwork(
                pictures: pictures, actions: G.actions.count, isDueling: recipe.isDueling, using: &generator)
            : FeatureNetwork(
                features: G.featureCount, actions: G.actions.count, isDueling: recipe.isDueling,
                using: &generator)
    }

    /// The best action of a game seen so.
    func action(_ view: View<G>) -> Int { learner.values(view.state).argMax(axis: 1).scalars[0] }

    /// What the greedy policy wins in games side by side.
    func play(count: Int, longest: Int, seed: UInt64) -> Outcomes {
        var views: [Int: View<G>] = [:]
        return playGames(G.self, count: count, longest: longest, seed: seed) { games in
            for (number, game) in games { views[number] = views[number]?.seeing(game) ?? View(game, sight) }
            let states = games.compactMap { views[$0.number]?.state }
            return learner.values(NDArray.concatenated(states, axis: 0)).argMax(axis: 1).scalars
        }
    }
}

/// What a learner sees of a game: its numbers, or its last four pictures.
struct View<G: Game> {
    private let sight: Sight
    private(set) var observation: Observation
    private var pictures: [[UInt8]] = []
    private var features: [Float] = []

    /// The first look at a game; before it, the same was to be seen.
    init(_ game: G, _ sight: Sight) {
        self.sight = sight
        if sight == .pixels {
            let picture = game.smallPicture
            pictures = [picture, picture, picture, picture]
            observation = .pixels(picture)
        } else {
            features = game.features
            observation = .features(features)
        }
    }

    /// Looks again, after a step.
    mutating func see(_ game: G) {
        if sight == .pixels {
            let picture = game.smallPicture
            pictures.removeFirst()
            pictures.append(picture)
            observation = .pixels(picture)
        } else {
            features = game.features
            observation = .features(features)
        }
    }

    func seeing(_ game: G) -> View {
        var next = self
        next.see(game)
        return next
    }

    /// What a network takes: `[1, features]` or `[1, 4, side, side]`.
    var state: NDArray {
        if sight == .features { return NDArray(features, shape: [1, features.count]) }
        let numbers = pictures.flatMap { $0.map { Float($0) * (1 / 255) } }
        return NDArray(numbers, shape: [1, pictures.count, G.side, G.side])
    }
}
