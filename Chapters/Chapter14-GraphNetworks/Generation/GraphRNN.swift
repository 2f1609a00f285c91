import Autograd
import NeuralNetworks
import TensorCore

/// Generates graphs node by node, autoregressively: a recurrent network remembers the graph so far and predicts whether
/// another node comes and which of the earlier nodes it has an edge to.
///
/// Nodes come in breadth-first order, so that edges to nodes far back are rare, and only the last `reach` nodes are
/// considered. A node is a row of bits: first whether it comes, then the edge to the node before it, to the one before
/// that, and so on. The bits are sampled one after the other, each conditioned on those before it by a triangular matrix.
/// You, Ying, Ren, Hamilton, Leskovec: "GraphRNN: generating realistic graphs with deep auto-regressive models" (2018).
final class GraphRNN: Module {
    let memory: GRU
    let hidden: Linear
    let out: Linear
    let among: Parameter
    /// The bits of a node: one more than the earlier nodes it can have an edge to.
    let width: Int
    private let isBefore: NDArray

    init(reach: Int, hidden size: Int = 64, using generator: inout RandomGenerator) {
        let width = reach + 1
        self.width = width
        memory = GRU(width, size, batchFirst: true, using: &generator)
        hidden = Linear(size, size, using: &generator)
        out = Linear(size, width, using: &generator)
        among = Parameter(.zeros([width, width]), name: "among")
        // Row i, column j: bit j > i is conditioned on bit i.
        isBefore = NDArray(
            (0..<width * width).map { $0 / width < $0 % width ? 1 : 0 }, shape: [width, width])
    }

    /// The logits of the bits of each node, `[N, T, width]`.
    ///
    /// - Parameters:
    ///   - previous: the bits of the node before, `[N, T, width]`; ones before the first.
    ///   - bits: the node's own bits (teacher forcing); each logit depends only on the bits before it.
    func callAsFunction(_ previous: Tensor, bits: Tensor) -> Tensor {
        let (output, _) = memory(previous)
        return out(hidden(output).relu()) + bits.matmul(among * Tensor(isBefore))
    }

    /// The bits of each node after the first, then zeros: no node comes.
    func rows(_ graph: SmallGraph, order: [Int]) -> [[Float]] {
        (1...order.count).map { position in
            guard position < order.count else { return [Float](repeating: 0, count: width) }
            return (0..<width).map { bit in
                if bit == 0 { return 1 }
                let other = position - bit
                return other >= 0 && graph.neighbours[order[position]].contains(order[other]) ? 1 : 0
            }
        }
    }

    /// Whether a bit of the node at a position, counted from 1, is predicted: of one that does not come, only the first.
    func isPredicted(bit: Int, at position: Int, of nodeCount: Int) -> Bool {
        bit == 0 ? position <= nodeCount : position < nodeCount && bit <= position
    }

    /// Samples graphs of at most `largest` nodes.
    func generate(_ count: Int, largest: Int, using generator: inout RandomGenerator) -> [SmallGraph] {
        evaluate()
        return withoutGradient {
            let dependence = (among.value * isBefore).scalars
            var graphs = [SmallGraph](repeating: SmallGraph(nodes: 1), count: count)
            var isOver = [Bool](repeating: false, count: count)
            var previous = NDArray.ones([count, 1, width])
            var state: Tensor?
            for position in 1..<max(1, largest) where isOver.contains(false) {
                // One step of the memory for a node; its bits one after the other.
                let (output, newState) = memory(Tensor(previous), hidden: state)
                state = newState
                let logits = out(hidden(output).relu()).value.scalars
                var rows: [Float] = []
                for graph in 0..<count {
                    let row = sample(
                        Array(logits[graph * width..<(graph + 1) * width]), dependence: dependence,
                        position: position,
                        using: &generator)
                    rows += row
                    if row[0] == 0 { isOver[graph] = true }
                    if isOver[graph] { continue }
                    graphs[graph].addNode()
                    for bit in 1..<width where row[bit] == 1 {
                        graphs[graph].connect(position, position - bit)
                    }
                }
                previous = NDArray(rows, shape: [count, 1, width])
            }
            return graphs
        }
    }

    /// Samples the bits of a node. A node that comes has an edge: where none is drawn, the likeliest one.
    private func sample(
        _ logits: [Float], dependence: [Float], position: Int, using generator: inout RandomGenerator
    ) -> [Float] {
        var row = [Float](repeating: 0, count: width)
        var best = (bit: 1, logit: -Float.infinity)
        for bit in 0...min(position, width - 1) {
            let logit = (0..<bit).reduce(logits[bit]) { $0 + row[$1] * dependence[$1 * width + bit] }
            if bit > 0, logit > best.logit { best = (bit, logit) }
            if generator.bernoulli(NDArray(logit).sigmoid().scalar) { row[bit] = 1 }
        }
        if row[0] == 1, !row[1...].contains(1) { row[best.bit] = 1 }
        return row
    }
}
