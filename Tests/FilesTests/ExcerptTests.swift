import Files
import Testing

@Suite struct ExcerptTests {
    @Test func aShortTextStaysAsItIs() {
        #expect(excerpt("") == "")
        #expect(excerpt("naïve 汉字 👍🏽") == "naïve 汉字 👍🏽")
        #expect(excerpt(String(repeating: "a", count: 40)) == String(repeating: "a", count: 40))
    }

    @Test func aLongTextIsCut() {
        #expect(excerpt(String(repeating: "a", count: 41)) == String(repeating: "a", count: 40) + "…")
        #expect(excerpt("abc".dropFirst(), limit: 1) == "b…")
    }

    @Test func accentsUponOneLetterAreCutToo() {
        let tower = "e" + String(repeating: "\u{301}", count: 1_000_000)
        #expect(tower.count == 1)
        #expect(excerpt(tower, limit: 3).unicodeScalars.count == 4)
    }

    @Test func whatWouldBreakTheLineIsEscaped() {
        #expect(excerpt("a\nb\r\nc\td") == #"a\nb\r\nc\td"#)
        #expect(oneLine("\u{1B}[2J\u{2028}\u{2029}\u{85}\0") == #"\u{1B}[2J\u{2028}\u{2029}\u{0085}\0"#)
    }

    @Test func whatTurnsTheDirectionOfWritingIsEscaped() {
        #expect(excerpt("gpj.\u{202E}exe") == #"gpj.\u{202E}exe"#)
    }
}
