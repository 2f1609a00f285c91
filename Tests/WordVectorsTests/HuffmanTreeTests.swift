import Testing

@testable import WordVectors

@Suite struct HuffmanTreeTests {
    /// 3 + 2 = 5, then 5 + 5 = 10: the frequent word has a path of one step.
    @Test func pathsOfThreeWords() {
        let tree = HuffmanTree(counts: [5, 3, 2])
        #expect(tree.nodeCount == 2)
        #expect(tree.path(of: 0).map(\.node) == [1])
        #expect(tree.path(of: 1).map(\.node) == [1, 0])
        #expect(tree.path(of: 2).map(\.node) == [1, 0])
        #expect(tree.path(of: 2).map(\.label) == [0, 1])
        #expect(tree.path(of: 1).map(\.label) == [0, 0])
    }
}
