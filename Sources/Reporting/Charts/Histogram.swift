import Messages

/// How often values fall into equal intervals, for one or several groups of values.
public struct Histogram: Chart {
    /// The values of one group.
    public struct Group: Sendable {
        /// The name in the legend; an empty one is left out of it.
        public var name: String
        /// The values; those that are not finite are not counted.
        public var values: [Double]

        /// A group of values.
        public init(_ name: any Readable, values: [Double]) {
            self.name = name.text
            self.values = values
        }
    }

    /// What the chart shows, written above it.
    public var title: String
    /// The name and unit of the values.
    public var xLabel: String
    /// The name of the counts.
    public var yLabel: String
    /// The groups, all counted in the same intervals.
    public var groups: [Group]
    /// The number of intervals.
    public var binCount: Int
    /// Whether the heights are fractions of the group instead of counts.
    public var showsFractions: Bool

    /// A histogram with `binCount` intervals (1 to 500) from the smallest to the largest value of all groups.
    public init(
        title: any Readable, xLabel: any Readable, yLabel: any Readable = Words(en: "count", zh: "个数"),
        groups: [Group], binCount: Int = 30,
        showsFractions: Bool = false
    ) {
        self.title = title.text
        self.xLabel = xLabel.text
        self.yLabel = yLabel.text
        self.groups = groups
        self.binCount = min(500, max(1, binCount))
        self.showsFractions = showsFractions
    }

    /// A histogram of one group of values.
    public init(title: any Readable, xLabel: any Readable, values: [Double], binCount: Int = 30) {
        self.init(title: title, xLabel: xLabel, groups: [Group("", values: values)], binCount: binCount)
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        let heights = groups.map { group in
            let counts = counts(of: group.values)
            let total = max(1, counts.reduce(0, +))
            return counts.map { showsFractions ? Double($0) / Double(total) : Double($0) }
        }
        guard let x = horizontalAxis,
            let y = Axis(
                values: heights.flatMap { $0 } + [0], range: nil, scale: .linear, padding: 0.05,
                integersOnly: !showsFractions)
        else { return PlotFrame.emptyDocument(title: title, kind: Words(en: "Histogram", zh: "直方图")) }
        let legend = groups.enumerated().map {
            LegendItem(name: $1.name, symbol: .swatch, color: colorClass($0))
        }
        let frame = PlotFrame(title: title, xLabel: xLabel, yLabel: yLabel, x: x, y: y, legend: legend)
        let content = heights.enumerated().map { index, heights in
            heights.count(where: { $0 > 0 }) == 0
                ? "" : groups.count == 1 ? bars(heights, in: frame) : outline(heights, index, in: frame)
        }
        let names = listed(groups.map(\.name))
        return frame.document(
            description: Words(
                en: "Histogram of \(xLabel) in \(binCount) intervals\(names.en).",
                zh: "直方图，\(xLabel)分为 \(binCount) 个区间\(names.zh)。"),
            content: content.joined())
    }

    /// The axis from the first interval's lower to the last one's upper edge.
    private var horizontalAxis: Axis? {
        Axis(values: groups.flatMap(\.values), range: nil, scale: .linear)
    }

    /// How many of the values fall into each interval; the last one includes its upper edge.
    func counts(of values: [Double]) -> [Int] {
        var counts = Array(repeating: 0, count: binCount)
        guard let axis = horizontalAxis else { return counts }
        for position in values.compactMap(axis.position) {
            counts[min(binCount - 1, max(0, Int(position * Double(binCount))))] += 1
        }
        return counts
    }

    private func bars(_ heights: [Double], in frame: PlotFrame) -> String {
        let width = frame.box.width / Double(binCount)
        return heights.enumerated().map { bin, height in
            guard height > 0, let position = frame.y.position(of: height) else { return "" }
            let bar = Box(
                x: frame.box.x + Double(bin) * width + (width > 4 ? 0.75 : 0),
                y: frame.box.bottom - position * frame.box.height, width: width - (width > 4 ? 1.5 : 0),
                height: position * frame.box.height)
            return SVG.rectangle(bar, "\(colorClass(0)) bar", tip: formatNumber(height))
        }.joined()
    }

    /// The steps of a group as an outline over a pale area, so that groups behind it stay visible.
    private func outline(_ heights: [Double], _ index: Int, in frame: PlotFrame) -> String {
        let width = frame.box.width / Double(binCount)
        var path = "M\(SVG.number(frame.box.x)) \(SVG.number(frame.box.bottom))"
        for (bin, height) in heights.enumerated() {
            let position = frame.y.position(of: height) ?? 0
            path += "V\(SVG.number(frame.box.bottom - position * frame.box.height))"
            path += "H\(SVG.number(frame.box.x + Double(bin + 1) * width))"
        }
        path += "V\(SVG.number(frame.box.bottom))"
        let color = colorClass(index)
        return SVG.path(path, "\(color) area") + SVG.path(path, "\(color) curve")
    }
}
