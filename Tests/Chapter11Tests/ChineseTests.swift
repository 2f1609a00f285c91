import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(
            of: Program("Chapter11"), ["--quick", "--epochs", "1", "--as-in-book"])
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongWithTheDataIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        try folder.write("a\tb\n", to: "few.tsv")
        try folder.write("alone\n", to: "alone.tsv")
        try Program("Chapter11").expectRefusals(
            [
                (["--pairs", folder.file("few.tsv")], 65, ["太少了"]),
                (["--pairs", folder.file("alone.tsv")], 65, ["alone.tsv:1", "制表符"]),
                (["--translate", "x"], 64, ["--translate 需要"]),
            ], common: ["--language", "zh"], in: folder)
    }
}
