import Foundation

/// Runs of more than four English words in a text, which a Chinese page has only in code, names and data.
public func englishSentences(in text: String) -> [String] {
    text.matches(of: /[A-Za-z][A-Za-z'’-]*(?:[ \n]+[A-Za-z][A-Za-z'’-]*){4,}/).map { String($0.0) }
}

/// The text of a page that a person reads: without markup, code and styles.
public func readableText(ofPage html: String) -> String {
    html.replacing(/(?s)<(code|pre|style|script)[ >].*?<\/\1>/, with: " · ").replacing(/<[^>]*>/, with: " · ")
}

/// What a Chinese run of a program leaves beside the English one.
public struct ChineseRun {
    /// Everything that should not be, a line each: English sentences on the page or in the terminal, numbers that
    /// differ from those of the English run, a help page or an error in English.
    public let complaints: [String]

    /// Runs the program in both languages, asked by the locale and by the option, and compares.
    ///
    /// - Parameters:
    ///   - arguments: those of a short run.
    ///   - showsChineseData: whether the English page shows Chinese texts, as those that a chapter learns from.
    public init(of program: Program, _ arguments: [String], showsChineseData: Bool = false) throws {
        let folder = try TemporaryFolder()
        let chinese = ["LC_ALL": "zh_CN.UTF-8"]
        let zh = try program.run(arguments + ["--out", folder.file("zh")], environment: chinese)
        let en = try program.run(
            arguments + ["--language", "en", "--out", folder.file("en")], environment: chinese)
        var complaints: [String] = []
        if zh.code != 0 || en.code != 0 {
            complaints.append("exit codes \(zh.code), \(en.code): \(zh.errors)")
        }
        func numbers(_ name: String) throws -> NSDictionary {
            try Program.metrics(in: folder.file(name)).filter { !$0.key.contains("second") } as NSDictionary
        }
        if try numbers("zh") != numbers("en") { complaints.append("the numbers depend on the language") }
        let page = try String(contentsOfFile: folder.file("zh/report.html"), encoding: .utf8)
        let englishPage = try String(contentsOfFile: folder.file("en/report.html"), encoding: .utf8)
        complaints += englishSentences(in: readableText(ofPage: page)).map { "page: \($0)" }
        complaints += englishSentences(in: zh.output).map { "terminal: \($0)" }
        for (text, what) in [(englishPage, "page"), (en.output, "terminal")]
        where containsChinese(text) && !showsChineseData {
            complaints.append("there is Chinese in the English \(what)")
        }
        for element in ["<h2", "<p>", "<svg", "<figcaption>", "<td", "<th"] {
            let counts = [page, englishPage].map { $0.components(separatedBy: element).count }
            if counts[0] != counts[1] {
                complaints.append("\(element): \(counts[0]) in Chinese, \(counts[1])")
            }
        }
        let help = try program.run(["--help"], environment: chinese).output
        complaints += englishSentences(in: help).map { "help: \($0)" }
        if try program.run(["--language=zh", "--help"]).output != help {
            complaints.append("the option and the locale give different help")
        }
        let error = try program.run(["--epochs", "0"], environment: chinese).errors
        if !containsChinese(error) { complaints.append("an error in English: \(error)") }
        self.complaints = complaints
    }
}

private func containsChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
}
