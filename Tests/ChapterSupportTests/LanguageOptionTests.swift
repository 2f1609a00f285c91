import Files
import Messages
import Reporting
import TestSupport
import Testing

@testable import ChapterSupport

/// `--language` and the locale choose the language of everything that a command says.
@Suite struct LanguageOptionTests {
    private let command = ChapterCommand(
        number: 7, title: Words(en: "Trial", zh: "试验"),
        summary: Words(en: "A chapter for trying options.", zh: "用来试验选项的一章。"), defaultEpochs: 50,
        quickEpochs: 2,
        options: [.integer("hidden", default: 10, quick: 4, range: 1...4096, Words(en: "units", zh: "隐藏单元数"))]
    )

    private func outcome(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
        let (log, folder) = (Log(), try TemporaryFolder())
        let code = command.run(
            arguments: ["--out", folder.path] + arguments, console: log.console, environment: environment
        ) { run in
            run.setRequiredMetrics()
        }
        return "\(code.rawValue) \((log.lines + log.errors).joined(separator: "\n"))"
    }

    private static let chinese = ["LANG": "zh_CN.UTF-8"]

    @Test func theHelpPageIsInBothLanguages() throws {
        let page = try outcome(["--help", "--language", "zh"])
        for part in [
            "第 7 章：试验\n", "用来试验选项的一章。\n", "用法：swift run Chapter7 [选项]\n", "本章的选项：\n", "各章共有的选项：\n",
            "--hidden N            隐藏单元数：1 到 4096（默认 10，--quick 时 4）\n", "--language NAME", "退出码：\n",
            "64   选项有误\n",
        ] {
            #expect(page.contains(part), "\(part) is missing in\n\(page)")
        }
        #expect(page.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 80 })
        #expect(!page.contains("default") && !page.contains("folder"))
        #expect(try outcome(["--help"], Self.chinese) == page)
        #expect(try outcome(["--help", "--language=en"], Self.chinese) == outcome(["--help"]))
    }

    @Test func errorsAreInBothLanguages() throws {
        #expect(try outcome(["--epochs", "0"]).hasPrefix("64 Chapter7: --epochs 0 is out of range"))
        #expect(
            try outcome(["--epochs", "0"], Self.chinese) == "64 Chapter7: --epochs 0 超出范围，应为 1 到 1000000")
        #expect(try outcome(["--epoch", "1"], Self.chinese) == "64 Chapter7: 没有选项 '--epoch'；是不是 --epochs？")
        #expect(try outcome(["--data", "/no"], Self.chinese) == "66 Chapter7: /no：没有这个文件或文件夹")
        // A language that is not spoken is refused in that of the locale.
        #expect(
            try outcome(["--language", "fr"]) == "64 Chapter7: --language 'fr' is not one of en, zh")
        #expect(
            try outcome(["--language", "fr"], Self.chinese) == "64 Chapter7: --language 'fr' 不在 en、zh 之中")
    }

    @Test func theRunAndItsPageAreInOneLanguage() throws {
        let (log, folder) = (Log(), try TemporaryFolder())
        _ = command.run(arguments: ["--out", folder.path, "--language", "zh"], console: log.console) { run in
            #expect(Language.current == .chinese)
            run.report.section(en: "Loss", zh: "损失")
            run.setRequiredMetrics()
        }
        #expect(Language.current == .english)
        #expect(log.lines == ["报告：\(folder.path)/report.html"])
        let page = try readTextFile("\(folder.path)/report.html")
        #expect(page.contains("<html lang=\"zh-Hans\">") && page.contains("第 7 章：试验") && page.contains("损失"))
    }
}
