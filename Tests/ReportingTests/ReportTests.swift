import Files
import Foundation
import Testing

@testable import Reporting

@Suite struct ReportTests {
    private func sample() -> Report {
        var report = Report(title: "Run <1> & 数据", subtitle: "with `code`")
        var metrics = Metrics()
        metrics["seed"] = 1
        metrics.set("loss", Double.nan)
        report.metrics(metrics)
        report.section("First & foremost")
        report.paragraph("A *small* `a < b` paragraph.")
        report.note("Mind the `gap`.")
        for chart in everyChart(of: [1, 3, 2, .nan]) { report.charts([chart, chart], caption: "two") }
        report.chart(LineChart(title: "t", xLabel: "x", yLabel: "y", series: []), caption: "one")
        report.section("第二节")
        report.table(Table(headers: ["a", "b"], rows: [["x", "1"]], caption: "cells"))
        report.preformatted("a < b\n  c")
        report.figure(
            svg: "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>", caption: "g"
        )
        return report
    }

    @Test func thePageIsWellFormedAndSelfContained() throws {
        let html = sample().html()
        let page = try #require(ParsedXML(html))
        let withoutNamespaces = html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
        for forbidden in ["http", "url(", "@import", "<script", "<link", "<img", "<?xml"] {
            #expect(!withoutNamespaces.contains(forbidden), "\(forbidden)")
        }
        #expect(page.all("h1").map(\.text) == ["Run <1> & 数据"])
        #expect(page.all("pre").map(\.text) == ["a < b\n  c"])
        #expect(page.all("em").map(\.text) == ["small"])
        // One copy of the charts' styles and one of the page's.
        #expect(page.all("style").count == 2)
        #expect(html.components(separatedBy: chartStyleElement).count == 2)
    }

    @Test func theContentsLeadToTheSections() throws {
        let page = try #require(ParsedXML(sample().html()))
        let headings = page.all("h2")
        #expect(headings.map(\.text) == ["First & foremost", "第二节"])
        let links = page.all("a")
        #expect(links.map(\.text) == headings.map(\.text))
        #expect(links.map { $0.attributes["href"] } == headings.map { "#" + ($0.attributes["id"] ?? "") })
        let ids = page.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
    }

    @Test func anEmptyReportIsAPage() throws {
        let page = try #require(ParsedXML(Report(title: "Empty").html()))
        #expect(page.all("nav").isEmpty)
        #expect(page.all("title").map(\.text) == ["Empty"])
    }

    @Test func theFileHoldsThePage() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let report = sample()
        try report.write(to: folder + "/report.html")
        #expect(try readTextFile(folder + "/report.html") == report.html())
        #expect(throws: FileError.self) { try report.write(to: folder + "/report.html/x.html") }
    }
}
