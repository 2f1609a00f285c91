import Foundation
import Testing

@testable import Reporting

/// What every picture must be: well-formed, described, free of values that are not numbers and of anything
/// outside itself.
func expectSound(_ svg: String, _ name: String) {
    guard let parsed = ParsedXML(svg) else {
        Issue.record("\(name): not well-formed")
        return
    }
    let words = svg.replacingOccurrences(of: chartStyleElement, with: "").lowercased()
    for forbidden in ["nan", "inf", "href", "url(", " id="] {
        #expect(!words.contains(forbidden), "\(name) holds \(forbidden)")
    }
    #expect(svg.components(separatedBy: "http").count == 2, "\(name): only the namespace is an address")
    #expect(parsed.elements.first?.name == "svg")
    #expect(parsed.all("desc").count == 1)
    #expect(parsed.all("style").count == 1)
    let height = parsed.elements.first?.number("height") ?? 0
    for text in parsed.all("text") {
        #expect((0...720).contains(text.number("x") ?? -1), "\(name): \(text.text)")
        #expect((0...height).contains(text.number("y") ?? -1), "\(name): \(text.text)")
    }
}

/// One chart of each kind over the same numbers.
func everyChart(of values: [Double], title: String = "<a> & \"b\" 数") -> [any Chart] {
    let series = [
        Series("curve & co", y: values),
        Series("band", y: values, style: .lineAndPoints, band: (values, values.map { $0 + 1 })),
        Series("steps", y: values, style: .steps), Series("", y: values, style: .points),
    ]
    let names = values.indices.map { "category <\($0)>" }
    let notes: [Annotation] = [
        .vertical(x: 0, label: "a<b"), .horizontal(y: values.first ?? 0, label: "c"),
        .text(x: 0, y: 0, label: "d"),
    ]
    let regions = DecisionRegions(xRange: -1...1, yRange: -1...1, columns: 4, rows: 4) { x, y in x * y }
    return [
        LineChart(title: title, xLabel: "x<", yLabel: "y&", series: series, annotations: notes),
        LineChart(
            title: title, xLabel: "x", yLabel: "y", series: series, xScale: .logarithmic, yScale: .logarithmic
        ),
        ScatterChart(
            title: title, xLabel: "x", yLabel: "y", groups: [.init("points", x: values, y: values)],
            lines: [Series("line", x: [-1, 1], y: [-5, 5])], regions: regions, hasEqualAspect: true),
        ScatterChart(title: title, xLabel: "x", yLabel: "y", groups: [.init("p", x: values, y: values)]),
        BarChart(
            title: title, yLabel: "y", categories: names,
            groups: [.init("a", values: values, errors: values), .init("b", values: values)]),
        Histogram(title: title, xLabel: "x", values: values),
        Histogram(
            title: title, xLabel: "x", groups: [.init("a", values: values), .init("b", values: [])],
            showsFractions: true),
        HeatMap(title: title, values: [values, values], columnLabels: names, showsValues: true),
        HeatMap(
            title: title, values: values.map { [$0] }, rowLabels: names, colorScale: .diverging,
            hasSquareCells: true),
    ]
}

@Suite struct ChartTests {
    @Test(
        arguments: [
            [], [3], [7, 7, 7], [1, 2, 4, 3], [.nan, .nan], [.nan, 1, .infinity, 2], [1e300, -1e300, 2e300],
            [.greatestFiniteMagnitude, 1], [1e-300, 3e-300], [.leastNonzeroMagnitude, 0], [0, 0], [-1, -2],
            [1e9, 1e9 + 1],
        ] as [[Double]])
    func everyChartIsSoundForEveryInput(values: [Double]) {
        for (index, chart) in everyChart(of: values).enumerated() {
            expectSound(chart.svg(), "chart \(index) of \(values)")
        }
    }

    @Test func withoutDataAChartSaysSo() {
        for chart in everyChart(of: [.nan]) where !(chart is ScatterChart) {
            #expect(chart.svg().contains(">no data<"))
        }
        #expect(LineChart(title: "t", xLabel: "", yLabel: "", series: []).svg().contains(">no data<"))
    }

    @Test func manyLongNamesFit() {
        let series = (0..<20).map {
            Series("a rather long name of series number \($0)", y: [1, 2, Double($0)])
        }
        let title = String(repeating: "a long title ", count: 20)
        expectSound(LineChart(title: title, xLabel: title, yLabel: title, series: series).svg(), "long names")
        let names = (0..<60).map { "a long name of a category \($0)" }
        expectSound(
            BarChart(title: title, yLabel: "", categories: names, values: names.indices.map(Double.init))
                .svg(),
            "many bars")
        let square = names.map { _ in names.map { _ in 0.5 } }
        expectSound(
            HeatMap(title: "t", values: square, rowLabels: names, columnLabels: names, showsValues: true)
                .svg(),
            "many cells")
    }

    @Test func theLegendStandsBelowThePlot() throws {
        let chart = LineChart(title: "t", xLabel: "x", yLabel: "y", series: [Series("name", y: [1, 2])])
        let parsed = try #require(ParsedXML(chart.svg()))
        let ticks = parsed.all("text", class: "tick").compactMap { $0.number("y") }
        let legend = try #require(parsed.all("text", class: "legend").first?.number("y"))
        #expect(legend > (ticks.max() ?? .infinity) + 10)
    }

