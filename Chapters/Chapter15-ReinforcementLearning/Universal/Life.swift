import ChapterSupport
import TensorCore

/// How an agent is made and how long it lives.
struct LifePlan: Codable, Equatable {
    /// How many bits the context trees look back.
    var depth: Int
    var search: TreeSearch
    /// First it acts by chance alone, and learns.
    var chanceSteps: Int
    /// Then the share of chance falls to nothing in a straight line.
    var fadingSteps: Int
    /// What follows is without chance, and what the agent is judged by. It goes on learning.
    var testSteps: Int

    var steps: Int { chanceSteps + fadingSteps + testSteps }

    /// The share of actions by chance at a step.
    func chance(at step: Int) -> Double {
        let faded = Double(step - chanceSteps) / Double(max(1, fadingSteps))
        return min(1, max(0, 1 - faded))
    }
}

/// One life in a world, from knowing nothing.
struct Life: Codable {
    let plan: LifePlan
    /// The expected reward of each action, given all that could be known when it was chosen.
    ///
    /// Its mean is that of the rewards received, with less noise; the agent itself is told only the latter.
    private(set) var expectedRewards: [Double] = []
    private(set) var seconds = 0.0
    /// Nodes of the context trees at the end.
    private(set) var nodeCount = 0

    /// Whether it can be a life to the end of this plan.
    func isWhole(_ plan: LifePlan) -> Bool {
        self.plan == plan && expectedRewards.count == plan.steps && isPossibleCount(nodeCount)
    }

    /// Lives to the end of the plan or until it should stop.
    init(in world: PartlySeenWorld, _ plan: LifePlan, seed: UInt64, shouldStop: () -> Bool = { false }) {
        self.plan = plan
        let watch = Stopwatch()
        var generator = RandomGenerator(seed: seed)
        var agent = UniversalAgent(world, depth: plan.depth, search: plan.search)
        var state = world.begin(using: &generator)
        var belief = world.start
        for step in 0..<plan.steps where !shouldStop() {
            let action = agent.action(chance: plan.chance(at: step), using: &generator)
            expectedRewards.append(world.expectedReward(of: action, believing: belief))
            let percept = world.step(action, in: &state, using: &generator)
            belief = world.belief(belief, after: action, percept)
            agent.learn(action, percept)
        }
        nodeCount = agent.model.nodeCount
        seconds = watch.seconds
    }

    /// The mean reward a step once nothing is left to chance; not a number where life ended before.
    var testReward: Double {
        let test = expectedRewards.dropFirst(plan.chanceSteps + plan.fadingSteps)
        return test.isEmpty ? .nan : test.reduce(0, +) / Double(test.count)
    }

    /// The mean reward over windows of so many steps, each with the step at its end; the first begins at `first`.
    func curve(from first: Int, window: Int) -> (x: [Double], y: [Double]) {
        let starts = stride(from: first, through: expectedRewards.count - window, by: window)
        return (
            starts.map { Double($0 + window) },
            starts.map { expectedRewards[$0..<$0 + window].reduce(0, +) / Double(window) }
        )
    }
}
