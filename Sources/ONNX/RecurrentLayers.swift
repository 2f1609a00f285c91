import Autograd
import NeuralNetworks
import TensorCore

// ONNX has one operation for a whole recurrent layer, in one direction or both. Its gates come in another order than PyTorch's, so
// the weights are written in that order, under the name of the first: `weight_ih_l0` `[directions, G · H, D]`, `weight_hh_l0`
// `[directions, G · H, H]`, and both biases as one, `bias_ih_l0` `[directions, 2 G · H]`.

extension RecurrentNetwork: ONNXLayer {
    /// The outputs of the last layer, `[N, T, directions · H]`, from `[N, T, D]` (`[T, N, ...]` unless batch first).
    public final func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        describe(input, in: &graph).output
    }

    /// The same, and the final states of the last layer, `[directions, N, H]`.
    ///
    /// - Parameters:
    ///   - initial: the first states of the only layer, `[directions, N, H]`; by default zero. An LSTM has them for its cells too,
    ///     which then begin with zero.
    ///   - lengths: how many steps each sequence of a padded batch has, `[N]`, of 32 bits; outputs beyond are 0.
    public final func describe(
        _ input: ONNXGraph.Value, initial: ONNXGraph.Value? = nil, lengths: ONNXGraph.Value? = nil,
        in graph: inout ONNXGraph
    ) -> (output: ONNXGraph.Value, final: ONNXGraph.Value) {
        var signal = batchFirst ? graph.transposed(input, [1, 0, 2]) : input
        var states = signal
        for layer in 0..<layerCount {
            let results = graph.node(
                operation.name,
                [signal] + weights(layer, in: &graph) + [lengths, layer == 0 ? initial : nil],
                operation.attributes(hiddenCount, directionCount), ranks: [4, 3])
            // [T, directions, N, H] to [T, N, directions · H].
            signal = graph.reshaped(graph.transposed(results[0], [0, 2, 1, 3]), [0, 0, -1])
            states = results[1]
        }
        return (batchFirst ? graph.transposed(signal, [1, 0, 2]) : signal, states)
    }

    /// The operation that this network is.
    private var operation: RecurrentOperation {
        switch self {
        case is LSTM: .lstm
        case is GRU: .gru
        default: (self as? RNN)?.nonlinearity == .relu ? .rectifier : .tanh
        }
    }

    /// The weights of a layer in ONNX's order: W, W′ and, unless there are none, the biases b and b′ as one array.
    private func weights(_ layer: Int, in graph: inout ONNXGraph) -> [ONNXGraph.Value?] {
        let named = storedProperties.compactMap { name, value in (value as? Parameter).map { (name, $0) } }
        let parameters = Dictionary(named) { first, _ in first }
        /// The arrays of both directions, one for each direction, by the first name.
        func stacked(_ names: [String]) -> ONNXGraph.Value? {
            var rows: [NDArray] = []
            var title: String?
            for suffix in ["", "_reverse"].prefix(directionCount) {
                for name in names {
                    guard let parameter = parameters["\(name)_l\(layer)\(suffix)"] else { return nil }
                    title = title ?? graph.name(of: parameter)
                    rows.append(operation.inOrder(parameter.value))
                }
            }
            guard let title else { return nil }
            var shape = rows[0].shape
            shape[0] *= names.count
            return graph.constant(
                NDArray.concatenated(rows, axis: 0).reshaped(Shape([directionCount] + shape)), named: title)
        }
        return [stacked(["weight_ih"]), stacked(["weight_hh"]), stacked(["bias_ih", "bias_hh"])]
    }
}

/// What ONNX calls a recurrent network, and in which order its gates stand.
private enum RecurrentOperation {
    case tanh, rectifier, gru, lstm

    var name: String {
        switch self {
        case .tanh, .rectifier: "RNN"
        case .gru: "GRU"
        case .lstm: "LSTM"
        }
    }

    /// Which of PyTorch's gates is ONNX's first, and so on: of r, z, n it is z, r, n; of i, f, g, o it is i, o, f, g.
    private var gates: [Int] {
        switch self {
        case .tanh, .rectifier: [0]
        case .gru: [1, 0, 2]
        case .lstm: [0, 3, 1, 2]
        }
    }

    /// An array `[G · H, ...]` of PyTorch's gates as one of ONNX's.
    func inOrder(_ array: NDArray) -> NDArray {
        let hidden = array.shape[0] / gates.count
        return .concatenated(gates.map { array[$0 * hidden..<($0 + 1) * hidden] }, axis: 0)
    }

    func attributes(_ hidden: Int, _ directions: Int) -> KeyValuePairs<String, ONNXGraph.Attribute> {
        let direction = ONNXGraph.Attribute.text(directions == 1 ? "forward" : "bidirectional")
        switch self {
        case .gru:
            // The reset gate acts on W′ h + b′, as in PyTorch, not on h.
            return [
                "hidden_size": .integer(hidden), "direction": direction, "linear_before_reset": .integer(1),
            ]
        case .rectifier:
            return [
                "hidden_size": .integer(hidden), "direction": direction,
                "activations": .texts(Array(repeating: "Relu", count: directions)),
            ]
        case .tanh, .lstm: return ["hidden_size": .integer(hidden), "direction": direction]
        }
    }
}
