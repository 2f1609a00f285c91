import ChapterSupport
import Files
import NeuralNetworks
import Reporting
import TensorCore

/// How a learner sees a game.
enum Sight: String, Codable {
    case features
    /// The last four pictures of 80 × 80.
    case pixels
}

/// What happened while a network learned to play.
struct PlayHistory: Codable {
    /// The step at which each game ended, its return and its score.
    var games: [PlayedGame] = []
    /// The mean loss of each thousand steps.
    var losses: [Double] = []
    /// How much the network expects of a first state, each thousand steps.
    var expected: [Double] = []
    var steps = 0
    var seconds = 0.0
    var memoryBytes = 0

    /// Whether so many steps can have come to this.
    func isPossible(steps limit: Int) -> Bool {
        (0...max(1, limit)).contains(steps) && losses.count == steps / 1000 && expected.count == losses.count
            && isPossibleCount(memoryBytes)
            && games.allSatisfy { 1 <= $0.step && $0.step <= steps && isPossibleCount($0.score) }
    }
}

/// A game while it was learned.
struct PlayedGame: Codable {
    let step: Int
    let total: Double
    let score: Int
}

/// A network that learned to play a game.
struct Player<G: Game> {
    let learner: DeepQLearner
    private(set) var history = PlayHistory()

    let sight: Sight
    /// What was seen last of games that go on, for networks that see pictures.
    private static var pictures: Int { 4 }

    /// Where learning is between two steps, beside the networks and the memory.
    private struct Moment: Codable {
        var history = PlayHistory()
        var game: G
        var view: View<G>
        /// What the present game has won.
        var total = 0.0
        /// Of the updates since the last thousand steps were full.
        var lossSum = 0.0
        var lossCount = 0

        /// Whether so many steps can have come to this.
        func isPossible(steps: Int) -> Bool {
            game.isPossible && isPossibleCount(lossCount) && history.isPossible(steps: steps)
        }
    }

    /// Plays and learns for so many steps, or until it should stop.
    ///
    /// - Parameters:
    ///   - checkpoint: where learning is kept, to go on with.
    ///   - report: is told the step and the mean return of the last games, every thousand steps.
    /// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
    init(
        steps: Int, recipe: Recipe, sight: Sight = .features, seed: UInt64,
        checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool,
        report: (Int, String) -> Void = { _, _ in }
    ) throws {
        let watch = Stopwatch()
        var generator = RandomGenerator(seed: seed)
        self.sight = sight
        let first = Self.network(sight, recipe, using: &generator)
        learner = DeepQLearner(first, twin: Self.network(sight, recipe, using: &generator), recipe: recipe)
        var memory = ReplayMemory(
            capacity: recipe.memory, shape: sight == .pixels ? [G.side, G.side] : [G.featureCount],
            stacked: sight == .pixels ? Self.pictures : 1, isPixels: sight == .pixels,
            isPrioritized: recipe.isPrioritized)
        let game = G(using: &generator)
        var now = Moment(game: game, view: View(game, sight))
        let start = now.view.state
        try Self.resume(&now, learner, &memory, checkpoint, steps: steps, using: &generator)
        let (resumed, secondsBefore) = (now.history.steps, now.history.seconds)
        while now.history.steps < max(1, steps), !shouldStop() {
            let step = now.history.steps + 1
            let seen = now.view.observation
            let action: Int
            if Double(generator.uniform()) < recipe.chance(at: step) {
                action = G.randomAction(using: &generator)
            } else {
                action = learner.values(now.view.state).argMax(axis: 1).scalars[0]
            }
            let reward = now.game.play(action)
            now.view.see(now.game)
            now.total += Double(reward)
            let ending = now.game.ending
            memory.add(seen, action, reward, ending: ending, last: ending == nil ? nil : now.view.observation)
            if ending != nil {
                now.history.games.append(PlayedGame(step: step, total: now.total, score: now.game.score))
                now.game = G(using: &generator)
                now.view = View(now.game, sight)
                now.total = 0
            }
            if step > recipe.learning.from, step % recipe.learning.every == 0 {
                for _ in 0..<recipe.learning.updates {
                    guard
                        let batch = memory.sample(
                            recipe.batchSize, stepsAhead: recipe.stepsAhead, discount: recipe.discount,
                            correction: 0.4 + 0.6 * Double(step) / Double(steps), using: &generator)
                    else { break }
                    let (loss, errors) = try learner.learn(batch, epoch: (step + 999) / 1000)
                    memory.setErrors(errors, at: batch.places)
                    now.lossSum += Double(loss)
                    now.lossCount += 1
                }
            }
            if recipe.ratesFall { learner.setRate(max(0.02, 1 - Double(step) / Double(steps))) }
            if recipe.targetEvery > 0, step % recipe.targetEvery == 0 { learner.copyToTarget() }
            now.history.steps = step
            if step % 1000 == 0 {
                now.history.losses.append(now.lossCount == 0 ? .nan : now.lossSum / Double(now.lossCount))
                now.history.expected.append(Double(learner.values(start).max().scalar))
                (now.lossSum, now.lossCount) = (0, 0)
                now.history.seconds = secondsBefore + watch.seconds
                if checkpoint.isDue { Self.keep(now, learner, memory, checkpoint, steps: steps, generator) }
                let last = now.history.games.suffix(20).map(\.total)
                let mean = last.isEmpty ? 0 : last.reduce(0, +) / Double(last.count)
                report(step, "return \(formatNumber(mean, significantDigits: 3))")
            }
        }
        now.history.seconds = secondsBefore + watch.seconds
        now.history.memoryBytes = memory.byteCount
        history = now.history
        if history.steps > resumed { Self.keep(now, learner, memory, checkpoint, steps: steps, generator) }
    }

    /// Keeps learning as it is between two steps; what is remembered only as long as it is of use.
    private static func keep(
        _ now: Moment, _ learner: DeepQLearner, _ memory: ReplayMemory, _ checkpoint: TrainingCheckpoint,
        steps: Int, _ generator: RandomGenerator
    ) {
        var moment = Checkpoint(
            model: learner.networks, optimizer: learner.optimizer,
            generators: ["training": generator.state], step: now.history.steps)
        moment.setNote("moment", to: now)
        if now.history.steps < steps { memory.save(into: &moment) }
        checkpoint.keep(moment)
    }

    /// Takes up learning where it was stopped, if it was.
    private static func resume(
        _ now: inout Moment, _ learner: DeepQLearner, _ memory: inout ReplayMemory,
        _ checkpoint: TrainingCheckpoint, steps: Int, using generator: inout RandomGenerator
    ) throws {
        guard let kept = try checkpoint.earlier() else { return }
        let earlier = try kept.note("moment", as: Moment.self, path: checkpoint.file)
        guard let state = kept.generators["training"] else {
            throw FileError.malformed(path: checkpoint.file, reason: "it has no generator's state")
        }
        guard earlier.isPossible(steps: steps), earlier.view.hasForm(of: now.view) else {
            throw checkpoint.impossible
        }
        if earlier.history.steps < steps {
            try memory.restore(from: kept, actionCount: G.actions.count, path: checkpoint.file)
        }
        try kept.restore(learner.networks, optimizer: learner.optimizer, path: checkpoint.file)
        now = earlier
        generator.state = state
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
struct View<G: Game>: Codable {
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

    /// Whether it is of as many numbers or pictures as another.
    func hasForm(of other: View) -> Bool {
        observation.hasForm(of: other.observation) && sight == other.sight
            && features.count == other.features.count
            && pictures.map(\.count) == other.pictures.map(\.count)
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
