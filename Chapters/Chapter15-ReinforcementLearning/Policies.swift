import TensorCore

/// A way to play without learning, to hold a learner against.
enum Policy: String, CaseIterable {
    /// Either push, at even odds.
    case random

    /// Pushes towards the side to which the pole leans and turns.
    case rule

    /// The push for a state.
    func action(for state: CartPole.State, using generator: inout RandomGenerator) -> CartPole.Action {
        switch self {
        case .random: generator.bernoulli(0.5) ? .right : .left
        case .rule: state.angle + state.angularVelocity > 0 ? .right : .left
        }
    }

    /// The mean return over some games from random starts: the mean number of steps.
    func meanReturn(games: Int, using generator: inout RandomGenerator) -> Double {
        var steps = 0
        for _ in 0..<games {
            var game = CartPole(using: &generator)
            while game.ending == nil { game.step(action(for: game.state, using: &generator)) }
            steps += game.steps
        }
        return Double(steps) / Double(games)
    }
}
