import Messages

/// What a classifier answers on a grid of the plane, drawn behind a scatter chart with its decision boundary.
public struct DecisionRegions: Sendable {
    /// What is known of each cell, row by row from the lower left corner.
    private enum Cells: Sendable {
        case classes([Int])
        case values([Double], threshold: Double)
    }

    /// The horizontal extent of the grid.
    public let xRange: ClosedRange<Double>
    /// The vertical extent of the grid.
    public let yRange: ClosedRange<Double>
    /// The number of cells from left to right.
    public let columns: Int
    /// The number of cells from bottom to top.
    public let rows: Int
    private let cells: Cells

    /// Regions of predicted classes (numbers from 0, the order of the chart's groups), row by row from the lower
    /// left corner: `classes[row * columns + column]`. Traps where their number is not `columns * rows`.
    public init(
        xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int, rows: Int, classes: [Int]
    ) {
        checkCellCount(classes.count, columns, rows)
        (self.xRange, self.yRange, self.columns, self.rows) = (xRange, yRange, columns, rows)
        cells = .classes(classes)
    }

    /// Regions of a value of two classes, such as a probability: class 1 where it is at least `threshold`.
    /// The further from the threshold, the stronger the colour. Order and trap as for `classes`.
    public init(
        xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int, rows: Int, values: [Double],
        threshold: Double = 0.5
    ) {
        checkCellCount(values.count, columns, rows)
        (self.xRange, self.yRange, self.columns, self.rows) = (xRange, yRange, columns, rows)
        cells = .values(values, threshold: threshold)
    }

    /// Regions of the class that `classOf` answers at the centre of each cell.
    public init(
        xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int = 120, rows: Int = 120,
        classOf: (_ x: Double, _ y: Double) -> Int
    ) {
        let centers = DecisionRegions.centers(xRange: xRange, yRange: yRange, columns: columns, rows: rows)
        self.init(
            xRange: xRange, yRange: yRange, columns: columns, rows: rows,
            classes: centers.map { classOf($0.x, $0.y) })
    }

    /// Regions of the value that `valueOf` answers at the centre of each cell.
    public init(
        xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int = 80, rows: Int = 80,
        threshold: Double = 0.5, valueOf: (_ x: Double, _ y: Double) -> Double
    ) {
        let centers = DecisionRegions.centers(xRange: xRange, yRange: yRange, columns: columns, rows: rows)
        self.init(
            xRange: xRange, yRange: yRange, columns: columns, rows: rows,
            values: centers.map { valueOf($0.x, $0.y) }, threshold: threshold)
    }

    /// The centres of the cells in the order of `classes` and `values`, for a network that takes them in one
    /// batch.
    public static func centers(
        xRange: ClosedRange<Double>, yRange: ClosedRange<Double>, columns: Int, rows: Int
    ) -> [(x: Double, y: Double)] {
        func center(_ index: Int, of count: Int, in range: ClosedRange<Double>) -> Double {
            range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
        }
        return (0..<rows).flatMap { row in
            (0..<columns).map {
                (center($0, of: columns, in: xRange), center(row, of: rows, in: yRange))
            }
        }
    }

    /// The coloured cells and the boundary between them.
    func svg(in frame: PlotFrame) -> String {
        guard columns > 0, rows > 0,
            let lowerLeft = frame.point(xRange.lowerBound, yRange.lowerBound),
            let upperRight = frame.point(xRange.upperBound, yRange.upperBound)
        else { return "" }
        let grid = CellGrid(
            lowerLeft: lowerLeft, width: (upperRight.x - lowerLeft.x) / Double(columns),
            height: (lowerLeft.y - upperRight.y) / Double(rows), columns: columns, rows: rows)
        switch cells {
        case .classes(let classes):
            let fills = grid.paths { classes[$0] }.sorted { $0.key < $1.key }.map { index, path in
                SVG.path(path, "\(colorClass(max(0, index))) region")
            }
            return fills.joined() + SVG.path(grid.edges { classes[$0] }, "boundary")
        case .values(let values, let threshold):
            let distances = values.map { abs($0 - threshold) }
            let farthest = distances.filter(isDrawable).max() ?? 0
            let levels = 12
            // Levels below zero are class 0, above zero class 1; zero is a value that cannot be drawn.
            let fills = grid.paths { index -> Int in
                guard isDrawable(values[index]) else { return 0 }
                let strength = farthest > 0 ? distances[index] / farthest : 1
                let level = 1 + min(levels - 1, Int(strength * Double(levels)))
                return values[index] >= threshold ? level : -level
            }.sorted { $0.key < $1.key }.map { level, path in
                let opacity = SVG.number(0.06 + 0.3 * Double(abs(level)) / Double(levels))
                return level == 0
                    ? ""
                    : SVG.path(
                        path, "\(colorClass(level > 0 ? 1 : 0)) region",
                        attributes: " style=\"fill-opacity:\(opacity)\"")
            }
            return fills.joined() + SVG.path(grid.contour(values, at: threshold), "boundary")
        }
    }
}

private func checkCellCount(_ count: Int, _ columns: Int, _ rows: Int) {
    guard count == columns * rows else {
        explainFailure(
            "DecisionRegions", "\(count) cells for \(columns) columns and \(rows) rows",
            hint: "columns × rows cells are needed")
    }
}
