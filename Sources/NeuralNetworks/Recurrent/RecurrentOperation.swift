import Autograd
import TensorCore

/// The parameters of one layer and direction of a recurrent network.
struct RecurrentParameters {
    let inputWeight: Parameter
    let hiddenWeight: Parameter
    let biases: (input: Parameter, hidden: Parameter)?

    /// All drawn evenly from ±1 / √hidden, in PyTorch's order.
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

/// What one layer and direction gives: outputs `[T, N, H]`, final states `[N, H]`.
struct RecurrentResult {
    let output: Tensor
    let hidden: Tensor
    let cell: Tensor?
}

/// One layer and direction over all steps, as one operation.
///
/// - Parameters:
///   - input: `[T, N, D]`.
///   - parameters: W `[G · H, D]`, W′ `[G · H, H]` and, where there are biases, b and b′ `[G · H]`.
///   - initial: the initial hidden state `[N, H]`, and that of an LSTM's cell.
func recurrentPass(
    _ cell: RecurrentCell, _ input: Tensor, parameters: [Tensor], initial: [Tensor], lengths: [Int]?,
    isReversed: Bool
) -> RecurrentResult {
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
