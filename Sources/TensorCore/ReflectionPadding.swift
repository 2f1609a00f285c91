import Messages

/// A border around pictures `[N, C, H, W]` that shows what a mirror at their outer pixels would: these themselves do not stand
/// twice.
///
/// PyTorch: `pad(mode='reflect')`.
public struct ReflectionPadding2D: Hashable, Sendable {
    /// How many pixels are added at each side.
    public var top, bottom, left, right: Int

    /// A border of different widths.
    public init(top: Int, bottom: Int, left: Int, right: Int) {
        (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
    }

    /// A border of the same width at opposite sides.
    public init(_ size: Size2D) {
        self.init(top: size.height, bottom: size.height, left: size.width, right: size.width)
    }

    /// The pictures with their border, `[N, C, top + H + bottom, left + W + right]`.
    ///
    /// Traps when the border is below 0, or as wide as the picture: then the mirror shows nothing.
    public func callAsFunction(
        _ input: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let shape = input.shape
        guard shape.rank == 4, min(top, bottom, left, right) >= 0, max(top, bottom) < shape[2],
            max(left, right) < shape[3]
        else {
            explainFailure(
                "reflectionPadded2D",
                "an input of shape \(shape) with a border of \(top), \(bottom), \(left) and \(right) pixels",
                hint: "it takes pictures [N, C, H, W], and a border narrower than they are", file: file,
                line: line)
        }
        let result = NDArray(
            uninitialized: [shape[0], shape[1], top + shape[2] + bottom, left + shape[3] + right])
        PictureCopies.reflect(self, input.contiguous(), into: result)
        return result
    }

    /// ∂x from ∂y: a pixel gets the gradients of all places that show it.
    public func inputGradient(_ upstream: NDArray, inputShape: Shape) -> NDArray {
        let result = NDArray.zeros(inputShape)
        PictureCopies.addReflected(self, upstream.contiguous(), into: result)
        return result
    }
}
