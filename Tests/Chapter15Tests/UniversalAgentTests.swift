import Foundation
import TensorCore
import Testing

@testable import Chapter15

@Suite struct UniversalAgentTests {
    @Test(arguments: POMDP.all.map(\.name)) func tablesAreWhole(name: String) throws {
        let world = try #require(POMDP.all.first { $0.name == name })
        #expect(abs(world.start.reduce(0, +) - 1) < 1e-12)
        #expect(world.outcomes.count == world.stateCount)
        for outcomes in world.outcomes.flatMap({ $0 }) {
            #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        }
    }

    @Test func bestPlayOfRockPaperScissorsByHand() {
        // A loss with scissors a third of the time, answered by paper: in the mean 4 steps bring 1.
        let world = POMDP.rockPaperScissors
        #expect(abs(AverageReward(optimalIn: world).value - 0.25) < 1e-6)
        #expect(abs(AverageReward(randomIn: world).value) < 1e-6)
        #expect(abs(AverageReward(bestSingleActionIn: world).value) < 1e-6)
    }

    @Test func bestPlayOfTheTigerByHand() {
        // Listen until one door was heard twice more often than the other, then open that other.
        let (right, wrong) = (0.85 * 0.85, 0.15 * 0.15)
        let listens = 2 / (right + wrong)
        let gain = (10 * right - 100 * wrong) / (right + wrong)
        let best = AverageReward(optimalIn: .tiger)
        #expect(abs(best.value - (gain - listens) / (listens + 1)) < 1e-6)
        #expect(abs(AverageReward(randomIn: .tiger).value - (-1 - 45 - 45) / 3.0) < 1e-6)
        #expect(abs(AverageReward(bestSingleActionIn: .tiger).value + 1) < 1e-6)
    }

    @Test func beliefFollowsBayes() {
        let world = POMDP.tiger
        let left = POMDP.Percept(observation: 0, reward: 1)
        let once = world.belief(world.start, after: 0, left)
        #expect(abs(once[0] - 0.85) < 1e-12)
        #expect(abs(world.belief(once, after: 0, left)[0] - 0.7225 / 0.745) < 1e-12)
        #expect(abs(world.expectedReward(of: 2, believing: once) - (8.5 - 15)) < 1e-9)
    }

    @Test func simulationsAreUndone() {
        let world = POMDP.corridor
        var generator = RandomGenerator(seed: 1)
        var model = HistoryModel(world, depth: 12)
        var state = world.begin(using: &generator)
        for _ in 0..<100 {
            let action = generator.integer(below: 2)
            model.learn(action, world.step(action, in: &state, using: &generator))
        }
        let before = model
        let search = TreeSearch(horizon: 4, simulations: 50)
        _ = search.plan(in: &model, using: &generator)
        #expect(model == before)
    }

    /// An environment of one step: one arm of three pays most.
    private struct Arms: SimulatedEnvironment {
        let actionCount = 3
        let rewardRange = 0.0...1.0
        mutating func simulate(_ action: Int, using generator: inout RandomGenerator) -> Int {
            generator.bernoulli([0.2, 0.8, 0.5][action]) ? 1 : 0
        }
        func reward(of percept: Int) -> Double { Double(percept) }
        mutating func undo(_ cycles: Int) {}
    }

    @Test func searchFindsTheArmThatPays() {
        var generator = RandomGenerator(seed: 2)
        var arms = Arms()
        let search = TreeSearch(horizon: 1, simulations: 500, explorationConstant: 0.5)
        let (action, means) = search.plan(in: &arms, using: &generator)
        #expect(action == 1 && abs(means[1] - 0.8) < 0.1)
    }

    @Test func playsTheCorridorAsWellAsCanBe() throws {
        let world = POMDP.corridor
        let result = try UniversalLesson.run(seed: 5, isQuick: true)
        let best = AverageReward(optimalIn: world).value
        #expect(result.environments.count == 1 && abs(best - 4.0 / 7) < 1e-6)
        #expect(result.environments[0].meanReward > 0.93 * best)
        let again = try UniversalLesson.run(seed: 5, isQuick: true)
        #expect(
            again.environments[0].runs[0].expectedRewards == result.environments[0].runs[0].expectedRewards)
    }

    @Test func stopsWhenAsked() throws {
        #expect(try UniversalLesson.run(seed: 1, isQuick: true, shouldStop: { true }).environments.isEmpty)
        var steps = 0
        let run = interact(with: .tiger, UniversalLesson.plan(for: .tiger), seed: 1) {
            steps += 1
            return steps > 100
        }
        #expect(run.expectedRewards.count == 100 && run.testReward.isNaN && !run.isPossible)
    }
}
