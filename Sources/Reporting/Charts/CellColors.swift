/// The colours of a heat map: one colour laid over the background, the stronger the further from the pale end.
///
/// So the pale end is the page's own background, in light and in dark.
struct CellColors {
    private static let levels = 32

    let lower: Double
    let upper: Double
    private let axis: Axis
    private let isDiverging: Bool

    /// The colours for these values; `nil` where none of them can be drawn.
    init?(_ values: [Double], colorScale: HeatMap.ColorScale, range: ClosedRange<Double>?) {
        isDiverging = colorScale == .diverging
        let farthest = values.filter(isDrawable).map(abs).max() ?? 0
        let ends = isDiverging && range == nil ? [farthest, -farthest] : []
        guard values.contains(where: isDrawable),
            let axis = Axis(values: values + ends, range: range, scale: .linear)
        else { return nil }
        self.axis = axis.withTicks(atMost: 6)
        (lower, upper) = (axis.lower, axis.upper)
    }

    /// The room that the legend takes beside the plot.
    var legendWidth: Double {
        22 + 16 + 8 + (axis.ticks.map { estimatedWidth($0.label, size: FontSize.tick) }.max() ?? 0)
    }

    /// Whether a cell's colour is so strong that text on it needs the other ink.
    func isStrong(_ value: Double) -> Bool {
        level(of: value).map { abs($0) > CellColors.levels * 55 / 100 } ?? false
    }

    /// From -32 (the low colour at its strongest) over 0 to 32; `nil` for a value that cannot be drawn.
    private func level(of value: Double) -> Int? {
        guard let position = axis.position(of: value) else { return nil }
        let share = max(0, min(1, position))
        let signed = isDiverging ? 2 * share - 1 : share
        return Int((signed * Double(CellColors.levels)).rounded())
    }

    /// The cells of a grid in their colours.
    func fill(_ grid: CellGrid, _ value: (Int) -> Double) -> String {
        grid.paths { level(of: value($0)) }
            .sorted { ($0.key ?? .min) < ($1.key ?? .min) }
            .map { level, path in
                guard let level else {
                    return SVG.path(path, "none cell", attributes: " style=\"fill-opacity:.35\"")
                }
                let opacity = SVG.number(Double(abs(level)) / Double(CellColors.levels))
                return level == 0
                    ? ""
                    : SVG.path(
                        path, "\(level < 0 ? "low" : "high") cell",
                        attributes: " style=\"fill-opacity:\(opacity)\"")
            }.joined()
    }

    /// The scale of colours with its ticks, right of the plot.
    func legend(beside box: Box) -> String {
        let height = min(box.height, 300)
        let bar = Box(x: box.right + 22, y: box.y + (box.height - height) / 2, width: 16, height: height)
        let rows = 64
        let grid = CellGrid(
            lowerLeft: Point(x: bar.x, y: bar.bottom), width: bar.width,
            height: height / Double(rows), columns: 1, rows: rows)
        var svg = fill(grid) { lower + (upper - lower) * (Double($0) + 0.5) / Double(rows) }
        svg += SVG.rectangle(bar, "frame")
        for tick in axis.ticks {
            guard let position = axis.position(of: tick.value) else { continue }
            let y = bar.bottom - position * height
            svg += SVG.line(Point(x: bar.right, y: y), Point(x: bar.right + 4, y: y), "axis")
            svg += SVG.text(tick.label, at: Point(x: bar.right + 8, y: y + 5), "tick")
        }
        return svg
    }
}
