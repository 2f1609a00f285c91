import Foundation
import TensorCore
import Testing

@testable import Chapter15

@Suite struct UniversalAgentTests {
    @Test(arguments: PartlySeenWorld.all.map(\.name)) func tablesAreWhole(name: String) throws {
        let world = try #require(PartlySeenWorld.all.first { $0.name == name })
        #expect(abs(world.start.reduce(0, +) - 1) < 1e-12)
        #expect(world.outcomes.count == world.stateCount)
        for outcomes in world.outcomes.flatMap({ $0 }) {
            #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        }
    }

    @Test func bestPlayOfRockPaperScissorsByHand() {
        // A loss with scissors a third of the time, answered by paper: in the mean 4 steps bring 1.
        let world = PartlySeenWorld.rockPaperScissors
        #expect(abs(MeanReward(bestIn: world).value - 0.25) < 1e-6)
        #expect(abs(MeanReward(randomIn: world).value) < 1e-6)
        #expect(abs(MeanReward(bestSingleActionIn: world).value) < 1e-6)
    }

    @Test func bestPlayOfTheTigerByHand() {
        // Listen until one door was heard twice more often than the other, then open that other.
        let (right, wrong) = (0.85 * 0.85, 0.15 * 0.15)
        let listens = 2 / (right + wrong)
        let gain = (10 * right - 100 * wrong) / (right + wrong)
        let best = MeanReward(bestIn: .tiger)
        #expect(abs(best.value - (gain - listens) / (listens + 1)) < 1e-6)
        #expect(abs(MeanReward(randomIn: .tiger).value - (-1 - 45 - 45) / 3.0) < 1e-6)
        #expect(abs(MeanReward(bestSingleActionIn: .tiger).value + 1) < 1e-6)
    }

    @Test func beliefFollowsBayes() {
        let world = PartlySeenWorld.tiger
        let left = PartlySeenWorld.Percept(observation: 0, reward: 1)
        let once = world.belief(world.start, after: 0, left)
        #expect(abs(once[0] - 0.85) < 1e-12)
        #expect(abs(world.belief(once, after: 0, left)[0] - 0.7225 / 0.745) < 1e-12)
        #expect(abs(world.expectedReward(of: 2, believing: once) - (8.5 - 15)) < 1e-9)
    }

    @Test func dreamsLeaveNoTrace() {
        let world = PartlySeenWorld.corridor
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

    /// A world of one step: one arm of three pays.
    private struct Arms: ImaginedWorld {
        let actionCount = 3
        let rewardRange = 0.0...1.0
        mutating func imagine(_ action: Int, using generator: inout RandomGenerator) -> Int {
            generator.bernoulli([0.2, 0.8, 0.5][action]) ? 1 : 0
        }
        func reward(of percept: Int) -> Double { Double(percept) }
        mutating func takeBack(_ cycles: Int) {}
    }

    @Test func searchFindsTheArmThatPays() {
        var generator = RandomGenerator(seed: 2)
        var arms = Arms()
        let search = TreeSearch(horizon: 1, simulations: 500, curiosity: 0.5)
        let (action, means) = search.plan(in: &arms, using: &generator)
        #expect(action == 1 && abs(means[1] - 0.8) < 0.1)
    }

    @Test func playsTheCorridorAsWellAsCanBe() throws {
        let world = PartlySeenWorld.corridor
        let result = try UniversalLesson.run(seed: 5, isQuick: true)
        let best = MeanReward(bestIn: world).value
        #expect(result.worlds.count == 1 && abs(best - 4.0 / 7) < 1e-6)
        #expect(result.worlds[0].meanReward > 0.93 * best)
        let again = try UniversalLesson.run(seed: 5, isQuick: true)
        #expect(again.worlds[0].lives[0].expectedRewards == result.worlds[0].lives[0].expectedRewards)
    }

    @Test func stopsWhenAsked() throws {
        #expect(try UniversalLesson.run(seed: 1, isQuick: true, shouldStop: { true }).worlds.isEmpty)
        var steps = 0
        let life = Life(in: .tiger, UniversalLesson.plan(for: .tiger), seed: 1) {
            steps += 1
            return steps > 100
        }
        #expect(life.expectedRewards.count == 100 && life.testReward.isNaN)
    }
}
