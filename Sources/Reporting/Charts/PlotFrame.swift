import Messages

/// Everything of a chart but its data: title, axes with ticks and labels, grid and legend, and where they stand.
///
/// From top to bottom: title, label of the y axis, plot, ticks, label of the x axis, legend. The plot keeps its
/// size when title or legend take more lines; the picture grows instead.
struct PlotFrame {
    /// What is drawn behind the data.
    enum Grid {
        case horizontal, both, frame
    }

    static let width = 720.0
    private static let margin = 16.0
    private static let rowNameWidth = 180.0

    private(set) var x: Axis
    private(set) var y: Axis
    /// The plot itself.
    private(set) var box: Box
    private let title: String
    private let titleLines: [String]
    private let xLabel: String
    private let yLabel: String
    private let grid: Grid
    private let legend: Legend
    private let labels: CategoryLabels?
    private let height: Double
    private let yLabelX: Double

    /// Lays out a chart of `baseHeight` pixels (more where title, names or legend need it).
    ///
    /// `equalAspect` makes a unit of x as long as a unit of y; `reservedRight` stays free beside the plot.
    init(
        title: String, xLabel: String, yLabel: String, x: Axis, y: Axis, legend items: [LegendItem] = [],
        grid: Grid = .horizontal, baseHeight: Double = 420, equalAspect: Bool = false,
        reservedRight: Double = 0
    ) {
        let margin = PlotFrame.margin
        let room = PlotFrame.width - 2 * margin
        self.title = title
        self.xLabel = truncated(xLabel, toWidth: room, size: FontSize.label)
        self.yLabel = truncated(yLabel, toWidth: room, size: FontSize.label)
        self.grid = grid
        titleLines = brokenTitle(title)
        legend = Legend(items, width: room)

        let top = margin + 24 * Double(titleLines.count) + (yLabel.isEmpty ? 0 : 26) + 10
        var below = (xLabel.isEmpty ? 0.0 : 24.0) + legend.height + margin
        var boxHeight = max(baseHeight - 170, baseHeight - top - below - 24)
        self.y = y.withTicks(atMost: max(2, Int(boxHeight / 34)))
        let yLabelWidth = self.y.ticks.map { estimatedWidth($0.label, size: FontSize.tick) }.max() ?? 0
        var left = margin + min(PlotFrame.rowNameWidth, yLabelWidth) + 10
        let right = margin + 8 + reservedRight

        if x.isCategorical {
            // Turned names may reach further left than the ticks of the y axis do.
            let slots = Double(max(1, x.ticks.count))
            let first = CategoryLabels(x.ticks, slot: (PlotFrame.width - left - right) / slots)
            left = max(left, margin + min(first.overhang, 120))
        }
        var boxWidth = PlotFrame.width - left - right
        if equalAspect {
            let unit = min(boxWidth / abs(x.upper - x.lower), boxHeight / abs(y.upper - y.lower))
            let (newWidth, newHeight) = (abs(x.upper - x.lower) * unit, abs(y.upper - y.lower) * unit)
            if newWidth >= 100, newHeight >= 60 {
                left += (boxWidth - newWidth) / 2
                (boxWidth, boxHeight) = (newWidth, newHeight)
                self.y = y.withTicks(atMost: max(2, Int(boxHeight / 34)))
            }
        }
        self.x = x
        if x.isCategorical {
            let names = CategoryLabels(x.ticks, slot: boxWidth / Double(max(1, x.ticks.count)))
            labels = names
            below += names.height
        } else {
            labels = nil
            below += 24
            for count in stride(from: 10, through: 1, by: -1) {
                self.x = x.withTicks(atMost: count)
                if ticksFit(self.x, width: boxWidth) { break }
            }
        }
        box = Box(x: left, y: top, width: boxWidth, height: boxHeight)
        height = top + boxHeight + below
        yLabelX = equalAspect ? max(margin, left - yLabelWidth - 10) : margin
    }

    /// Where a pair of values stands in the picture; `nil` where one of them cannot be drawn.
    func point(_ xValue: Double, _ yValue: Double) -> Point? {
        guard let horizontal = x.position(of: xValue), let vertical = y.position(of: yValue) else {
            return nil
        }
        return Point(x: box.x + horizontal * box.width, y: box.bottom - vertical * box.height)
    }

    /// The whole picture: `content` is cut off at the plot's edges, `overlay` is not.
    func document(description: Words, content: String, overlay: String = "") -> String {
        // Where the axis follows the data, nothing lies outside and a marker on the edge stays whole.
        let horizontal = x.isRangeFixed ? 0.0 : 8.0
        let vertical = y.isRangeFixed ? 0.0 : 8.0
        let clip = Box(
            x: box.x - horizontal, y: box.y - vertical, width: box.width + 2 * horizontal,
            height: box.height + 2 * vertical)
        let body =
            PlotFrame.titleSVG(titleLines) + gridSVG + SVG.clipped(content, to: clip) + axesSVG + overlay
        return SVG.document(
            width: PlotFrame.width, height: height, title: title, description: description.text, body: body)
    }

