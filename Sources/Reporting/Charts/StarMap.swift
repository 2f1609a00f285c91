import Messages

/// Words as points of the plane, each with its name beside it: a star map, at several moments if there are more.
///
/// The chart shows the last moment. On a report's page the others are chosen above it, and the points move between them
/// (see `Report.starMap`). A name that would cover another one is left out; it is shown while the pointer rests on its
/// point.
///
/// ```swift
/// let map = StarMap(
///     title: "Words", words: ["king", "queen", "bread"], groups: [0, 0, 1], groupNames: ["people", "food"],
///     moments: [.init("epoch 1", x: [0, 1, 2], y: [0, 2, 1]), .init("epoch 2", x: [0, 0, 2], y: [0, 1, 1])])
/// report.starMap(map, caption: "how the words find their places")
/// ```
public struct StarMap: Chart {
    /// Where the words are at one moment.
    public struct Moment: Sendable {
        /// What it is called: "epoch 3".
        public var name: String
        /// The horizontal coordinates, one a word.
        public var x: [Double]
        /// The vertical coordinates.
        public var y: [Double]

        /// The places `(x[i], y[i])`.
        public init(_ name: any Readable, x: [Double], y: [Double]) {
            self.name = name.text
            self.x = x
            self.y = y
        }
    }

    /// What the chart shows, written above it.
    public let title: String
    /// The names of the points.
    public let words: [String]
    /// The group of each point, from 0: its colour and its shape.
    public let groups: [Int]
    /// The names of the groups in the legend.
    public let groupNames: [String]
    /// The places of the points, from first to last.
    public let moments: [Moment]

    /// How many moments a map can have.
    public static let momentLimit = 12

    /// A map of words.
    ///
    /// Traps unless there is a group and, at each of 1 to `momentLimit` moments, a place for every word.
    public init(
        title: any Readable, words: [String], groups: [Int], groupNames: [any Readable], moments: [Moment]
    ) {
        guard groups.count == words.count, (1...Self.momentLimit).contains(moments.count),
            moments.allSatisfy({ $0.x.count == words.count && $0.y.count == words.count })
        else {
            explainFailure(
                "StarMap",
                "\(words.count) words, \(groups.count) groups and places \(moments.map { ($0.x.count, $0.y.count) })",
                hint: "each word needs a group, and a place at each of 1 to \(Self.momentLimit) moments")
        }
        self.title = title.text
        self.words = words
        self.groups = groups
        self.groupNames = groupNames.map(\.text)
        self.moments = moments
    }

    /// The chart as one `<svg>` element.
    public func svg() -> String {
        guard let x = axis(moments.flatMap(\.x)), let y = axis(moments.flatMap(\.y)) else {
            return PlotFrame.emptyDocument(title: title, kind: Words(en: "Star map", zh: "星图"))
        }
        let legend = groupNames.enumerated().map { index, name in
            LegendItem(name: name, symbol: .marker(Marker(index: index)), color: colorClass(index))
        }
        let frame = PlotFrame(
            title: title, xLabel: "", yLabel: "", x: x, y: y, legend: legend, grid: .frame,
            baseHeight: 800)
        let places = moments.map { moment in zip(moment.x, moment.y).map { frame.point($0, $1) } }
        let names = listed(groupNames)
        return frame.document(
            description: Words(
                en: "Star map of \(words.count) words\(names.en).", zh: "\(words.count) 个词的星图\(names.zh)。"),
            content: stars(places, in: frame.box))
    }

    private func axis(_ values: [Double]) -> Axis? {
        var axis = Axis(
            values: values, range: nil, scale: .linear, padding: 0.06, staysAboveZero: false)
        axis?.isRangeFixed = true
        return axis
    }

    /// A point and a name for each word, drawn around 0 and moved to its place at the last moment. The places at all moments are
    /// variables, which the styles of a page choose from.
    private func stars(_ places: [[Point?]], in box: Box) -> String {
        var labels = LabelRoom(points: (places.last ?? []).compactMap { $0 }, box: box)
        let radius = min(4, markerRadius(count: words.count))
        // All names over all points.
        var (points, names) = ("", "")
        for (index, word) in words.enumerated() {
            guard let last = places.last?[index] else { continue }
            let moves = places.enumerated().map { number, places in
                let place = places[index] ?? last
                return "--x\(number):\(SVG.number(place.x))px;--y\(number):\(SVG.number(place.y))px"
            }
            let start =
                "<g class=\"star\" transform=\"translate(\(SVG.pair(last)))\" style=\"\(moves.joined(separator: ";"))\">"
            let marker = Marker(index: groups[index])
            points +=
                "\(start)<title>\(xmlEscaped(word))</title>"
                + SVG.path(
                    marker.path(at: Point(x: 0, y: 0), radius: radius),
                    "\(colorClass(groups[index])) marker\(marker.isOpen ? " open" : "")") + "</g>\n"
            if let label = labels.place(for: word, at: last) {
                names +=
                    start + SVG.text(word, at: label.offset, "star-name halo", anchor: label.anchor)
                    + "</g>\n"
            }
        }
        return points + names
    }
}

/// The room that names take on a map, so that none covers another.
private struct LabelRoom {
    private let points: [Point]
    private let box: Box
    private var taken: [Box] = []

    init(points: [Point], box: Box) {
        self.points = points
        self.box = box
    }

    /// Where a name stands beside its point: right, left, above or below; nil where there is no room.
    mutating func place(for word: String, at point: Point) -> (offset: Point, anchor: TextAnchor)? {
        let size = StarMap.nameSize
        let width = estimatedWidth(word, size: size)
        let (beside, above) = (8.0, 19.0)
        let choices: [(offset: Point, anchor: TextAnchor, left: Double)] = [
            (Point(x: beside, y: 5), .start, beside), (Point(x: -beside, y: 5), .end, -beside - width),
            (Point(x: 0, y: -beside), .middle, -width / 2), (Point(x: 0, y: above), .middle, -width / 2),
            (Point(x: beside, y: -6), .start, beside), (Point(x: -beside, y: -6), .end, -beside - width),
            (Point(x: beside, y: 16), .start, beside), (Point(x: -beside, y: 16), .end, -beside - width),
        ]
        // Where the points are crowded, a name may cover a point, though not another name.
        for mayCoverPoints in [false, true] {
            for (offset, anchor, left) in choices {
                let room = Box(
                    x: point.x + left, y: point.y + offset.y - size + 1, width: width, height: size)
                guard room.x >= box.x, room.right <= box.right, room.y >= box.y, room.bottom <= box.bottom,
                    !taken.contains(where: { overlap($0, room) }),
                    mayCoverPoints || !points.contains(where: { $0 != point && covers(room, $0) })
                else { continue }
                taken.append(room)
                return (offset, anchor)
            }
        }
        return nil
    }
}

private func overlap(_ a: Box, _ b: Box) -> Bool {
    a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom
}

private func covers(_ box: Box, _ point: Point) -> Bool {
    (box.x - 2...box.right + 2).contains(point.x) && (box.y...box.bottom).contains(point.y)
}

extension StarMap {
    /// The size of the names in pixels; the style repeats it.
    fileprivate static let nameSize = 13.0
}

extension Report {
    /// Adds a star map with a caption below it; where it has several moments, a button for each stands above it, and the
    /// points move to their places at the one that is chosen. It needs no script.
    public mutating func starMap(_ map: StarMap, caption: any Readable = "") {
        guard map.moments.count > 1 else { return chart(map, caption: caption) }
        figure(map, before: momentButtons(map.moments.map(\.name), "map"), caption: caption)
    }
}
