import Vectors

/// What one direction of a recurrent layer computes and keeps: arrays `[steps, batch, ...]`, all contiguous.
///
/// The states are one longer than the steps: the initial state is at the end where the pass begins. A sequence
/// that has ended keeps its state, and one that is processed in reverse keeps its initial state until it begins.
struct RecurrentTrace: Sendable {
    let cell: RecurrentCell
    let isReversed: Bool
    /// How many steps each sequence has; nil when all have all.
    let lengths: [Int]?
    /// `[T, N, G · H]`: first the input's part of the sums, then the activated gates.
    let gates: NDArray
    /// h, `[T + 1, N, H]`.
    let hidden: NDArray
    /// c, `[T + 1, N, H]`; no cell but the LSTM has one.
    let cellState: NDArray
    /// `[T, N, H]`: tanh(c) of an LSTM; of a GRU, the part of n's sum that r multiplies.
    let kept: NDArray

    var steps: Int { gates.shape[0] }
    var batch: Int { gates.shape[1] }
    var width: Int { hidden.shape[2] }

    /// Where the state before step `t` lies.
    func before(_ t: Int) -> Int { isReversed ? t + 1 : t }

    /// Where the state after step `t` lies.
    func after(_ t: Int) -> Int { isReversed ? t : t + 1 }

    /// Whether sequence `row` has a step `t`.
    func isActive(_ row: Int, _ t: Int) -> Bool { lengths.map { t < $0[row] } ?? true }
}

extension RecurrentCells {
    /// Runs through all steps, filling the gates and the states after the initial one.
    ///
    /// Sequences do not touch each other, so each thread takes some of them through all steps without waiting for
    /// the others.
    static func forward(_ trace: RecurrentTrace, hiddenWeight: NDArray, biases: (NDArray, NDArray)) {
        let weight = PackedMatrix(hiddenWeight.transposed())
        let biases = (Input(start(biases.0)), Input(start(biases.1)))
        forEachShareOfSequences(trace) { rows in
            let partWidth = trace.cell.gateCount * trace.width
            // Only a GRU keeps the state's part of the sums apart from the input's.
            let storage = Storage(count: trace.cell == .gru ? rows.count * partWidth : 0)
            withExtendedLifetime(storage) {
                let part = storage.pointer
                for step in 0..<trace.steps {
                    let t = trace.isReversed ? trace.steps - 1 - step : step
                    let previous = place(trace.hidden, trace.before(t), rows.lowerBound)
                    if trace.cell == .gru {
                        weight.multiply(
                            previous, rowLength: trace.width, rows: rows.count, into: part, adding: false)
                    } else {
                        let sums = place(trace.gates, t, rows.lowerBound)
                        weight.multiply(
                            previous, rowLength: trace.width, rows: rows.count, into: sums, adding: true)
                    }
                    for row in rows {
                        forwardStep(trace, t, row, part + (row - rows.lowerBound) * partWidth, biases)
                    }
                }
            }
        }
    }

    /// One step of one sequence.
    private static func forwardStep(
        _ trace: RecurrentTrace, _ t: Int, _ row: Int, _ hiddenPart: Input, _ biases: (Input, Input)
    ) {
        let width = trace.width
        let previous = place(trace.hidden, trace.before(t), row)
        let hidden = place(trace.hidden, trace.after(t), row)
        if !trace.isActive(row, t) {
            hidden.update(from: previous, count: width)
            if trace.cell == .lstm {
                place(trace.cellState, trace.after(t), row)
                    .update(from: place(trace.cellState, trace.before(t), row), count: width)
            }
            return
        }
        let gates = place(trace.gates, t, row)
        switch trace.cell {
        case .tanh, .rectifier:
            simple(
                gates: gates, biases: biases, hidden: hidden, width: width,
                isRectified: trace.cell == .rectifier)
        case .lstm:
            longShortTerm(
                gates: gates, biases: biases, previousCell: place(trace.cellState, trace.before(t), row),
                cell: place(trace.cellState, trace.after(t), row), cellTanh: place(trace.kept, t, row),
                hidden: hidden, width: width)
        case .gru:
            gated(
                gates: gates, hiddenPart: hiddenPart, biases: biases, previousHidden: previous,
                candidate: place(trace.kept, t, row), hidden: hidden, width: width)
        }
    }

