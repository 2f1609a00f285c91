import ChapterSupport
import Messages
import Reporting
import TensorCore

/// An agent that knows nothing of its environment and ends near the optimal policy (section 15.3).
enum UniversalLesson {
    /// Runs the agent in each of the small environments, several times from knowing nothing, a seed each.
    ///
    /// - Parameter training: makes the cached work of a name.
    /// - Throws: `FileError` for a broken checkpoint.
    static func run(
        seed: UInt64, isQuick: Bool, training: (String) -> Training = { _ in Training() },
        shouldStop: () -> Bool = { false }
    ) throws -> UniversalResults {
        let environments = isQuick ? [POMDP.corridor] : POMDP.all
        let runs = isQuick ? 1 : 3
        var results = UniversalResults()
        let bar = ProgressBar(
            Words(en: "universal agent", zh: "通用智能体"), total: environments.count * runs)
        for environment in environments where !shouldStop() {
            let plan = plan(for: environment)
            var result = EnvironmentResult(environment)
            for number in 0..<runs where !shouldStop() {
                let training = training("\(environment.name)-\(number)")
                var unfinished: AgentRun?
                let finished = try training.cached { training in
                    unfinished = interact(
                        with: environment, plan, seed: seed &+ UInt64(number), shouldStop: shouldStop)
                    return shouldStop() ? nil : unfinished
                }
                if let finished, finished.plan != plan { throw training.impossibleCheckpoint }
                if let run = finished ?? unfinished { result.runs.append(run) }
                let mean = formatNumber(result.meanReward)
                let title = environment.title
                bar.advance(message: Words(en: "\(title.en): \(mean)", zh: "\(title.zh)：\(mean)"))
            }
            results.environments.append(result)
        }
        bar.finish()
        return results
    }

    /// The plan for an environment: the rarer its good chances show, the longer the exploration and the wider the search.
    static func plan(for environment: POMDP) -> AgentPlan {
        switch environment.name {
        case POMDP.rockPaperScissors.name:
            AgentPlan(
                depth: 12, search: TreeSearch(horizon: 2, simulations: 500, explorationConstant: 0.5),
                explorationSteps: 6000, decaySteps: 500, testSteps: 1500)
        case POMDP.tiger.name:
            AgentPlan(
                depth: 20, search: TreeSearch(horizon: 4, simulations: 2000, explorationConstant: 1),
                explorationSteps: 100_000, decaySteps: 200, testSteps: 800)
        default:
            AgentPlan(
                depth: 24, search: TreeSearch(horizon: 5, simulations: 100, explorationConstant: 1),
                explorationSteps: 500, decaySteps: 500, testSteps: 1000)
        }
    }
}
