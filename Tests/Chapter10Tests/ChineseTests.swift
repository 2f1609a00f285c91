import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(
            of: Program("Chapter10"), ["--quick", "--as-in-book", "--epochs", "1", "--counting-steps", "20"])
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let (folder, tunes) = (try TemporaryFolder(), try TemporaryFolder())
        try tunes.write("no tune", to: "one.mid")
        try Program("Chapter10").expectRefusals(
            [
                (["--data", tunes.path], 65, ["至少需要三首", "不是 MIDI 文件"]),
                (["--continue", "x.mid"], 64, ["--continue 需要"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
