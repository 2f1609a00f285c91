import Autograd
import TensorCore

/// Long short-term memory: gates keep or forget a cell state c, so that a gradient can pass many steps.
///
/// With the sums a = W xₜ + b + W′ hₜ₋₁ + b′, in the order i, f, g, o:
///
///     i = σ(aᵢ)   f = σ(a_f)   g = tanh(a_g)   o = σ(aₒ)
///     cₜ = f cₜ₋₁ + i g        hₜ = o tanh(cₜ)
///
/// Hochreiter and Schmidhuber (1997), with the forget gate of Gers, Schmidhuber and Cummins (2000). For the
/// names of its parameters and the order of layers and directions, see `RecurrentNetwork`. PyTorch: `nn.LSTM`.
///
/// ```swift
/// let network = LSTM(4, 8, layerCount: 2, using: &generator)
/// let (output, hidden, cell) = network(Tensor(.ones([5, 2, 4])))  // [5, 2, 8], [2, 2, 8], [2, 2, 8]
/// ```
public final class LSTM: RecurrentNetwork {
    /// A network from `inputCount` features to `hiddenCount` in each layer and direction; `dropout` acts between the
    /// layers in training.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, bias: Bool = true,
        batchFirst: Bool = false, dropout: Float = 0, bidirectional: Bool = false,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        super.init(
            .lstm, inputCount, hiddenCount, layerCount: layerCount, bias: bias, batchFirst: batchFirst,
            dropout: dropout, bidirectional: bidirectional, using: &generator, file: file, line: line)
    }

    /// The last layer's outputs, `[T, N, directions · H]` (`[N, T, ...]` when batch first), and the final hidden and
    /// cell states of all layers, `[layers · directions, N, H]` each.
    ///
    /// - Parameters:
    ///   - input: `[T, N, D]`, or `[N, T, D]` when batch first.
    ///   - state: the initial hidden and cell states, `[layers · directions, N, H]` each; by default zero.
    ///   - lengths: how many steps each sequence of a padded batch has. Outputs beyond its end are 0, its final
    ///     states are those at its end, and the reverse direction starts there.
    ///
    /// Traps when a shape does not fit, or a length is outside `1...T`.
    public func callAsFunction(
        _ input: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil, lengths: [Int]? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
        let (output, states) = run(
            input, initial: [state?.hidden, state?.cell], lengths: lengths, file: file, line: line)
        return (output, states[0], states[1])
    }

    /// One step: the next hidden and cell states from the sums a = W xₜ + b and a′ = W′ hₜ₋₁ + b′, split into the gates.
    static func step(_ a: [Tensor], _ aPrime: [Tensor], cell c: Tensor) -> (hidden: Tensor, cell: Tensor) {
        let inputGate = (a[0] + aPrime[0]).sigmoid()
        let forgetGate = (a[1] + aPrime[1]).sigmoid()
        let candidate = (a[2] + aPrime[2]).tanh()
        let outputGate = (a[3] + aPrime[3]).sigmoid()
        let cell = forgetGate * c + inputGate * candidate
        return (outputGate * cell.tanh(), cell)
    }
}

/// One step of an LSTM. PyTorch: `nn.LSTMCell`.
///
/// ```swift
/// let cell = LSTMCell(4, 8, using: &generator)
/// let first = cell(Tensor(.ones([2, 4])))  // hidden and cell, [2, 8] each
/// let second = cell(Tensor(.ones([2, 4])), state: first)
/// ```
public final class LSTMCell: SingleRecurrentCell {
    /// A cell from `inputCount` features to `hiddenCount`.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        super.init(.lstm, inputCount, hiddenCount, bias: bias, using: &generator)
    }

    /// The next hidden and cell states `[N, H]` from an input `[N, D]` and the states before, by default zero.
    public func callAsFunction(
        _ x: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> (hidden: Tensor, cell: Tensor) {
        let (h, c) = state ?? (zeros(for: x), zeros(for: x))
        let (a, aPrime) = sums(x, h, file, line)
        let (hidden, cell) = LSTM.step(a, aPrime, cell: c)
        return (recordingShape(hidden), cell)
    }
}
