import ChapterSupport
import Reporting

let command = ChapterCommand(
    number: 15, title: "Reinforcement learning",
    summary: "Agents that learn from rewards: Q-tables and deep Q-networks. An epoch is 1,000 steps.",
    dataSummary: "not used: the environments are simulated",
    defaultEpochs: 50, quickEpochs: 2,
    options: [
        .choice("game", Part.allCases.map(\.rawValue), default: "all", "the part of the chapter to run"),
        .integer(
            "seeds", default: 0, range: 0...100, "agents to train; 0: five for --game cartpole, else one"),
        .flag("pixels", "observe frames of 80 × 80 pixels instead of features"),
        .flag("double", "double Q-learning: one network chooses the next action, the other values it"),
        .flag("dueling", "dueling network: values of states and advantages of actions apart"),
        .flag("prioritized", "prioritized replay: sample transitions with large errors more often"),
        .integer(
            "n-step", default: 1, range: 1...100, "n-step returns: rewards summed before the next value"),
        .flag("compare", "also train each of these extensions over three seeds"),
        .flag("as-in-book", "no target network, the squared error, a learning rate of 1e-6"),
        .flag("watch", "watch the greedy policy in the terminal"),
        .choice(
            "play", ["no", "human", "network"], default: "no",
            "play the game yourself in the terminal, or let the network of --model play"),
        .text("model", placeholder: "FILE", "model.safetensors of an earlier run, for --play network"),
    ])

command.run(answering: .init("play", unless: "no", play)) { run in
    let lessons = try Lessons(run)
    lessons.print()
    lessons.fill(&run.metrics)
    try lessons.fill(&run.report, seed: run.seed)
    try lessons.save(run)
}
