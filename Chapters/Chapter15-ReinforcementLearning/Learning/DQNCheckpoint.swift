import ChapterSupport
import Files
import Messages
import NeuralNetworks
import TensorCore

// The checkpoint of a training between two steps: networks, optimizer, generator, state, and the replay memory as long as
// it is needed.

extension Training {
    private static var stateNote: String { "state" }
    private static var generatorName: String { "training" }

    /// Keeps a training that has begun.
    func keep(
        _ state: DQNTrainingState<some Game>, _ learner: DeepQLearner, _ memory: ReplayMemory,
        _ generator: RandomGenerator
    ) {
        guard state.history.steps > 0 else { return }
        var checkpoint = Checkpoint(
            model: learner.networks, optimizer: learner.optimizer,
            generators: [Self.generatorName: generator.state], step: state.history.steps)
        checkpoint.setNote(Self.stateNote, to: state)
        if state.history.steps < state.steps { memory.save(into: &checkpoint) }
        keep(checkpoint)
    }

    /// Continues a training that was stopped.
    ///
    /// - Throws: `FileError` for a checkpoint that is broken or of another training.
    func resume<G: Game>(
        _ state: inout DQNTrainingState<G>, _ learner: DeepQLearner, _ memory: inout ReplayMemory,
        using generator: inout RandomGenerator
    ) throws {
        guard let checkpoint = try earlierCheckpoint() else { return }
        let path = checkpointPath
        let earlier = try checkpoint.note(Self.stateNote, as: DQNTrainingState<G>.self, path: path)
        guard let generatorState = checkpoint.generators[Self.generatorName] else {
            let reason = Words(en: "it has no generator's state", zh: "其中没有随机数生成器的状态")
            throw FileError.malformed(path: path, reason: reason.text)
        }
        guard earlier.isPossible(from: state) else { throw impossibleCheckpoint }
        if earlier.history.steps < earlier.steps {
            try memory.restore(from: checkpoint, actionCount: G.actions.count, path: path)
        }
        try checkpoint.restore(learner.networks, optimizer: learner.optimizer, path: path)
        state = earlier
        generator.state = generatorState
    }
}
