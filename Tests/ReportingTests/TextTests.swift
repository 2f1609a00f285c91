import Testing

@testable import Reporting

@Suite struct NumberFormattingTests {
    @Test(
        arguments: [
            (0.0, "0"), (-0.0, "0"), (17379, "17,379"), (-1_234_567, "-1,234,567"), (999, "999"),
            (70.6312, "70.63"),
            (0.5, "0.5"), (1234.56, "1,235"), (999.96, "1,000"), (0.001234567, "0.001235"),
            (0.00001234, "1.234e-5"), (1.5e300, "1.5e300"), (-2.5e-10, "-2.5e-10"), (1e15, "1e15"),
        ] as [(Double, String)])
    func fourSignificantDigits(value: Double, text: String) {
        #expect(formatNumber(value) == text)
    }

    @Test func whatIsNotANumberHasWords() {
        #expect(formatNumber(.nan) == "n/a")
        #expect(formatNumber(-.infinity) == "-∞")
        #expect(formatPercent(.nan) == "n/a")
        #expect(formatDuration(.infinity) == "n/a")
    }

    @Test func percentages() {
        #expect(formatPercent(0.8768) == "87.7%")
        #expect(formatPercent(1, decimals: 0) == "100%")
        #expect(formatPercent(-0.0001) == "0.0%")
    }

    @Test(
        arguments: [
            (0.000_012, "12 µs"), (0.0042, "4.2 ms"), (0.25, "250 ms"), (1.23, "1.2 s"), (59.94, "59.9 s"),
            (59.96, "1 min 00 s"), (185, "3 min 05 s"), (3599.7, "1 h 00 min"), (7500, "2 h 05 min"),
            (97200, "1 d 03 h"), (-1, "0 µs"),
        ] as [(Double, String)])
    func durations(seconds: Double, text: String) {
        #expect(formatDuration(seconds) == text)
    }
}

@Suite struct EscapingTests {
    @Test func specialCharactersBecomeEntities() {
        #expect(xmlEscaped("a<b & \"c\" > 'd'") == "a&lt;b &amp; &quot;c&quot; &gt; &#39;d&#39;")
        #expect(xmlEscaped("bell\u{7} 数") == "bell\u{FFFD} 数")
    }

    @Test func markup() {
        #expect(inlineMarkup("run `a<b` *now*") == "run <code>a&lt;b</code> <em>now</em>")
        #expect(inlineMarkup("2 * 3 * 4") == "2 * 3 * 4")
        #expect(inlineMarkup("lone ` and *") == "lone ` and *")
        #expect(inlineMarkup("`*p*`") == "<code>*p*</code>")
        #expect(inlineMarkup("*see `x`*") == "<em>see <code>x</code></em>")
        #expect(inlineMarkup("``") == "``")
    }
}

@Suite struct TextWidthTests {
    @Test func wideCharactersTakeTwoColumns() {
        #expect(displayWidth("abc") == 3)
        #expect(displayWidth("方法ab") == 6)
        #expect(displayWidth("e\u{301}") == 1)
        #expect(displayWidth("🚲") == 2)
    }

    @Test func cuttingCountsColumns() {
        #expect(truncated("单车租借", toColumns: 8) == "单车租借")
        #expect(truncated("单车租借数", toColumns: 8) == "单车租…")
        #expect(truncated("abc", toColumns: 0) == "")
    }

    @Test func titlesBreakBetweenWordsAndBesideChineseCharacters() {
        #expect(wrapped("one two three", toWidth: 80, size: 16, maximumLines: 3) == ["one two", "three"])
        #expect(wrapped("深度学习原理", toWidth: 50, size: 16, maximumLines: 3) == ["深度学", "习原理"])
        let cut = wrapped("one two three four five six", toWidth: 80, size: 16, maximumLines: 2)
        #expect(cut.count == 2)
        #expect(cut[1].hasSuffix("…"))
    }
}
