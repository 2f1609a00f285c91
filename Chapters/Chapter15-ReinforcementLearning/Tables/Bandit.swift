import TensorCore

/// A multi-armed bandit: slot machines with unknown mean rewards (section 15.1).
struct Bandit {
    /// The mean reward of each arm, drawn from the normal distribution.
    let means: [Float]

    init(arms: Int, using generator: inout RandomGenerator) {
        means = (0..<arms).map { _ in generator.normal() }
    }

    /// Pulls an arm: the reward is its mean plus standard normal noise.
    func pull(_ arm: Int, using generator: inout RandomGenerator) -> Float { means[arm] + generator.normal() }

    var bestArm: Int { means.indices.max { means[$0] < means[$1] } ?? 0 }
}
