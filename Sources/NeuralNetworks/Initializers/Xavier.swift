import TensorCore

// Initial weights that keep the variance of both the forward and the backward pass.
// Glorot and Bengio: "Understanding the difficulty of training deep feedforward neural networks" (2010).

extension NDArray {
    /// Weights drawn uniformly from ±gain √(6 / (fan in + fan out)).
    ///
    /// For layers before sigmoid or tanh. Traps when the shape has fewer than two axes. PyTorch:
    /// `xavier_uniform_`.
    public static func xavierUniform(
        _ shape: Shape, gain: Float = 1, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let fans = shape.fans("xavierUniform", file: file, line: line)
        let bound = gain * (6 / Float(fans.fanIn + fans.fanOut)).squareRoot()
        return .uniform(shape, from: -bound, to: bound, using: &generator)
    }

    /// Weights drawn from the normal distribution with standard deviation gain √(2 / (fan in + fan out)).
    ///
    /// Traps when the shape has fewer than two axes. PyTorch: `xavier_normal_`.
    public static func xavierNormal(
        _ shape: Shape, gain: Float = 1, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let fans = shape.fans("xavierNormal", file: file, line: line)
        let deviation = gain * (2 / Float(fans.fanIn + fans.fanOut)).squareRoot()
        return .normal(shape, standardDeviation: deviation, using: &generator)
    }
}
