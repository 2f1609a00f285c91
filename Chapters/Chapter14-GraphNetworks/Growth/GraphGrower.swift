import Autograd
import NeuralNetworks
import TensorCore

/// Grows graphs node by node: a recurrent network remembers the graph so far, and says whether another node comes and to
/// which of the nodes before it is tied.
///
/// Nodes come in breadth-first order, so that a node is tied to few of the nodes far before it, and only the last `reach` are
/// asked about. What is said of a node are bits: first whether it comes, then a tie to the node before, to the one before
/// that, and so on. They are drawn one after the other, each knowing those before it through a triangular matrix. You,
/// Ying, Ren, Hamilton, Leskovec: "GraphRNN: generating realistic graphs with deep auto-regressive models" (2018).
final class GraphGrower: Module {
    let memory: GRU
    let hidden: Linear
    let out: Linear
    let among: Parameter
    /// How many bits there are of a node: one more than the nodes it may be tied to.
    let width: Int
    private let isBefore: NDArray

    init(reach: Int, hidden size: Int = 64, using generator: inout RandomGenerator) {
        let width = reach + 1
        self.width = width
        memory = GRU(width, size, batchFirst: true, using: &generator)
        hidden = Linear(size, size, using: &generator)
        out = Linear(size, width, using: &generator)
        among = Parameter(.zeros([width, width]), name: "among")
        // Row i, column j: bit i is known when bit j > i is asked for.
        isBefore = NDArray(
            (0..<width * width).map { $0 / width < $0 % width ? 1 : 0 }, shape: [width, width])
    }

    /// The logits of the bits of each node, `[N, T, width]`.
    ///
    /// - Parameters:
    ///   - previous: the bits of the node before, `[N, T, width]`; of the first, ones.
    ///   - bits: the node's own, of which each bit sees those before it.
    func callAsFunction(_ previous: Tensor, bits: Tensor) -> Tensor {
        let (output, _) = memory(previous)
        return out(hidden(output).relu()) + bits.matmul(among * Tensor(isBefore))
    }

    /// The bits of each node after the first, and at last those of one that does not come.
    func rows(_ graph: SmallGraph, order: [Int]) -> [[Float]] {
        (1...order.count).map { place in
            guard place < order.count else { return [Float](repeating: 0, count: width) }
            return (0..<width).map { bit in
                if bit == 0 { return 1 }
                let other = place - bit
                return other >= 0 && graph.neighbours[order[place]].contains(order[other]) ? 1 : 0
            }
        }
    }

    /// Which bits of the node at a place, counted from 1, are a question: of one that does not come, only the first.
    func isAsked(bit: Int, at place: Int, of nodeCount: Int) -> Bool {
        bit == 0 ? place <= nodeCount : place < nodeCount && bit <= place
    }

    /// Graphs that the network makes up, of at most so many nodes.
    func grow(_ count: Int, largest: Int, using generator: inout RandomGenerator) -> [SmallGraph] {
        evaluate()
        return withoutGradient {
            let ties = (among.value * isBefore).scalars
            var graphs = [SmallGraph](repeating: SmallGraph(nodes: 1), count: count)
            var isOver = [Bool](repeating: false, count: count)
            var previous = NDArray.ones([count, 1, width])
            var state: Tensor?
            for place in 1..<max(1, largest) where isOver.contains(false) {
                // The memory is asked once a node, the bits one after the other.
                let (output, newState) = memory(Tensor(previous), hidden: state)
                state = newState
                let logits = out(hidden(output).relu()).value.scalars
                var rows: [Float] = []
                for graph in 0..<count {
                    let row = draw(
                        Array(logits[graph * width..<(graph + 1) * width]), ties: ties, place: place,
                        using: &generator)
                    rows += row
                    if row[0] == 0 { isOver[graph] = true }
                    if isOver[graph] { continue }
                    graphs[graph].addNode()
                    for bit in 1..<width where row[bit] == 1 { graphs[graph].connect(place, place - bit) }
                }
                previous = NDArray(rows, shape: [count, 1, width])
            }
            return graphs
        }
    }

    /// The bits of a node. One that comes is tied to some node: where no tie is drawn, to the likeliest.
    private func draw(
        _ logits: [Float], ties: [Float], place: Int, using generator: inout RandomGenerator
    ) -> [Float] {
        var row = [Float](repeating: 0, count: width)
        var best = (bit: 1, logit: -Float.infinity)
        for bit in 0...min(place, width - 1) {
            let logit = (0..<bit).reduce(logits[bit]) { $0 + row[$1] * ties[$1 * width + bit] }
            if bit > 0, logit > best.logit { best = (bit, logit) }
            if generator.bernoulli(NDArray(logit).sigmoid().scalar) { row[bit] = 1 }
        }
        if row[0] == 1, !row[1...].contains(1) { row[best.bit] = 1 }
        return row
    }
}
