import Autograd
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
        memory.add(.features([0]), 1, 1, ending: nil, last: nil)
        memory.add(.features([1]), 0, 2, ending: nil, last: nil)
        memory.add(.features([2]), 1, 4, ending: .over, last: .features([3]))
        memory.add(.features([10]), 0, 8, ending: nil, last: nil)
        memory.add(.features([11]), 1, 16, ending: .outOfTime, last: .features([12]))
        return memory
    }

    /// By the state: the sum of rewards, the next state and what its value counts.
    private func steps(_ memory: ReplayMemory, ahead: Int) throws -> [Float: [Float]] {
        var generator = RandomGenerator(seed: 1)
        let batch = try #require(
            memory.sample(100, stepsAhead: ahead, discount: 0.5, correction: 1, using: &generator))
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
        for number in 0..<3 { memory.add(.pixels([UInt8(51 * number)]), 0, 1, ending: nil, last: nil) }
        memory.add(.pixels([153]), 0, 0, ending: .over, last: .pixels([204]))
        memory.add(.pixels([255]), 0, 5, ending: .over, last: .pixels([0]))
        var generator = RandomGenerator(seed: 1)
        let batch = try #require(
            memory.sample(60, stepsAhead: 1, discount: 1, correction: 1, using: &generator))
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

    @Test func largeErrorsComeMoreOften() throws {
        var memory = memory(isPrioritized: true)
        var generator = RandomGenerator(seed: 1)
        // Place 0 is the step that saw 0, place 1 the one that saw 1.
        memory.setErrors([9, 0.1, 0.1, 0.1, 0.1], at: [0, 1, 2, 4, 5])
        let batch = try #require(
            memory.sample(200, stepsAhead: 1, discount: 1, correction: 1, using: &generator))
        let large = batch.states.scalars.count { $0 == 0 }
        #expect(large > 130)
        // What comes more often counts less, in proportion.
        let weights = zip(batch.states.scalars, batch.weights.scalars)
        let (rare, frequent) = (weights.first { $0.0 != 0 }?.1 ?? 0, weights.first { $0.0 == 0 }?.1 ?? 1)
        #expect(rare == 1 && frequent < 0.2)
    }

    @Test func whatIsRememberedIsKeptAndTakenUp() throws {
        for isPrioritized in [false, true] {
            var memory = memory(isPrioritized: isPrioritized)
            memory.setErrors([9, 0.1, 0.3], at: [0, 1, 2])
            var checkpoint = Checkpoint(model: nil, optimizers: [:])
            memory.save(into: &checkpoint)
            var other = ReplayMemory(
                capacity: 20, shape: [1], isPixels: false, isPrioritized: isPrioritized)
            try other.restore(from: checkpoint, actionCount: 2, path: "")
            var (first, second) = (RandomGenerator(seed: 7), RandomGenerator(seed: 7))
            let before = memory.sample(50, stepsAhead: 2, discount: 0.5, correction: 0.7, using: &first)
            let after = other.sample(50, stepsAhead: 2, discount: 0.5, correction: 0.7, using: &second)
            #expect(try #require(before).places == #require(after).places)
            #expect(before?.weights == after?.weights && before?.rewards == after?.rewards)
        }
    }

    /// What a checkpoint says of a memory is only believed where a memory can have said it.
    @Test(arguments: [
        ("memory", #"{"largestPriority":1,"written":9223372036854775807}"#),
        ("memory", #"{"largestPriority":1,"written":-1}"#),
        ("memory", #"{"largestPriority":"nan","written":7}"#),
        ("memory", #"{"largestPriority":0.5,"written":7}"#),
        ("memory", #"{"largestPriority":1,"written":8}"#),
    ])
    func wrongCountersAreRefused(note: String, value: String) throws {
        var checkpoint = Checkpoint(model: nil, optimizers: [:])
        var memory = memory(isPrioritized: true)
        memory.save(into: &checkpoint)
        checkpoint.notes[note] = value
        #expect(throws: FileError.self) { try memory.restore(from: checkpoint, actionCount: 2, path: "") }
        #expect(memory.count == 7)
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
    private func learner(_ change: (inout Recipe) -> Void = { _ in }) -> DeepQLearner {
        var recipe = Recipe()
        change(&recipe)
        var generator = RandomGenerator(seed: 3)
        func network() -> FeatureNetwork {
            FeatureNetwork(features: 2, actions: 3, isDueling: recipe.isDueling, using: &generator)
        }
        let first = network()
        return DeepQLearner(first, twin: network(), recipe: recipe)
    }

    private func batch(discounts: [Float]) -> Batch {
        var generator = RandomGenerator(seed: 4)
        let count = discounts.count
        return Batch(
            states: .normal([count, 2], using: &generator), actions: IntArray((0..<count).map { $0 % 3 }),
            rewards: .normal([count], using: &generator), nextStates: .normal([count, 2], using: &generator),
            discounts: NDArray(discounts), weights: .ones([count]), places: Array(0..<count))
    }

    /// With nothing to follow, targets are rewards, and eight of them are learned by heart.
    @Test func eightRewardsAreLearnedByHeart() throws {
        let learner = learner { $0.learningRate = 5e-3 }
        let batch = batch(discounts: [Float](repeating: 0, count: 8))
        #expect(learner.targets(batch) == batch.rewards)
        var loss: Float = 1
        for _ in 0..<400 { loss = try learner.learn(batch).loss }
        #expect(loss < 1e-3)
    }

    @Test func doubleQLearningNeverExpectsMore() throws {
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

    @Test func theTargetIsHeldStill() throws {
        let batch = batch(discounts: [0.9, 0.9])
        let still = learner()
        let before = still.targets(batch)
        _ = try still.learn(batch)
        #expect(still.targets(batch) == before)
        still.copyToTarget()
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

    @Test func picturesBecomeValues() {
        var generator = RandomGenerator(seed: 5)
        let network = PixelNetwork(actions: 2, isDueling: true, using: &generator)
        #expect(network(Tensor(NDArray.zeros([3, 4, 80, 80]))).value.shape == [3, 2])
    }

    @Test func chanceFallsInAStraightLine() {
        var recipe = Recipe()
        recipe.exploration = (1, 0.2, 100)
        for (step, chance) in [(0, 1), (50, 0.6), (100, 0.2), (500, 0.2)] {
            #expect(abs(recipe.chance(at: step) - chance) < 1e-12)
        }
    }
}

@Suite struct PlayerTests {
    /// Two seeds agree: after a quarter of the steps that it is given, it balances three times as long as chance does.
    @Test func cartPoleIsLearned() throws {
        for seed: UInt64 in [1, 2] {
            let player = try Player<CartPole>(
                steps: 12_500, recipe: Recipe(), seed: seed, shouldStop: { false })
            let outcomes = player.play(count: 50, longest: 500, seed: 9)
            #expect(outcomes.meanReturn > 66, "seed \(seed)")
            #expect(player.history.memoryBytes == 50_000 * (4 * 4 + 1 + 4 + 1))
            // In the beginning it knows nothing of values.
            #expect(abs(player.history.expected[0]) < 1)
        }
    }

    @Test func stoppingKeepsWhatIsThere() throws {
        var count = 0
        let player = try Player<CartPole>(steps: 50_000, recipe: Recipe(), seed: 1) {
            count += 1
            return count > 300
        }
        #expect(player.history.steps == 300)
    }

    @Test func pixelsAreSeenInTheirOrder() {
        let game = FlappyBird(pipes: [.init(x: 288, gapTop: 150)], seed: 1)
        var view = View(game, .pixels)
        #expect(view.state.shape == [1, 4, 80, 80])
        var later = game
        _ = later.play(0)
        view.see(later)
        let state = view.state
        #expect(state.selected(axis: 1, 2).scalars.map { UInt8(($0 * 255).rounded()) } == game.smallPicture)
        #expect(state.selected(axis: 1, 3).scalars.map { UInt8(($0 * 255).rounded()) } == later.smallPicture)
    }
}

@Suite struct TableTests {
    @Test func theCliffIsPassedAlongItsEdge() {
        let lesson = TableLesson(seed: 1, isQuick: true)
        #expect(lesson.table.greedyReturn() == CliffWorld.bestReturn)
        // While it learns it falls now and then.
        #expect(lesson.returns.suffix(100).reduce(0, +) / 100 < -20)
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

    @Test func someChanceFindsTheBestArm() {
        let lesson = BanditLesson(bandits: 200, seed: 1)
        #expect(lesson.bestShares[2] > lesson.bestShares[0] + 0.2)
        // The first pull is one of any arm: its mean is 0.
        #expect(abs(lesson.rewards[0][0]) < 0.35)
        #expect(lesson.rewards[2].suffix(100).reduce(0, +) / 100 > 1)
    }
}
