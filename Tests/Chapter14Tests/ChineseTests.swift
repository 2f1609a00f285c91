import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(
            of: Program("Chapter14"),
            ["--quick", "--as-in-book", "--epochs", "10", "--generation-epochs", "2", "--pose-epochs", "1"])
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let (folder, papers, motions) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        try papers.write("1\t0\n", to: "cora.content")
        try papers.write("", to: "cora.cites")
        try motions.write("HIERARCHY\nJOINT a\n", to: "a_walk_calm_1.bvh")
        try Program("Chapter14").expectRefusals(
            [
                (["--data", papers.path], 65, ["cora.content:1", "有 2 个字段"]),
                (["--data", motions.path], 65, ["没有能读的片段", "此处应为“ROOT”，而不是“JOINT”"]),
                (["--classify", "1"], 64, ["--classify 需要"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
