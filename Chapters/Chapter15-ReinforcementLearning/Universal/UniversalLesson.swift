import ChapterSupport
import Reporting
import TensorCore

/// An agent that knows nothing of its world and ends by playing as well as can be (section 15.3).
enum UniversalLesson {
    /// Lives some lives in each of the small worlds, a seed each.
    ///
    /// - Parameter checkpoint: where a life of a name is kept when it is over.
    /// - Throws: `FileError` for a checkpoint that is broken.
    static func run(
        seed: UInt64, isQuick: Bool, checkpoint: (String) -> TrainingCheckpoint = { _ in .none },
        shouldStop: () -> Bool = { false }
    ) throws -> UniversalResults {
        let worlds = isQuick ? [PartlySeenWorld.corridor] : PartlySeenWorld.all
        let lives = isQuick ? 1 : 3
        var results = UniversalResults()
        let bar = ProgressBar("universal agent", total: worlds.count * lives)
        for world in worlds where !shouldStop() {
            var result = WorldResult(world)
            for life in 0..<lives where !shouldStop() {
                var unfinished: Life?
                let plan = plan(for: world)
                let whole = try checkpoint("\(world.name)-\(life)").once(where: { $0.isWhole(plan) }) { _ in
                    let lived = Life(
                        in: world, plan, seed: seed &+ UInt64(life), shouldStop: shouldStop)
                    unfinished = lived
                    return shouldStop() ? nil : lived
                }
                if let life = whole ?? unfinished { result.lives.append(life) }
                bar.advance(message: "\(world.title): \(formatNumber(result.meanReward))")
            }
            results.worlds.append(result)
        }
        bar.finish()
        return results
    }

    /// How to live in a world: the worse its chances show themselves, the longer by chance and the wider the search.
    static func plan(for world: PartlySeenWorld) -> LifePlan {
        switch world.name {
        case PartlySeenWorld.rockPaperScissors.name:
            LifePlan(
                depth: 12, search: TreeSearch(horizon: 2, simulations: 500, curiosity: 0.5),
                chanceSteps: 6000, fadingSteps: 500, testSteps: 1500)
        case PartlySeenWorld.tiger.name:
            LifePlan(
                depth: 20, search: TreeSearch(horizon: 4, simulations: 2000, curiosity: 1),
                chanceSteps: 100_000, fadingSteps: 200, testSteps: 800)
        default:
            LifePlan(
                depth: 24, search: TreeSearch(horizon: 5, simulations: 100, curiosity: 1),
                chanceSteps: 500, fadingSteps: 500, testSteps: 1000)
        }
    }
}

/// The lives in one world, and what they are held against.
struct WorldResult {
    let world: PartlySeenWorld
    let best: Double
    let bestSingleAction: Double
    let random: Double
    var lives: [Life] = []

    init(_ world: PartlySeenWorld) {
        self.world = world
        best = MeanReward(bestIn: world).value
        bestSingleAction = MeanReward(bestSingleActionIn: world).value
        random = MeanReward(randomIn: world).value
    }

    private var rewards: [Double] { lives.map(\.testReward).filter { !$0.isNaN } }

    /// The mean reward a step after learning, over the lives that came so far; not a number of none.
    var meanReward: Double { rewards.isEmpty ? .nan : rewards.reduce(0, +) / Double(rewards.count) }

    /// That of the worst life.
    var worstReward: Double { rewards.min() ?? .nan }

    /// How far from chance (0) to the best that can be done (1).
    var share: Double { (meanReward - random) / (best - random) }

    /// Seconds of a life.
    var seconds: Double { lives.isEmpty ? 0 : lives.reduce(0) { $0 + $1.seconds } / Double(lives.count) }
}

/// What came of all lives.
struct UniversalResults {
    var worlds: [WorldResult] = []
}
