/// A line of the legend.
struct LegendItem: Sendable {
    enum Symbol: Sendable {
        case curve(Series.Style, pattern: String)
        case marker(Marker)
        case swatch
    }
    var name: String
    var symbol: Symbol
    var color: String
}

/// The names of what a chart shows, in rows below the plot, broken where a row is full.
struct Legend: Sendable {
    private static let gap = 22.0
    private static let rowHeight = 24.0

    private var rows: [[(item: LegendItem, x: Double)]] = []

    /// Places the items that have a name into rows of at most `width` pixels.
    init(_ items: [LegendItem], width: Double) {
        var x = 0.0
        for var item in items where !item.name.isEmpty {
            let symbolWidth = Legend.width(of: item.symbol) + 8
            item.name = truncated(item.name, toWidth: width - symbolWidth, size: FontSize.tick)
            let itemWidth = symbolWidth + estimatedWidth(item.name, size: FontSize.tick)
            if rows.isEmpty || x + itemWidth > width {
                rows.append([])
                x = 0
            }
            rows[rows.count - 1].append((item, x))
            x += itemWidth + Legend.gap
        }
    }

    var rowCount: Int { rows.count }
    var height: Double { rows.isEmpty ? 0 : Double(rows.count) * Legend.rowHeight + 8 }

    /// The rows with the upper left corner of the legend at `origin`.
    func svg(at origin: Point) -> String {
        var svg = ""
        for (index, row) in rows.enumerated() {
            let y = origin.y + 8 + (Double(index) + 0.5) * Legend.rowHeight
            for (item, x) in row {
                svg += symbol(item, from: Point(x: origin.x + x, y: y))
                let start = Point(x: origin.x + x + Legend.width(of: item.symbol) + 8, y: y + 5)
                svg += SVG.text(item.name, at: start, "legend")
            }
        }
        return svg
    }

    private static func width(of symbol: LegendItem.Symbol) -> Double {
        switch symbol {
        case .curve: return 28
        case .marker: return 14
        case .swatch: return 18
        }
    }

    private func symbol(_ item: LegendItem, from left: Point) -> String {
        let width = Legend.width(of: item.symbol)
        let right = Point(x: left.x + width, y: left.y)
        let middle = Point(x: left.x + width / 2, y: left.y)
        switch item.symbol {
        case .curve(let style, let pattern):
            let line = SVG.line(left, right, "\(item.color) curve\(pattern)")
            let dot = Marker.circle.element(at: [middle], radius: 4.5, item.color)
            switch style {
            case .points: return dot
            case .lineAndPoints: return line + dot
            case .line, .dashed, .steps: return line
            }
        case .marker(let marker):
            return marker.element(at: [middle], radius: 5.5, item.color)
        case .swatch:
            let box = Box(x: left.x, y: left.y - 7, width: width, height: 14)
            return SVG.rectangle(box, "\(item.color) bar", radius: 3)
        }
    }
}
