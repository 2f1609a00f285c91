import Foundation
import TensorCore

/// Looks ahead by playing in an imagined world: upper confidence bounds in a tree of histories (ρUCT).
///
/// Each simulation goes down the tree, imagines what follows, and when it leaves the tree plays by chance up to the horizon.
/// In the tree the action is taken that has the greatest
///
///     mean return / (steps left · range of rewards) + C · √(ln(visits of the history) / visits of the action)
///
/// and then everything imagined is taken back. Kocsis and Szepesvári: "Bandit based Monte-Carlo planning" (2006); Veness
/// and others (2011), where the world is a mixture of models.
struct TreeSearch: Codable, Equatable {
    /// How many actions ahead it looks.
    var horizon: Int
    /// How many times it plays up to there.
    var simulations: Int
    /// C, how much an action is worth a try that was tried seldom.
    var curiosity = 1.0

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

    /// The action with the greatest mean return of all simulations, and the means of all. The world is left as it was.
    func plan(in world: inout some ImaginedWorld, using generator: inout RandomGenerator) -> (
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

    /// One game from the root to the horizon.
    private func simulate(
        from root: Int, in tree: inout Tree, _ world: inout some ImaginedWorld,
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
            let percept = world.imagine(action, using: &generator)
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
            // Two statements: in one, the world would be asked for the reward as a copy from before.
            let percept = world.imagine(action, using: &generator)
            rewards.append(world.reward(of: percept))
        }
        world.takeBack(horizon)

        var sum = rewards[visited.count...].reduce(0, +)
        for (step, (node, branch)) in visited.enumerated().reversed() {
            sum += rewards[step]
            tree.nodes[node].visits += 1
            tree.branches[branch].visits += 1
            tree.branches[branch].meanReturn +=
                (sum - tree.branches[branch].meanReturn) / Double(tree.branches[branch].visits)
        }
    }

    /// An action that was never tried, any of them; else the one with the greatest upper bound.
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
            return branch.meanReturn / scale + curiosity * (logVisits / Double(branch.visits)).squareRoot()
        }
        return (0..<actionCount).max { bound($0) < bound($1) } ?? 0
    }
}
