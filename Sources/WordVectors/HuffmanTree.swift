import Messages

/// The binary tree over words in which frequent words have short paths, and the path of each word through it.
///
/// Hierarchical softmax gives each inner node n a vector uₙ; at a node the path goes on with probability σ(uₙ · v) to one
/// child and σ(−uₙ · v) to the other, so P(w) = Π σ(± uₙ · v) over the path adds up to 1 over all words, and a word costs
/// about log₂ V products, frequent ones fewer. Morin, Bengio: "Hierarchical probabilistic neural network language model"
/// (2005); Huffman: "A method for the construction of minimum-redundancy codes" (1952).
public struct HuffmanTree: Equatable, Sendable {
    /// Where the path of each word begins in `nodes` and `labels`, and where the last one ends.
    public let starts: [Int]
    /// The inner nodes from the root on, path after path; the root has the largest number.
    public let nodes: [Int32]
    /// For each of them 1 where the path goes to the first child, the rarer one, else 0.
    public let labels: [Float]

    /// The number of inner nodes, one less than there are words.
    public let nodeCount: Int

    /// The tree over words that occur so often. Of equal weights, words go before inner nodes, those with a larger number
    /// first, and older nodes before younger ones.
    ///
    /// Traps when there are no words.
    public init(counts: [Int], file: StaticString = #fileID, line: UInt = #line) {
        if counts.isEmpty { explainFailure("HuffmanTree", "there are no words", file: file, line: line) }
        let wordCount = counts.count
        nodeCount = wordCount - 1
        // The two lists are sorted by weight: words by theirs, inner nodes in the order in which they are made.
        let words = counts.indices.sorted { (counts[$0], $1) < (counts[$1], $0) }
        var weights: [Int] = []  // of the inner nodes
        var parents = [Int](repeating: -1, count: 2 * wordCount - 1)  // words first, then inner nodes
        var isFirst = [Bool](repeating: false, count: 2 * wordCount - 1)
        var (nextWord, nextNode) = (0, 0)
        func takeLightest() -> (node: Int, weight: Int) {
            if nextWord < wordCount, nextNode >= weights.count || counts[words[nextWord]] <= weights[nextNode]
            {
                nextWord += 1
                return (words[nextWord - 1], counts[words[nextWord - 1]])
            }
            nextNode += 1
            return (wordCount + nextNode - 1, weights[nextNode - 1])
        }
        for node in 0..<nodeCount {
            let (first, second) = (takeLightest(), takeLightest())
            (parents[first.node], parents[second.node]) = (node, node)
            isFirst[first.node] = true
            weights.append(first.weight + second.weight)
        }
        var starts = [0]
        var nodes: [Int32] = []
        var labels: [Float] = []
        for word in 0..<wordCount {
            var path: [(node: Int, isFirst: Bool)] = []
            var place = word
            while parents[place] >= 0 {
                path.append((parents[place], isFirst[place]))
                place = wordCount + parents[place]
            }
            nodes += path.reversed().map { Int32($0.node) }
            labels += path.reversed().map { $0.isFirst ? 1 : 0 }
            starts.append(nodes.count)
        }
        (self.starts, self.nodes, self.labels) = (starts, nodes, labels)
    }

    /// The path of a word from the root.
    ///
    /// Traps when there is no such word.
    public func path(of word: Int) -> [(node: Int, label: Float)] {
        (starts[word]..<starts[word + 1]).map { (Int(nodes[$0]), labels[$0]) }
    }
}
