import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test(arguments: [["--network", "book", "--as-in-book"], ["--mistake", "all"], ["--part", "smaller"]])
    func theChapterIsInChineseToo(arguments: [String]) throws {
        let run = try ChineseRun(of: Program("Chapter5"), ["--quick", "--epochs", "1"] + arguments)
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let (folder, digits, own) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        for (part, content) in [("images", "idx3"), ("labels", "idx1")] {
            for set in ["train", "t10k"] {
                try digits.write("no numbers", to: "\(set)-\(part)-\(content)-ubyte")
            }
        }
        for name in ["cat", "dog"] {
            try FileManager.default.createDirectory(
                atPath: own.file(name), withIntermediateDirectories: true)
            try own.write("no picture", to: "\(name)/one.png")
        }
        try Program("Chapter5").expectRefusals(
            [
                (["--data", digits.path], 65, ["train-images-idx3-ubyte", "开头的标识是"]),
                (["--data", own.path], 65, ["应有至少两个类别", "跳过："]),
                (["--read", "x.png"], 64, ["--read 需要"]),
                (["--learn", "x.txt"], 64, ["--learn 需要"]),
                (["--teacher", "x"], 64, ["--teacher 需要 --part smaller"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
