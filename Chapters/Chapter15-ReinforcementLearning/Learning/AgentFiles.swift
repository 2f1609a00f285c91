import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

extension DQNAgent {
    /// Saves the network, an example of its answers, and a film of the greedy policy.
    ///
    /// - Throws: `FileError`.
    func save(_ run: ChapterRun) throws {
        try Checkpoint(
            model: learner.network, step: history.steps,
            notes: [
                "chapter": "15", "game": G.name, "sight": observationKind.rawValue,
                "dueling": learner.hyperparameters.isDueling ? "yes" : "no",
            ]
        ).save(to: run.outputPath("model.safetensors"))
        try example(seed: run.seed).save(to: run.outputPath("example.safetensors"))
        try film(seed: run.seed).writeGIF(to: run.outputPath("play.gif"))
    }

    /// The values of the actions in the first four states of a game.
    func example(seed: UInt64) -> ModelExample {
        var generator = RandomGenerator(seed: seed)
        var game = G(using: &generator)
        var state = ObservedState(game, observationKind)
        var inputs = [state.input]
        while inputs.count < 4 {
            _ = game.play(action(in: state))
            state.observe(game)
            inputs.append(state.input)
        }
        return ModelExample(of: learner.network, .concatenated(inputs, axis: 0))
    }

    /// The greedy policy in its first 400 steps.
    func film(seed: UInt64) -> Animation {
        var generator = RandomGenerator(seed: seed)
        var state: ObservedState<G>?
        return Playing.film(G(using: &generator), frames: 400) { greedyAction(in: $0, &state) }
    }

    /// The greedy policy in the terminal.
    func show(seed: UInt64, shouldStop: () -> Bool) throws {
        var generator = RandomGenerator(seed: seed)
        var state: ObservedState<G>?
        try Playing.show(
            G(using: &generator), title: Words(en: "the network plays \(G.name)", zh: "网络在玩 \(G.name)"),
            shouldStop: shouldStop
        ) { game, _ in greedyAction(in: game, &state) }
    }

    /// The greedy action in a game; `state` is that of the step before, nil at the start.
    private func greedyAction(in game: G, _ state: inout ObservedState<G>?) -> Int {
        let next = state?.observing(game) ?? ObservedState(game, observationKind)
        state = next
        return action(in: next)
    }
}
