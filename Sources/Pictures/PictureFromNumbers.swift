import Messages

extension Picture {
    /// A grid of numbers, row by row from the top, as colours.
    ///
    /// - Parameters:
    ///   - values: `[height, width]` in row-major order; numbers that are not finite get the colour of the middle.
    ///   - range: the numbers at the ends of the colours; those beyond get the colour of the nearer end. `nil` takes the
    ///     smallest and the largest of the values, or, where the colours diverge, the largest to both sides of zero.
    ///   - colors: how numbers become colours.
    ///
    /// Traps where the values are not width · height.
    public init(
        _ values: some Collection<Float>, width: Int, height: Int, range: ClosedRange<Float>? = 0...1,
        colors: ColorMap = .gray
    ) {
        let levels = levels(values, range: range ?? ownRange(values, colors), highest: colors.highestLevel)
        if colors == .gray {
            self.init(width: width, height: height, bytes: levels)
        } else if colors.isGray {
            self.init(width: width, height: height, bytes: levels.map { 255 - $0 })
        } else {
            let palette = colors.colors
            let bytes = levels.flatMap { level -> [UInt8] in
                let color = palette[Int(level)]
                return [color.red, color.green, color.blue]
            }
            self.init(width: width, height: height, format: .rgb, bytes: bytes)
        }
    }

    /// Red, green and blue as numbers, one channel behind the other, `[3, height, width]`: a convolutional network's
    /// picture. Numbers beyond the range become its nearer end. A single channel, `[1, height, width]`, is grey.
    ///
    /// Traps where the values are not 3 · width · height, or width · height.
    public init(
        planes values: some Collection<Float>, width: Int, height: Int, range: ClosedRange<Float> = 0...1
    ) {
        self.init(planes: levels(values, range: range), width: width, height: height)
    }

    /// Red, green and blue as bytes, one channel behind the other, `[3, height, width]`, as CIFAR-10 has them. One
    /// channel, `[1, height, width]`, is grey.
    ///
    /// Traps where the values are not 3 · width · height, or width · height.
    public init(planes bytes: some Collection<UInt8>, width: Int, height: Int) {
        let bytes = Array(bytes)
        let size = width * height
        if bytes.count == size {
            self.init(width: width, height: height, bytes: bytes)
            return
        }
        guard size > 0, bytes.count == 3 * size else {
            explainFailure("Picture", "\(bytes.count) bytes for 1 or 3 planes of \(width) × \(height) pixels")
        }
        self.init(
            width: width, height: height, format: .rgb,
            bytes: (0..<3 * size).map { bytes[$0 % 3 * size + $0 / 3] })
    }

    /// The pictures of a batch `[N, channels, height, width]` in row-major order, with one channel or three.
    ///
    /// - Parameters:
    ///   - range: the numbers at the ends of the colours, the same for all the pictures; `nil` as for one grid.
    ///   - colors: how the numbers of a single channel become colours.
    ///
    /// Traps where the values are not a whole number of pictures, or there are other than one or three channels.
    public static func batch(
        _ values: [Float], channels: Int = 1, width: Int, height: Int, range: ClosedRange<Float>? = 0...1,
        colors: ColorMap = .gray
    ) -> [Picture] {
        let size = channels * width * height
        guard channels == 1 || channels == 3, size > 0, values.count % size == 0 else {
            explainFailure(
                "Picture",
                "\(values.count) numbers are not a batch of pictures of \(channels) × \(height) × \(width)",
                hint: "1 or 3 channels, and a multiple of channels × height × width numbers")
        }
        let range = range ?? ownRange(values, colors)
        return stride(from: 0, to: values.count, by: size).map { start in
            let values = values[start..<start + size]
            return channels == 1
                ? Picture(values, width: width, height: height, range: range, colors: colors)
                : Picture(planes: values, width: width, height: height, range: range)
        }
    }
}

/// The smallest and the largest of the values, or the largest to both sides of zero.
private func ownRange(_ values: some Collection<Float>, _ colors: ColorMap) -> ClosedRange<Float> {
    let finite = values.filter(\.isFinite)
    if colors == .diverging {
        let farthest = finite.map(abs).max() ?? 0
        return -farthest...farthest
    }
    return (finite.min() ?? 0)...(finite.max() ?? 0)
}

/// The place of each value in the range as a number from 0 to `highest`; in the middle where it has none, or the range
/// is a point.
private func levels(
    _ values: some Collection<Float>, range: ClosedRange<Float>, highest: Int = 255
) -> [UInt8] {
    // In halves: the width of a range may be more than a float can say.
    let (lower, width) = (range.lowerBound / 2, range.upperBound / 2 - range.lowerBound / 2)
    return values.map { value in
        let share = width == 0 || !value.isFinite ? .nan : (value / 2 - lower) / width
        return UInt8((Float(highest) * (share.isNaN ? 0.5 : min(1, max(0, share)))).rounded())
    }
}
