import ChapterSupport
import TensorCore

/// How a universal agent is made and how long it runs.
struct AgentPlan: Codable, Equatable {
    /// How many bits the context trees look back.
    var depth: Int
    var search: TreeSearch
    /// First it explores only: all actions are random.
    var explorationSteps: Int
    /// Then ε falls linearly from 1 to 0.
    var decaySteps: Int
    /// The evaluation: without exploration. The agent continues to learn.
    var testSteps: Int

    var steps: Int { explorationSteps + decaySteps + testSteps }

    /// ε, the probability of a random action at a step.
    func epsilon(at step: Int) -> Double {
        let decayed = Double(step - explorationSteps) / Double(max(1, decaySteps))
        return min(1, max(0, 1 - decayed))
    }
}

/// One run of a universal agent in an environment, from knowing nothing.
struct AgentRun: CachedResult {
    let plan: AgentPlan
    /// The expected reward of each action, given all that could be known when it was chosen.
    ///
    /// Its mean is that of the rewards received, with less variance; the agent itself receives only the latter.
    fileprivate(set) var expectedRewards: [Double] = []
    fileprivate(set) var seconds = 0.0
    /// Nodes of the context trees at the end.
    fileprivate(set) var nodeCount = 0

    fileprivate init(_ plan: AgentPlan) { self.plan = plan }

    var isPossible: Bool {
        [plan.explorationSteps, plan.decaySteps, plan.testSteps, nodeCount].allSatisfy(isPossibleCount)
            && expectedRewards.count == plan.steps
    }

    /// The mean reward a step after exploration; NaN where the run ended before.
    var testReward: Double {
        let test = expectedRewards.dropFirst(plan.explorationSteps + plan.decaySteps)
        return test.isEmpty ? .nan : test.reduce(0, +) / Double(test.count)
    }

    /// The mean reward of consecutive windows of steps, with the step at the end of each; the first begins at `first`.
    func curve(from first: Int, window: Int) -> (x: [Double], y: [Double]) {
        let starts = stride(from: first, through: expectedRewards.count - window, by: window)
        return (
            starts.map { Double($0 + window) },
            starts.map { expectedRewards[$0..<$0 + window].reduce(0, +) / Double(window) }
        )
    }
}

/// Lets a universal agent act in an environment and learn from it, to the end of the plan or until it should stop.
func interact(
    with environment: POMDP, _ plan: AgentPlan, seed: UInt64, shouldStop: () -> Bool = { false }
) -> AgentRun {
    let watch = Stopwatch()
    var generator = RandomGenerator(seed: seed)
    var agent = UniversalAgent(environment, depth: plan.depth, search: plan.search)
    var state = environment.begin(using: &generator)
    var belief = environment.start
    var run = AgentRun(plan)
    for step in 0..<plan.steps where !shouldStop() {
        let action = agent.action(epsilon: plan.epsilon(at: step), using: &generator)
        run.expectedRewards.append(environment.expectedReward(of: action, believing: belief))
        let percept = environment.step(action, in: &state, using: &generator)
        belief = environment.belief(belief, after: action, percept)
        agent.learn(action, percept)
    }
    run.nodeCount = agent.model.nodeCount
    run.seconds = watch.seconds
    return run
}
