import Autograd
import Messages
import NeuralNetworks
import TensorCore

// Sections 10.1 and 10.2: one step of each network, a formula a line. The weights are those of the library's layers, under
// PyTorch's names; `CellsLesson` compares these steps with the layers, which compute whole sequences at once.

/// The parameters of a layer by name.
func weights(of layer: RecurrentNetwork) -> [String: NDArray] {
    Dictionary(layer.stateDictionary.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
}

/// The pre-activations W x + b and W′ h + b′ of the first layer, each split into its gates of H units.
struct Preactivations {
    let fromInput: [Tensor]
    let fromState: [Tensor]

    /// For an input `[N, D]` and a hidden state `[N, H]`. Traps if the layer has no biases.
    init(_ weights: [String: NDArray], _ x: Tensor, _ h: Tensor) {
        func gates(_ input: Tensor, _ name: String) -> [Tensor] {
            guard let weight = weights["weight_\(name)_l0"], let bias = weights["bias_\(name)_l0"] else {
                explainFailure("Preactivations", "no weight_\(name)_l0 or no bias_\(name)_l0")
            }
            let units = h.shape[1]
            return linear(input, weight: Tensor(weight), bias: Tensor(bias)).split(
                lengths: [Int](repeating: units, count: weight.shape[0] / units), axis: -1)
        }
        fromInput = gates(x, "ih")
        fromState = gates(h, "hh")
    }

    subscript(gate: Int) -> Tensor { fromInput[gate] + fromState[gate] }
}

/// The simple recurrent network: h′ = tanh(W x + b + W′ h + b′).
///
/// The backward pass multiplies by W′ and by tanh′ ≤ 1 at every step, so the gradient of a distant step vanishes.
func rnnStep(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor) -> Tensor {
    Preactivations(weights, x, hidden)[0].tanh()
}

/// One step of an LSTM, with what its gates do.
struct LSTMStep {
    /// The gates, 0 to 1, and the candidate for the cell, −1 to 1.
    let inputGate, forgetGate, candidate, outputGate: Tensor
    let hidden: Tensor
    let cell: Tensor

    /// c′ = f c + i g and h′ = o tanh(c′). The gradient of an old cell is a product of forget gates, and does not vanish
    /// where they stay open.
    init(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor, cell: Tensor) {
        let sums = Preactivations(weights, x, hidden)
        inputGate = sums[0].sigmoid()
        forgetGate = sums[1].sigmoid()
        candidate = sums[2].tanh()
        outputGate = sums[3].sigmoid()
        self.cell = forgetGate * cell + inputGate * candidate
        self.hidden = outputGate * self.cell.tanh()
    }
}

/// One step of a GRU: the update gate z keeps a part of the hidden state and replaces the rest, h′ = (1 − z) n + z h.
func gruStep(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor) -> Tensor {
    let sums = Preactivations(weights, x, hidden)
    let reset = sums[0].sigmoid()
    let update = sums[1].sigmoid()
    let candidate = (sums.fromInput[2] + reset * sums.fromState[2]).tanh()
    return (1 - update) * candidate + update * hidden
}
