import Foundation
import Testing

@testable import Pictures
@testable import Reporting

@Suite struct ReportPictureTests {
    private let dot = Picture(width: 2, height: 1, bytes: [0, 255])

    @Test func picturesAreInsideThePage() throws {
        var report = Report(title: "Pictures")
        report.section("One")
        report.picture(dot, scale: 4, description: "a <dot> & \"more\"", caption: "the *dot*")
        report.section("Many")
        report.pictures(
            PictureGrid([dot, dot, dot], columns: 2, labels: ["7", "read as *1*", "3"]), scale: 3,
            description: "digits", caption: "three")
        report.pictures(
            PictureGrid(rows: [[dot, dot]], rowLabels: ["layer 1"], columnLabels: ["before", "after"]),
            description: "kernels")
        report.animation(
            Animation([Picture(width: 2, height: 1, bytes: [255, 0]), dot]), scale: 5,
            description: "it moves", caption: "moving")
        let page = try #require(ParsedXML(report.html()))
        let images = page.all("img")
        #expect(images.count == 8)
        #expect(images.compactMap { $0.number("width") } == [8, 6, 6, 6, 4, 4, 10, 10])
        #expect(images.compactMap { $0.number("height") } == [4, 3, 3, 3, 2, 2, 5, 5])
        #expect(
            images.map { $0.attributes["alt"] } == [
                "a <dot> & \"more\"", "digits, 7", "digits, read as *1*", "digits, 3",
                "kernels, layer 1, before", "kernels, layer 1, after", "it moves",
                "it moves",
            ])
        // On paper and without motion the last frame stands in the place of the animation.
        #expect(images.suffix(2).map { $0.attributes["class"] } == ["pixels moving", "pixels still"])
        let sources = images.compactMap { $0.attributes["src"] }
        #expect(sources[6].hasPrefix("data:image/gif;base64,"))
        let pngs = try (sources.prefix(6) + sources.suffix(1)).map { source in
            let prefix = "data:image/png;base64,"
            #expect(source.hasPrefix(prefix))
            let data = try #require(Data(base64Encoded: String(source.dropFirst(prefix.count))))
            return try Picture(png: [UInt8](data))
        }
        #expect(pngs.count == 7 && pngs.allSatisfy { $0 == dot })
        #expect(page.all("figcaption").map(\.text) == ["the ", "three", "moving"])
        #expect(page.all("span").map(\.text) == ["7", "read as ", "3"])
        #expect(page.all("em").map(\.text) == ["dot", "1"])
        #expect(page.all("th").map(\.text) == ["before", "after", "layer 1"])
    }
}
