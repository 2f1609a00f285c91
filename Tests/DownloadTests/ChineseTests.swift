import Foundation
import Messages
import TestSupport
import Testing

@testable import Datasets
@testable import Download

@Suite struct ChineseTests {
    private let program = Program("Download")

    @Test func helpListAndDescriptionsAreInChineseToo() throws {
        let cache = try TemporaryFolder()
        let names = PublishedDataset.all.map(\.name)
        for arguments in [["--help"], ["--cache", cache.path], ["--about"] + names] {
            let chinese = try program.run(arguments + ["--language", "zh"])
            let english = try program.run(arguments)
            #expect(chinese.code == 0 && english.code == 0)
            // Whom to credit, and the names of licences, stay as they are.
            let own = chinese.output.split(separator: "\n").filter {
                !$0.contains("引用：") && !$0.contains("许可：")
            }
            #expect(own.flatMap { englishSentences(in: String($0)) } == [])
            let counts = [chinese, english].map { $0.output.split(separator: "\n").count }
            #expect(arguments == ["--help"] || counts[0] == counts[1])
            #expect(
                try program.run(arguments, environment: ["LC_ALL": "zh_CN.UTF-8"]).output == chinese.output)
        }
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let (cache, empty) = (try TemporaryFolder(), try TemporaryFolder())
        try program.expectRefusals(
            [
                (["nothing"], 64, ["没有叫 'nothing' 的数据集"]),
                (["iris", "--mirror", "ftp://x"], 64, ["不是以 http、https 或 file 开头的地址"]),
            ], common: ["--language", "zh", "--cache", cache.path])
        // No published mirror is asked: the one of one's own gives wrong bytes.
        let fetch = FileFetch()
        let file = try empty.write("wrong", to: "file")
        var said = ""
        Language.$current.withValue(.chinese) {
            do {
                try fetch.get(
                    URL(fileURLWithPath: file).absoluteString, into: cache.file("part"), byteCount: 7,
                    limit: 7
                ) { false }
            } catch { said = "\(error)" }
        }
        #expect(said == "给出 5 字节，公开的文件有 7 字节")
    }
}
