import Autograd
import TensorCore

/// The parameters of one layer and direction of a recurrent network.
struct RecurrentParameters {
    let inputWeight: Parameter
    let hiddenWeight: Parameter
    let biases: (input: Parameter, hidden: Parameter)?

    /// All drawn uniformly from ±1 / √hidden, in PyTorch's order.
    init(
        _ cell: RecurrentCell, inputCount: Int, hiddenCount: Int, bias: Bool, suffix: String,
        using generator: inout RandomGenerator
    ) {
        let rows = cell.gateCount * hiddenCount
        func parameter(_ name: String, _ shape: Shape) -> Parameter {
            Parameter(.pytorchDefault(shape, fanIn: hiddenCount, using: &generator), name: name + suffix)
        }
        inputWeight = parameter("weight_ih", [rows, inputCount])
        hiddenWeight = parameter("weight_hh", [rows, hiddenCount])
        biases = bias ? (parameter("bias_ih", [rows]), parameter("bias_hh", [rows])) : nil
    }

    /// All of them, in PyTorch's order.
    var all: [Parameter] { [inputWeight, hiddenWeight] + (biases.map { [$0.input, $0.hidden] } ?? []) }
}

/// The results of one layer and direction: outputs `[T, N, H]`, final states `[N, H]`.
struct RecurrentResult {
    let output: Tensor
    let hidden: Tensor
    let cell: Tensor?
}

/// One layer and direction over all steps: by the cell's formula on the lower rungs of the kernel ladder, else as one
/// operation.
///
/// - Parameters:
///   - input: `[T, N, D]`.
///   - parameters: W `[G · H, D]`, W′ `[G · H, H]` and, with biases, b and b′ `[G · H]`.
///   - initial: the initial hidden state `[N, H]`, and that of an LSTM's cell.
func recurrentPass(
    _ cell: RecurrentCell, _ input: Tensor, parameters: [Tensor], initial: [Tensor], lengths: [Int]?,
    isReversed: Bool
) -> RecurrentResult {
    if KernelRung.current < .packed {
        return stepwise(
            cell, input, parameters: parameters, initial: initial, lengths: lengths, isReversed: isReversed)
    }
    let hasBias = parameters.count == 4
    let recurrence = Recurrence(
        cell, input: input.value,
        weights: Recurrence.Weights(
            input: parameters[0].value, hidden: parameters[1].value,
            inputBias: hasBias ? parameters[2].value : nil, hiddenBias: hasBias ? parameters[3].value : nil),
        hidden: initial[0].value, cellState: cell == .lstm ? initial[1].value : nil, lengths: lengths,
        isReversed: isReversed)
    let needsInput = input.requiresGradient
    let all = Tensor.operation(
        "\(cell)", recurrence.outputsAndFinalStates(), inputs: [input] + parameters + initial
    ) { upstream in
        let found = recurrence.gradients(upstream, ofInput: needsInput)
        return [found.input, found.inputWeight, found.hiddenWeight]
            + (hasBias ? [found.inputBias, found.hiddenBias] : [])
            + (cell == .lstm ? [found.hidden, found.cellState] : [found.hidden])
    }
    let steps = input.shape[0]
    return RecurrentResult(
        output: all[0..<steps], hidden: all[steps], cell: cell == .lstm ? all[steps + 1] : nil)
}

/// The same by the cell's formula, step by step; the graph finds its gradient.
private func stepwise(
    _ cell: RecurrentCell, _ input: Tensor, parameters: [Tensor], initial: [Tensor], lengths: [Int]?,
    isReversed: Bool
) -> RecurrentResult {
    let zero = Tensor(NDArray(0))
    var (states, outputs): ([Tensor], [Tensor]) = (initial, [])
    for step in 0..<input.shape[0] {
        let t = isReversed ? input.shape[0] - 1 - step : step
        guard let lengths else {
            states = next(cell, input[t], states, parameters)
            outputs.append(states[0])
            continue
        }
        // Beyond its end a sequence keeps its state, and its padding, even NaN, must not reach the weights' gradients.
        let isActive = NDArray(lengths.map { t < $0 ? 1 : 0 }, shape: [lengths.count, 1])
        let following = next(cell, .select(isActive, input[t], zero), states, parameters)
        states = zip(following, states).map { .select(isActive, $0, $1) }
        outputs.append(.select(isActive, states[0], zero))
    }
    return RecurrentResult(
        output: .stacked(isReversed ? outputs.reversed() : outputs), hidden: states[0],
        cell: cell == .lstm ? states[1] : nil)
}

/// The states after one more step, `[N, H]` each.
private func next(
    _ cell: RecurrentCell, _ x: Tensor, _ states: [Tensor], _ parameters: [Tensor]
) -> [Tensor] {
    let (hiddenCount, hasBias) = (parameters[1].shape[1], parameters.count == 4)
    let a = gateSums(x, parameters[0], hasBias ? parameters[2] : nil, hiddenCount)
    let aPrime = gateSums(states[0], parameters[1], hasBias ? parameters[3] : nil, hiddenCount)
    switch cell {
    case .tanh: return [RNN.step(a, aPrime, .tanh)]
    case .rectifier: return [RNN.step(a, aPrime, .relu)]
    case .lstm:
        let (hidden, cell) = LSTM.step(a, aPrime, cell: states[1])
        return [hidden, cell]
    case .gru: return [GRU.step(a, aPrime, hidden: states[0])]
    }
}

/// W x + b, split into the gates.
func gateSums(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, _ hiddenCount: Int, _ file: StaticString = #fileID,
    _ line: UInt = #line
) -> [Tensor] {
    let gateCount = weight.shape[0] / hiddenCount
    return linear(x, weight: weight, bias: bias, file: file, line: line)
        .split(lengths: Array(repeating: hiddenCount, count: gateCount), axis: -1)
}
