import Foundation
import TensorCore
import Testing

@testable import Chapter15

@Suite struct ContextTreeTests {
    /// ln of the probability that Krichevsky and Trofimov give to so many bits, in any order.
    private func estimate(_ zeros: Int, _ ones: Int) -> Double {
        var sum = 0.0
        for zero in 0..<zeros { sum += log((Double(zero) + 0.5) / Double(zero + 1)) }
        for one in 0..<ones { sum += log((Double(one) + 0.5) / Double(zeros + one + 1)) }
        return sum
    }

    /// The contexts at which each tree of a depth ends, by its probability before any bit was seen.
    private func trees(depth: Int, context: [UInt8] = []) -> [(weight: Double, leaves: [[UInt8]])] {
        if context.count == depth { return [(1, [context])] }
        let split = trees(depth: depth, context: context + [0]).flatMap { zero in
            trees(depth: depth, context: context + [1]).map {
                (0.5 * zero.weight * $0.weight, zero.leaves + $0.leaves)
            }
        }
        return [(0.5, [context])] + split
    }

    /// ln of the mixture of all trees, each written out and counted for itself.
    private func mixture(_ bits: [UInt8], depth: Int) -> Double {
        let padded = [UInt8](repeating: 0, count: depth) + bits
        let sum = trees(depth: depth).reduce(0.0) { sum, tree in
            let each = tree.leaves.map { leaf -> Double in
                let places = bits.indices.filter { place in
                    leaf.indices.allSatisfy { padded[place + depth - 1 - $0] == leaf[$0] }
                }
                let ones = places.count { bits[$0] == 1 }
                return estimate(places.count - ones, ones)
            }
            return sum + tree.weight * exp(each.reduce(0, +))
        }
        return log(sum)
    }

    private func learned(_ bits: [UInt8], depth: Int) -> ContextTree {
        var tree = ContextTree(depth: depth)
        for (place, bit) in bits.enumerated() { tree.learn(after: Array(bits[..<place])) { _ in bit } }
        return tree
    }

    @Test func byHand() {
        // Depth 1, bits 0 and 1, each after a 0: the tree that stays and the tree that splits both say ½ · ¼.
        #expect(abs(learned([0, 1], depth: 1).logProbability - log(0.125)) < 1e-12)
        // Bits 1 and 1: the first after a 0, the second after a 1. Staying says ½ · ¾, splitting ½ · ½.
        let expected = log(0.5 * 0.375 + 0.5 * 0.25)
        #expect(abs(learned([1, 1], depth: 1).logProbability - expected) < 1e-12)
    }

    @Test(arguments: 0...3) func mixesAllTrees(depth: Int) {
        #expect(trees(depth: depth).count == [1, 2, 5, 26][depth])
        #expect(abs(trees(depth: depth).reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        var generator = RandomGenerator(seed: UInt64(depth))
        for _ in 0..<5 {
            let bits = (0..<24).map { _ in UInt8(generator.bernoulli(0.3) ? 1 : 0) }
            #expect(abs(learned(bits, depth: depth).logProbability - mixture(bits, depth: depth)) < 1e-9)
        }
    }

    @Test func probabilitiesOfBothBitsSumToOne() {
        let bits: [UInt8] = [1, 0, 0, 1, 1, 0, 1, 0, 0]
        let both = [0, 1].map { exp(learned(bits + [$0], depth: 4).logProbability) }
        #expect(abs(both[0] + both[1] - exp(learned(bits, depth: 4).logProbability)) < 1e-15)
    }

    @Test func whatIsTakenBackLeavesNoTrace() {
        var generator = RandomGenerator(seed: 3)
        var history = (0..<50).map { _ in UInt8(generator.bernoulli(0.5) ? 1 : 0) }
        var tree = learned(history, depth: 6)
        tree.keep()
        let before = tree
        let known = history.count
        for _ in 0..<30 {
            history.append(tree.learn(after: history) { Double(generator.uniform()) < $0 ? 1 : 0 })
        }
        #expect(tree != before)
        for _ in 0..<30 { tree.revert() }
        #expect(tree == before)
        history.removeLast(history.count - known)
        #expect(
            tree.learn(after: history) { _ in 1 } == 1 && tree.logProbability < before.logProbability)
    }
}
