import Autograd
import TensorCore

// One step at a time, each formula a line: to read, and for loops that feed an output back as the next input. The
// networks `RNN`, `LSTM` and `GRU` compute the same over whole sequences, faster.

/// What the cells share: `weight_ih` `[G · H, D]`, `weight_hh` `[G · H, H]`, `bias_ih` and `bias_hh` `[G · H]`, drawn
/// evenly from ±1 / √H.
public class SingleRecurrentCell: Module {
    /// W.
    public let weightIH: Parameter
    /// W′.
    public let weightHH: Parameter
    /// b; nil for a cell without biases.
    public let biasIH: Parameter?
    /// b′; nil for a cell without biases.
    public let biasHH: Parameter?

    init(
        _ cell: RecurrentCell, _ inputCount: Int, _ hiddenCount: Int, bias: Bool,
        using generator: inout RandomGenerator
    ) {
        let parameters = RecurrentParameters(
            cell, inputCount: inputCount, hiddenCount: hiddenCount, bias: bias, suffix: "", using: &generator)
        (weightIH, weightHH) = (parameters.inputWeight, parameters.hiddenWeight)
        (biasIH, biasHH) = (parameters.biases?.input, parameters.biases?.hidden)
    }

    /// H, the number of hidden units.
    public var hiddenCount: Int { weightHH.shape[1] }

    /// The two sums a = W x + b and a′ = W′ h + b′, each cut into its gates.
    final func sums(_ x: Tensor, _ h: Tensor, _ file: StaticString, _ line: UInt) -> ([Tensor], [Tensor]) {
        let lengths = [Int](repeating: hiddenCount, count: weightHH.shape[0] / hiddenCount)
        let a = linear(x, weight: weightIH, bias: biasIH, file: file, line: line)
        let b = linear(h, weight: weightHH, bias: biasHH, file: file, line: line)
        return (a.split(lengths: lengths, axis: -1), b.split(lengths: lengths, axis: -1))
    }

    final func zeros(for x: Tensor) -> Tensor { Tensor(.zeros(Shape(x.shape.dropLast() + [hiddenCount]))) }
}

/// One step of a simple recurrent network. PyTorch: `nn.RNNCell`.
public final class RNNCell: SingleRecurrentCell {
    private let nonlinearity: RecurrentNonlinearity

    /// A cell from `inputCount` features to `hiddenCount`.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, nonlinearity: RecurrentNonlinearity = .tanh, bias: Bool = true,
        using generator: inout RandomGenerator
    ) {
        self.nonlinearity = nonlinearity
        super.init(.tanh, inputCount, hiddenCount, bias: bias, using: &generator)
    }

    /// The next state `[N, H]` from an input `[N, D]` and the state before, zero when not given.
    public func callAsFunction(
        _ x: Tensor, hidden: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let (a, b) = sums(x, hidden ?? zeros(for: x), file, line)
        return noted(nonlinearity == .tanh ? (a[0] + b[0]).tanh() : (a[0] + b[0]).relu())
    }
}

/// One step of an LSTM. PyTorch: `nn.LSTMCell`.
public final class LSTMCell: SingleRecurrentCell {
    /// A cell from `inputCount` features to `hiddenCount`.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        super.init(.lstm, inputCount, hiddenCount, bias: bias, using: &generator)
    }

    /// The next hidden and cell states `[N, H]` from an input `[N, D]` and the states before, zero when not given.
    public func callAsFunction(
        _ x: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> (hidden: Tensor, cell: Tensor) {
        let (h, c) = state ?? (zeros(for: x), zeros(for: x))
        let (a, b) = sums(x, h, file, line)
        let inputGate = (a[0] + b[0]).sigmoid()
        let forgetGate = (a[1] + b[1]).sigmoid()
        let candidate = (a[2] + b[2]).tanh()
        let outputGate = (a[3] + b[3]).sigmoid()
        let cell = forgetGate * c + inputGate * candidate
        let hidden = outputGate * cell.tanh()
        return (noted(hidden), cell)
    }
}

/// One step of a GRU. PyTorch: `nn.GRUCell`.
public final class GRUCell: SingleRecurrentCell {
    /// A cell from `inputCount` features to `hiddenCount`.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        super.init(.gru, inputCount, hiddenCount, bias: bias, using: &generator)
    }

    /// The next state `[N, H]` from an input `[N, D]` and the state before, zero when not given.
    public func callAsFunction(
        _ x: Tensor, hidden: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let h = hidden ?? zeros(for: x)
        let (a, b) = sums(x, h, file, line)
        let resetGate = (a[0] + b[0]).sigmoid()
        let updateGate = (a[1] + b[1]).sigmoid()
        let candidate = (a[2] + resetGate * b[2]).tanh()
        return noted((1 - updateGate) * candidate + updateGate * h)
    }
}
