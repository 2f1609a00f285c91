import Autograd
import TensorCore

/// The gated recurrent unit (Cho et al. 2014): as an LSTM, with one state and three gates.
///
/// With the sums a = W xₜ + b and a′ = W′ hₜ₋₁ + b′, in the order r, z, n:
///
///     r = σ(aᵣ + a′ᵣ)   z = σ(a_z + a′_z)   n = tanh(aₙ + r a′ₙ)
///     hₜ = (1 − z) n + z hₜ₋₁
///
/// For what its parameters are called and how layers and directions are arranged, see `RecurrentNetwork`. PyTorch:
/// `nn.GRU`.
public final class GRU: RecurrentNetwork {
    /// A network from `inputCount` features to `hiddenCount` in each layer and direction; `dropout` acts between the
    /// layers while training.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1, bias: Bool = true,
        batchFirst: Bool = false, dropout: Float = 0, bidirectional: Bool = false,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        super.init(
            .gru, inputCount, hiddenCount, layerCount: layerCount, bias: bias, batchFirst: batchFirst,
            dropout: dropout, bidirectional: bidirectional, using: &generator, file: file, line: line)
    }

    /// The last layer's outputs, `[T, N, directions · H]` (`[N, T, ...]` when batch first), and the final states of
    /// all layers, `[layers · directions, N, H]`.
    ///
    /// - Parameters:
    ///   - input: `[T, N, D]`, or `[N, T, D]` when batch first.
    ///   - hidden: the initial states, `[layers · directions, N, H]`; zero when not given.
    ///   - lengths: how many steps each sequence of a padded batch has. Outputs beyond its end are 0, its final
    ///     state is that at its end, and the reverse direction starts there.
    ///
    /// Traps when a shape does not fit, or a length lies outside `1...T`.
    public func callAsFunction(
        _ input: Tensor, hidden: Tensor? = nil, lengths: [Int]? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> (output: Tensor, hidden: Tensor) {
        let (output, states) = run(input, initial: [hidden], lengths: lengths, file: file, line: line)
        return (output, states[0])
    }
}
