import ChapterSupport
import Reporting
import TensorCore

let command = ChapterCommand(
    number: 15, title: "Reinforcement learning",
    summary: "A pole balanced on a cart, by chance and by a rule; an epoch is a game.",
    dataSummary: "not used: the game is its own data",
    defaultEpochs: 100, quickEpochs: 20, options: [])

command.run { run in
    let watch = Stopwatch()
    for policy in Policy.allCases {
        var generator = RandomGenerator(seed: run.seed)
        let mean = policy.meanReturn(games: run.epochs, using: &generator)
        print("\(policy.rawValue): mean return \(formatNumber(mean, significantDigits: 4))")
        run.metrics.set("\(policy.rawValue)_mean_return", mean)
    }
    run.metrics.set("data", "generated")
    run.metrics.set("parameters", 0)
    run.metrics.set("train_seconds", watch.seconds)
}
