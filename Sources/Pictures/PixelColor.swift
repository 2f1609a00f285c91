/// A colour as red, green and blue, 0 to 255 each (sRGB).
public struct PixelColor: Hashable, Sendable {
    /// How much red.
    public var red: UInt8
    /// How much green.
    public var green: UInt8
    /// How much blue.
    public var blue: UInt8

    /// A colour from its parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// A shade of grey.
    public init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }

    /// The colour of paper.
    public static let white = PixelColor(gray: 255)
    /// No light at all.
    public static let black = PixelColor(gray: 0)

    /// One number for the hasher instead of three: pictures are looked up pixel by pixel.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue))
    }

    /// Whether it is a shade of grey.
    var isGray: Bool { red == green && green == blue }

    /// The colour as a style sheet writes it: `#0a5a9c`.
    public var css: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The colour laid over another, `share` of it and the rest of the other.
    func laid(over other: PixelColor, share: Float) -> PixelColor {
        func mixed(_ a: UInt8, _ b: UInt8) -> UInt8 {
            UInt8((Float(a) * share + Float(b) * (1 - share)).rounded())
        }
        return PixelColor(
            red: mixed(red, other.red), green: mixed(green, other.green), blue: mixed(blue, other.blue))
    }
}

/// How the numbers of a grid become colours.
public enum ColorMap: Sendable, CaseIterable {
    /// From black, the lower end, to white.
    case gray
    /// From white, the lower end, to black: ink on paper.
    case ink
    /// From white to blue, for values that only grow, as in a `HeatMap`.
    case sequential
    /// From brown over white to blue, for values of both signs, as in a `HeatMap`.
    case diverging

    /// The colours of values at both ends of a scale, which the charts share.
    public static let (low, high) = (
        PixelColor(red: 0xB8, green: 0x50, blue: 0x0C), PixelColor(red: 0x0A, green: 0x5A, blue: 0x9C)
    )

    /// Whether all its colours are shades of grey.
    var isGray: Bool { self == .gray || self == .ink }

    /// The number of the last colour. It is even where there is a colour in the middle, white for zero.
    var highestLevel: Int { self == .diverging ? 254 : 255 }

    /// The colours from the lower to the upper end.
    var colors: [PixelColor] {
        (0...highestLevel).map { level in
            let share = Float(level) / Float(highestLevel)
            switch self {
            case .gray: return PixelColor(gray: UInt8(level))
            case .ink: return PixelColor(gray: UInt8(255 - level))
            case .sequential: return ColorMap.high.laid(over: .white, share: share)
            case .diverging:
                let signed = 2 * share - 1
                return (signed < 0 ? ColorMap.low : ColorMap.high).laid(over: .white, share: abs(signed))
            }
        }
    }
}
