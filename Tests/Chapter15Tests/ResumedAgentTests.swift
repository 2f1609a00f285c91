import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Chapter15
@testable import ChapterSupport

@Suite struct ResumedAgentTests {
    /// Trains on pixels; where `stop` is given, until then, to be resumed.
    private func train(in folder: String, isResumed: Bool = false, stop: Int = .max) throws
        -> DQNAgent<CartPole>
    {
        var parameters = Hyperparameters()
        (parameters.replayCapacity, parameters.batchSize, parameters.learning) = (40, 4, (20, 10, 1))
        (parameters.isPrioritized, parameters.targetInterval, parameters.nSteps) = (true, 25, 2)
        let run = RunCheckpoints(
            folder: folder, options: StoppedRun(chapter: 15, try ParsedArguments([], options: [])),
            secondsBetween: .infinity, isResumed: isResumed, warn: { Issue.record("\($0)") })
        var steps = 0
        let training = Training(
            TrainingStore("agent", in: run), title: nil, terminal: .standard,
            isInterrupted: { (steps += 1, steps > stop).1 })
        let agent = try trainDQN(
            on: CartPole.self, steps: 90, parameters, observing: .pixels, seed: 4, training)
        run.write()
        return agent
    }

    /// Stopped before it learns at all, in the middle, and with a replay memory that is full: the same bits in the end.
    @Test func aResumedTrainingOnPixelsEndsWithTheSameBits() throws {
        let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
        let unbroken = try train(in: whole.path)
        #expect(unbroken.history.steps == 90 && unbroken.history.episodes.count > 2)
        for stop in [15, 20, 37] {
            let agent = try train(in: parts.path, isResumed: stop != 15, stop: stop)
            #expect(agent.history.steps < 90)
        }
        let resumed = try train(in: parts.path, isResumed: true)
        #expect(resumed.history.steps == 90)
        #expect(!resumed.learner.networks.stateDictionary.isEmpty)
        let (one, two) = (resumed.learner.networks, unbroken.learner.networks)
        for (first, second) in zip(one.stateDictionary, two.stateDictionary) {
            #expect(first.value == second.value, "\(first.name)")
        }
        #expect(resumed.history.episodes.map(\.totalReward) == unbroken.history.episodes.map(\.totalReward))
    }
}
