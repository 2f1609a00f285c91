import ChapterSupport
import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore

/// Lets the network of `--model` play its game: in a terminal to be watched, else ten games with a line for each score.
/// Nothing of a run is written.
///
/// - Throws: `UsageError` without a model, `FileError` for a model that is missing, broken, or of another chapter.
func playByNetwork(_ arguments: ParsedArguments, _ console: Console) throws {
    guard let path = arguments.optionalText("model") else {
        throw UsageError(
            en: "--play network needs --model FILE, the model.safetensors of a run of this chapter",
            zh: "--play network 需要 --model FILE，即本章某次运行得到的 model.safetensors")
    }
    let checkpoint = try Checkpoint(contentsOf: path)
    let seed = UInt64(arguments.integer("seed"))
    switch checkpoint.notes["game"] {
    case CartPole.name: try play(DQNAgent<CartPole>(checkpoint, path: path), seed, console)
    case FlappyBird.name: try play(DQNAgent<FlappyBird>(checkpoint, path: path), seed, console)
    default: throw noPlayer(path)
    }
}

/// What is wrong with a file of another network.
func noPlayer(_ path: String) -> FileError {
    .malformed(
        path: path, reason: Words(en: "it holds no network that plays a game", zh: "其中没有会玩游戏的网络").text)
}

private func play<G: Game>(_ agent: DQNAgent<G>, _ seed: UInt64, _ console: Console) throws {
    guard isatty(STDOUT_FILENO) == 1 else {
        for number in 0..<10 {
            let score = agent.evaluate(games: 1, maxSteps: 10_000, seed: seed &+ UInt64(number)).meanScore
            let (game, points) = (number + 1, "\(Int(score)) \(G.scoreWords)")
            console.output(Words(en: "game \(game): \(points)", zh: "第 \(game) 局：\(points)").text)
        }
        return
    }
    // The terminal is put right before the program ends.
    try endingEarlyAtInterrupt { try agent.show(seed: seed, shouldStop: $0) }
}

extension DQNAgent {
    /// The agent that `save` wrote.
    ///
    /// - Throws: `FileError` where the notes or the arrays do not fit.
    init(_ checkpoint: Checkpoint, path: String) throws {
        guard let kind = ObservationKind(rawValue: checkpoint.notes["sight"] ?? "") else {
            let reason = Words(
                en: "the note 'sight' says neither features nor pixels",
                zh: "'sight' 一项既不是 features 也不是 pixels")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        var hyperparameters = Hyperparameters()
        hyperparameters.isDueling = checkpoint.notes["dueling"] == "yes"
        var generator = RandomGenerator(seed: 0)
        self.init(hyperparameters, observing: kind, using: &generator)
        try checkpoint.restore(learner.network, path: path)
    }
}
