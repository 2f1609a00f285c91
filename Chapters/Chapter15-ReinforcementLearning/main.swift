import ChapterSupport
import Reporting
import TensorCore

let command = ChapterCommand(
    number: 15, title: "Reinforcement learning",
    summary: "A pole balanced on a cart, by chance and by a rule; an epoch is a game.",
    dataSummary: "not used: the game is its own data",
    defaultEpochs: 50, quickEpochs: 2, options: [.integer("seeds", default: 1, range: 1...100, "")])

command.run { run in
    for seed in 1...run.integer("seeds") {
        let player = Player<CartPole>(
            steps: 1000 * run.epochs, recipe: Recipe(), seed: UInt64(seed), shouldStop: { run.shouldStop })
        let outcomes = playGames(CartPole.self, count: 100, longest: 500, seed: 1000, choosing: player.actions)
        print(seed, outcomes.meanReturn, outcomes.returns.min()!, player.history.seconds, player.history.expected.suffix(3))
    }
    run.metrics.set("data", "generated")
    run.metrics.set("parameters", 0)
    run.metrics.set("train_seconds", 0.0)
}
