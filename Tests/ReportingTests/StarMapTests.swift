import Testing

@testable import Reporting

@Suite struct StarMapTests {
    private func map(moments: Int) -> StarMap {
        StarMap(
            title: "Words <1>", words: ["king", "queen", "面包", "a & b"], groups: [0, 0, 1, 9],
            groupNames: ["people", "food"],
            moments: (0..<moments).map { moment in
                .init("epoch \(moment)", x: [0, 1, Double(moment), 3], y: [0, 2, 1, Double(moment)])
            })
    }

    @Test func theLastMomentIsShown() throws {
        let svg = try #require(ParsedXML(map(moments: 3).svg()))
        let stars = svg.all("g").filter { $0.attributes["class"] == "star" }
        // A point and a name of each word, and all places of each.
        #expect(stars.count == 8)
        #expect(
            svg.all("text").map(\.text).filter { ["king", "queen", "面包", "a & b"].contains($0) }.count == 4)
        for star in stars {
            let style = try #require(star.attributes["style"])
            for moment in 0..<3 {
                #expect(style.contains("--x\(moment):") && style.contains("--y\(moment):"))
            }
            let last = style.split(separator: ";").suffix(2).map { $0.split(separator: ":")[1].dropLast(2) }
            #expect(star.attributes["transform"] == "translate(\(last.joined(separator: " ")))")
        }
    }

    @Test func aPageLetsTheReaderChooseAMoment() throws {
        var report = Report(title: "t")
        report.starMap(map(moments: 3), caption: "moving")
        report.starMap(map(moments: 2))
        report.starMap(map(moments: 1))
        let html = report.html()
        let page = try #require(ParsedXML(html))
        let buttons = page.all("input")
        #expect(buttons.count == 5 && buttons.allSatisfy { $0.attributes["type"] == "radio" })
        #expect(Set(buttons.compactMap { $0.attributes["name"] }).count == 2)
        #expect(buttons.map { $0.attributes["checked"] != nil } == [false, false, true, false, true])
        #expect(page.all("label").map { $0.attributes["for"] } == buttons.map { $0.attributes["id"] })
        #expect(html.contains(".m2:checked~.picture .star{transform:translate(var(--x2),var(--y2))}"))
        #expect(!html.contains("<script"))
        #expect(!Report(title: "t").html().contains(".moment"))
    }

    @Test func namesDoNotCoverEachOther() {
        // Fifty words at one place: only as many names as there is room for around it.
        let crowd = StarMap(
            title: "", words: (0..<50).map { "word\($0)" }, groups: .init(repeating: 0, count: 50),
            groupNames: [""],
            moments: [.init("", x: .init(repeating: 1, count: 50), y: .init(repeating: 1, count: 50))])
        let names = crowd.svg().components(separatedBy: "class=\"star-name").count - 1
        #expect((1...8).contains(names))
    }

    @Test func placesThatCannotBeDrawnAreLeftOut() throws {
        let svg = StarMap(
            title: "", words: ["a", "b"], groups: [0, 0], groupNames: [""],
            moments: [.init("", x: [0, .nan], y: [0, 1])]
        ).svg()
        #expect(ParsedXML(svg) != nil)
        #expect(svg.contains(">a</text>") && !svg.contains(">b</text>"))
        let nothing = StarMap(
            title: "empty", words: [], groups: [], groupNames: [], moments: [.init("", x: [], y: [])])
        #expect(nothing.svg().contains("no data"))
    }
}
