import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    @Test(arguments: [
        ["--game", "all", "--compare", "--epochs", "1"], ["--game", "flappy", "--epochs", "1"],
        ["--game", "universal"],
    ])
    func theChapterIsInChineseToo(arguments: [String]) throws {
        #expect(try ChineseRun(of: Program("Chapter15"), ["--quick"] + arguments).complaints == [])
    }

    @Test func aNetworkPlaysInChinese() throws {
        let folder = try TemporaryFolder()
        let program = Program("Chapter15")
        let run = try program.run([
            "--quick", "--game", "cartpole", "--epochs", "1", "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let model = folder.file("run/model.safetensors")
        let played = try program.run(["--play", "network", "--model", model, "--language", "zh"])
        #expect(try played.output.matches(of: Regex("第 [0-9]+ 局：[0-9]+ 步\n")).count == 10, "\(played.output)")
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        let model = try folder.write("no tensors", to: "broken.safetensors")
        try Program("Chapter15").expectRefusals(
            [
                (["--play", "network"], 64, ["--play network 需要"]),
                (["--play", "human"], 66, ["终端", "游戏只能在终端里玩和观看"]),
                (["--play", "network", "--model", model], 65, ["broken.safetensors："]),
                (["--game", "chess"], 64, ["--game"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
