import Messages

/// Curves over a common horizontal axis: losses over epochs, predictions over hours.
public struct LineChart: Chart {
    /// What the chart shows, written above it.
    public var title: String
    /// The name and unit of the horizontal axis.
    public var xLabel: String
    /// The name and unit of the vertical axis.
    public var yLabel: String
    /// The curves, drawn in this order.
    public var series: [Series]
    /// How the horizontal axis is spread.
    public var xScale: Scale
    /// How the vertical axis is spread.
    public var yScale: Scale
    /// The horizontal range; what lies outside is cut off. `nil` takes the data's.
    public var xRange: ClosedRange<Double>?
    /// The vertical range; what lies outside is cut off. `nil` takes the data's.
    public var yRange: ClosedRange<Double>?
    /// Lines and remarks over the curves.
    public var annotations: [Annotation]

    /// A chart of curves. A series of more than 2000 points is drawn with the extremes of each column of pixels.
    public init(
        title: any Readable, xLabel: any Readable, yLabel: any Readable, series: [Series],
        xScale: Scale = .linear,
        yScale: Scale = .linear, xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
        annotations: [Annotation] = []
    ) {
        self.title = title.text
        self.xLabel = xLabel.text
        self.yLabel = yLabel.text
        self.series = series
        self.xScale = xScale
        self.yScale = yScale
        self.xRange = xRange
        self.yRange = yRange
        self.annotations = annotations
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        let xValues = series.flatMap(\.x)
        let yValues = series.flatMap(visibleHeights)
        let marked = annotatedValues(annotations)
        let isDiscrete = xValues.allSatisfy { !isDrawable($0) || $0 == $0.rounded() }
        guard yValues.contains(where: isDrawable),
            let x = Axis(
                values: xValues + marked.x, range: xRange, scale: xScale, integersOnly: isDiscrete),
            let y = Axis(values: yValues + marked.y, range: yRange, scale: yScale, padding: 0.05)
        else { return PlotFrame.emptyDocument(title: title, kind: Words(en: "Line chart", zh: "折线图")) }
        let curves = series.enumerated().map { Curve($1, index: $0) }
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel, x: x, y: y, legend: curves.map(\.legendItem))
        let content =
            curves.map { $0.bandSVG(in: frame) }.joined() + curves.map { $0.svg(in: frame) }.joined()
        let names = listed(series.map(\.name))
        return frame.document(
            description: Words(
                en: "Line chart of \(yLabel) over \(xLabel)\(names.en).",
                zh: "折线图，横轴\(xLabel)，纵轴\(yLabel)\(names.zh)。"),
            content: content, overlay: annotationsSVG(annotations, in: frame))
    }

    /// The values of a series that ask for room on the vertical axis: those within `xRange`.
    private func visibleHeights(of series: Series) -> [Double] {
        series.x.indices.filter { xRange?.contains(series.x[$0]) ?? true }.flatMap { index in
            [series.y[index]] + (series.band.map { [$0.lower[index], $0.upper[index]] } ?? [])
        }
    }
}
