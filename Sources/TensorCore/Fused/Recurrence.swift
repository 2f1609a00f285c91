import Messages

/// The cell of a recurrent layer: what it computes at a step.
public enum RecurrentCell: Sendable {
    /// h = tanh(W x + b + W′ h′ + b′).
    case tanh
    /// h = max(W x + b + W′ h′ + b′, 0).
    case rectifier
    /// Long short-term memory: four gates i, f, g, o, and a cell state beside the hidden one.
    case lstm
    /// The gated recurrent unit: three gates r, z, n.
    case gru

    /// How many rows of the weights there are to each hidden unit.
    public var gateCount: Int {
        switch self {
        case .tanh, .rectifier: 1
        case .lstm: 4
        case .gru: 3
        }
    }
}

/// One direction of a recurrent layer over a batch of sequences, with backpropagation through time.
///
/// The input's part of the gates is one matrix product for all steps; then one product a step, of the previous state
/// with the weights of all gates. In the backward pass only the gradient of the gates is computed step by step; those of
/// the weights are one product each over all steps.
///
/// Fused, because a graph of fifteen small operations a step spends its time on memory and bookkeeping, not on products.
/// The cells' formulas stand in RNN.swift, LSTM.swift and GRU.swift.
public struct Recurrence: Sendable {
    /// The weights of one layer and direction: G gates, D inputs, H hidden units.
    public struct Weights: Sendable {
        /// W, `[G · H, D]`.
        public let input: NDArray
        /// W′, `[G · H, H]`.
        public let hidden: NDArray
        /// b, `[G · H]`.
        public let inputBias: NDArray
        /// b′, `[G · H]`.
        public let hiddenBias: NDArray

        /// Weights with their biases, which are 0 when not given.
        public init(input: NDArray, hidden: NDArray, inputBias: NDArray?, hiddenBias: NDArray?) {
            (self.input, self.hidden) = (input, hidden)
            self.inputBias = inputBias?.contiguous() ?? .zeros([hidden.shape[0]])
            self.hiddenBias = hiddenBias?.contiguous() ?? .zeros([hidden.shape[0]])
        }
    }

    private let trace: RecurrentTrace
    private let weights: Weights
    /// x, `[T · N, D]`.
    private let rows: NDArray

    /// Runs a cell over all steps.
    ///
    /// - Parameters:
    ///   - input: x, `[T, N, D]`.
    ///   - hidden: the initial hidden state, `[N, H]`.
    ///   - cellState: the initial cell state of an LSTM, `[N, H]`; others have none.
    ///   - lengths: how many steps each sequence has, in `0...T`; nil when all have T.
    ///   - isReversed: whether each sequence is processed from its end to its beginning.
    ///
    /// Traps when the shapes do not fit.
    public init(
        _ cell: RecurrentCell, input: NDArray, weights: Weights, hidden: NDArray, cellState: NDArray? = nil,
        lengths: [Int]? = nil, isReversed: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard input.rank == 3, weights.input.rank == 2, weights.hidden.rank == 2,
            case let (steps, batch, width) = (input.shape[0], input.shape[1], weights.hidden.shape[1]),
            case let sums = cell.gateCount * width, weights.input.shape == [sums, input.shape[2]],
            weights.hidden.shape == [sums, width], weights.inputBias.shape == [sums],
            weights.hiddenBias.shape == [sums], hidden.shape == [batch, width],
            (cell == .lstm ? cellState?.shape == hidden.shape : cellState == nil),
            lengths.map({ $0.count == batch && $0.allSatisfy((0...steps).contains) }) ?? true
        else {
            explainFailure(
                "Recurrence",
                "an input of shape \(input.shape), weights of shapes \(weights.input.shape) and "
                    + "\(weights.hidden.shape), initial states of shape \(hidden.shape) and "
                    + "\(cellState.map { "\($0.shape)" } ?? "none") do not go together for \(cell)",
                hint: "[T, N, D], [G · H, D], [G · H, H], [N, H], and N lengths in 0...T", file: file,
                line: line)
        }
        var input = input
        if let lengths {
            // The padding, even NaN, must not reach the weights' gradients.
            input = input.copied()
            RecurrentCells.clearEnds(input, steps: steps, lengths: lengths)
        }
        rows = input.reshaped([steps * batch, input.shape[2]])
        self.weights = weights
        let start = isReversed ? steps : 0
        func states(_ initial: NDArray) -> NDArray {
            var all = NDArray(uninitialized: [steps + 1, batch, width])
            all.replace(start..<start + 1, with: initial.expandedDimensions(axis: 0))
            return all
        }
        let none = NDArray(uninitialized: [0, 0, 0])
        trace = RecurrentTrace(
            cell: cell, isReversed: isReversed, lengths: lengths,
            gates: rows.matmul(weights.input.transposed()).reshaped([steps, batch, sums]),
            hidden: states(hidden), cellState: cellState.map(states) ?? none,
            kept: cell == .lstm || cell == .gru ? NDArray(uninitialized: [steps, batch, width]) : none)
        RecurrentCells.forward(
            trace, hiddenWeight: weights.hidden, biases: (weights.inputBias, weights.hiddenBias))
    }

