import Foundation

/// Predicts the next bit from the bits before it, with all context trees up to a depth at once (context-tree weighting).
///
/// A context tree looks back at one bit after another until it reaches a leaf; the leaf has counted which bits came in
/// its context. The right tree is unknown, so all are mixed, each with the weight 2⁻ⁿ of its n decisions to split or to
/// stop. The mixture needs one number a node, the odds that the tree ends there:
///
///     P(1) = w · KT(1) + (1 − w) · P(1 in the child),    w = odds / (1 + odds)
///     odds ← odds · KT(bit) / P(bit in the child)        (Bayes)
///     KT(1) = (ones + ½) / (zeros + ones + 1)            (Krichevsky and Trofimov)
///
/// The odds are kept as logarithms: they fall and rise without limit. Learning can be undone, bit for bit.
/// Willems, Shtarkov, Tjalkens: "The context-tree weighting method: basic properties" (1995).
struct ContextTree {
    /// The statistics of one context.
    struct Node: Equatable {
        var zeros: Int32 = 0
        var ones: Int32 = 0
        /// The contexts that look one bit further back, by that bit; 0 for none.
        var zeroChild: Int32 = 0
        var oneChild: Int32 = 0
        /// ln of the odds that the tree ends here. At the full depth it is not used: every tree ends there.
        var logOdds = 0.0
    }

    /// What learning one bit has changed.
    private struct Change {
        let bit: UInt8
        let nodeCount: Int
        let logProbability: Double
    }

    /// How many bits back the deepest context looks.
    let depth: Int

    /// The root first; a context gets its node when it is first met.
    private(set) var nodes = [Node()]

    /// ln of the probability that the mixture gave to all bits it learned.
    private(set) var logProbability = 0.0

    private var changes: [Change] = []
    /// `depth + 1` entries a change, from the root down: the node, and its odds before.
    private var changedNodes: [Int32] = []
    private var changedOdds: [Double] = []

    // The path of the bit in hand, from the root down.
    private var path: [Int32]
    private var counted: [Double]
    private var mixed: [Double]

    /// An untrained tree.
    init(depth: Int) {
        self.depth = depth
        path = [Int32](repeating: 0, count: depth + 1)
        counted = [Double](repeating: 0.5, count: depth + 1)
        mixed = [Double](repeating: 0.5, count: depth + 1)
    }

    /// Learns one bit, which `choose` picks given the probability of a 1; returns that bit.
    ///
    /// The context is the end of `history`, the last bit first; before its beginning all bits are 0.
    @discardableResult
    mutating func learn(after history: [UInt8], choosing choose: (_ one: Double) -> UInt8) -> UInt8 {
        let nodeCount = nodes.count
        let known = descend(history)
        mix(known)
        let bit = choose(mixed[0])
        changes.append(Change(bit: bit, nodeCount: nodeCount, logProbability: logProbability))
        logProbability += log(bit == 1 ? mixed[0] : 1 - mixed[0])
        for level in 0...depth {
            let index = Int(path[level])
            changedNodes.append(path[level])
            changedOdds.append(nodes[index].logOdds)
            // A context that was never met says ½, as do all below it: nothing to learn about the odds.
            if level < min(depth, known) {
                let (here, below) = (counted[level], mixed[level + 1])
                nodes[index].logOdds += log(bit == 1 ? here / below : (1 - here) / (1 - below))
            }
            if bit == 1 { nodes[index].ones += 1 } else { nodes[index].zeros += 1 }
        }
        return bit
    }

    /// Undoes the learning of the last bit, exactly. Traps where there is none to undo.
    mutating func revert() {
        let change = changes.removeLast()
        let first = changedNodes.count - depth - 1
        for level in 0...depth {
            let index = Int(changedNodes[first + level])
            nodes[index].logOdds = changedOdds[first + level]
            if change.bit == 1 { nodes[index].ones -= 1 } else { nodes[index].zeros -= 1 }
            // Children made for this bit go with it.
            if nodes[index].zeroChild >= change.nodeCount { nodes[index].zeroChild = 0 }
            if nodes[index].oneChild >= change.nodeCount { nodes[index].oneChild = 0 }
        }
        nodes.removeLast(nodes.count - change.nodeCount)
        changedNodes.removeLast(depth + 1)
        changedOdds.removeLast(depth + 1)
        logProbability = change.logProbability
    }

    /// Makes what was learned so far permanent, and frees the memory for undoing it.
    mutating func keep() {
        changes.removeAll(keepingCapacity: true)
        changedNodes.removeAll(keepingCapacity: true)
        changedOdds.removeAll(keepingCapacity: true)
    }

    /// Descends from the root to the full depth and adds missing nodes; returns how many were there.
    private mutating func descend(_ history: [UInt8]) -> Int {
        var node = 0
        var known = depth + 1
        for level in 0...depth {
            path[level] = Int32(node)
            if nodes[node].zeros == 0, nodes[node].ones == 0 { known = min(known, level) }
            if level == depth { break }
            let position = history.count - 1 - level
            let isOne = position >= 0 && history[position] == 1
            var child = Int(isOne ? nodes[node].oneChild : nodes[node].zeroChild)
            if child == 0 {
                child = nodes.count
                nodes.append(Node())
                if isOne { nodes[node].oneChild = Int32(child) } else { nodes[node].zeroChild = Int32(child) }
            }
            node = child
        }
        return known
    }

    /// The probability of a 1 at each node of the path, counted there and mixed from there down.
    private mutating func mix(_ known: Int) {
        if known <= depth { mixed[known] = 0.5 }
        for level in stride(from: min(known - 1, depth), through: 0, by: -1) {
            let node = nodes[Int(path[level])]
            let here = (Double(node.ones) + 0.5) / (Double(node.zeros) + Double(node.ones) + 1)
            counted[level] = here
            if level == depth {
                mixed[level] = here
            } else {
                let weight = 1 / (1 + exp(-node.logOdds))
                mixed[level] = weight * here + (1 - weight) * mixed[level + 1]
            }
        }
    }
}

extension ContextTree: Equatable {
    /// Whether two trees are the same, bit for bit.
    static func == (left: ContextTree, right: ContextTree) -> Bool {
        left.depth == right.depth && left.nodes == right.nodes && left.logProbability == right.logProbability
    }
}
