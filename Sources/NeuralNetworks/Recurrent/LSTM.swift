import Autograd
import TensorCore

/// Long short-term memory: a state c that is kept or forgotten by gates, so that a gradient can pass many steps.
///
/// With the sums a = W xₜ + b + W′ hₜ₋₁ + b′, in the order i, f, g, o:
///
///     i = σ(aᵢ)   f = σ(a_f)   g = tanh(a_g)   o = σ(aₒ)
///     cₜ = f cₜ₋₁ + i g        hₜ = o tanh(cₜ)
///
/// Hochreiter and Schmidhuber (1997), with the forget gate of Gers, Schmidhuber and Cummins (2000). For what its
/// parameters are called and how layers and directions are arranged, see `RecurrentNetwork`. PyTorch: `nn.LSTM`.
public final class LSTM: RecurrentNetwork {
    /// A network from `inputCount` features to `hiddenCount` in each layer and direction; `dropout` acts between the
    /// layers while training.
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
    ///   - state: the initial hidden and cell states, `[layers · directions, N, H]` each; zero when not given.
    ///   - lengths: how many steps each sequence of a padded batch has. Outputs beyond its end are 0, its final
    ///     states are those at its end, and the reverse direction starts there.
    ///
    /// Traps when a shape does not fit, or a length lies outside `1...T`.
    public func callAsFunction(
        _ input: Tensor, state: (hidden: Tensor, cell: Tensor)? = nil, lengths: [Int]? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) -> (output: Tensor, hidden: Tensor, cell: Tensor) {
        let (output, states) = run(
            input, initial: [state?.hidden, state?.cell], lengths: lengths, file: file, line: line)
        return (output, states[0], states[1])
    }
}