    /// The outputs of all steps, then the final hidden state, then the final cell state of an LSTM:
    /// `[T + 1, N, H]`, or `[T + 2, N, H]`.
    ///
    /// Outputs beyond a sequence's end are 0; its final state is that at its end, or at its beginning when it was
    /// processed in reverse.
    public func outputsAndFinalStates() -> NDArray {
        let last = trace.isReversed ? 0 : trace.steps
        let first = trace.isReversed ? 0 : 1
        var parts = [trace.hidden[first..<first + trace.steps], trace.hidden[last..<last + 1]]
        if trace.cell == .lstm { parts.append(trace.cellState[last..<last + 1]) }
        let result = NDArray.concatenated(parts)
        if let lengths = trace.lengths {
            RecurrentCells.clearEnds(result, steps: trace.steps, lengths: lengths)
        }
        return result
    }

    /// The gradients of all inputs.
    public struct Gradients: Sendable {
        /// Of x, `[T, N, D]`; nil when it was not asked for.
        public let input: NDArray?
        /// Of W.
        public let inputWeight: NDArray
        /// Of W′.
        public let hiddenWeight: NDArray
        /// Of b.
        public let inputBias: NDArray
        /// Of b′.
        public let hiddenBias: NDArray
        /// Of the initial hidden state, `[N, H]`.
        public let hidden: NDArray
        /// Of the initial cell state, `[N, H]`; empty for other cells.
        public let cellState: NDArray
    }

    /// The gradients from that of `outputsAndFinalStates()`, of its shape.
    public func gradients(_ upstream: NDArray, ofInput needsInput: Bool) -> Gradients {
        let upstream = upstream.contiguous()
        let (steps, sums) = (trace.steps, trace.gates.shape[2])
        let gates = NDArray(uninitialized: trace.gates.shape)
        let found = RecurrentCells.Gradients(
            gates: gates, hiddenPart: trace.cell == .gru ? NDArray(uninitialized: gates.shape) : gates,
            hidden: upstream[steps].copied(),
            cellState: trace.cell == .lstm ? upstream[steps + 1].copied() : NDArray(uninitialized: [0, 0]))
        RecurrentCells.backward(trace, hiddenWeight: weights.hidden, upstream: upstream, found)

        let gateRows = found.gates.reshaped([rows.shape[0], sums])
        let hiddenPartRows = found.hiddenPart.reshaped([rows.shape[0], sums])
        let first = trace.isReversed ? 1 : 0
        let previous = trace.hidden[first..<first + steps].reshaped([rows.shape[0], trace.width])
        let inputBias = gateRows.sum(axes: [0])
        return Gradients(
            input: needsInput
                ? gateRows.matmul(weights.input).reshaped([steps, trace.batch, rows.shape[1]]) : nil,
            inputWeight: product(gateRows, rows),
            hiddenWeight: product(hiddenPartRows, previous), inputBias: inputBias,
            hiddenBias: trace.cell == .gru ? hiddenPartRows.sum(axes: [0]) : inputBias,
            hidden: found.hidden, cellState: found.cellState)
    }

    /// Uᵀ X for gradients U `[T · N, G · H]` and X, as (Xᵀ U)ᵀ: the larger of the two is read along its rows.
    private func product(_ gradients: NDArray, _ x: NDArray) -> NDArray {
        x.transposed().matmul(gradients).transposed().contiguous()
    }
}
