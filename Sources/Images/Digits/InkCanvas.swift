import TensorCore

/// The square that a digit fills, 20 × 20 pixels and one of margin on each side, with the ink of each pixel.
struct InkCanvas {
    private static let box: Float = 20
    private static let side = 22

    /// 0 for paper to 1 for ink, row by row.
    private var ink = [Float](repeating: 0, count: side * side)

    /// Draws strokes, moved and scaled so that they just fit the box.
    ///
    /// - Parameter softness: over how many pixels the edge of a line goes from ink to paper.
    mutating func draw(_ strokes: [[PenPoint]], softness: Float) {
        let points = strokes.joined()
        var (left, right) = (Float.infinity, -Float.infinity)
        var (top, bottom) = (Float.infinity, -Float.infinity)
        for point in points {
            left = min(left, point.x - point.radius)
            right = max(right, point.x + point.radius)
            top = min(top, point.y - point.radius)
            bottom = max(bottom, point.y + point.radius)
        }
        guard right > left || bottom > top else { return }
        let scale = InkCanvas.box / max(right - left, bottom - top)
        for stroke in strokes where !stroke.isEmpty {
            // The margin, less half a pixel: the middle of the first pixel has the place 0.
            let placed = stroke.map { point in
                PenPoint(
                    x: (point.x - left) * scale + 0.5, y: (point.y - top) * scale + 0.5,
                    radius: point.radius * scale)
            }
            for place in placed.indices.dropFirst() {
                drawLine(from: placed[place - 1], to: placed[place], softness)
            }
        }
    }

    /// Draws a line with round ends; where lines meet, the darker one counts.
    private mutating func drawLine(from start: PenPoint, to end: PenPoint, _ softness: Float) {
        let reach = max(start.radius, end.radius) + softness
        let last = Float(InkCanvas.side - 1)
        let columns = (
            max(0, min(start.x, end.x) - reach).rounded(.up), min(last, max(start.x, end.x) + reach)
        )
        let rows = (max(0, min(start.y, end.y) - reach).rounded(.up), min(last, max(start.y, end.y) + reach))
        guard columns.0 <= columns.1, rows.0 <= rows.1 else { return }
        let (alongX, alongY) = (end.x - start.x, end.y - start.y)
        let squaredLength = max(1e-9, alongX * alongX + alongY * alongY)
        for y in Int(rows.0)...Int(rows.1) {
            for x in Int(columns.0)...Int(columns.1) {
                let (fromX, fromY) = (Float(x) - start.x, Float(y) - start.y)
                // The nearest point of the line, as a part of its length.
                let part = min(1, max(0, (fromX * alongX + fromY * alongY) / squaredLength))
                let (offX, offY) = (fromX - part * alongX, fromY - part * alongY)
                let radius = start.radius + part * (end.radius - start.radius)
                let distance = (offX * offX + offY * offY).squareRoot()
                let cover = min(1, max(0, (radius - distance) / softness + 0.5))
                if cover > ink[y * InkCanvas.side + x] { ink[y * InkCanvas.side + x] = cover }
            }
        }
    }

    /// The picture of 28 × 28 bytes with the centre of mass in the middle, to the nearest pixel.
    ///
    /// - Parameters:
    ///   - darkness: what full ink becomes, 1 for 255.
    ///   - noise: how much the ink differs from pixel to pixel, as a part of itself; paper stays clean, as in MNIST.
    func centered(darkness: Float, noise: Float, using generator: inout RandomGenerator) -> [UInt8] {
        let (side, pictureSide) = (InkCanvas.side, GeneratedDigits.side)
        var (mass, momentX, momentY): (Float, Float, Float) = (1e-6, 0, 0)
        for y in 0..<side {
            for x in 0..<side {
                mass += ink[y * side + x]
                momentX += ink[y * side + x] * Float(x)
                momentY += ink[y * side + x] * Float(y)
            }
        }
        let middle = Float(pictureSide - 1) / 2
        let (shiftX, shiftY) = (
            Int((middle - momentX / mass).rounded()), Int((middle - momentY / mass).rounded())
        )
        var result = [UInt8](repeating: 0, count: pictureSide * pictureSide)
        for y in 0..<side {
            for x in 0..<side where ink[y * side + x] > 0 {
                let (column, row) = (x + shiftX, y + shiftY)
                guard (0..<pictureSide).contains(column), (0..<pictureSide).contains(row) else { continue }
                let level = darkness * ink[y * side + x] * (1 - noise * generator.uniform())
                result[row * pictureSide + column] = UInt8(min(255, max(0, level * 255)))
            }
        }
        return result
    }
}
