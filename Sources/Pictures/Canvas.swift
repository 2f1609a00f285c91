import Messages

/// A picture to draw on: lines and dots in pixels, from the left and from the top.
///
/// What lies outside is cut off.
public struct Canvas: Sendable {
    /// How many columns of pixels there are.
    public let width: Int
    /// How many rows of pixels there are.
    public let height: Int
    private var bytes: [UInt8]

    /// Paper of one colour. Traps where it has no pixels.
    public init(width: Int, height: Int, background: PixelColor = .white) {
        guard width > 0, height > 0 else {
            explainFailure("Canvas", "\(width) × \(height) pixels", hint: "at least one is needed each way")
        }
        (self.width, self.height) = (width, height)
        bytes = Array(
            repeatElement([background.red, background.green, background.blue], count: width * height).joined()
        )
    }

    /// What was drawn so far.
    public var picture: Picture { Picture(width: width, height: height, format: .rgb, bytes: bytes) }

    /// Colours the rectangle from a corner on.
    public mutating func rectangle(left: Int, top: Int, width: Int, height: Int, _ color: PixelColor) {
        for row in max(0, top)..<max(0, top, min(self.height, top + height)) {
            for column in max(0, left)..<max(0, left, min(self.width, left + width)) {
                set(row, column, color)
            }
        }
    }

    /// Colours all pixels whose centres are within `radius` of a point.
    public mutating func dot(_ x: Double, _ y: Double, radius: Double, _ color: PixelColor) {
        guard x.isFinite, y.isFinite, radius.isFinite else { return }
        let rows = span(y, radius, height)
        let columns = span(x, radius, width)
        for row in rows {
            for column in columns {
                let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                if dx * dx + dy * dy <= radius * radius { set(row, column, color) }
            }
        }
    }

    /// Draws a straight line of a width in pixels between two points.
    public mutating func line(
        from a: (x: Double, y: Double), to b: (x: Double, y: Double), thickness: Double = 1.5,
        _ color: PixelColor
    ) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let square = dx * dx + dy * dy
        guard square.isFinite, thickness.isFinite else { return }
        let half = thickness / 2
        let rows = span((a.y + b.y) / 2, abs(dy) / 2 + half, height)
        let columns = span((a.x + b.x) / 2, abs(dx) / 2 + half, width)
        for row in rows {
            for column in columns {
                // The nearest point of the line to the pixel's centre.
                let (px, py) = (Double(column) + 0.5 - a.x, Double(row) + 0.5 - a.y)
                let share = square == 0 ? 0 : min(1, max(0, (px * dx + py * dy) / square))
                let (ox, oy) = (px - share * dx, py - share * dy)
                if ox * ox + oy * oy <= half * half { set(row, column, color) }
            }
        }
    }

    /// The pixels of an axis within `reach` of a centre.
    private func span(_ center: Double, _ reach: Double, _ count: Int) -> Range<Int> {
        let low = min(Double(count), max(0, (center - reach).rounded(.down)))
        let high = min(Double(count), max(0, (center + reach).rounded(.up)))
        return Int(low)..<max(Int(low), Int(high))
    }

    private mutating func set(_ row: Int, _ column: Int, _ color: PixelColor) {
        let place = 3 * (row * width + column)
        (bytes[place], bytes[place + 1], bytes[place + 2]) = (color.red, color.green, color.blue)
    }
}