    /// The picture of a chart without a single value to show.
    static func emptyDocument(title: String, kind: Words) -> String {
        let lines = brokenTitle(title)
        let top = margin + 24 * Double(lines.count) + 10
        let box = Box(x: margin, y: top, width: width - 2 * margin, height: 420 - top - margin)
        let words = Point(x: box.middle.x, y: box.middle.y + 6)
        return SVG.document(
            width: width, height: 420, title: title,
            description: Words(en: "\(kind.en) without data.", zh: "\(kind.zh)，没有数据。").text,
            body: titleSVG(lines) + SVG.rectangle(box, "grid", radius: 6)
                + SVG.text(Words(en: "no data", zh: "没有数据").text, at: words, "empty", anchor: .middle))
    }

    private static func titleSVG(_ lines: [String]) -> String {
        lines.enumerated().map { index, line in
            SVG.text(line, at: Point(x: margin, y: margin + 16 + 24 * Double(index)), "title")
        }.joined()
    }

    private func horizontalPosition(_ value: Double) -> Double? {
        x.position(of: value).map { box.x + $0 * box.width }
    }

    private func verticalPosition(_ value: Double) -> Double? {
        y.position(of: value).map { box.bottom - $0 * box.height }
    }

    private var gridSVG: String {
        guard grid != .frame else { return "" }
        var path = ""
        func across(_ value: Double) -> String {
            guard let height = verticalPosition(value) else { return "" }
            return "M\(SVG.number(box.x)) \(SVG.number(height))h\(SVG.number(box.width))"
        }
        path += y.ticks.map { across($0.value) }.joined()
        if grid == .both {
            for value in x.ticks.map(\.value) {
                guard let position = horizontalPosition(value) else { continue }
                path += "M\(SVG.number(position)) \(SVG.number(box.y))v\(SVG.number(box.height))"
            }
        }
        let minor = y.minorTicks.count <= 24 ? y.minorTicks.map(across).joined() : ""
        return SVG.path(minor, "grid minor") + SVG.path(path, "grid")
    }

    private var axesSVG: String {
        var svg = SVG.text(yLabel, at: Point(x: yLabelX, y: box.y - 16), "label")
        let nameWidth = PlotFrame.rowNameWidth
        // Names of rows are left out evenly where the rows are too low for all of them.
        let rowStep =
            y.isCategorical ? max(1, Int((16 * Double(y.ticks.count) / box.height).rounded(.up))) : 1
        for (index, tick) in y.ticks.enumerated() where index % rowStep == 0 {
            guard let position = verticalPosition(tick.value) else { continue }
            let label = truncated(tick.label, toWidth: nameWidth, size: FontSize.tick)
            svg += SVG.text(label, at: Point(x: box.x - 9, y: position + 5), "tick", anchor: .end)
        }
        var marks = ""
        if let labels {
            let corner = Point(x: box.x, y: box.bottom)
            svg += labels.svg(below: corner, slot: box.width / Double(max(1, x.ticks.count)))
        } else {
            for tick in x.ticks {
                guard let position = horizontalPosition(tick.value) else { continue }
                marks += "M\(SVG.number(position)) \(SVG.number(box.bottom))v6"
                let half = estimatedWidth(tick.label, size: FontSize.tick) / 2
                let center = min(position, PlotFrame.width - 6 - half)
                svg += SVG.text(
                    tick.label, at: Point(x: center, y: box.bottom + 21), "tick", anchor: .middle)
            }
            for position in x.minorTicks.compactMap(horizontalPosition) {
                marks += "M\(SVG.number(position)) \(SVG.number(box.bottom))v4"
            }
        }
        svg += SVG.path(marks, "axis") + edgesSVG
        let labelHeight = height - PlotFrame.margin - legend.height
        svg += SVG.text(xLabel, at: Point(x: box.middle.x, y: labelHeight - 6), "label", anchor: .middle)
        return svg + legend.svg(at: Point(x: PlotFrame.margin, y: labelHeight))
    }

    private var edgesSVG: String {
        if grid != .horizontal { return SVG.rectangle(box, "frame") }
        var edges = SVG.line(Point(x: box.x, y: box.bottom), Point(x: box.right, y: box.bottom), "axis")
        if y.scale == .linear, min(y.lower, y.upper) < 0, max(y.lower, y.upper) > 0,
            let zero = verticalPosition(0)
        {
            edges += SVG.line(Point(x: box.x, y: zero), Point(x: box.right, y: zero), "axis")
        }
        return edges
    }
}

/// The title in lines that fit the picture; its letters are bold and therefore wider.
private func brokenTitle(_ title: String) -> [String] {
    wrapped(title, toWidth: (PlotFrame.width - 32) / 1.12, size: FontSize.title, maximumLines: 3)
}

/// Whether the labels of an axis stand clear of each other on `width` pixels.
private func ticksFit(_ axis: Axis, width: Double) -> Bool {
    zip(axis.ticks, axis.ticks.dropFirst()).allSatisfy { left, right in
        guard let from = axis.position(of: left.value), let to = axis.position(of: right.value) else {
            return true
        }
        let needed =
            (estimatedWidth(left.label, size: FontSize.tick)
                + estimatedWidth(right.label, size: FontSize.tick)) / 2
        return (to - from) * width >= needed + 14
    }
}
