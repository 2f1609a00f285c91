/// A grid of equal cells in the picture, numbered row by row from the lower left corner.
struct CellGrid {
    var lowerLeft: Point
    var width: Double
    var height: Double
    var columns: Int
    var rows: Int

    /// One path for all cells of the same key, neighbours of a row joined.
    func paths<Key: Hashable>(by key: (Int) -> Key) -> [Key: String] {
        var paths: [Key: String] = [:]
        for row in 0..<rows {
            var start = 0
            while start < columns {
                let current = key(row * columns + start)
                var end = start + 1
                while end < columns, key(row * columns + end) == current { end += 1 }
                let left = lowerLeft.x + Double(start) * width
                let right = lowerLeft.x + Double(end) * width
                let bottom = lowerLeft.y - Double(row) * height
                paths[current, default: ""] +=
                    "M\(SVG.pair(Point(x: left, y: bottom)))H\(SVG.number(right))"
                    + "V\(SVG.number(bottom - height))H\(SVG.number(left))z"
                start = end
            }
        }
        return paths
    }

    /// The edges between neighbours of different keys.
    func edges<Key: Equatable>(between key: (Int) -> Key) -> String {
        var path = ""
        for row in 0..<rows {
            for column in 0..<columns {
                let index = row * columns + column
                let right = lowerLeft.x + Double(column + 1) * width
                let top = lowerLeft.y - Double(row + 1) * height
                if column + 1 < columns, key(index) != key(index + 1) {
                    path += "M\(SVG.pair(Point(x: right, y: top)))v\(SVG.number(height))"
                }
                if row + 1 < rows, key(index) != key(index + columns) {
                    path += "M\(SVG.pair(Point(x: right, y: top)))h\(SVG.number(-width))"
                }
            }
        }
        return path
    }

    /// The line on which `values`, read between the centres of the cells as straight, are `level`.
    ///
    /// Marching squares: in each square of four centres the crossings of its sides are joined in pairs.
    func contour(_ values: [Double], at level: Double) -> String {
        var path = ""
        for row in 0..<max(0, rows - 1) {
            for column in 0..<max(0, columns - 1) {
                let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { (column + $0.0, row + $0.1) }
                let heights = corners.map { values[$0.1 * columns + $0.0] - level }
                guard heights.allSatisfy(\.isFinite) else { continue }
                var crossings: [Point] = []
                for side in 0..<4 {
                    let (from, to) = (heights[side], heights[(side + 1) % 4])
                    guard (from >= 0) != (to >= 0) else { continue }
                    let share = from / (from - to)
                    let (start, end) = (corners[side], corners[(side + 1) % 4])
                    let x = Double(start.0) + share * Double(end.0 - start.0) + 0.5
                    let y = Double(start.1) + share * Double(end.1 - start.1) + 0.5
                    crossings.append(Point(x: lowerLeft.x + x * width, y: lowerLeft.y - y * height))
                }
                for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                    path += "M\(SVG.pair(crossings[pair]))L\(SVG.pair(crossings[pair + 1]))"
                }
            }
        }
        return path
    }
}
