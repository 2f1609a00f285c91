import ChapterSupport
import Messages
import TensorCore

/// What `--play` asks for.
func play(_ arguments: ParsedArguments, _ console: Console) throws {
    if arguments.text("play") == "human" {
        try playByHand(arguments, console)
    } else {
        try playByNetwork(arguments, console)
    }
}

/// Lets a person play the game of `--game` in the terminal; nothing of a run is written.
///
/// - Throws: `FileError` where there is no terminal.
func playByHand(_ arguments: ParsedArguments, _ console: Console) throws {
    var generator = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    if arguments.text("game") == Part.cartpole.rawValue {
        try play(
            CartPole(using: &generator), Words(en: "a and d, or arrows, push", zh: "a 和 d，或方向键：推"), console)
    } else {
        try play(FlappyBird(using: &generator), Words(en: "space flaps", zh: "空格：拍翅"), console)
    }
}

private func play<G: Game>(_ game: G, _ title: Words, _ console: Console) throws {
    var last = 0
    // The terminal is put right before the program ends.
    let score = try endingEarlyAtInterrupt { isInterrupted in
        try Playing.show(game, title: title, shouldStop: isInterrupted) { game, keys in
            last = Playing.personAction(game, keys: keys, last: last)
            return last
        }
    }
    console.output("\(score) \(G.scoreWords)")
}
