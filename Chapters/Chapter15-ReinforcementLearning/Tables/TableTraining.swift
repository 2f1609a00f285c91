import TensorCore

/// Plays bandits with ε-greedy policies, which estimate the mean reward of each arm as they go (section 15.1).
func playBandits(_ bandits: Int, seed: UInt64) -> BanditResults {
    var results = BanditResults()
    for epsilon in BanditResults.epsilons {
        var sums = [Double](repeating: 0, count: BanditResults.pulls)
        var best = 0
        for number in 0..<bandits {
            // The same bandits for each ε.
            var generator = RandomGenerator(seed: seed &+ UInt64(number))
            let bandit = Bandit(arms: BanditResults.arms, using: &generator)
            var values = [Float](repeating: 0, count: BanditResults.arms)
            var counts = [Float](repeating: 0, count: BanditResults.arms)
            for pull in 0..<BanditResults.pulls {
                let arm =
                    generator.uniform() < epsilon
                    ? generator.integer(below: BanditResults.arms)
                    : values.indices.max { values[$0] < values[$1] } ?? 0
                let reward = bandit.pull(arm, using: &generator)
                counts[arm] += 1
                // The running mean.
                values[arm] += (reward - values[arm]) / counts[arm]
                sums[pull] += Double(reward)
                if pull >= BanditResults.pulls - 100, arm == bandit.bestArm { best += 1 }
            }
        }
        results.rewards.append(sums.map { $0 / Double(bandits) })
        results.bestArmFractions.append(Double(best) / Double(100 * bandits))
    }
    return results
}

/// Trains a Q-table on the cliff with an ε-greedy policy, ε = 0.1 (section 15.2.1).
func trainOnCliff(episodes: Int = 500, seed: UInt64) -> CliffResults {
    var results = CliffResults()
    var generator = RandomGenerator(seed: seed)
    for episode in 0..<episodes {
        if episode < 40 ? episode % 2 == 0 : episode % 20 == 0 { results.snapshots.append(results.table) }
        var (state, total) = (CliffWorld.start, Float(0))
        for _ in 0..<1000 where state != CliffWorld.goal {
            let move =
                generator.bernoulli(0.1)
                ? CliffWorld.Move.allCases[generator.integer(below: 4)] : results.table.bestMove(state)
            let (next, reward) = CliffWorld.step(state, move)
            results.table.learn(state, move, reward, next: next, rate: 0.5)
            (state, total) = (next, total + reward)
        }
        results.returns.append(Double(total))
    }
    results.snapshots.append(results.table)
    return results
}
