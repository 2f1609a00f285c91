import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Chapter15
@testable import ChapterSupport

@Suite struct ResumedPlayerTests {
    /// Learns from pictures; where `stop` is given, until then, to go on later.
    private func learn(in folder: String, isResumed: Bool = false, stop: Int = .max) throws -> Player<
        CartPole
    > {
        var recipe = Recipe()
        (recipe.memory, recipe.batchSize, recipe.learning) = (40, 4, (from: 20, every: 10, updates: 1))
        (recipe.isPrioritized, recipe.targetEvery, recipe.stepsAhead) = (true, 25, 2)
        let run = RunCheckpoints(
            folder: folder, options: StoppedRun(chapter: 15, try ParsedArguments([], options: [])),
            secondsBetween: .infinity, isResumed: isResumed, warn: { Issue.record("\($0)") })
        var steps = 0
        let player = try Player<CartPole>(
            steps: 90, recipe: recipe, sight: .pixels, seed: 4,
            checkpoint: TrainingCheckpoint("player", of: run),
            shouldStop: { (steps += 1, steps > stop).1 })
        run.write()
        return player
    }

    /// Stopped before it learns at all, in the middle, and with a memory that has gone round: the same bits in the end.
    @Test func learningFromPicturesGoesOnToTheSameBits() throws {
        let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
        let unbroken = try learn(in: whole.path)
        #expect(unbroken.history.steps == 90 && unbroken.history.games.count > 2)
        for stop in [15, 20, 37] {
            let player = try learn(in: parts.path, isResumed: stop != 15, stop: stop)
            #expect(player.history.steps < 90)
        }
        let resumed = try learn(in: parts.path, isResumed: true)
        #expect(resumed.history.steps == 90)
        let (one, two) = (resumed.learner.networks, unbroken.learner.networks)
        for (first, second) in zip(one.stateDictionary, two.stateDictionary) {
            #expect(first.value == second.value, "\(first.name)")
        }
        #expect(resumed.history.games.map(\.total) == unbroken.history.games.map(\.total))
    }
}
