import Messages

/// Points in many dimensions as lines across parallel axes, one axis for each dimension (Inselberg 1985).
///
/// The better a line, the stronger it is drawn, and the best one lies on top in a colour of its own: axes at which the strong
/// lines meet decide, and axes that they cross anywhere do not.
public struct ParallelCoordinates: Chart {
    /// One dimension.
    public struct Dimension: Sendable {
        /// Its name, below the axis.
        public var name: String
        /// What stands at its lower and its upper end.
        public var low, high: String

        /// An axis with what stands at its ends.
        public init(_ name: any Readable, low: String, high: String) {
            (self.name, self.low, self.high) = (name.text, low, high)
        }
    }

    /// One point.
    public struct Line: Sendable {
        /// What is shown while the pointer rests on it.
        public var name: String
        /// Where it crosses each axis: 0 at its lower end, 1 at its upper one.
        public var places: [Double]

        /// A line through these places, one on each axis.
        public init(_ name: any Readable, places: [Double]) {
            (self.name, self.places) = (name.text, places)
        }
    }

    /// What the chart shows, written above it.
    public var title: String
    /// The axes, from left to right.
    public var dimensions: [Dimension]
    /// The lines, the best first.
    public var lines: [Line]

    /// A chart of lines, best first. Traps where a line has not one place for each dimension.
    public init(title: any Readable, dimensions: [Dimension], lines: [Line]) {
        if let wrong = lines.first(where: { $0.places.count != dimensions.count }) {
            explainFailure(
                "ParallelCoordinates \"\(title.text)\"",
                "\(wrong.places.count) places of \"\(wrong.name)\" for \(dimensions.count) dimensions")
        }
        (self.title, self.dimensions, self.lines) = (title.text, dimensions, lines)
    }

    private static let (margin, height) = (16.0, 380.0)

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        let drawable = lines.filter { $0.places.allSatisfy(isDrawable) }
        guard !drawable.isEmpty, !dimensions.isEmpty else {
            return PlotFrame.emptyDocument(
                title: title, kind: Words(en: "Parallel coordinates", zh: "平行坐标图"))
        }
        let heading = wrapped(
            title, toWidth: (PlotFrame.width - 32) / 1.12, size: FontSize.title, maximumLines: 3)
        let top = Self.margin + 24 * Double(heading.count) + 36
        // A name or an end in the middle of its slot.
        let slot = (PlotFrame.width - 2 * Self.margin) / Double(dimensions.count)
        let box = Box(
            x: Self.margin + slot / 2, y: top, width: slot * Double(dimensions.count - 1),
            height: Self.height - top - Self.margin - 54)
        func x(_ index: Int) -> Double { box.x + slot * Double(index) }
        let axes = dimensions.enumerated().map { index, dimension in
            func text(_ text: String, _ y: Double, _ style: String, _ size: Double) -> String {
                SVG.text(
                    truncated(text, toWidth: slot - 6, size: size), at: Point(x: x(index), y: y), style,
                    anchor: .middle)
            }
            return SVG.line(Point(x: x(index), y: box.y), Point(x: x(index), y: box.bottom), "axis")
                + text(dimension.high, box.y - 10, "tick", FontSize.tick)
                + text(dimension.low, box.bottom + 20, "tick", FontSize.tick)
                + text(dimension.name, box.bottom + 46, "label", FontSize.label)
        }
        // The worst first, so that better ones lie on top.
        let curves = drawable.enumerated().reversed().map { rank, line in
            let points = line.places.enumerated().map { index, place in
                SVG.pair(Point(x: x(index), y: box.bottom - max(0, min(1, place)) * box.height))
            }
            let opacity = 0.75 - 0.65 * Double(rank) / Double(max(1, drawable.count - 1))
            let style = rank == 0 ? "" : " style=\"stroke-width:1.4;stroke-opacity:\(SVG.number(opacity))\""
            return "<path class=\"\(colorClass(rank == 0 ? 1 : 0)) curve\"\(style) d=\"M"
                + points.joined(separator: "L") + "\"><title>\(xmlEscaped(line.name))</title></path>\n"
        }
        let titles = heading.enumerated().map { index, line in
            SVG.text(line, at: Point(x: Self.margin, y: Self.margin + 16 + 24 * Double(index)), "title")
        }
        let names = listed(dimensions.map(\.name))
        return SVG.document(
            width: PlotFrame.width, height: Self.height, title: title,
            description: Words(
                en: "Parallel coordinates of \(drawable.count) lines\(names.en).",
                zh: "平行坐标图，\(drawable.count) 条线\(names.zh)。"
            ).text,
            body: (titles + axes + curves).joined())
    }
}
