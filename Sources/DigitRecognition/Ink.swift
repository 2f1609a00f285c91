import Pictures

/// What is drawn in a picture, separated from what it is drawn on, whatever the colours of both: dark on light, light on
/// dark, on something transparent.
struct Ink {
    let width: Int
    let height: Int

    /// 0 for paper to 1 for ink, row by row from the top.
    private(set) var values: [Float]

    /// The longer side at which a picture is looked at: enough for a digit, and quick for a photograph.
    private static let longestSide = 256

    /// The least difference between ink and paper, of the largest there could be.
    private static let leastContrast: Float = 0.08

    /// From here on a pixel belongs to a stroke.
    private static let strokeLevel: Float = 0.25

    /// The ink of a picture. The colour of the paper is the median along the edge, and how much the edge differs from it
    /// (the shade of a photograph) counts as paper.
    ///
    /// - Returns: nil where nothing is drawn.
    init?(_ picture: Picture) {
        let longer = max(picture.width, picture.height)
        let small =
            longer <= Ink.longestSide
            ? picture
            : picture.resized(
                width: max(1, picture.width * Ink.longestSide / longer),
                height: max(1, picture.height * Ink.longestSide / longer), filter: .box)
        (width, height) = (small.width, small.height)
        // White strokes on nothing are seen over black, everything else over white.
        let onWhite = Ink.differences(small.rgb(over: .white))
        let onBlack = small.format == .rgba ? Ink.differences(small.rgb(over: .black)) : onWhite
        let best = onBlack.full > 2 * onWhite.full ? onBlack : onWhite
        guard best.full >= Ink.leastContrast else { return nil }
        let paper = min(best.edge, 0.3 * best.full)
        values = best.distances.map { min(1, max(0, ($0 - paper) / (best.full - paper))) }
        removeSpecks()
    }

    /// How far each pixel is from the colour of the paper, from 0 to 1; how far ink is, and how far most of the edge.
    private static func differences(_ picture: Picture) -> (distances: [Float], full: Float, edge: Float) {
        let (width, height) = (picture.width, picture.height)
        let rim = max(1, min(width, height) / 32)
        let edge = (0..<width * height).filter { place in
            let (x, y) = (place % width, place / width)
            return x < rim || y < rim || x >= width - rim || y >= height - rim
        }
        let paper = (0..<3).map { channel in
            Float(edge.map { picture.bytes[3 * $0 + channel] }.sorted()[edge.count / 2])
        }
        let distances = (0..<width * height).map { place in
            let sum = (0..<3).reduce(Float(0)) { sum, channel in
                let off = Float(picture.bytes[3 * place + channel]) - paper[channel]
                return sum + off * off
            }
            return (sum / 3).squareRoot() / 255
        }
        let sorted = distances.sorted()
        let ofEdge = edge.map { distances[$0] }.sorted()
        return (
            distances, sorted[sorted.count - 1 - sorted.count / 1000], ofEdge[ofEdge.count * 19 / 20]
        )
    }

    /// Takes away what is not connected with the drawing and small beside it: dust, a speck of another sign.
    private mutating func removeSpecks() {
        var group = [Int](repeating: -1, count: values.count)
        var masses: [Float] = []
        for start in values.indices where values[start] > Ink.strokeLevel && group[start] < 0 {
            var (waiting, mass) = ([start], Float(0))
            group[start] = masses.count
            while let place = waiting.popLast() {
                mass += values[place]
                for next in neighbours(of: place) where values[next] > Ink.strokeLevel && group[next] < 0 {
                    group[next] = masses.count
                    waiting.append(next)
                }
            }
            masses.append(mass)
        }
        guard let largest = masses.max() else { return }
        let isSpeck = masses.map { $0 < 0.04 * largest }
        guard isSpeck.contains(true) else { return }
        for place in values.indices where group[place] >= 0 && isSpeck[group[place]] {
            values[place] = 0
            for next in neighbours(of: place) where group[next] < 0 { values[next] = 0 }
        }
    }

    /// The pixels beside one, straight or slanting.
    private func neighbours(of place: Int) -> [Int] {
        let (x, y) = (place % width, place / width)
        var result: [Int] = []
        for row in max(0, y - 1)...min(height - 1, y + 1) {
            for column in max(0, x - 1)...min(width - 1, x + 1) where row != y || column != x {
                result.append(row * width + column)
            }
        }
        return result
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
        func spread(count: Int, length: Int, place: (Int, Int) -> Int) {
            for line in 0..<count {
                let old = (0..<length).map { values[place(line, $0)] }
                for position in 0..<length {
                    let near = max(0, position - radius)...min(length - 1, position + radius)
                    values[place(line, position)] = old[near].max() ?? 0
                }
            }
        }
        let (width, height) = (width, height)
        spread(count: height, length: width) { $0 * width + $1 }
        spread(count: width, length: height) { $1 * width + $0 }
    }

    /// The columns and rows that hold more than a trace of ink.
    func box(above level: Float) -> (columns: Range<Int>, rows: Range<Int>)? {
        let inked = values.indices.filter { values[$0] > level }
        let (columns, rows) = (inked.map { $0 % width }, inked.map { $0 / width })
        guard let left = columns.min(), let right = columns.max(), let top = rows.min(),
            let bottom = rows.max()
        else { return nil }
        return (left..<right + 1, top..<bottom + 1)
    }

    /// The ink inside a box, row by row.
    func cropped(_ box: (columns: Range<Int>, rows: Range<Int>)) -> [Float] {
        box.rows.flatMap { row in
            values[row * width + box.columns.lowerBound..<row * width + box.columns.upperBound]
        }
    }
}
