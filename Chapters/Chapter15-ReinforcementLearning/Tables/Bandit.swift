import TensorCore

/// A row of slot machines, each with a mean reward of its own that nobody knows (section 15.1).
struct Bandit {
    /// The mean reward of each arm, drawn from the normal distribution.
    let means: [Float]

    init(arms: Int, using generator: inout RandomGenerator) {
        means = (0..<arms).map { _ in generator.normal() }
    }

    /// Pulls an arm: its mean, give or take the normal distribution.
    func pull(_ arm: Int, using generator: inout RandomGenerator) -> Float { means[arm] + generator.normal() }

    var bestArm: Int { means.indices.max { means[$0] < means[$1] } ?? 0 }
}

/// Tries the arms of bandits: mostly the one that looked best so far, sometimes any.
struct BanditLesson {
    static let (arms, pulls) = (10, 1000)
    /// The shares of pulls by chance that are compared.
    static let chances: [Float] = [0, 0.01, 0.1]

    /// For each share, the mean reward of each pull, over all bandits.
    private(set) var rewards: [[Double]] = []
    /// For each share, how often the best arm was pulled at last.
    private(set) var bestShares: [Double] = []

    init(bandits: Int, seed: UInt64) {
        for chance in Self.chances {
            var sums = [Double](repeating: 0, count: Self.pulls)
            var best = 0
            for number in 0..<bandits {
                // The same bandits for each share.
                var generator = RandomGenerator(seed: seed &+ UInt64(number))
                let bandit = Bandit(arms: Self.arms, using: &generator)
                var values = [Float](repeating: 0, count: Self.arms)
                var counts = [Float](repeating: 0, count: Self.arms)
                for pull in 0..<Self.pulls {
                    let arm =
                        generator.uniform() < chance
                        ? generator.integer(below: Self.arms)
                        : values.indices.max { values[$0] < values[$1] } ?? 0
                    let reward = bandit.pull(arm, using: &generator)
                    counts[arm] += 1
                    // The mean so far, moved by a share of what surprised.
                    values[arm] += (reward - values[arm]) / counts[arm]
                    sums[pull] += Double(reward)
                    if pull >= Self.pulls - 100, arm == bandit.bestArm { best += 1 }
                }
            }
            rewards.append(sums.map { $0 / Double(bandits) })
            bestShares.append(Double(best) / Double(100 * bandits))
        }
    }
}
