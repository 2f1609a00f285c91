import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    private let small = ["--quick", "--epochs", "3", "--starts", "2", "--repetitions", "1"]

    @Test func theChapterIsInChineseToo() throws {
        #expect(try ChineseRun(of: Program("Chapter1"), small).complaints == [])
    }

    @Test func aTableOfOnesOwnIsInChineseToo() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<40).map { "\($0 % 7),\($0 / 3),\(["pale", "dark"][$0 % 2])" }
        let table = try folder.write("size,weight,kind\n" + rows.joined(separator: "\n"), to: "own.csv")
        #expect(try ChineseRun(of: Program("Chapter1"), small + ["--data", table]).complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        let table = try folder.write("a,b\n1,x\n2,y\n", to: "short.csv")
        let model = try folder.write("no tensors", to: "model.safetensors")
        try Program("Chapter1").expectRefusals(
            [
                (["--data", table], 65, ["short.csv", "至少"]),
                (["--target", "kind"], 64, ["--target 需要"]),
                (["--dataset", "iris"], 64, ["--dataset 需要"]),
                (["--data", table, "--dataset", "iris"], 64, ["--data 却是一个文件"]),
                (["--learn", "x.txt"], 64, ["--learn 需要"]),
                (["--predict", "1,2", "--model", model], 65, ["model.safetensors", "safetensors"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
