import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let complaints = try ChineseRun(of: Program("Chapter3"), ["--quick", "--as-in-book"]).complaints
        #expect(complaints == [])
    }
    @Test func theReadersTableAndTheMistakesAreToo() throws {
        let folder = try TemporaryFolder()
        let table = try folder.write(OwnTableTests.sales(), to: "sales.csv")
        for arguments in [["--data", table, "--quick"], ["--mistake", "all", "--epochs", "2"]] {
            #expect(try ChineseRun(of: Program("Chapter3"), arguments).complaints == [])
        }
    }
}
