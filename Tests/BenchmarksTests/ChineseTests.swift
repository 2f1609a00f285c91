import Foundation
import TestSupport
import Testing

@Suite struct ChineseTests {
    private let program = Program("Benchmarks")

    @Test func helpAndTablesAreInChineseToo() throws {
        let help = try program.run(["--help", "--language", "zh"]).output
        #expect(englishSentences(in: help) == [] && help.contains("选项"))
        #expect(try program.run(["--help"], environment: ["LC_ALL": "zh_CN.UTF-8"]).output == help)
        let arguments = ["--case", "matmul_64", "--seconds", "0", "--language", "zh"]
        let table = try program.run(arguments).output
        #expect(englishSentences(in: table) == [] && table.contains("中位数 ms") && table.contains("线程"))
        let steps = try program.run(arguments.dropLast(4) + ["--steps", "2", "--language", "zh"]).output
        #expect(englishSentences(in: steps) == [] && steps.contains("步数"))
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        let peer = try folder.write("{}", to: "peer.jsonl")
        try program.expectRefusals(
            [
                (["--case", "none"], 64, ["没有 'none' 这一项"]),
                (["--json", "--memory", "--rung", "naive"], 64, ["不能同用"]),
                (["--chart", "x.svg"], 64, ["--growth"]),
                (["--against", peer], 65, ["peer.jsonl:1", "这一行的形式不是"]),
            ], common: ["--seconds", "0", "--language", "zh"], in: folder)
    }
}
