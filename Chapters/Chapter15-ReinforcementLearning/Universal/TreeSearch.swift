import Foundation
import TensorCore

/// Monte Carlo tree search in a model of the environment: upper confidence bounds in a tree of histories (ρUCT).
///
/// Each simulation descends the tree, samples percepts from the model, and beyond the tree acts at random up to the horizon.
/// In the tree the action is taken that maximizes
///
///     mean return / (steps left · range of rewards) + C · √(ln(visits of the history) / visits of the action)
///
/// and then everything simulated is undone. Kocsis and Szepesvári: "Bandit based Monte-Carlo planning" (2006); Veness
/// and others (2011), where the model is a mixture.
struct TreeSearch: Codable, Equatable {
    /// How many actions ahead it plans.
    var horizon: Int
    /// The number of simulations for an action.
    var simulations: Int
    /// C, the weight of exploration.
    var explorationConstant = 1.0

    /// A history: one entry in `Tree.branches` for each action.
    private struct Node {
        var visits = 0
        let firstBranch: Int
    }

    /// An action after a history.
    private struct Branch {
        var visits = 0
        var meanReturn = 0.0
        var children: [(percept: Int, node: Int)] = []
    }

    private struct Tree {
        var nodes: [Node] = []
        var branches: [Branch] = []

        mutating func addNode(_ actionCount: Int) -> Int {
            nodes.append(Node(firstBranch: branches.count))
            for _ in 0..<actionCount { branches.append(Branch()) }
            return nodes.count - 1
        }
    }

    /// The action with the largest mean return over all simulations, and the mean of each. The model is left as it was.
    func plan(in world: inout some SimulatedEnvironment, using generator: inout RandomGenerator) -> (
        action: Int, meanReturns: [Double]
    ) {
        var tree = Tree()
        let root = tree.addNode(world.actionCount)
        for _ in 0..<simulations { simulate(from: root, in: &tree, &world, &generator) }
        let branches = tree.branches[0..<world.actionCount]
        let tried = branches.indices.filter { branches[$0].visits > 0 }
        let best = tried.max { branches[$0].meanReturn < branches[$1].meanReturn } ?? 0
        return (best, branches.map(\.meanReturn))
    }

    /// One simulation from the root to the horizon.
    private func simulate(
        from root: Int, in tree: inout Tree, _ world: inout some SimulatedEnvironment,
        _ generator: inout RandomGenerator
    ) {
        var visited: [(node: Int, branch: Int)] = []
        var rewards: [Double] = []
        var node = root
        while rewards.count < horizon {
            let action = choose(
                at: node, in: tree, stepsLeft: horizon - rewards.count, world.actionCount, world.rewardRange,
                &generator)
            let branch = tree.nodes[node].firstBranch + action
            let percept = world.simulate(action, using: &generator)
            visited.append((node, branch))
            rewards.append(world.reward(of: percept))
            if let child = tree.branches[branch].children.first(where: { $0.percept == percept }) {
                node = child.node
            } else {
                let child = tree.addNode(world.actionCount)
                tree.branches[branch].children.append((percept, child))
                break
            }
        }
        while rewards.count < horizon {
            let action = generator.integer(below: world.actionCount)
            // Two statements: in one, `reward` would be called on a copy from before `simulate`.
            let percept = world.simulate(action, using: &generator)
            rewards.append(world.reward(of: percept))
        }
        world.undo(horizon)

        var sum = rewards[visited.count...].reduce(0, +)
        for (step, (node, branch)) in visited.enumerated().reversed() {
            sum += rewards[step]
            tree.nodes[node].visits += 1
            tree.branches[branch].visits += 1
            tree.branches[branch].meanReturn +=
                (sum - tree.branches[branch].meanReturn) / Double(tree.branches[branch].visits)
        }
    }

    /// A random untried action; else the one with the largest upper confidence bound.
    private func choose(
        at node: Int, in tree: Tree, stepsLeft: Int, _ actionCount: Int, _ range: ClosedRange<Double>,
        _ generator: inout RandomGenerator
    ) -> Int {
        let first = tree.nodes[node].firstBranch
        let untried = (0..<actionCount).filter { tree.branches[first + $0].visits == 0 }
        if !untried.isEmpty { return untried[generator.integer(below: untried.count)] }
        let scale = Double(stepsLeft) * (range.upperBound - range.lowerBound)
        let logVisits = log(Double(tree.nodes[node].visits))
        func bound(_ action: Int) -> Double {
            let branch = tree.branches[first + action]
            return branch.meanReturn / scale + explorationConstant
                * (logVisits / Double(branch.visits)).squareRoot()
        }
        return (0..<actionCount).max { bound($0) < bound($1) } ?? 0
    }
}
