import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(of: Program("Chapter8"), ["--quick", "--epochs", "1", "--width", "4"])
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let (folder, digits) = (try TemporaryFolder(), try TemporaryFolder())
        for (part, content) in [("images", "idx3"), ("labels", "idx1")] {
            for set in ["train", "t10k"] {
                try digits.write("no numbers", to: "\(set)-\(part)-\(content)-ubyte")
            }
        }
        let run = try Program("Chapter8").run([
            "--quick", "--epochs", "1", "--width", "4", "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let models = ["model", "conditional"].map { folder.file("run/\($0).safetensors") }
        try Program("Chapter8").expectRefusals(
            [
                (["--data", digits.path], 65, ["train-images-idx3-ubyte", "开头的标识是"]),
                (["--draw", "7"], 64, ["--draw 需要"]),
                (["--draw", "7", "--model", models[0]], 65, ["自己选数字"]),
                (["--draw", "x", "--model", models[1]], 64, ["'x' 不是数字"]),
                (["--draw", ",", "--model", models[1]], 64, ["0 个数字"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
