import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(
            of: Program("Chapter4"), ["--quick", "--as-in-book", "--epochs", "1"], showsChineseData: true)
        #expect(run.complaints == [])
    }
}
