import Autograd
import ChapterSupport
import Files
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter15

@Suite struct ReplayMemoryTests {
    /// A game of three steps that is lost, seen as 0, 1, 2 and at last 3; then one that runs out of time, 10, 11 and 12.
    private func memory(capacity: Int = 20, isPrioritized: Bool = false) -> ReplayMemory {
        var memory = ReplayMemory(
            capacity: capacity, shape: [1], isPixels: false, isPrioritized: isPrioritized)
        memory.add(.features([0]), 1, 1, ending: nil, next: .features([-1]))
        memory.add(.features([1]), 0, 2, ending: nil, next: .features([-1]))
        memory.add(.features([2]), 1, 4, ending: .over, next: .features([3]))
        memory.add(.features([10]), 0, 8, ending: nil, next: .features([-1]))
        memory.add(.features([11]), 1, 16, ending: .outOfTime, next: .features([12]))
        return memory
    }

    /// By the state: the sum of rewards, the next state and what its value counts.
    private func steps(_ memory: ReplayMemory, ahead: Int) throws -> [Float: [Float]] {
        var generator = RandomGenerator(seed: 1)
        let batch = try #require(
            memory.sample(100, nSteps: ahead, discount: 0.5, beta: 1, using: &generator))
        var found: [Float: [Float]] = [:]
        for row in 0..<100 {
            let step = [
                batch.rewards.scalars[row], batch.nextStates.scalars[row], batch.discounts.scalars[row],
                Float(batch.actions.scalars[row]),
            ]
            let state = batch.states.scalars[row]
            #expect(found.updateValue(step, forKey: state) ?? step == step)
        }
        return found
    }

    @Test func oneStepAhead() throws {
        #expect(
            try steps(memory(), ahead: 1) == [
                0: [1, 1, 0.5, 1], 1: [2, 2, 0.5, 0], 2: [4, 3, 0, 1], 10: [8, 11, 0.5, 0],
                11: [16, 12, 0.5, 1],
            ])
    }

    @Test func twoStepsAheadEndWithTheGame() throws {
        #expect(
            try steps(memory(), ahead: 2) == [
                0: [2, 2, 0.25, 1], 1: [4, 3, 0, 0], 2: [4, 3, 0, 1], 10: [16, 12, 0.25, 0],
                11: [16, 12, 0.5, 1],
            ])
    }

    @Test func theOldestIsForgottenFirst() throws {
        // Seven places were written; of five, those of 2, 3, 10, 11 and 12 are left.
        let found = try steps(memory(capacity: 5), ahead: 1)
        #expect(Set(found.keys) == [2, 10, 11])
    }

    @Test func picturesAreStackedWithinTheirGame() throws {
        var memory = ReplayMemory(
            capacity: 9, shape: [1, 1], stacked: 3, isPixels: true, isPrioritized: false)
        for number in 0..<3 {
            memory.add(.pixels([UInt8(51 * number)]), 0, 1, ending: nil, next: .pixels([7]))
        }
        memory.add(.pixels([153]), 0, 0, ending: .over, next: .pixels([204]))
        memory.add(.pixels([255]), 0, 5, ending: .over, next: .pixels([0]))
        var generator = RandomGenerator(seed: 1)
        let batch = try #require(
            memory.sample(60, nSteps: 1, discount: 1, beta: 1, using: &generator))
        #expect(batch.states.shape == [60, 3, 1, 1])
        for row in 0..<60 {
            let state = batch.states[row].scalars.map { ($0 * 5).rounded() }
            let next = batch.nextStates[row].scalars.map { ($0 * 5).rounded() }
            switch state {
            case [0, 1, 2]: #expect(next == [1, 2, 3])
            case [1, 2, 3]: #expect(next == [2, 3, 4])
            case [5, 5, 5]: #expect(next == [5, 5, 0])
            default: Issue.record("\(state)")
            }
        }
    }

    @Test func largeErrorsAreSampledMoreOften() throws {
        var memory = memory(isPrioritized: true)
        var generator = RandomGenerator(seed: 1)
        // Place 0 is the step that saw 0, place 1 the one that saw 1.
        memory.setErrors([9, 0.1, 0.1, 0.1, 0.1], at: [0, 1, 2, 4, 5])
        let batch = try #require(
            memory.sample(200, nSteps: 1, discount: 1, beta: 1, using: &generator))
        let large = batch.states.scalars.count { $0 == 0 }
        #expect(large > 130)
        // What comes more often counts less, in proportion.
        let weights = zip(batch.states.scalars, batch.weights.scalars)
        let (rare, frequent) = (weights.first { $0.0 != 0 }?.1 ?? 0, weights.first { $0.0 == 0 }?.1 ?? 1)
        #expect(rare == 1 && frequent < 0.2)
    }

    @Test func aMemoryIsSavedAndRestored() throws {
        for isPrioritized in [false, true] {
            var memory = memory(isPrioritized: isPrioritized)
            memory.setErrors([9, 0.1, 0.3], at: [0, 1, 2])
            var checkpoint = Checkpoint(model: nil, optimizers: [:])
            memory.save(into: &checkpoint)
            var other = ReplayMemory(
                capacity: 20, shape: [1], isPixels: false, isPrioritized: isPrioritized)
            try other.restore(from: checkpoint, actionCount: 2, path: "")
            var (first, second) = (RandomGenerator(seed: 7), RandomGenerator(seed: 7))
            let before = memory.sample(50, nSteps: 2, discount: 0.5, beta: 0.7, using: &first)
            let after = other.sample(50, nSteps: 2, discount: 0.5, beta: 0.7, using: &second)
            #expect(try #require(before).indices == #require(after).indices)
            #expect(before?.weights == after?.weights && before?.rewards == after?.rewards)
        }
    }

    private static let counters = "its counters are not those of this memory"

    /// What a checkpoint says of a memory is only believed where a memory can have said it.
    @Test(arguments: [
        ("memory", #"{"largestPriority":1,"written":9223372036854775807}"#, counters),
        ("memory", #"{"largestPriority":1,"written":-1}"#, counters),
        ("memory", #"{"largestPriority":"nan","written":7}"#, counters),
        ("memory", #"{"largestPriority":0.5,"written":7}"#, "its priorities are not those of this memory"),
        ("memory", #"{"largestPriority":1,"written":8}"#, "its features are not those of this memory"),
    ])
    func wrongCountersAreRefused(note: String, value: String, complaint: String) throws {
        var checkpoint = Checkpoint(model: nil, optimizers: [:])
        let before = memory(isPrioritized: true)
        var memory = before
        memory.save(into: &checkpoint)
        checkpoint.notes[note] = value
        let error = #expect(throws: FileError.self) {
            try memory.restore(from: checkpoint, actionCount: 2, path: "agent.safetensors")
        }
        #expect(error.map { "\($0)" } ?? "" == "agent.safetensors: \(complaint)")
        // Nothing has changed.
        #expect(memory.count == 7 && memory.largestPriority == before.largestPriority)
        #expect(memory.rewards == before.rewards && memory.priorities?.total == before.priorities?.total)
    }

    @Test func actionsAndPrioritiesThatCannotBeAreRefused() throws {
        var checkpoint = Checkpoint(model: nil, optimizers: [:])
        var memory = memory(isPrioritized: true)
        memory.save(into: &checkpoint)
        #expect(throws: FileError.self) { try memory.restore(from: checkpoint, actionCount: 1, path: "") }
        // The upper half of the first number: a minus sign before it.
        var words = try #require(checkpoint.integers["priorities"]).scalars
        words[1] |= 1 << 31
        checkpoint.integers["priorities"] = IntArray(words.map { Int(Int32(truncatingIfNeeded: $0)) })
        #expect(throws: FileError.self) { try memory.restore(from: checkpoint, actionCount: 2, path: "") }
    }

    @Test func thePriorityTreeFindsByRunningSums() {
        var tree = PriorityTree(count: 5)
        for (place, value) in [1.0, 0, 2, 0, 3].enumerated() { tree.set(place, to: value) }
        #expect(tree.total == 6)
        #expect([0, 0.99, 1, 2.9, 3, 5.9].map(tree.find) == [0, 0, 2, 2, 4, 4])
        tree.set(4, to: 0)
        #expect(tree.total == 3 && tree.find(2.99) == 2)
        var other = PriorityTree(count: 5)
        other.setValues(PriorityTree.values(in: tree.bytes(count: 5)))
        #expect(other.total == 3 && other.find(2.99) == 2 && other.value(at: 2) == 2)
    }
}

@Suite struct DeepQLearnerTests {
    private func learner(_ change: (inout Hyperparameters) -> Void = { _ in }) -> DeepQLearner {
        var hyperparameters = Hyperparameters()
        change(&hyperparameters)
        var generator = RandomGenerator(seed: 3)
        func network() -> FeatureNetwork {
            FeatureNetwork(features: 2, actions: 3, isDueling: hyperparameters.isDueling, using: &generator)
        }
        let first = network()
        return DeepQLearner(first, target: network(), hyperparameters)
    }

    private func batch(discounts: [Float]) -> TransitionBatch {
        var generator = RandomGenerator(seed: 4)
        let count = discounts.count
        return TransitionBatch(
            states: .normal([count, 2], using: &generator), actions: IntArray((0..<count).map { $0 % 3 }),
            rewards: .normal([count], using: &generator), nextStates: .normal([count, 2], using: &generator),
            discounts: NDArray(discounts), weights: .ones([count]), indices: Array(0..<count))
    }

    /// With discounts of 0 the targets are the rewards, and eight of them are overfitted.
    @Test func eightRewardsAreOverfitted() throws {
        let learner = learner { $0.learningRate = 5e-3 }
        let batch = batch(discounts: [Float](repeating: 0, count: 8))
        #expect(learner.targets(batch) == batch.rewards)
        var loss: Float = 1
        for _ in 0..<400 { loss = try learner.learn(batch).loss }
        #expect(loss < 1e-3)
    }

    @Test func doubleQLearningNeverEstimatesMore() throws {
        let (plain, double) = (learner(), learner { $0.isDouble = true })
        let batch = batch(discounts: [Float](repeating: 0.9, count: 64))
        // Equal networks choose what they value most.
        #expect(plain.targets(batch) == double.targets(batch))
        for _ in 0..<50 {
            _ = try plain.learn(batch)
            _ = try double.learn(batch)
        }
        let (most, chosen) = (double.targets(batch), plain.targets(batch))
        #expect(zip(most.scalars, chosen.scalars).allSatisfy { $0 <= $1 + 1e-5 })
    }

    @Test func theTargetNetworkIsHeldFixed() throws {
        let batch = batch(discounts: [0.9, 0.9])
        let still = learner()
        let before = still.targets(batch)
        _ = try still.learn(batch)
        #expect(still.targets(batch) == before)
        still.updateTarget()
        #expect(still.targets(batch) != before)
        let asInBook = learner { $0 = $0.asInBook }
        let first = asInBook.targets(batch)
        _ = try asInBook.learn(batch)
        #expect(asInBook.targets(batch) != first)
    }

    @Test func theMeanOfADuelIsTheValueOfTheState() throws {
        var generator = RandomGenerator(seed: 5)
        let head = ValueHead(4, hidden: 6, actions: 3, isDueling: true, using: &generator)
        let input = Tensor(NDArray.normal([5, 4], using: &generator))
        let hidden = try #require(head.hiddenOfState)
        let out = try #require(head.outOfState)
        let value = out(hidden(input).relu()).value
        let mean = head(input).value.mean(axes: [1], keepingDimensions: true)
        #expect(mean.isClose(to: value, absoluteTolerance: 1e-5))
    }

    /// Each frame of each stack changes the values of its own row, and of no other.
    @Test func framesBecomeValues() {
        var generator = RandomGenerator(seed: 5)
        let network = PixelNetwork(actions: 2, isDueling: true, using: &generator)
        let stacks = NDArray.bernoulli([3, 4, 80, 80], probability: 0.2, using: &generator)
        let values = network(Tensor(stacks)).value
        #expect(values.shape == [3, 2] && values.isFinite)
        let frame = 80 * 80
        for changed in 0..<4 {
            var pixels = stacks.scalars
            for index in (4 + changed) * frame..<(5 + changed) * frame { pixels[index] = 1 - pixels[index] }
            let others = network(Tensor(NDArray(pixels, shape: stacks.shape))).value
            for row in 0..<3 {
                let difference = largestDifference(values[row], others[row])
                #expect(row == 1 ? difference > 1e-4 : difference < 1e-6, "frame \(changed), row \(row)")
            }
        }
    }

    @Test func epsilonFallsLinearly() {
        var hyperparameters = Hyperparameters()
        hyperparameters.exploration = (1, 0.2, 100)
        for (step, epsilon) in [(0, 1), (50, 0.6), (100, 0.2), (500, 0.2)] {
            #expect(abs(hyperparameters.epsilon(at: step) - epsilon) < 1e-12)
        }
    }
}

@Suite struct AgentTests {
    /// Two seeds agree: after a quarter of its steps it balances three times as long as the random policy.
    @Test func cartPoleIsLearned() throws {
        for seed: UInt64 in [1, 2] {
            let agent = try trainDQN(on: CartPole.self, steps: 12_500, Hyperparameters(), seed: seed)
            let outcomes = agent.evaluate(games: 50, maxSteps: 500, seed: 9)
            #expect(outcomes.meanReturn > 66, "seed \(seed)")
            #expect(agent.history.memoryBytes == 50_000 * (4 * 4 + 1 + 4 + 1))
            // At first the values are near 0.
            #expect(abs(agent.history.startValues[0]) < 1)
        }
    }

    @Test func stoppingKeepsWhatIsThere() throws {
        var count = 0
        let training = Training(stop: {
            count += 1
            return count > 300
        })
        let agent = try trainDQN(
            on: CartPole.self, steps: 50_000, Hyperparameters(), seed: 1, training)
        #expect(agent.history.steps == 300)
    }

    @Test func framesAreStackedInTheirOrder() {
        let game = FlappyBird(pipes: [.init(x: 288, gapTop: 150)], seed: 1)
        var observed = ObservedState(game, .pixels)
        #expect(observed.input.shape == [1, 4, 80, 80])
        var later = game
        _ = later.play(0)
        observed.observe(later)
        let state = observed.input
        #expect(state.selected(axis: 1, 2).scalars.map { UInt8(($0 * 255).rounded()) } == game.smallPicture)
        #expect(state.selected(axis: 1, 3).scalars.map { UInt8(($0 * 255).rounded()) } == later.smallPicture)
    }
}

@Suite struct TableTests {
    @Test func theCliffIsPassedAlongItsEdge() {
        let results = trainOnCliff(seed: 1)
        #expect(results.table.greedyReturn() == CliffWorld.bestReturn)
        // During training exploration makes it fall now and then.
        #expect(results.returns.count == 500 && results.returns.suffix(100).reduce(0, +) / 100 < -20)
    }

    @Test func stepsOnTheCliffByHand() {
        #expect(CliffWorld.step(CliffWorld.start, .right) == (CliffWorld.start, -100))
        #expect(CliffWorld.step(CliffWorld.start, .up) == (24, -1))
        #expect(CliffWorld.step(24, .left) == (24, -1))
        #expect(CliffWorld.step(35, .down) == (CliffWorld.goal, -1))
        var table = QTable()
        table.learn(35, .down, -1, next: CliffWorld.goal, rate: 0.5)
        #expect(table.values[35][2] == -0.5)
        table.learn(34, .right, -1, next: 35, rate: 0.5)
        #expect(table.values[34][1] == -0.5)
        table.learn(35, .up, -1, next: 23, rate: 1)
        table.learn(35, .right, -1, next: 35, rate: 1)
        table.learn(35, .left, -1, next: 34, rate: 1)
        // The best of 35 is now down, −0.5.
        table.learn(34, .right, -1, next: 35, rate: 1)
        #expect(table.values[34][1] == -1.5 && table.bestMove(35) == .down)
    }

    @Test func explorationFindsTheBestArm() {
        let results = playBandits(200, seed: 1)
        #expect(results.bestArmFractions[2] > results.bestArmFractions[0] + 0.2)
        // The first pull is one of any arm: its mean is 0.
        #expect(abs(results.rewards[0][0]) < 0.35)
        #expect(results.rewards[2].suffix(100).reduce(0, +) / 100 > 1)
    }
}
