import Messages

/// Pictures `[N, C, H, W]` with `scale` times as many rows and columns.
///
/// PyTorch: `interpolate(scale_factor=…, align_corners=False)`.
public struct Upsampling2D: Hashable, Sendable {
    /// What a new pixel is made of.
    public enum Mode: Hashable, Sendable, CaseIterable {
        /// The old pixel that it lies in.
        case nearest
        /// The two old pixels that are nearest, in each direction, by their distance; beyond the outer ones, these.
        case bilinear
    }

    /// How many pixels become of each, along each axis.
    public var scale: Size2D
    /// What a new pixel is made of.
    public var mode: Mode

    /// An enlargement by whole numbers.
    public init(_ scale: Size2D, mode: Mode = .nearest) { (self.scale, self.mode) = (scale, mode) }

    /// The larger pictures, `[N, C, scale H, scale W]`. Traps when the scale is below 1.
    public func callAsFunction(
        _ input: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        scale.require(atLeast: 1, "scale", "upsampled2D", file: file, line: line)
        let shape = input.shape
        if shape.rank != 4 {
            explainFailure(
                "upsampled2D", "an input of shape \(shape)",
                hint: "it takes pictures [N, C, H, W]; one picture is [1, C, H, W]", file: file, line: line)
        }
        switch mode {
        case .nearest:
            let result = NDArray(
                uninitialized: [shape[0], shape[1], scale.height * shape[2], scale.width * shape[3]])
            PictureCopies.enlarge(input.contiguous(), by: scale, into: result)
            return result
        case .bilinear:
            let (rows, columns) = weights(shape)
            return rows.matmul(input.matmul(columns.transposed()))
        }
    }

    /// ∂x from ∂y: an old pixel gets the gradients of the new ones, each times its share in it.
    public func inputGradient(_ upstream: NDArray, inputShape: Shape) -> NDArray {
        switch mode {
        case .nearest:
            let result = NDArray.zeros(inputShape)
            PictureCopies.addEnlarged(upstream.contiguous(), by: scale, into: result)
            return result
        case .bilinear:
            let (rows, columns) = weights(inputShape)
            return rows.transposed().matmul(upstream.matmul(columns))
        }
    }

    /// The shares of old rows in new ones, `[scale H, H]`, and of columns: a picture X becomes R X Cᵀ.
    private func weights(_ shape: Shape) -> (rows: NDArray, columns: NDArray) {
        func along(_ old: Int, _ scale: Int) -> NDArray {
            var weights = [Float](repeating: 0, count: old * scale * old)
            for place in 0..<old * scale {
                let center = min(Float(old - 1), max(0, (Float(place) + 0.5) / Float(scale) - 0.5))
                let first = Int(center)
                let share = center - Float(first)
                weights[place * old + first] = 1 - share
                if share > 0 { weights[place * old + first + 1] = share }
            }
            return NDArray(weights, shape: [old * scale, old])
        }
        return (along(shape[2], scale.height), along(shape[3], scale.width))
    }
}
