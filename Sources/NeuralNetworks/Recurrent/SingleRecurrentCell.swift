import Autograd
import TensorCore

/// A cell computes one step, for loops that feed an output back as the next input. The networks `RNN`, `LSTM` and
/// `GRU` compute the same over whole sequences, faster.
///
/// The parameters are `weight_ih` `[G · H, D]`, `weight_hh` `[G · H, H]`, `bias_ih` and `bias_hh` `[G · H]`, drawn
/// uniformly from ±1 / √H.
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

    /// The sums a = W x + b and a′ = W′ h + b′, each split into its gates.
    final func sums(_ x: Tensor, _ h: Tensor, _ file: StaticString, _ line: UInt) -> ([Tensor], [Tensor]) {
        (
            gateSums(x, weightIH, biasIH, hiddenCount, file, line),
            gateSums(h, weightHH, biasHH, hiddenCount, file, line)
        )
    }

    final func zeros(for x: Tensor) -> Tensor { Tensor(.zeros(Shape(x.shape.dropLast() + [hiddenCount]))) }
}
