import Messages

/// A picture of numbers that draws itself as SVG.
///
/// The SVG is complete in itself, and many of them can be in one HTML page. Colours follow the reader's choice of
/// light or dark. Values that are not finite (or beyond 10^305) leave a gap.
public protocol Chart: Sendable {
    /// What the chart shows, written above it.
    var title: String { get }

    /// The chart as one `<svg>` element.
    func svg() -> String
}

/// How the numbers of an axis are spread along it.
public enum Scale: Sendable, Equatable {
    /// Equal differences take equal room.
    case linear
    /// Equal ratios take equal room; only values above zero are drawn.
    case logarithmic
}

/// A named sequence of points that belong together: one curve of a chart.
public struct Series: Sendable {
    /// How the points are drawn.
    public enum Style: Sendable, Equatable {
        /// A line through the points.
        case line
        /// A dashed line through the points.
        case dashed
        /// Only the points.
        case points
        /// The points and a line through them.
        case lineAndPoints
        /// Each value holds until the next point.
        case steps
    }

    /// The name in the legend; an empty one is left out of it.
    public var name: String
    /// The horizontal coordinates.
    public var x: [Double]
    /// The vertical coordinates, as many as `x`.
    public var y: [Double]
    /// How the points are drawn.
    public var style: Style
    /// The lower and upper edge of a band around the curve (a spread, an interval), as many values as `x`.
    public var band: (lower: [Double], upper: [Double])?

    /// A curve through `(x[i], y[i])`. Traps where the arrays differ in length.
    public init(
        _ name: any Readable, x: [Double], y: [Double], style: Style = .line,
        band: (lower: [Double], upper: [Double])? = nil
    ) {
        guard x.count == y.count else {
            explainFailure(
                "Series \"\(name.text)\"", "\(x.count) x values but \(y.count) y values",
                hint: "they go in pairs")
        }
        if let band, band.lower.count != x.count || band.upper.count != x.count {
            explainFailure(
                "Series \"\(name.text)\"",
                "a band of \(band.lower.count) lower and \(band.upper.count) upper values around "
                    + "\(x.count) points", hint: "each point needs one of both")
        }
        self.name = name.text
        self.x = x
        self.y = y
        self.style = style
        self.band = band
    }

    /// A curve through `(0, y[0])`, `(1, y[1])`, and so on.
    public init(
        _ name: any Readable, y: [Double], style: Style = .line,
        band: (lower: [Double], upper: [Double])? = nil
    ) {
        self.init(name, x: y.indices.map(Double.init), y: y, style: style, band: band)
    }
}

/// A remark inside a chart.
public struct Annotation: Sendable, Equatable {
    enum Kind: Equatable {
        case vertical(x: Double)
        case horizontal(y: Double)
        case text(x: Double, y: Double)
    }

    let kind: Kind
    let label: String

    /// A line across the plot at this horizontal coordinate.
    public static func vertical(x: Double, label: any Readable = "") -> Annotation {
        Annotation(kind: .vertical(x: x), label: label.text)
    }

    /// A line across the plot at this height.
    public static func horizontal(y: Double, label: any Readable = "") -> Annotation {
        Annotation(kind: .horizontal(y: y), label: label.text)
    }

    /// A text beside a point.
    public static func text(x: Double, y: Double, label: any Readable) -> Annotation {
        Annotation(kind: .text(x: x, y: y), label: label.text)
    }
}

/// The names of what a chart shows, for the end of its description: ": first, second".
func listed(_ names: [String]) -> Words {
    let names = names.filter { !$0.isEmpty }
    guard !names.isEmpty else { return Words(en: "", zh: "") }
    return Words(en: ": " + names.joined(separator: ", "), zh: "：" + names.joined(separator: "、"))
}

/// Whether a value can be placed on an axis; beyond 10^305 the arithmetic of the axis would overflow.
func isDrawable(_ value: Double) -> Bool { value.isFinite && abs(value) <= 1e305 }
