/// Draws a series into a plot.
struct Curve {
    let series: Series
    /// The class of its colour.
    let color: String
    /// The classes of its line's pattern.
    let pattern: String

    /// The series at `index` of a chart. Where the colours repeat, the line's pattern tells the series apart.
    init(_ series: Series, index: Int) {
        self.series = series
        color = colorClass(index)
        let isRepeated = (index / colorCount) % 2 == 1
        pattern = series.style == .dashed ? " dashed" : isRepeated ? " dotted" : ""
    }

    var legendItem: LegendItem {
        LegendItem(name: series.name, symbol: .curve(series.style, pattern: pattern), color: color)
    }

    /// The band behind the curve.
    func bandSVG(in frame: PlotFrame) -> String {
        guard let band = series.band else { return "" }
        var runs: [[(lower: Point, upper: Point)]] = [[]]
        for index in series.x.indices {
            if let lower = frame.point(series.x[index], band.lower[index]),
                let upper = frame.point(series.x[index], band.upper[index])
            {
                runs[runs.count - 1].append((lower, upper))
            } else {
                runs.append([])
            }
        }
        let path = runs.filter { $0.count > 1 }.map { run in
            let edge = reducedPoints(run.map(\.upper)) + reducedPoints(run.map(\.lower)).reversed()
            return polyline(edge) + "z"
        }.joined()
        return SVG.path(path, "\(color) band")
    }

    /// The curve itself, with a gap wherever a value cannot be drawn.
    func svg(in frame: PlotFrame) -> String {
        var runs: [[Point]] = [[]]
        for (x, y) in zip(series.x, series.y) {
            if let point = frame.point(x, y) {
                runs[runs.count - 1].append(point)
            } else {
                runs.append([])
            }
        }
        let points = runs.joined()
        let radius = min(4.5, markerRadius(count: points.count))
        if series.style == .points {
            return Marker.circle.element(at: Array(points), radius: radius, color)
        }
        let path = runs.filter { $0.count > 1 }.map { run in
            let kept = reducedPoints(run)
            return series.style == .steps ? staircase(kept) : polyline(kept)
        }.joined()
        // A point between two gaps has no line; it is drawn as a dot so that it is not lost.
        let lonely = runs.filter { $0.count == 1 }.joined()
        let dots = series.style == .lineAndPoints ? Array(points) : Array(lonely)
        return SVG.path(path, "\(color) curve\(pattern)")
            + (dots.isEmpty ? "" : Marker.circle.element(at: dots, radius: radius, color))
    }
}

/// Of a long run of points, the first, lowest, highest and last of those in one column of pixels.
///
/// What is left out lies between points that are drawn, so the picture is the same and a spike stays.
func reducedPoints(_ points: [Point]) -> [Point] {
    guard points.count > maximumPointCount else { return points }
    var kept: [Point] = []
    var start = 0
    while start < points.count {
        let column = held(points[start].x).rounded(.down)
        var end = start
        var lowest = start
        var highest = start
        while end < points.count, held(points[end].x).rounded(.down) == column {
            if points[end].y < points[highest].y { highest = end }
            if points[end].y > points[lowest].y { lowest = end }
            end += 1
        }
        for index in Set([start, lowest, highest, end - 1]).sorted() { kept.append(points[index]) }
        start = end
    }
    return kept
}

private func polyline(_ points: [Point]) -> String {
    points.isEmpty ? "" : "M" + points.map(SVG.pair).joined(separator: "L")
}

private func staircase(_ points: [Point]) -> String {
    guard let first = points.first else { return "" }
    return "M" + SVG.pair(first)
        + points.dropFirst().map { "H\(SVG.number($0.x))V\(SVG.number($0.y))" }.joined()
}