    /// The results of the backward pass.
    struct Gradients {
        /// Of the sums from the input, `[T, N, G · H]`.
        let gates: NDArray
        /// Of the sums from the state before; the same array but for a GRU.
        let hiddenPart: NDArray
        /// Of h, `[N, H]`: first of the final state, at the end of the initial one.
        let hidden: NDArray
        /// Of c, `[N, H]`, likewise.
        let cellState: NDArray
    }

    /// Backpropagation through time (Werbos 1990), from the gradient of the outputs, the first `[T, N, H]` of `upstream`.
    static func backward(
        _ trace: RecurrentTrace, hiddenWeight: NDArray, upstream: NDArray, _ gradients: Gradients
    ) {
        let weight = PackedMatrix(hiddenWeight)
        forEachShareOfSequences(trace) { rows in
            for step in 0..<trace.steps {
                let t = trace.isReversed ? step : trace.steps - 1 - step
                for row in rows { backwardStep(trace, t, row, upstream, gradients) }
                weight.multiply(
                    place(gradients.hiddenPart, t, rows.lowerBound), rowLength: gradients.hiddenPart.shape[2],
                    rows: rows.count,
                    into: start(gradients.hidden) + rows.lowerBound * trace.width, adding: true)
            }
        }
    }

    /// One step of the backward pass of one sequence.
    private static func backwardStep(
        _ trace: RecurrentTrace, _ t: Int, _ row: Int, _ upstream: NDArray, _ gradients: Gradients
    ) {
        let width = trace.width
        let gateGradient = place(gradients.gates, t, row)
        let hiddenPartGradient = place(gradients.hiddenPart, t, row)
        if !trace.isActive(row, t) {
            // The state passed by unchanged, and so does its gradient.
            gateGradient.update(repeating: 0, count: trace.cell.gateCount * width)
            hiddenPartGradient.update(repeating: 0, count: trace.cell.gateCount * width)
            return
        }
        let (gates, arriving) = (place(trace.gates, t, row), place(upstream, t, row))
        let hiddenGradient = start(gradients.hidden) + row * width
        switch trace.cell {
        case .tanh, .rectifier:
            simpleBackward(
                gates: gates, upstream: arriving, hiddenGradient: hiddenGradient, gateGradient: gateGradient,
                width: width, isRectified: trace.cell == .rectifier)
        case .lstm:
            longShortTermBackward(
                gates: gates, previousCell: place(trace.cellState, trace.before(t), row),
                cellTanh: place(trace.kept, t, row), upstream: arriving, hiddenGradient: hiddenGradient,
                cellGradient: start(gradients.cellState) + row * width, gateGradient: gateGradient,
                width: width)
        case .gru:
            gatedBackward(
                gates: gates, previousHidden: place(trace.hidden, trace.before(t), row),
                candidate: place(trace.kept, t, row), upstream: arriving, hiddenGradient: hiddenGradient,
                gateGradient: gateGradient, hiddenPartGradient: hiddenPartGradient, width: width)
        }
    }

    /// Sets what lies beyond each sequence's end to 0, in the first `steps` of a contiguous `[T, N, length]`.
    static func clearEnds(_ array: NDArray, steps: Int, lengths: [Int]) {
        for (row, length) in lengths.enumerated() {
            for t in length..<steps { place(array, t, row).update(repeating: 0, count: array.shape[2]) }
        }
    }

    /// Calls `body` for a range of sequences for each thread, if they are worth one.
    private static func forEachShareOfSequences(_ trace: RecurrentTrace, _ body: (Range<Int>) -> Void) {
        let flops = 2 * trace.cell.gateCount * trace.width * trace.width * trace.steps
        Parallel.forEachShare(
            of: trace.batch, minimumShare: max(RegisterTile.rows / 2, 500_000 / max(1, flops)),
            rangesPerThread: 1, body)
    }

    private static func start(_ array: NDArray) -> Memory { array.storage.pointer + array.offset }

    /// Row `row` of step `step` of a contiguous `[steps, batch, length]`.
    private static func place(_ array: NDArray, _ step: Int, _ row: Int) -> Memory {
        start(array) + (step * array.shape[1] + row) * array.shape[2]
    }
}
