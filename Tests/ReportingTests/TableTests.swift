import Testing

@testable import Reporting

@Suite struct TableTests {
    @Test func numbersAreRightAlignedAndChineseCountsTwo() {
        let table = Table(
            headers: ["方法", "RMSE", "time"],
            rows: [["mean 平均", "182.4", "0.1 s"], ["network", "1,057.1", "n/a"], ["short"]],
            caption: "Errors", highlightedRow: 1)
        #expect(
            table.text() == """
                Errors
                  方法          RMSE   time
                  ─────────  ───────  ─────
                  mean 平均    182.4  0.1 s
                > network    1,057.1    n/a
                  short

                """)
    }

    @Test func withoutHeadersAndRows() {
        #expect(Table(headers: [], rows: [["a", "1"], ["bc", "22"]]).text() == "a    1\nbc  22\n")
        #expect(Table(headers: ["x"], rows: []).text() == "x\n─\n")
    }

    @Test func whatReadsAsANumber() {
        for cell in [
            "1", "-1,234.5", "87.5%", "1.2e-3", "0.83 ± 0.02", "3 min 05 s", "12 MB", "250/s", "5 of 8", "∞",
        ] {
            #expect(isNumeric(cell), "\(cell)")
        }
        for cell in ["", "a", "2012-12-25", "1a", "s", "3 apples", "-"] {
            #expect(!isNumeric(cell), "\(cell)")
        }
    }

    @Test func htmlIsEscapedAndAligned() throws {
        let table = Table(headers: ["a<b", "n"], rows: [["x & y", "1"]], highlightedRow: 0)
        let page = try #require(ParsedXML(table.html()))
        #expect(page.all("th").map(\.text) == ["a<b", "n"])
        #expect(page.all("td").map { $0.attributes["class"] } == [nil, "number"])
        #expect(page.all("tr", class: "best").count == 1)
    }

    @Test func theBestRowIsBetterThanAllOthers() {
        #expect(bestRow([1, 3, 2]) == 1 && bestRow([1, 3, 2], lowest: true) == 0)
        // Level rows, NaN and none.
        #expect(bestRow([3, 1, 3]) == nil && bestRow([]) == nil && bestRow([.nan]) == nil)
        #expect(bestRow([.nan, 1, -.infinity, 2, .infinity]) == 3)
    }
}
