import Messages

/// Points of several classes in the plane, each class with its own colour and shape.
public struct ScatterChart: Chart {
    /// The points of one class.
    public struct Group: Sendable {
        /// The name in the legend; an empty one is left out of it.
        public var name: String
        /// The horizontal coordinates.
        public var x: [Double]
        /// The vertical coordinates, as many as `x`.
        public var y: [Double]

        /// The points `(x[i], y[i])`. Traps where the arrays differ in length.
        public init(_ name: any Readable, x: [Double], y: [Double]) {
            guard x.count == y.count else {
                explainFailure(
                    "ScatterChart.Group \"\(name.text)\"", "\(x.count) x values but \(y.count) y values",
                    hint: "they go in pairs")
            }
            self.name = name.text
            self.x = x
            self.y = y
        }
    }

    /// What the chart shows, written above it.
    public var title: String
    /// The name and unit of the horizontal axis.
    public var xLabel: String
    /// The name and unit of the vertical axis.
    public var yLabel: String
    /// The points, a class at a time.
    public var groups: [Group]
    /// Lines over the points, such as a separating line; they do not widen the axes.
    public var lines: [Series]
    /// What a classifier answers in the plane behind the points; the axes include it.
    public var regions: DecisionRegions?
    /// Whether a unit of x is as long as a unit of y.
    public var hasEqualAspect: Bool
    /// The horizontal range; what lies outside is cut off. `nil` takes the data's.
    public var xRange: ClosedRange<Double>?
    /// The vertical range; what lies outside is cut off. `nil` takes the data's.
    public var yRange: ClosedRange<Double>?
    /// Lines and remarks over the points.
    public var annotations: [Annotation]

    /// A chart of points. Of more than 2000 points of a class, those on the same pixel are drawn once.
    public init(
        title: any Readable, xLabel: any Readable, yLabel: any Readable, groups: [Group],
        lines: [Series] = [],
        regions: DecisionRegions? = nil, hasEqualAspect: Bool = false, xRange: ClosedRange<Double>? = nil,
        yRange: ClosedRange<Double>? = nil, annotations: [Annotation] = []
    ) {
        self.title = title.text
        self.xLabel = xLabel.text
        self.yLabel = yLabel.text
        self.groups = groups
        self.lines = lines
        self.regions = regions
        self.hasEqualAspect = hasEqualAspect
        self.xRange = xRange
        self.yRange = yRange
        self.annotations = annotations
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        guard
            let x = axis(
                groups.flatMap(\.x), regions?.xRange, or: lines.flatMap(\.x), range: xRange),
            let y = axis(
                groups.flatMap(\.y), regions?.yRange, or: lines.flatMap(\.y), range: yRange)
        else { return PlotFrame.emptyDocument(title: title, kind: Words(en: "Scatter chart", zh: "散点图")) }
        let curves = lines.enumerated().map { Curve($1, index: groups.count + $0) }
        let legend = groups.enumerated().map { index, group in
            LegendItem(
                name: group.name, symbol: .marker(Marker(index: index)), color: colorClass(index))
        }
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel, x: x, y: y,
            legend: legend + curves.map(\.legendItem), grid: regions == nil ? .both : .frame,
            baseHeight: hasEqualAspect ? 560 : 420, equalAspect: hasEqualAspect)
        let radius = markerRadius(count: groups.map(\.x.count).reduce(0, +))
        let markers = groups.enumerated().map { index, group in
            let points = zip(group.x, group.y).compactMap { frame.point($0, $1) }
            return Marker(index: index).element(at: points, radius: radius, colorClass(index))
        }
        let content =
            (regions?.svg(in: frame) ?? "") + curves.map { $0.bandSVG(in: frame) }.joined()
            + markers.joined() + curves.map { $0.svg(in: frame) }.joined()
        let points = Words(en: "points", zh: "点").text
        let names = listed(groups.map { "\($0.name.isEmpty ? points : $0.name) (\($0.x.count))" })
        return frame.document(
            description: Words(
                en: "Scatter chart of \(yLabel) over \(xLabel)\(names.en).",
                zh: "散点图，横轴\(xLabel)，纵轴\(yLabel)\(names.zh)。"),
            content: content, overlay: annotationsSVG(annotations, in: frame))
    }

    /// The axis over the points and the regions behind them; over the lines where there is neither.
    private func axis(
        _ values: [Double], _ region: ClosedRange<Double>?, or others: [Double], range: ClosedRange<Double>?
    ) -> Axis? {
        if let region, range == nil {
            let outside = values.filter { isDrawable($0) && !region.contains($0) }
            if outside.isEmpty { return Axis(values: values + others, range: region, scale: .linear) }
        }
        let shown = values + (region.map { [$0.lowerBound, $0.upperBound] } ?? [])
        let isAny = shown.contains(where: isDrawable)
        var axis = Axis(
            values: isAny ? shown : others, range: range, scale: .linear, padding: 0.06,
            staysAboveZero: false)
        axis?.isRangeFixed = true
        return axis
    }
}
