import Messages

/// A picture made of pixels, 8 bits a channel.
public struct Picture: Equatable, Sendable {
    /// What the bytes of a pixel are; the raw value is how many.
    public enum Format: Int, Sendable {
        /// A shade of grey, 0 black and 255 white.
        case gray = 1
        /// Red, green and blue.
        case rgb = 3
        /// Red, green, blue, and how opaque it is: 0 not at all, 255 fully.
        case rgba = 4
    }

    /// How many columns of pixels there are.
    public let width: Int

    /// How many rows of pixels there are.
    public let height: Int

    /// What the bytes of a pixel are.
    public let format: Format

    /// The pixels, row by row from the top, the bytes of a pixel side by side: `[height, width, channels]`.
    public let bytes: [UInt8]

    /// A picture of these bytes. Traps where it has no pixels or another number of bytes.
    public init(width: Int, height: Int, format: Format = .gray, bytes: [UInt8]) {
        guard width > 0, height > 0, bytes.count == width * height * format.rawValue else {
            explainFailure(
                "Picture",
                "\(bytes.count) bytes for \(width) × \(height) pixels of \(format.rawValue) channels",
                hint: "a picture needs width · height · channels of them, and at least one pixel")
        }
        self.width = width
        self.height = height
        self.format = format
        self.bytes = bytes
    }

    /// A picture of one colour.
    public init(width: Int, height: Int, filledWith color: PixelColor) {
        let pixel = color.isGray ? [color.red] : [color.red, color.green, color.blue]
        let bytes = Array(repeatElement(pixel, count: max(0, width * height)).joined())
        self.init(width: width, height: height, format: color.isGray ? .gray : .rgb, bytes: bytes)
    }

    /// The colour of a pixel, by its row from the top and its column; how opaque it is does not matter.
    public subscript(row: Int, column: Int) -> PixelColor {
        let place = (row * width + column) * format.rawValue
        return format == .gray
            ? PixelColor(gray: bytes[place])
            : PixelColor(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
    }

    /// The picture with every pixel drawn as a square of `factor` × `factor` pixels. Traps where that is below 1.
    public func scaled(by factor: Int) -> Picture {
        guard factor >= 1 else {
            explainFailure("Picture", "scaled by \(factor)", hint: "the factor must be at least 1")
        }
        let size = format.rawValue
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * factor * factor)
        for row in 0..<height {
            var line: [UInt8] = []
            for place in stride(from: row * width * size, to: (row + 1) * width * size, by: size) {
                for _ in 0..<factor { line += bytes[place..<place + size] }
            }
            for _ in 0..<factor { result += line }
        }
        return Picture(width: width * factor, height: height * factor, format: format, bytes: result)
    }

    /// The picture in red, green and blue; what is not opaque is laid over `background`.
    public func rgb(over background: PixelColor = .white) -> Picture {
        var result: [UInt8] = []
        result.reserveCapacity(3 * width * height)
        switch format {
        case .rgb: return self
        case .gray: for gray in bytes { for _ in 0..<3 { result.append(gray) } }
        case .rgba:
            for place in stride(from: 0, to: bytes.count, by: 4) {
                let color = PixelColor(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
                let mixed = color.laid(over: background, share: Float(bytes[place + 3]) / 255)
                result += [mixed.red, mixed.green, mixed.blue]
            }
        }
        return Picture(width: width, height: height, format: .rgb, bytes: result)
    }

    /// The picture as numbers from 0 to 1, one channel behind the other, `[channels, height, width]`: what a
    /// convolutional network takes.
    public var planes: [Float] {
        let size = format.rawValue
        return (0..<size).flatMap { channel in
            stride(from: channel, to: bytes.count, by: size).map { Float(bytes[$0]) / 255 }
        }
    }
}
