import Autograd
import TensorCore

/// The nonlinearity of a simple recurrent network.
public enum RecurrentNonlinearity: Sendable {
    /// The hyperbolic tangent.
    case tanh
    /// max(x, 0).
    case relu
}

/// A simple recurrent network (Elman 1990): hₜ = φ(W xₜ + b + W′ hₜ₋₁ + b′).
///
/// For the names of its parameters and the order of layers and directions, see `RecurrentNetwork`. PyTorch:
/// `nn.RNN`.
///
/// ```swift
/// let network = RNN(4, 8, using: &generator)
/// let (output, hidden) = network(Tensor(.ones([5, 2, 4])))  // [5, 2, 8] and [1, 2, 8]
/// ```
public final class RNN: RecurrentNetwork {
    /// What φ is.
    public let nonlinearity: RecurrentNonlinearity

    /// A network from `inputCount` features to `hiddenCount` in each layer and direction; `dropout` acts between the
    /// layers in training.
    public init(
        _ inputCount: Int, _ hiddenCount: Int, layerCount: Int = 1,
        nonlinearity: RecurrentNonlinearity = .tanh, bias: Bool = true, batchFirst: Bool = false,
        dropout: Float = 0, bidirectional: Bool = false, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.nonlinearity = nonlinearity
        super.init(
            nonlinearity == .tanh ? .tanh : .rectifier, inputCount, hiddenCount, layerCount: layerCount,
            bias: bias, batchFirst: batchFirst, dropout: dropout, bidirectional: bidirectional,
            using: &generator, file: file, line: line)
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

    /// One step: the next state from the sums a = W xₜ + b and a′ = W′ hₜ₋₁ + b′.
    static func step(_ a: [Tensor], _ aPrime: [Tensor], _ nonlinearity: RecurrentNonlinearity) -> Tensor {
        nonlinearity == .tanh ? (a[0] + aPrime[0]).tanh() : (a[0] + aPrime[0]).relu()
    }
}

/// One step of a simple recurrent network. PyTorch: `nn.RNNCell`.
///
/// ```swift
/// let cell = RNNCell(4, 8, using: &generator)
/// let h1 = cell(Tensor(.ones([2, 4])))  // [2, 8]
/// let h2 = cell(Tensor(.ones([2, 4])), hidden: h1)
/// ```
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

    /// The next state `[N, H]` from an input `[N, D]` and the state before, by default zero.
    public func callAsFunction(
        _ x: Tensor, hidden: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let (a, aPrime) = sums(x, hidden ?? zeros(for: x), file, line)
        return recordingShape(RNN.step(a, aPrime, nonlinearity))
    }
}
