import TensorCore

// Initial weights for layers before a rectifier, which lets half of the signal through.
// He, Zhang, Ren, Sun: "Delving deep into rectifiers" (2015). PyTorch's name for it is Kaiming.

/// Whether the variance is kept in the forward or in the backward pass.
public enum FanMode: Sendable {
    /// The forward pass: fan is the fan-in.
    case fanIn
    /// The backward pass: fan is the fan-out.
    case fanOut
}

extension NDArray {
    /// Weights drawn uniformly from ±gain √(3 / fan).
    ///
    /// Traps when the shape has fewer than two axes. PyTorch: `kaiming_uniform_`.
    public static func heUniform(
        _ shape: Shape, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .relu,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let deviation = heDeviation(shape, mode, nonlinearity, "heUniform", file, line)
        let bound = Float(3).squareRoot() * deviation
        return .uniform(shape, from: -bound, to: bound, using: &generator)
    }

    /// Weights drawn from the normal distribution with standard deviation gain / √fan.
    ///
    /// Traps when the shape has fewer than two axes. PyTorch: `kaiming_normal_`.
    public static func heNormal(
        _ shape: Shape, mode: FanMode = .fanIn, nonlinearity: Nonlinearity = .relu,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let deviation = heDeviation(shape, mode, nonlinearity, "heNormal", file, line)
        return .normal(shape, standardDeviation: deviation, using: &generator)
    }

    private static func heDeviation(
        _ shape: Shape, _ mode: FanMode, _ nonlinearity: Nonlinearity, _ operation: String,
        _ file: StaticString, _ line: UInt
    ) -> Float {
        let fans = shape.fans(operation, file: file, line: line)
        let fan = mode == .fanIn ? fans.fanIn : fans.fanOut
        return nonlinearity.gain / Float(Swift.max(1, fan)).squareRoot()
    }
}
