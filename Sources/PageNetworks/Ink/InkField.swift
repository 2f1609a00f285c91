/// Ink on paper: how dark each pixel is, 0 for paper to 1, row by row from the top.
public struct InkField {
    /// How many columns.
    public let width: Int

    /// How many rows.
    public let height: Int

    /// The pixels, `[height, width]`.
    public private(set) var values: [Float]

    /// From here on a pixel belongs to a stroke.
    private static let strokeLevel: Float = 0.25

    /// These pixels; nil where they are no `width` × `height`.
    public init?(_ values: [Float], width: Int, height: Int) {
        guard width > 0, height > 0, values.count == width * height else { return nil }
        (self.width, self.height, self.values) = (width, height, values)
    }

    /// Empty paper of `side` × `side` pixels, at least one.
    public init(side: Int) {
        (width, height) = (max(1, side), max(1, side))
        values = [Float](repeating: 0, count: width * height)
    }

    /// Draws a straight stroke with a round pen: a pixel whose middle is `radius` from the line is half inked, one half a pixel
    /// nearer wholly, one half a pixel farther not at all.
    public mutating func stroke(
        from start: (x: Float, y: Float), to end: (x: Float, y: Float), radius: Float
    ) {
        let numbers = start.x + start.y + end.x + end.y + radius
        guard numbers.isFinite else { return }
        let reach = radius + 1
        guard let columns = Self.places(start.x, end.x, reach, width),
            let rows = Self.places(start.y, end.y, reach, height)
        else { return }
        let (alongX, alongY) = (end.x - start.x, end.y - start.y)
        let length = alongX * alongX + alongY * alongY
        for row in rows {
            for column in columns {
                let (x, y) = (Float(column) + 0.5 - start.x, Float(row) + 0.5 - start.y)
                // The nearest point of the line, from 0 at its start to 1 at its end.
                let part = length > 0 ? min(1, max(0, (x * alongX + y * alongY) / length)) : 0
                let (offX, offY) = (x - part * alongX, y - part * alongY)
                let distance = (offX * offX + offY * offY).squareRoot()
                let ink = min(1, max(0, radius + 0.5 - distance))
                values[row * width + column] = max(values[row * width + column], ink)
            }
        }
    }

    /// The columns or rows, of `count`, that something between two places reaches; nil where none.
    private static func places(_ a: Float, _ b: Float, _ reach: Float, _ count: Int) -> Range<Int>? {
        let (first, last) = (max(0, min(a, b) - reach), min(Float(count), max(a, b) + reach))
        return first < last ? Int(first)..<min(count, Int(last) + 1) : nil
    }

    /// Takes away what is not connected with the drawing and small beside it: dust, a speck of another sign.
    public mutating func removeSpecks() {
        var group = [Int](repeating: -1, count: values.count)
        var masses: [Float] = []
        for start in values.indices where values[start] > Self.strokeLevel && group[start] < 0 {
            var waiting = [start]
            var mass: Float = 0
            group[start] = masses.count
            while let place = waiting.popLast() {
                mass += values[place]
                forEachNeighbour(of: place) { next in
                    if values[next] > Self.strokeLevel, group[next] < 0 {
                        group[next] = masses.count
                        waiting.append(next)
                    }
                }
            }
            masses.append(mass)
        }
        guard let largest = masses.max() else { return }
        let isSpeck = masses.map { $0 < 0.04 * largest }
        guard isSpeck.contains(true) else { return }
        for place in values.indices where group[place] >= 0 && isSpeck[group[place]] {
            values[place] = 0
            var faint: [Int] = []
            forEachNeighbour(of: place) { if group[$0] < 0 { faint.append($0) } }
            for next in faint { values[next] = 0 }
        }
    }

    /// The pixels beside one, straight or slanting, row by row.
    private func forEachNeighbour(of place: Int, _ visit: (Int) -> Void) {
        let (x, y) = (place % width, place / width)
        for row in max(0, y - 1)...min(height - 1, y + 1) {
            for column in max(0, x - 1)...min(width - 1, x + 1) where row != y || column != x {
                visit(row * width + column)
            }
        }
    }

    /// How thick the strokes are, in pixels: twice their area over the length of their outline.
    var strokeWidth: Float {
        var (area, outline): (Float, Float) = (0, 0)
        for y in 0..<height {
            for x in 0..<width {
                let here = values[y * width + x]
                area += here
                let right = x + 1 < width ? values[y * width + x + 1] : 0
                let below = y + 1 < height ? values[(y + 1) * width + x] : 0
                let (alongX, alongY) = (right - here, below - here)
                outline += (alongX * alongX + alongY * alongY).squareRoot()
            }
        }
        return outline > 0 ? 2 * area / outline : 0
    }

    /// Makes strokes thicker by `radius` pixels to each side: every pixel becomes as dark as the darkest so near.
    mutating func thicken(by radius: Int) {
        spread(by: radius, count: height, length: width, step: 1, lineStep: width)
        spread(by: radius, count: width, length: height, step: width, lineStep: 1)
    }

    /// Along each of `count` lines.
    private mutating func spread(by radius: Int, count: Int, length: Int, step: Int, lineStep: Int) {
        for line in 0..<count {
            let old = (0..<length).map { values[line * lineStep + $0 * step] }
            for position in 0..<length {
                let near = max(0, position - radius)...min(length - 1, position + radius)
                values[line * lineStep + position * step] = old[near].max() ?? 0
            }
        }
    }

    /// The columns and rows that hold more than a trace of ink.
    func box(above level: Float) -> (columns: Range<Int>, rows: Range<Int>)? {
        var (left, right, top, bottom) = (width, -1, height, -1)
        for y in 0..<height {
            for x in 0..<width where values[y * width + x] > level {
                (left, right) = (min(left, x), max(right, x))
                (top, bottom) = (min(top, y), max(bottom, y))
            }
        }
        return right < 0 ? nil : (left..<right + 1, top..<bottom + 1)
    }

    /// The ink inside a box, row by row.
    func cropped(_ box: (columns: Range<Int>, rows: Range<Int>)) -> [Float] {
        var result: [Float] = []
        for row in box.rows {
            result += values[row * width + box.columns.lowerBound..<row * width + box.columns.upperBound]
        }
        return result
    }
}
