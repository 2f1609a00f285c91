import TensorCore

/// A model of an environment in which a search can plan: it simulates, and undoes what it simulated.
protocol SimulatedEnvironment {
    /// How many actions there are.
    var actionCount: Int { get }

    /// The smallest and the largest reward.
    var rewardRange: ClosedRange<Double> { get }

    /// Takes an action and samples a percept from the model, which becomes part of the history.
    mutating func simulate(_ action: Int, using generator: inout RandomGenerator) -> Int

    /// The reward of a percept.
    func reward(of percept: Int) -> Double

    /// Removes the last actions and their percepts from the history.
    mutating func undo(_ cycles: Int)
}

/// A model of an environment of which only the numbers of actions, observations and rewards are known.
///
/// The history is one string of bits: an action, the percept that followed, an action, and so on. Each bit of a percept has
/// a context tree of its own, conditioned on all bits before it. Actions are part of the context but not predicted
/// (action-conditional prediction). Veness, Ng, Hutter, Uther, Silver: "A Monte-Carlo AIXI approximation" (2011).
struct HistoryModel: SimulatedEnvironment {
    let actionCount: Int
    let rewardRange: ClosedRange<Double>
    private let rewards: [Double]
    private let actionBits: Int
    private let observationBits: Int
    private let rewardBits: Int
    private var trees: [ContextTree]
    private var history: [UInt8] = []

    /// An untrained model; the tree of the first bit of a percept looks back at `depth` bits, each other tree also at the bits
    /// before it in the percept.
    init(_ world: POMDP, depth: Int) {
        actionCount = world.actions.count
        rewards = world.rewards
        rewardRange = world.rewardRange
        actionBits = Self.bits(for: world.actions.count)
        observationBits = Self.bits(for: world.observations.count)
        rewardBits = Self.bits(for: world.rewards.count)
        trees = (0..<observationBits + rewardBits).map { ContextTree(depth: depth + $0) }
    }

    /// Nodes of all trees.
    var nodeCount: Int { trees.reduce(0) { $0 + $1.nodes.count } }

    /// ln of the probability that the model gave to all percepts, given the actions.
    var logProbability: Double { trees.reduce(0) { $0 + $1.logProbability } }

    /// Learns from experience: an action and the percept that followed.
    mutating func learn(_ action: Int, _ percept: POMDP.Percept) {
        append(action, bits: actionBits)
        let code = percept.observation << rewardBits | percept.reward
        for (position, index) in trees.indices.enumerated() {
            let bit = UInt8(code >> (trees.count - 1 - position) & 1)
            history.append(trees[index].learn(after: history) { _ in bit })
            trees[index].keep()
        }
    }

    mutating func simulate(_ action: Int, using generator: inout RandomGenerator) -> Int {
        append(action, bits: actionBits)
        var code = 0
        for index in trees.indices {
            let draw = Double(generator.uniform())
            let bit = trees[index].learn(after: history) { one in draw < one ? 1 : 0 }
            history.append(bit)
            code = code << 1 | Int(bit)
        }
        return code
    }

    /// A code of no reward, which only a simulated percept can have, counts as the smallest reward.
    func reward(of percept: Int) -> Double {
        let number = percept & (1 << rewardBits - 1)
        return number < rewards.count ? rewards[number] : rewardRange.lowerBound
    }

    mutating func undo(_ cycles: Int) {
        for _ in 0..<cycles {
            for index in trees.indices { trees[index].revert() }
        }
        history.removeLast(cycles * (actionBits + trees.count))
    }

    private mutating func append(_ number: Int, bits: Int) {
        for position in stride(from: bits - 1, through: 0, by: -1) {
            history.append(UInt8(number >> position & 1))
        }
    }

    /// The bits of a code for this many values.
    private static func bits(for count: Int) -> Int { Int.bitWidth - max(0, count - 1).leadingZeroBitCount }
}

extension HistoryModel: Equatable {
    /// Whether two models have the same history and trees, bit for bit.
    static func == (left: HistoryModel, right: HistoryModel) -> Bool {
        left.history == right.history && left.trees == right.trees
    }
}
