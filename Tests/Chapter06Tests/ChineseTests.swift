import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct ChineseTests {
    private let program = Program("Chapter6")

    @Test func theChapterIsInChineseToo() throws {
        let run = try ChineseRun(of: program, ["--quick", "--epochs", "1", "--repetitions", "1"])
        #expect(run.complaints == [])
    }

    @Test func fewLabelsAreInChineseToo() throws {
        let run = try ChineseRun(
            of: program, ["--quick", "--part", "unlabelled", "--epochs", "1", "--unlabelled", "300"])
        #expect(run.complaints == [])
    }

    @Test func photographsAreInChineseToo() throws {
        let folder = try TemporaryFolder()
        for (name, color) in [("ant", PixelColor.black), ("bee", .white)] {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
            for index in 0..<6 {
                try Picture(width: 30 + index, height: 30, filledWith: color).writePNG(
                    to: folder.file("\(name)/\(index).png"))
            }
        }
        let run = try ChineseRun(
            of: program,
            [
                "--quick", "--part", "photographs", "--data", folder.path, "--weights", "none", "--epochs",
                "1",
                "--repetitions", "1", "--network", "squeezenet1_1",
            ])
        #expect(run.complaints == [])
    }

    @Test func whatIsWrongIsSaidInChinese() throws {
        let folder = try TemporaryFolder()
        try program.expectRefusals(
            [
                (["--add", "3.png", "4.png"], 64, ["--add 需要"]),
                (["--part", "photographs"], 64, ["需要 --data"]),
                (["--photograph", "x.jpg", "--weights", "none"], 64, ["--photograph 需要"]),
            ], common: ["--quick", "--language", "zh", "--out", folder.file("out")], in: folder)
    }
}
