import ChapterSupport
import Files
import NeuralNetworks
import TensorCore

/// Deep Q-learning (sections 15.2.2 to 15.2.4): trains an agent to play a game by letting it play.
///
/// - Parameters:
///   - steps: actions to take, over as many episodes as they last.
///   - progress: is called after every thousand steps.
/// - Throws: `TrainingDiverged` when a loss is NaN or infinite; `FileError` for a broken checkpoint.
func trainDQN<G: Game>(
    on game: G.Type, steps: Int, _ hyperparameters: Hyperparameters,
    observing kind: ObservationKind = .features, seed: UInt64, _ training: Training = Training(),
    progress: (DQNHistory) -> Void = { _ in }
) throws -> DQNAgent<G> {
    var watch = Stopwatch()
    var generator = RandomGenerator(seed: seed)
    var agent = DQNAgent<G>(hyperparameters, observing: kind, using: &generator)
    let learner = agent.learner
    var memory = ReplayMemory(of: G.self, hyperparameters, observing: kind)
    var state = DQNTrainingState(game: G(using: &generator), observing: kind, steps: steps)
    let start = state.observed.input
    try training.resume(&state, learner, &memory, using: &generator)

    while state.history.steps < steps, !training.shouldStop {
        let step = state.history.steps + 1
        // Act: at random with probability ε, else greedily.
        let action = agent.action(
            in: state.observed, epsilon: hyperparameters.epsilon(at: step), using: &generator)
        // Store the transition.
        let observation = state.observed.observation
        let reward = state.play(action)
        memory.add(observation, action, reward, ending: state.game.ending, next: state.observed.observation)
        if state.game.ending != nil { state.beginEpisode(after: step, using: &generator) }
        // Learn from mini-batches of past transitions.
        for _ in 0..<hyperparameters.updates(at: step) {
            guard
                let batch = memory.sample(
                    hyperparameters, progress: Double(step) / Double(steps), using: &generator)
            else { break }
            let (loss, errors) = try learner.learn(batch, epoch: (step + 999) / 1000)
            memory.setErrors(errors, at: batch.indices)
            state.record(loss)
        }
        learner.setLearningRate(hyperparameters.learningRate(after: step, of: steps))
        if hyperparameters.updatesTarget(after: step) { learner.updateTarget() }

        state.history.steps = step
        guard step % 1000 == 0 else { continue }
        state.endEpoch(startValue: learner.values(start).max().scalar, &watch)
        if training.isCheckpointDue { training.keep(state, learner, memory, generator) }
        progress(state.history)
    }
    state.history.seconds += watch.seconds
    state.history.memoryBytes = memory.byteCount
    training.keep(state, learner, memory, generator)
    agent.history = state.history
    return agent
}

/// What a training has found out so far.
struct DQNHistory: Codable {
    /// The episodes that are over.
    var episodes: [Episode] = []
    /// The mean loss of each thousand steps.
    var losses: [Double] = []
    /// The value of the best action in the first state, after each thousand steps.
    var startValues: [Double] = []
    var steps = 0
    var seconds = 0.0
    /// The size of the replay memory.
    var memoryBytes = 0

    /// One game from its start to its end.
    struct Episode: Codable {
        /// The step at which it ended.
        let step: Int
        /// The sum of its rewards.
        let totalReward: Double
        let score: Int
    }

    /// The mean return of the last twenty episodes.
    var recentReturn: Double {
        let last = episodes.suffix(20).map(\.totalReward)
        return last.isEmpty ? 0 : last.reduce(0, +) / Double(last.count)
    }

    /// Whether a training of at most `limit` steps can have this history.
    func isPossible(steps limit: Int) -> Bool {
        (0...limit).contains(steps) && losses.count == steps / 1000 && startValues.count == losses.count
            && isPossibleCount(memoryBytes)
            && episodes.allSatisfy { 1 <= $0.step && $0.step <= steps && isPossibleCount($0.score) }
    }
}

/// Where a training is between two steps, apart from the networks and the replay memory.
struct DQNTrainingState<G: Game>: ResumableState {
    var history = DQNHistory()
    private(set) var game: G
    private(set) var observed: ObservedState<G>
    /// The steps of the whole training.
    let steps: Int
    /// The return of the present episode so far.
    private var totalReward = 0.0
    /// Of the updates since the last full thousand steps.
    private var lossSum = 0.0
    private var lossCount = 0

    /// Before the first step.
    init(game: G, observing kind: ObservationKind, steps: Int) {
        (self.game, observed, self.steps) = (game, ObservedState(game, kind), steps)
    }

    func isPossible(from start: DQNTrainingState) -> Bool {
        game.isPossible && isPossibleCount(lossCount) && steps == start.steps
            && history.isPossible(steps: steps) && observed.hasForm(of: start.observed)
    }

    /// Takes an action; returns its reward.
    mutating func play(_ action: Int) -> Float {
        let reward = game.play(action)
        observed.observe(game)
        totalReward += Double(reward)
        return reward
    }

    /// Records the episode that has ended and begins the next.
    mutating func beginEpisode(after step: Int, using generator: inout RandomGenerator) {
        history.episodes.append(
            DQNHistory.Episode(step: step, totalReward: totalReward, score: game.score))
        game = G(using: &generator)
        observed = ObservedState(game, observed.kind)
        totalReward = 0
    }

    /// Records the loss of an update.
    mutating func record(_ loss: Float) {
        lossSum += Double(loss)
        lossCount += 1
    }

    /// Records the mean loss and the start value of a thousand steps.
    mutating func endEpoch(startValue: Float, _ watch: inout Stopwatch) {
        history.losses.append(lossCount == 0 ? .nan : lossSum / Double(lossCount))
        history.startValues.append(Double(startValue))
        (lossSum, lossCount) = (0, 0)
        history.seconds += watch.seconds
        watch = Stopwatch()
    }
}
