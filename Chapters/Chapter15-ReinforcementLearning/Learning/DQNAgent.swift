import NeuralNetworks
import TensorCore

/// An agent whose policy follows from a network of action values (a deep Q-network).
struct DQNAgent<G: Game> {
    let learner: DeepQLearner
    let observationKind: ObservationKind
    /// How it was trained.
    var history = DQNHistory()

    /// An agent with untrained networks.
    init(
        _ hyperparameters: Hyperparameters, observing kind: ObservationKind,
        using generator: inout RandomGenerator
    ) {
        observationKind = kind
        let network = Self.network(kind, hyperparameters, using: &generator)
        learner = DeepQLearner(
            network, target: Self.network(kind, hyperparameters, using: &generator), hyperparameters)
    }

    private static func network(
        _ kind: ObservationKind, _ hyperparameters: Hyperparameters, using generator: inout RandomGenerator
    ) -> any Layer {
        kind == .pixels
            ? PixelNetwork(
                frames: ObservedState<G>.frameCount, actions: G.actions.count,
                isDueling: hyperparameters.isDueling, using: &generator)
            : FeatureNetwork(
                features: G.featureCount, actions: G.actions.count, isDueling: hyperparameters.isDueling,
                using: &generator)
    }

    /// The greedy policy: the action with the largest value.
    func action(in state: ObservedState<G>) -> Int {
        learner.values(state.input).argMax(axis: 1).scalars[0]
    }

    /// The ε-greedy policy: a random action with probability ε, else the greedy one.
    func action(in state: ObservedState<G>, epsilon: Double, using generator: inout RandomGenerator) -> Int {
        if Double(generator.uniform()) < epsilon { return G.randomAction(using: &generator) }
        return action(in: state)
    }

    /// What the greedy policy wins in games side by side, each of at most `maxSteps` steps.
    func evaluate(games: Int, maxSteps: Int, seed: UInt64) -> Outcomes {
        var observed: [Int: ObservedState<G>] = [:]
        return playGames(G.self, count: games, maxSteps: maxSteps, seed: seed) { games in
            for (number, game) in games {
                observed[number] =
                    observed[number]?.observing(game) ?? ObservedState(game, observationKind)
            }
            let states = games.compactMap { observed[$0.number]?.input }
            return learner.values(NDArray.concatenated(states, axis: 0)).argMax(axis: 1).scalars
        }
    }
}
