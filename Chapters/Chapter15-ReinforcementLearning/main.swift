import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 15, title: "Reinforcement learning",
    summary: "Games learned by playing them. An epoch is a thousand steps of a game.",
    dataSummary: "not used: the games are their own data",
    defaultEpochs: 50, quickEpochs: 2,
    options: [
        .choice("game", Subject.allCases.map(\.rawValue), default: "all", "what is played"),
        .integer(
            "seeds", default: 0, range: 0...100, "how many learners; 0 for five of CartPole alone, else one"),
        .flag("pixels", "learn from pictures of 80 × 80 instead of numbers"),
        .flag("double", "one network chooses the next action, the other values it"),
        .flag("dueling", "the value of a state and the advantages of actions apart"),
        .flag("prioritized", "remember steps with large errors more often"),
        .integer("steps-ahead", default: 1, range: 1...100, "rewards that are added before the next value"),
        .flag("compare", "also show what each of these adds, over three seeds"),
        .flag("as-in-book", "no target network, the square of the error, a learning rate of 1e-6"),
        .flag("watch", "show the network's play in the terminal"),
        .choice("play", ["no", "human"], default: "no", "play yourself in the terminal"),
    ])

command.run { run in
    if run.choice("play") == "human" { return try playByHand(run) }
    let lessons = try Lessons(run)
    lessons.print()
    lessons.fill(&run.metrics)
    lessons.fill(&run.report, seed: run.seed)
}
