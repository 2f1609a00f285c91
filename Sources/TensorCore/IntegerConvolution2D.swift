import Messages

/// Pictures or feature maps as bytes, with the channels of a pixel side by side: `[N, height, width, channels]`.
public struct ByteMaps: Sendable, Equatable {
    /// The bytes in row-major order.
    public let bytes: [UInt8]
    /// N.
    public let count: Int
    /// The height and the width.
    public let size: Size2D
    /// How many bytes a pixel has.
    public let channels: Int

    /// Maps with these bytes. Traps when they are not as many as the extents say.
    public init(
        _ bytes: [UInt8], count: Int, size: Size2D, channels: Int, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if bytes.count != count * size.area * channels {
            explainFailure(
                "ByteMaps",
                "\(bytes.count) bytes for \(count) × \(size.height) × \(size.width) × \(channels)",
                file: file, line: line)
        }
        (self.bytes, self.count, self.size, self.channels) = (bytes, count, size, channels)
    }

    /// The nearest bytes to x / scale, cut off at 0 and 255, for an array `[N, channels, height, width]`.
    ///
    /// Traps for another rank.
    public init(_ x: NDArray, scale: Float, file: StaticString = #fileID, line: UInt = #line) {
        if x.rank != 4 {
            explainFailure(
                "ByteMaps", "an array of shape \(x.shape)", hint: "maps are [N, C, H, W]", file: file,
                line: line)
        }
        let numbers = x.permuted([0, 2, 3, 1]).scalars
        let bytes = numbers.map { UInt8(max(0, min(255, $0 / scale)).rounded(.toNearestOrEven)) }
        self.init(
            bytes, count: x.shape[0], size: Size2D(x.shape[2], x.shape[3]),
            channels: x.shape[1])
    }

    /// The largest byte of each 2 × 2 window; a last odd row or column has none.
    public func maxPooled2() -> ByteMaps {
        let pooled = Size2D(size.height / 2, size.width / 2)
        let result = IntegerConvolution.maxPooled(bytes, count: count, size, channels: channels)
        return ByteMaps(result, count: count, size: pooled, channels: channels)
    }
}

/// A convolution with 8-bit weights of maps of bytes, in integers: y = Σ w · x, with a stride of 1.
///
/// A linear layer on maps is one whose kernel is as large as they are.
///
/// ```swift
/// let convolution = IntegerConvolution2D([1, -2, 3, 4], shape: [1, 1, 2, 2])
/// let maps = ByteMaps([1, 2, 3, 4], count: 1, size: 2, channels: 1)
/// let sums = convolution.sums(maps)  // [1 - 4 + 9 + 16] = [22]
/// ```
public struct IntegerConvolution2D: Sendable {
    /// `[out, in, kH, kW]`.
    public let shape: Shape
    private let padding: Int
    private let packed: [Int8]

    /// A convolution with weights in the order of `[out, in, kH, kW]`, and `padding` zeros on every side.
    ///
    /// Traps when the shape does not fit, or so many numbers meet in a sum that it could pass 32 bits.
    public init(
        _ weights: [Int8], shape: Shape, padding: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) {
        if shape.rank != 4 || shape.elementCount != weights.count || padding < 0 {
            explainFailure(
                "IntegerConvolution2D", "\(weights.count) weights of shape \(shape)",
                hint: "weights are [out, in, kH, kW]", file: file, line: line)
        }
        let (outputs, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        let depth = channels * height * width
        if depth > 1 << 16 {
            explainFailure(
                "IntegerConvolution2D", "sums of \(depth) products may pass 32 bits",
                hint: "at most 65536 numbers may meet in one", file: file, line: line)
        }
        // From channels first to channels last.
        var ordered = weights
        for output in 0..<outputs {
            for channel in 0..<channels {
                for place in 0..<height * width {
                    ordered[output * depth + place * channels + channel] =
                        weights[output * depth + channel * height * width + place]
                }
            }
        }
        (self.shape, self.padding) = (shape, padding)
        packed = IntegerConvolution.packed(ordered, outputs: outputs, depth: depth)
    }

    /// The sums for every position, `[N, H', W', out]` in row-major order.
    ///
    /// Traps when the maps have other channels, or the kernel is larger than they are with their padding.
    public func sums(_ input: ByteMaps, file: StaticString = #fileID, line: UInt = #line) -> [Int32] {
        IntegerConvolution.sums(extents(input, file, line), input.bytes, packed)
    }

    /// The maps for the next layer, `clamp(round((sum + bias) · multiplier), 0, 255)`, which is ReLU too; bias and multiplier are
    /// each output's own.
    ///
    /// Traps as `sums`, and when there are not as many biases or multipliers as outputs.
    public func maps(
        _ input: ByteMaps, biases: [Int32], multipliers: [Float], file: StaticString = #fileID,
        line: UInt = #line
    ) -> ByteMaps {
        let e = extents(input, file, line)
        if biases.count != e.outputs || multipliers.count != e.outputs {
            explainFailure(
                "IntegerConvolution2D",
                "\(biases.count) biases and \(multipliers.count) multipliers for \(e.outputs) outputs",
                file: file, line: line)
        }
        let bytes = IntegerConvolution.bytes(
            e, input.bytes, packed, biases: biases, multipliers: multipliers)
        return ByteMaps(bytes, count: e.count, size: e.output, channels: e.outputs)
    }

    private func extents(
        _ input: ByteMaps, _ file: StaticString, _ line: UInt
    ) -> IntegerConvolution.Extents {
        let e = IntegerConvolution.Extents(
            count: input.count, input: input.size, channels: input.channels,
            kernel: Size2D(shape[2], shape[3]), padding: padding, outputs: shape[0])
        if input.channels != shape[1] || e.output.height < 1 || e.output.width < 1 {
            explainFailure(
                "IntegerConvolution2D",
                "maps of \(input.size.height) × \(input.size.width) × \(input.channels) for weights of "
                    + "shape \(shape)", hint: "weights are [out, in, kH, kW]", file: file, line: line)
        }
        return e
    }
}
