import TestSupport
import Testing
import Text

@Suite struct ChineseTests {
    /// On the generated language: the sentences that are translated are data, and may stand on the page.
    @Test func theChapterIsInChineseToo() throws {
        let pairs = GeneratedLanguage.pairs(count: 1200, seed: 1).pairs
        let words = Set(pairs.flatMap { Tokenizer.words.tokens(of: "\($0.source) \($0.target)") })
        let run = try ChineseRun(of: Program("Chapter12"), ["--quick", "--epochs", "1", "--as-in-book"])
        let complaints = run.complaints.filter { complaint in
            // "page: the old miller saw two red birds"
            !complaint.split(whereSeparator: \.isWhitespace).dropFirst().allSatisfy {
                words.contains(String($0))
            }
        }
        #expect(complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        try folder.write("Hi.\t嗨。\n", to: "cmn.txt")
        try Program("Chapter12").expectRefusals(
            [
                (["--pair", "eng-cmn", "--data", folder.path], 65, ["句对太少：训练 1 个"]),
                (["--width", "30"], 64, ["不是注意力头数 4 的倍数"]),
                (["--translate", "x"], 64, ["--translate 需要"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
