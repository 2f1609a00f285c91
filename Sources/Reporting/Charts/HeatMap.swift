import Messages

/// A matrix as coloured cells: confusion, attention, weights, an image.
public struct HeatMap: Chart {
    /// How values become colours.
    public enum ColorScale: Sendable, Equatable {
        /// From pale to strong, for values that only grow.
        case sequential
        /// Two colours away from a pale zero, for values of both signs.
        case diverging
    }

    /// What the chart shows, written above it.
    public var title: String
    /// The name of the columns.
    public var xLabel: String
    /// The name of the rows.
    public var yLabel: String
    /// The rows from top to bottom; values that are not finite are grey.
    public var values: [[Double]]
    /// The names of the rows; empty for none.
    public var rowLabels: [String]
    /// The names of the columns; empty for none.
    public var columnLabels: [String]
    /// How values become colours.
    public var colorScale: ColorScale
    /// The values at the ends of the colour scale. `nil` takes the data's (symmetric about zero where diverging).
    public var range: ClosedRange<Double>?
    /// Whether each cell carries its value, where there is room for it.
    public var showsValues: Bool
    /// Whether the cells are squares instead of filling the width.
    public var hasSquareCells: Bool

    /// A heat map. Traps where the rows differ in length, or where there are labels but not one for each row or
    /// column.
    public init(
        title: any Readable, xLabel: any Readable = "", yLabel: any Readable = "", values: [[Double]],
        rowLabels: [any Readable] = [], columnLabels: [any Readable] = [],
        colorScale: ColorScale = .sequential,
        range: ClosedRange<Double>? = nil, showsValues: Bool = false, hasSquareCells: Bool = false
    ) {
        let columns = values.first?.count ?? 0
        guard values.allSatisfy({ $0.count == columns }) else {
            explainFailure("HeatMap \"\(title)\"", "rows of different lengths", hint: "a matrix is needed")
        }
        guard rowLabels.isEmpty || rowLabels.count == values.count,
            columnLabels.isEmpty || columnLabels.count == columns
        else {
            explainFailure(
                "HeatMap \"\(title)\"",
                "\(rowLabels.count) row labels and \(columnLabels.count) column labels for a matrix of "
                    + "\(values.count) rows and \(columns) columns",
                hint: "every row (or column) needs a label, or none has one")
        }
        self.title = title.text
        self.xLabel = xLabel.text
        self.yLabel = yLabel.text
        self.values = values
        self.rowLabels = rowLabels.map(\.text)
        self.columnLabels = columnLabels.map(\.text)
        self.colorScale = colorScale
        self.range = range
        self.showsValues = showsValues
        self.hasSquareCells = hasSquareCells
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        let columns = values.first?.count ?? 0
        guard let scale = CellColors(values.flatMap { $0 }, colorScale: colorScale, range: range) else {
            return PlotFrame.emptyDocument(title: title, kind: Words(en: "Heat map", zh: "热力图"))
        }
        func names(_ labels: [String], _ count: Int) -> [String] {
            labels.isEmpty ? Array(repeating: "", count: count) : labels
        }
        let labelledHeight = rowLabels.isEmpty ? 0 : 24 * Double(values.count) + 170
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel,
            x: Axis(categories: names(columnLabels, columns)),
            y: Axis(categories: names(rowLabels, values.count), isTurned: true), grid: .frame,
            baseHeight: max(hasSquareCells ? 500 : 420, min(1000, labelledHeight)),
            equalAspect: hasSquareCells, reservedRight: scale.legendWidth)
        let grid = CellGrid(
            lowerLeft: Point(x: frame.box.x, y: frame.box.bottom),
            width: frame.box.width / Double(columns), height: frame.box.height / Double(values.count),
            columns: columns, rows: values.count)
        // The grid counts rows from below, a matrix from above.
        let cells = Array(values.reversed().joined())
        let content = scale.fill(grid) { cells[$0] }
        let (lower, upper) = (formatNumber(scale.lower), formatNumber(scale.upper))
        return frame.document(
            description: Words(
                en: "Heat map of \(values.count) rows and \(columns) columns, from \(lower) to \(upper).",
                zh: "热力图，\(values.count) 行 \(columns) 列，数值从 \(lower) 到 \(upper)。"),
            content: content + (showsValues ? cellTexts(cells, in: grid, scale) : ""),
            overlay: scale.legend(beside: frame.box))
    }

    private func cellTexts(_ cells: [Double], in grid: CellGrid, _ scale: CellColors) -> String {
        let texts = cells.map { isDrawable($0) ? formatNumber($0, significantDigits: 3) : "–" }
        let widest = texts.map { estimatedWidth($0, size: FontSize.value) }.max() ?? 0
        guard widest + 4 <= grid.width, grid.height >= 17 else { return "" }
        return texts.indices.map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
            let middle = Point(
                x: grid.lowerLeft.x + (Double(column) + 0.5) * grid.width,
                y: grid.lowerLeft.y - (Double(row) + 0.5) * grid.height + 5)
            let contrast = scale.isStrong(cells[index]) ? " inverse" : ""
            return SVG.text(texts[index], at: middle, "value\(contrast)", anchor: .middle)
        }.joined()
    }
}
