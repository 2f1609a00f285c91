import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let complaints = try ChineseRun(of: Program("Chapter7"), ["--quick", "--as-in-book"]).complaints
        #expect(complaints == [])
    }
}
