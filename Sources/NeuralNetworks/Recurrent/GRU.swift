import Autograd
import TensorCore

/// The gated recurrent unit (Cho et al. 2014): as an LSTM, with one state and three gates.
///
/// With the sums a = W xₜ + b and a′ = W′ hₜ₋₁ + b′, in the order r, z, n:
///
///     r = σ(aᵣ + a′ᵣ)   z = σ(a_z + a′_z)   n = tanh(aₙ + r a′ₙ)
///     hₜ = (1 − z) n + z hₜ₋₁
///
/// For the names of its parameters and the order of layers and directions, see `RecurrentNetwork`. PyTorch:
/// `nn.GRU`.
///
/// ```swift
/// let network = GRU(4, 8, bidirectional: true, using: &generator)
/// let (output, hidden) = network(Tensor(.ones([5, 2, 4])))  // [5, 2, 16] and [2, 2, 8]
/// ```
public final class GRU: RecurrentNetwork {
    /// A network from `inputCount` features to `hiddenCount` in each layer and direction; `dropout` acts between the
    /// layers in training.
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
    ///   - hidden: the initial states, `[layers · directions, N, H]`; by default zero.
    ///   - lengths: how many steps each sequence of a padded batch has. Outputs beyond its end are 0, its final
    ///     state is that at its end, and the reverse direction starts there.
    ///
    /// Traps when a shape does not fit, or a length is outside `1...T`.
    public func callAsFunction(
        _ input: Tensor, hidden: Tensor? = nil, lengths: [Int]? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> (output: Tensor, hidden: Tensor) {
        let (output, states) = run(input, initial: [hidden], lengths: lengths, file: file, line: line)
        return (output, states[0])
    }

    /// One step: the next state from the sums a = W xₜ + b and a′ = W′ hₜ₋₁ + b′, split into the gates.
    static func step(_ a: [Tensor], _ aPrime: [Tensor], hidden h: Tensor) -> Tensor {
        let resetGate = (a[0] + aPrime[0]).sigmoid()
        let updateGate = (a[1] + aPrime[1]).sigmoid()
        let candidate = (a[2] + resetGate * aPrime[2]).tanh()
        return (1 - updateGate) * candidate + updateGate * h
    }
}

/// One step of a GRU. PyTorch: `nn.GRUCell`.
///
/// ```swift
/// let cell = GRUCell(4, 8, using: &generator)
/// let h1 = cell(Tensor(.ones([2, 4])))  // [2, 8]
/// let h2 = cell(Tensor(.ones([2, 4])), hidden: h1)
/// ```
public final class GRUCell: SingleRecurrentCell {
    /// A cell from `inputCount` features to `hiddenCount`.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        super.init(.gru, inputCount, hiddenCount, bias: bias, using: &generator)
    }

    /// The next state `[N, H]` from an input `[N, D]` and the state before, by default zero.
    public func callAsFunction(
        _ x: Tensor, hidden: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let h = hidden ?? zeros(for: x)
        let (a, aPrime) = sums(x, h, file, line)
        return recordingShape(GRU.step(a, aPrime, hidden: h))
    }
}
