import TensorCore

// What PyTorch gives the weights and biases of linear and convolutional layers by default.

extension NDArray {
    /// Numbers drawn uniformly from ±1 / √fan in: the initial weight and bias of PyTorch's linear and
    /// convolutional layers, the same as He's uniform initialization with the gain of a leaky rectifier of slope √5.
    ///
    /// - Parameter fanIn: the number of inputs of a unit; for 0 the result is zero.
    public static func pytorchDefault(
        _ shape: Shape, fanIn: Int, using generator: inout RandomGenerator
    ) -> NDArray {
        let bound = fanIn > 0 ? 1 / Float(fanIn).squareRoot() : 0
        return .uniform(shape, from: -bound, to: bound, using: &generator)
    }
}
