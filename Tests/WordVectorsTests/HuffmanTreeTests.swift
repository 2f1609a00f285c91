import Foundation
import TensorCore
import TestSupport
import Testing
import WordVectors

@Suite struct HuffmanTreeTests {
    /// 2 + 3 = 5, then 5 + 5 = 10: the frequent word has a path of one step.
    @Test func pathsOfThreeWords() {
        let tree = HuffmanTree(counts: [5, 3, 2])
        #expect(tree.nodeCount == 2)
        #expect(tree.path(of: 0).map(\.node) == [1] && tree.path(of: 0).map(\.label) == [1])
        #expect(tree.path(of: 1).map(\.node) == [1, 0] && tree.path(of: 1).map(\.label) == [0, 0])
        #expect(tree.path(of: 2).map(\.node) == [1, 0] && tree.path(of: 2).map(\.label) == [0, 1])
    }

    @Test func oneWordHasNoPath() {
        let tree = HuffmanTree(counts: [4])
        #expect(tree.nodeCount == 0 && tree.path(of: 0).isEmpty)
    }

    /// Every code is within a bit of the entropy, and the lengths fill the tree: Σ 2^−length = 1.
    @Test func pathsAreShort() {
        let counts = (1...200).map { 10_000 / $0 }
        let tree = HuffmanTree(counts: counts)
        let lengths = counts.indices.map { tree.path(of: $0).count }
        #expect(abs(lengths.reduce(0) { $0 + pow(2, -Double($1)) } - 1) < 1e-12)
        let total = Double(counts.reduce(0, +))
        let shares = counts.map { Double($0) / total }
        let mean = zip(shares, lengths).reduce(0) { $0 + $1.0 * Double($1.1) }
        let entropy = shares.reduce(0) { $0 - $1 * log2($1) }
        #expect(mean >= entropy && mean < entropy + 1)
        #expect(lengths == lengths.sorted())
    }

    /// Π σ(± u · v) over the paths of all words adds up to 1, and no longer when a label is turned.
    @Test func probabilitiesAddUpToOne() {
        let tree = HuffmanTree(counts: [9, 7, 4, 2, 2, 1])
        var generator = RandomGenerator(seed: 3)
        let scores = NDArray.normal([tree.nodeCount], using: &generator).scalars
        func sum(turning turned: Int?) -> Double {
            var sum = 0.0
            for word in 0..<6 {
                var product = 1.0
                for (step, (node, label)) in tree.path(of: word).enumerated() {
                    let isTurned = word == turned && step == 0
                    let sign: Float = (label == 1) != isTurned ? 1 : -1
                    product /= 1 + exp(Double(-sign * scores[node]))
                }
                sum += product
            }
            return sum
        }
        #expect(abs(sum(turning: nil) - 1) < 1e-6)
        #expect(abs(sum(turning: 3) - 1) > 1e-3)
    }

    @Test func noWordsTrap() async {
        await #expect(processExitsWith: .failure) { _ = HuffmanTree(counts: []) }
    }
}
