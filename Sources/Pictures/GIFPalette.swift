/// The colours of an animation, at most 256 of them.
struct GIFPalette {
    let colors: [PixelColor]

    /// How many bits number them, 1 to 8.
    var bits: Int { (1...8).first { colors.count <= 1 << $0 } ?? 8 }

    /// The number of each color, where they are exact.
    private let numbers: [PixelColor: UInt8]

    /// The colours of the frames, or where they are more than 256, a cube of 6 reds, 7 greens and 6 blues.
    init(_ frames: [Picture]) {
        var seen: Set<PixelColor> = []
        for frame in frames where seen.count <= 256 {
            if frame.format == .gray {
                seen.formUnion(Set(frame.bytes).map { PixelColor(gray: $0) })
            } else {
                for color in GIFPalette.colors(of: frame) where seen.count <= 256 { seen.insert(color) }
            }
        }
        let isExact = seen.count <= 256
        colors = isExact ? seen.sorted { $0.css < $1.css } : GIFPalette.cube
        let numbered = isExact ? colors.enumerated().map { ($1, UInt8($0)) } : []
        numbers = Dictionary(uniqueKeysWithValues: numbered)
    }

    /// The number of each pixel's color.
    func numbers(of frame: Picture) -> [UInt8] {
        if frame.format == .gray, !numbers.isEmpty {
            let table = (0...255).map { numbers[PixelColor(gray: $0)] ?? 0 }
            return frame.bytes.map { table[Int($0)] }
        }
        return GIFPalette.colors(of: frame).map { numbers[$0] ?? GIFPalette.cubeNumber($0) }
    }

    /// The color of each pixel; what is not opaque is laid over white.
    private static func colors(of frame: Picture) -> [PixelColor] {
        let bytes = frame.rgb().bytes
        return stride(from: 0, to: bytes.count, by: 3).map {
            PixelColor(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
        }
    }

    private static let cube: [PixelColor] = (0..<252).map { number in
        let (red, green, blue) = (number / 42, number / 6 % 7, number % 6)
        return PixelColor(
            red: UInt8(red * 51), green: UInt8((green * 255 + 3) / 6), blue: UInt8(blue * 51))
    }

    /// The nearest color of the cube.
    private static func cubeNumber(_ color: PixelColor) -> UInt8 {
        let red = (Int(color.red) * 5 + 127) / 255
        let green = (Int(color.green) * 6 + 127) / 255
        let blue = (Int(color.blue) * 5 + 127) / 255
        return UInt8(red * 42 + green * 6 + blue)
    }
}