    @Test func aCurveRunsFromCornerToCorner() throws {
        let chart = LineChart(
            title: "", xLabel: "", yLabel: "", series: [Series("", x: [0, 5, 10], y: [1, .nan, 2])],
            xRange: 0...10, yRange: 1...2)
        let parsed = try #require(ParsedXML(chart.svg()))
        let plot = try #require(parsed.all("svg").last)
        let left = try #require(plot.number("x"))
        let top = try #require(plot.number("y"))
        let right = left + (plot.number("width") ?? 0)
        let bottom = top + (plot.number("height") ?? 0)
        // Both points stand alone beside the gap, so they are dots: circles of radius 4.5.
        let dots = parsed.all("path").compactMap { $0.attributes["d"] }.filter { $0.contains("a4.5") }
        #expect(dots.first?.hasPrefix("M\(SVG.number(left - 4.5)) \(SVG.number(bottom))a") == true)
        #expect(dots.last?.hasPrefix("M\(SVG.number(right - 4.5)) \(SVG.number(top))a") == true)
        #expect(parsed.all("path", class: "s0 curve").isEmpty)
    }

    @Test func classesDifferInShape() {
        let paths = Marker.allCases.map { $0.path(at: Point(x: 10, y: 10), radius: 5) }
        #expect(Set(paths).count == Marker.allCases.count)
        #expect(Marker(index: 9) == .square)
    }

    @Test func aSpikeSurvivesTheThinningOfALongSeries() {
        var points = (0..<100_000).map { Point(x: Double($0) * 0.007, y: 200) }
        points[55_555].y = 3
        points[77_777].y = 390
        let kept = reducedPoints(points)
        #expect(kept.count < 3000)
        #expect(kept.contains(points[55_555]))
        #expect(kept.contains(points[77_777]))
        #expect(kept.first == points.first)
        #expect(kept.last == points.last)
        let short = Array(points.prefix(2000))
        #expect(reducedPoints(short) == short)
    }

    @Test func barsAreAsHighAsTheirValues() throws {
        let chart = BarChart(title: "", yLabel: "", categories: ["a", "b", "c"], values: [10, 5, -5])
        let bars = try #require(ParsedXML(chart.svg())).all("rect", class: "s0 bar")
        let heights = bars.compactMap { $0.number("height") }
        try #require(heights.count == 3)
        #expect(abs(heights[0] - 2 * heights[1]) < 0.05)
        #expect(abs(heights[1] - heights[2]) < 0.05)
        // The one below zero begins where the one above it ends.
        let end = (bars[0].number("y") ?? 0) + heights[0]
        #expect(abs(end - (bars[2].number("y") ?? 0)) < 0.05)
    }

    @Test func histogramCountsEveryFiniteValueOnce() {
        let histogram = Histogram(
            title: "", xLabel: "", values: [0, 0.5, 1, 1.5, 2, 3.9, 4, .nan, .infinity], binCount: 4)
        #expect(histogram.counts(of: histogram.groups[0].values) == [2, 2, 1, 2])
    }

    @Test func theFirstRowOfAHeatMapIsOnTop() throws {
        let map = HeatMap(title: "", values: [[1, 2], [3, 4]], showsValues: true)
        let texts = try #require(ParsedXML(map.svg())).all("text").filter {
            $0.attributes["class"]?.hasPrefix("value") == true
        }
        let places = Dictionary(uniqueKeysWithValues: texts.map { ($0.text, $0) })
        let (one, two, three) = (places["1"], places["2"], places["3"])
        #expect(try #require(one?.number("y")) < #require(three?.number("y")))
        #expect(try #require(one?.number("x")) < #require(two?.number("x")))
        #expect(places["4"]?.attributes["class"] == "value inverse")
        #expect(one?.attributes["class"] == "value")
    }

    @Test func theBoundaryLiesWhereTheClassChanges() {
        let grid = CellGrid(
            lowerLeft: Point(x: 0, y: 100), width: 10, height: 10, columns: 2, rows: 2)
        // Class 1 in the lower right cell alone.
        let classes = [0, 1, 0, 0]
        #expect(grid.edges { classes[$0] } == "M10 90v10M20 90h-10")
        #expect(grid.paths { classes[$0] }[1] == "M10 100H20V90H10z")
        // Between the centres 0 (left) and 4 (right) the level 1 is crossed at a quarter of the way.
        #expect(grid.contour([0, 4, 0, 4], at: 1) == "M7.5 95L7.5 85")
        #expect(grid.contour([0, .nan, 0, 4], at: 1).isEmpty)
    }

    @Test func gridCentersGoFromTheLowerLeft() {
        let centers = DecisionRegions.centers(xRange: 0...4, yRange: 0...2, columns: 2, rows: 2)
        #expect(centers.map(\.x) == [1, 3, 1, 3])
        #expect(centers.map(\.y) == [0.5, 0.5, 1.5, 1.5])
    }

    @Test func equalAspectMakesAUnitAsLongAsAUnit() throws {
        let x = try #require(Axis(values: [0, 10], range: nil, scale: .linear))
        let y = try #require(Axis(values: [0, 5], range: nil, scale: .linear))
        let frame = PlotFrame(title: "t", xLabel: "x", yLabel: "y", x: x, y: y, equalAspect: true)
        #expect(abs(frame.box.width - 2 * frame.box.height) < 1e-6)
        #expect(frame.point(0, 0) == Point(x: frame.box.x, y: frame.box.bottom))
    }

    @Test func coordinatesHaveAtMostTwoDecimals() {
        #expect(SVG.number(1.005) == "1")
        #expect(SVG.number(-0.5) == "-0.5")
        #expect(SVG.number(12.345678) == "12.35")
        #expect(SVG.number(-1.07) == "-1.07")
        #expect(SVG.number(.infinity) == "100000")
        #expect(SVG.number(-0.001) == "0")
    }
}
