import Foundation
import Messages
import TensorCore

extension Shape {
    /// How many inputs each unit of a weight of this shape reads, and how many units each input feeds.
    ///
    /// A weight is `[out, in]`, or `[out, in, ...]` for a convolution, whose kernel extents multiply both.
    /// Traps when there are fewer than two axes.
    func fans(_ operation: String, file: StaticString, line: UInt) -> (fanIn: Int, fanOut: Int) {
        if rank < 2 {
            explainFailure(
                operation, "the shape \(self) has no fan-in and fan-out",
                hint: "weights are [out, in] or [out, in, ...]; fill a bias with zeros or uniform numbers",
                file: file, line: line)
        }
        let kernel = self[2...].reduce(1, *)
        return (self[1] * kernel, self[0] * kernel)
    }
}

/// The activation after a layer, which decides the gain of its initial weights.
///
/// The gain is the factor that keeps the variance of the signal from layer to layer. PyTorch: `calculate_gain`.
public enum Nonlinearity: Sendable, Equatable {
    /// Nothing: gain 1.
    case linear
    /// The logistic function: gain 1.
    case sigmoid
    /// The hyperbolic tangent: gain 5/3.
    case tanh
    /// The rectifier: gain √2.
    case relu
    /// The leaky rectifier with slope a: gain √(2 / (1 + a²)).
    case leakyReLU(slope: Float)

    /// The factor by which the weights are larger than those of a linear layer.
    public var gain: Float {
        switch self {
        case .linear, .sigmoid: 1
        case .tanh: 5 / 3
        case .relu: Float(2).squareRoot()
        case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
        }
    }
}
