import Messages

/// Values of categories as bars, one or several series side by side.
public struct BarChart: Chart {
    /// The values of one series, one for each category.
    public struct Group: Sendable {
        /// The name in the legend; an empty one is left out of it.
        public var name: String
        /// The heights of the bars; a value that is not finite leaves its place empty.
        public var values: [Double]
        /// Half the length of the error bar on each bar.
        public var errors: [Double]?

        /// A series of bars. Traps where `errors` and `values` differ in length.
        public init(_ name: any Readable, values: [Double], errors: [Double]? = nil) {
            if let errors, errors.count != values.count {
                explainFailure(
                    "BarChart.Group \"\(name.text)\"", "\(errors.count) errors for \(values.count) values",
                    hint: "each value needs one")
            }
            self.name = name.text
            self.values = values
            self.errors = errors
        }
    }

    /// What the chart shows, written above it.
    public var title: String
    /// The name of the categories.
    public var xLabel: String
    /// The name and unit of the values.
    public var yLabel: String
    /// The names below the bars.
    public var categories: [String]
    /// The series, drawn side by side.
    public var groups: [Group]
    /// Whether each bar carries its value, where there is room for it.
    public var showsValues: Bool
    /// The vertical range; what lies outside is cut off. `nil` takes the data's and zero.
    public var yRange: ClosedRange<Double>?
    /// Lines and remarks over the bars; categories stand at x = 0.5, 1.5, ...
    public var annotations: [Annotation]

    /// A chart of bars. Traps where a group has not one value for each category.
    public init(
        title: any Readable, xLabel: any Readable = "", yLabel: any Readable, categories: [any Readable],
        groups: [Group],
        showsValues: Bool = true, yRange: ClosedRange<Double>? = nil, annotations: [Annotation] = []
    ) {
        for group in groups where group.values.count != categories.count {
            explainFailure(
                "BarChart \"\(title.text)\"",
                "\(group.values.count) values of \"\(group.name)\" for \(categories.count) categories",
                hint: "each category needs one")
        }
        self.title = title.text
        self.xLabel = xLabel.text
        self.yLabel = yLabel.text
        self.categories = categories.map(\.text)
        self.groups = groups
        self.showsValues = showsValues
        self.yRange = yRange
        self.annotations = annotations
    }

    /// A chart of one series of bars.
    public init(
        title: any Readable, xLabel: any Readable = "", yLabel: any Readable, categories: [any Readable],
        values: [Double],
        errors: [Double]? = nil
    ) {
        self.init(
            title: title, xLabel: xLabel, yLabel: yLabel, categories: categories,
            groups: [Group("", values: values, errors: errors)])
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        let values = groups.flatMap(\.values)
        let ends = groups.flatMap { group in
            zip(group.values, group.errors ?? []).flatMap { [$0 - $1, $0 + $1] }
        }
        guard values.contains(where: isDrawable),
            let y = Axis(
                values: values + ends + annotatedValues(annotations).y + [0], range: yRange, scale: .linear,
                padding: 0.08)
        else { return PlotFrame.emptyDocument(title: title, kind: Words(en: "Bar chart", zh: "柱状图")) }
        let legend = groups.enumerated().map {
            LegendItem(name: $1.name, symbol: .swatch, color: colorClass($0))
        }
        let frame = PlotFrame(
            title: title, xLabel: xLabel, yLabel: yLabel, x: Axis(categories: categories), y: y,
            legend: legend)
        let slot = frame.box.width / Double(categories.count)
        let names = listed(groups.map(\.name))
        return frame.document(
            description: Words(
                en: "Bar chart of \(yLabel) for \(categories.count) categories\(names.en).",
                zh: "柱状图，\(categories.count) 类的\(yLabel)\(names.zh)。"),
            content: groups.indices.map { bars(of: $0, slot: slot, in: frame) }.joined(),
            overlay: valueLabels(slot: slot, in: frame) + annotationsSVG(annotations, in: frame))
    }

    /// The left edge and the width of a bar.
    private func extent(category: Int, group: Int, slot: Double, in frame: PlotFrame) -> (
        left: Double, width: Double
    ) {
        let width = min(72, slot * 0.78 / Double(groups.count))
        let left = frame.box.x + (Double(category) + 0.5) * slot - width * Double(groups.count) / 2
        return (left + Double(group) * width, width)
    }

    private func bars(of group: Int, slot: Double, in frame: PlotFrame) -> String {
        let baseline = held(frame.y.position(of: 0) ?? 0)
        var svg = ""
        var errors = ""
        for (category, value) in groups[group].values.enumerated() {
            guard let position = frame.y.position(of: value) else { continue }
            let (left, width) = extent(category: category, group: group, slot: slot, in: frame)
            let top = frame.box.bottom - held(max(position, baseline)) * frame.box.height
            let bottom = frame.box.bottom - held(min(position, baseline)) * frame.box.height
            let gap = width > 6 ? 1.0 : 0
            let name = [categories[category], groups[group].name].filter { !$0.isEmpty }
            svg += SVG.rectangle(
                Box(x: left + gap, y: top, width: width - 2 * gap, height: max(bottom - top, 0.8)),
                "\(colorClass(group)) bar", radius: min(2, width / 4),
                tip: (name + [formatNumber(value)]).joined(separator: ": "))
            guard let error = groups[group].errors?[category], error != 0,
                let from = frame.y.position(of: value - error), let to = frame.y.position(of: value + error)
            else { continue }
            let middle = SVG.number(left + width / 2)
            let low = SVG.number(frame.box.bottom - from * frame.box.height)
            let high = SVG.number(frame.box.bottom - to * frame.box.height)
            let cap = min(5, width / 3)
            let across = "m\(SVG.number(-cap)) 0h\(SVG.number(2 * cap))"
            errors += "M\(middle) \(low)V\(high)\(across)M\(middle) \(low)\(across)"
        }
        return svg + SVG.path(errors, "error")
    }

    /// The values above the bars (below those that hang), unless they would touch each other.
    private func valueLabels(slot: Double, in frame: PlotFrame) -> String {
        guard showsValues else { return "" }
        var svg = ""
        for (group, series) in groups.enumerated() {
            for (category, value) in series.values.enumerated() {
                let (left, width) = extent(category: category, group: group, slot: slot, in: frame)
                let label = formatNumber(value, significantDigits: 3)
                let room = groups.count == 1 ? slot : width
                if estimatedWidth(label, size: FontSize.value) > room - 2 { return "" }
                let error = series.errors.map { abs($0[category]) } ?? 0
                let end = value < 0 ? value - error : value + error
                guard isDrawable(value),
                    let position = frame.y.position(of: isDrawable(end) ? end : value),
                    (0...1).contains(position)
                else { continue }
                let y = frame.box.bottom - position * frame.box.height + (value < 0 ? 17 : -6)
                svg += SVG.text(
                    label, at: Point(x: left + width / 2, y: y), "value halo", anchor: .middle)
            }
        }
        return svg
    }
}
