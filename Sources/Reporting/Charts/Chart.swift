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
        _ name: String, x: [Double], y: [Double], style: Style = .line,
        band: (lower: [Double], upper: [Double])? = nil
    ) {
        guard x.count == y.count else {
            explainFailure(
                "Series \"\(name)\"", "\(x.count) x values but \(y.count) y values", hint: "they go in pairs")
        }
        if let band, band.lower.count != x.count || band.upper.count != x.count {
            explainFailure(
                "Series \"\(name)\"",
                "a band of \(band.lower.count) lower and \(band.upper.count) upper values around "
                    + "\(x.count) points", hint: "each point needs one of both")
        }
        self.name = name
        self.x = x
        self.y = y
        self.style = style
        self.band = band
    }

    /// A curve through `(0, y[0])`, `(1, y[1])`, and so on.
    public init(
        _ name: String, y: [Double], style: Style = .line, band: (lower: [Double], upper: [Double])? = nil
    ) {
        self.init(name, x: y.indices.map(Double.init), y: y, style: style, band: band)
    }
}

/// A remark inside a chart.
public enum Annotation: Sendable, Equatable {
    /// A line across the plot at this horizontal coordinate.
    case vertical(x: Double, label: String = "")
    /// A line across the plot at this height.
    case horizontal(y: Double, label: String = "")
    /// A text beside a point.
    case text(x: Double, y: Double, label: String)
}

/// Whether a value can be placed on an axis; beyond 10^305 the arithmetic of the axis would overflow.
func isDrawable(_ value: Double) -> Bool { value.isFinite && abs(value) <= 1e305 }
