import ChapterSupport
import TensorCore

/// A game in the terminal, played by the user: CartPole with `--game cartpole`, else Flappy Bird.
///
/// - Throws: `FileError` where there is no terminal.
func playByHand(_ run: ChapterRun) throws {
    var generator = RandomGenerator(seed: run.seed)
    if run.choice("game") == Part.cartpole.rawValue {
        try play(CartPole(using: &generator), "a and d, or arrows, push", run)
    } else {
        try play(FlappyBird(using: &generator), "space flaps", run)
    }
}

private func play<G: Game>(_ game: G, _ title: String, _ run: ChapterRun) throws {
    var last = 0
    let score = try Playing.show(game, title: title, shouldStop: { run.shouldStop }) { game, keys in
        last = Playing.personAction(game, keys: keys, last: last)
        return last
    }
    print("\(score) \(G.scoreName)")
    run.metrics.set("data", "generated")
    run.metrics.set("parameters", 0)
    run.metrics.set("train_seconds", 0.0)
    run.metrics.set("human_\(G.scoreName)", score)
}
