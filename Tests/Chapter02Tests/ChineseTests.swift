import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<80).map { row in
            (0..<14).map {
                $0 == 3 ? "\(row % 2)" : $0 == 4 ? "0.\(row % 7)" : "\((row * (2 * $0 + 3)) % (11 + $0)).5"
            }
            .joined(separator: ",")
        }
        try folder.write(rows.joined(separator: "\n"), to: "boston.housing.csv")
        #expect(try ChineseRun(of: Program("Chapter2"), ["--quick", "--data", folder.path]).complaints == [])
    }

    @Test func whatIsWrongWithTheDataIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        try folder.write("1,2\n", to: "boston.housing.csv")
        try Program("Chapter2").expectRefusals(
            [
                (["--data", folder.path], 65, ["boston.housing.csv:1", "这一行只有 2 列，应为 14 列"]),
                (["--learning-rate", "fast"], 64, ["--learning-rate 需要一个数"]),
            ], common: ["--language", "zh"], in: folder)
    }
}
