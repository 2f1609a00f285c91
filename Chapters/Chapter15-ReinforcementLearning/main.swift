import ChapterSupport
import Messages
import Reporting

let command = ChapterCommand(
    number: 15, title: Words(en: "Reinforcement learning", zh: "强化学习"),
    summary: Words(
        en: "Agents that learn from rewards: Q-tables and deep Q-networks. An epoch is 1,000 steps.",
        zh: "从奖励中学习的智能体：Q表和深度Q网络。一个训练轮次是 1000 步。"),
    dataSummary: Words(en: "not used: the environments are simulated", zh: "用不到：环境都是模拟的"),
    defaultEpochs: 50, quickEpochs: 2,
    options: [
        .choice(
            "game", Part.allCases.map(\.rawValue), default: "all",
            Words(en: "the part of the chapter to run", zh: "运行本章的哪一部分")),
        .integer(
            "seeds", default: 0, range: 0...100,
            Words(
                en: "agents to train; 0: five for --game cartpole, else one",
                zh: "训练多少个智能体；0：--game cartpole 训练五个，其他训练一个")),
        .flag(
            "pixels",
            Words(
                en: "observe frames of 80 × 80 pixels instead of features", zh: "观察 80 × 80 像素的画面，而不是特征")),
        .flag(
            "double",
            Words(
                en: "double Q-learning: one network chooses the next action, the other values it",
                zh: "双重Q学习：一个网络选下一个动作，另一个给它估值")),
        .flag(
            "dueling",
            Words(
                en: "dueling network: values of states and advantages of actions apart",
                zh: "竞争网络：状态的价值与动作的优势分开")),
        .flag(
            "prioritized",
            Words(
                en: "prioritized replay: sample transitions with large errors more often",
                zh: "优先经验回放：误差大的转移更常被采样")),
        .integer(
            "n-step", default: 1, range: 1...100,
            Words(en: "n-step returns: rewards summed before the next value", zh: "n步回报：先把几步的奖励相加，再接上价值")),
        .flag(
            "compare",
            Words(en: "also train each of these extensions over three seeds", zh: "再把每种扩展各用三个种子训练一遍")),
        .flag(
            "as-in-book",
            Words(
                en: "no target network, the squared error, a learning rate of 1e-6",
                zh: "没有目标网络，用平方误差，学习率 1e-6")),
        .flag("watch", Words(en: "watch the greedy policy in the terminal", zh: "在终端里观看贪婪策略")),
        .choice(
            "play", ["no", "human", "network"], default: "no",
            Words(
                en: "play the game yourself in the terminal, or let the network of --model play",
                zh: "自己在终端里玩，或者让 --model 的网络来玩")),
        .text(
            "model", placeholder: "FILE",
            Words(
                en: "model.safetensors of an earlier run, for --play network and --onnx",
                zh: "以前运行得到的 model.safetensors，用于 --play network 和 --onnx")),
        .onnx,
    ])

command.run(answering: .init("play", unless: "no", play), .onnx(onnxGraph)) { run in
    let lessons = try Lessons(run)
    lessons.print()
    lessons.fill(&run.metrics)
    try lessons.fill(&run.report, seed: run.seed)
    try lessons.save(run)
}
