import Autograd
import NeuralNetworks
import TensorCore

// Sections 10.1 and 10.2: one step of each network, a formula a line. The weights are those of the library's layers, under
// PyTorch's names; `CellsLesson` holds the steps against the layers, which compute whole sequences at once.

/// The parameters of a layer by their names.
func weights(of layer: RecurrentNetwork) -> [String: NDArray] {
    Dictionary(layer.stateDictionary.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
}

/// W x + b and W′ h + b′ of the first layer, each cut into its gates of H units.
struct GateSums {
    let fromInput: [Tensor]
    let fromState: [Tensor]

    /// For an input `[N, D]` and a state `[N, H]`.
    init(_ weights: [String: NDArray], _ x: Tensor, _ h: Tensor) {
        func sum(_ input: Tensor, _ name: String) -> [Tensor] {
            let weight = Tensor(weights["weight_\(name)_l0"] ?? .zeros([1, 1]))
            let bias = Tensor(weights["bias_\(name)_l0"] ?? .zeros([1]))
            let all = linear(input, weight: weight, bias: bias)
            return all.split(
                lengths: [Int](repeating: h.shape[1], count: weight.shape[0] / h.shape[1]), axis: -1)
        }
        fromInput = sum(x, "ih")
        fromState = sum(h, "hh")
    }

    subscript(gate: Int) -> Tensor { fromInput[gate] + fromState[gate] }
}

/// The simple network: the new state is what it sees and what it remembers, squeezed. What lies n steps back has been
/// squeezed and mixed n times.
func rnnStep(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor) -> Tensor {
    GateSums(weights, x, hidden)[0].tanh()
}

/// What the LSTM's gates do in one step.
struct LSTMStep {
    /// What is let in, what is kept, what is proposed and what is shown, each from 0 to 1 but the proposal, −1 to 1.
    let inputGate, forgetGate, candidate, outputGate: Tensor
    let hidden: Tensor
    let cell: Tensor

    /// A cell that is kept where the forget gate is 1 and added to where the input gate is 1: the way back through it is a
    /// product of forget gates, and does not fade where they are open.
    init(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor, cell: Tensor) {
        let sums = GateSums(weights, x, hidden)
        inputGate = sums[0].sigmoid()
        forgetGate = sums[1].sigmoid()
        candidate = sums[2].tanh()
        outputGate = sums[3].sigmoid()
        self.cell = forgetGate * cell + inputGate * candidate
        self.hidden = outputGate * self.cell.tanh()
    }
}

/// The GRU: one state, of which the update gate keeps a part and replaces the rest.
func gruStep(_ weights: [String: NDArray], _ x: Tensor, hidden: Tensor) -> Tensor {
    let sums = GateSums(weights, x, hidden)
    let reset = sums[0].sigmoid()
    let update = sums[1].sigmoid()
    let candidate = (sums.fromInput[2] + reset * sums.fromState[2]).tanh()
    return (1 - update) * candidate + update * hidden
}

/// The steps beside the layers, on random sequences.
struct CellsLesson {
    /// The largest difference of any output.
    let largestDifference: Float

    init(seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let input = NDArray.normal([6, 3, 4], using: &generator)  // [T, N, D]
        let rnn = RNN(4, 5, using: &generator)
        let lstm = LSTM(4, 5, using: &generator)
        let gru = GRU(4, 5, using: &generator)
        let start = Tensor(.zeros([3, 5]))
        var (plain, gated, long, cell) = (start, start, start, start)
        var differences: [Float] = []
        let outputs = [rnn(Tensor(input)).output, lstm(Tensor(input)).output, gru(Tensor(input)).output]
        for time in 0..<6 {
            let x = Tensor(input[time])
            plain = rnnStep(weights(of: rnn), x, hidden: plain)
            let step = LSTMStep(weights(of: lstm), x, hidden: long, cell: cell)
            (long, cell) = (step.hidden, step.cell)
            gated = gruStep(weights(of: gru), x, hidden: gated)
            for (mine, theirs) in zip([plain, long, gated], outputs) {
                differences.append((mine.value - theirs.value[time]).magnitude().max(axes: [0, 1]).scalar)
            }
        }
        largestDifference = differences.max() ?? .infinity
    }
}
