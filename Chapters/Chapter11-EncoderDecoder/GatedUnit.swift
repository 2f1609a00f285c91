import Autograd
import Messages
import NeuralNetworks
import TensorCore

// Section 11.4.1: the gated recurrent unit, a formula a line. The weights are those of the library's layer, under
// PyTorch's names; `GatedUnitLesson` compares this with the layer, which computes whole sequences as one operation.

/// The weights of one direction of a gated recurrent unit.
struct GatedUnit {
    /// `[3 H, D]` and `[3 H, H]`, for the gates r, z, n in this order.
    let inputWeight, hiddenWeight: Tensor
    /// `[3 H]` each.
    let inputBias, hiddenBias: Tensor

    /// Those of the first layer of a network. Traps if it has no biases.
    init(_ network: GRU, isReversed: Bool = false) {
        let suffix = isReversed ? "_l0_reverse" : "_l0"
        let parameters = Dictionary(
            network.namedParameters.map { ($0.name, $0.parameter) }, uniquingKeysWith: { first, _ in first })
        func parameter(_ name: String) -> Tensor {
            guard let found = parameters[name + suffix] else {
                explainFailure("GatedUnit", "the network has no \(name)\(suffix)")
            }
            return found
        }
        (inputWeight, hiddenWeight) = (parameter("weight_ih"), parameter("weight_hh"))
        (inputBias, hiddenBias) = (parameter("bias_ih"), parameter("bias_hh"))
    }

    /// The next state `[N, H]` from an input `[N, D]` and the state before, `[N, H]`.
    ///
    /// The reset gate r says how much of the old state the candidate n sees, the update gate z how much of it stays. Where z
    /// is near 1 the state passes unchanged, and its gradient too.
    func step(_ x: Tensor, hidden h: Tensor) -> Tensor {
        let a = gates(linear(x, weight: inputWeight, bias: inputBias))
        let b = gates(linear(h, weight: hiddenWeight, bias: hiddenBias))
        let r = (a[0] + b[0]).sigmoid()
        let z = (a[1] + b[1]).sigmoid()
        let n = (a[2] + r * b[2]).tanh()
        return (1 - z) * n + z * h
    }

    /// The states after each step, `[N, T, H]`, and the last state of each sequence, from inputs `[N, T, D]`.
    ///
    /// Beyond a sequence's end its state stays as it is, and the outputs are 0: this is what packed lengths mean. In the
    /// reverse direction the padding comes first, so the state is still 0 where the sequence begins.
    func states(_ inputs: Tensor, lengths: [Int], isReversed: Bool = false) -> (output: Tensor, last: Tensor)
    {
        let (count, steps) = (inputs.shape[0], inputs.shape[1])
        var h = Tensor(.zeros([count, hiddenWeight.shape[1]]))
        var outputs = [Tensor](repeating: h, count: steps)
        for t in isReversed ? (0..<steps).reversed() : Array(0..<steps) {
            let isWord = NDArray(lengths.map { t < $0 ? 1 : 0 }, shape: [count, 1])
            let next = step(inputs.selected(axis: 1, t), hidden: h)
            h = Tensor(isWord) * next + Tensor(1 - isWord) * h
            outputs[t] = Tensor(isWord) * next
        }
        return (Tensor.stacked(outputs, axis: 1), h)
    }

    private func gates(_ sums: Tensor) -> [Tensor] {
        let units = hiddenWeight.shape[1]
        return sums.split(lengths: [units, units, units], axis: -1)
    }
}
