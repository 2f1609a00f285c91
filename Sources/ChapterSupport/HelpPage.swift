import Messages
import Reporting

/// The page that `--help` prints: what the command does, its options with defaults and ranges, its exit codes.
struct HelpPage {
    let title: any Readable
    let summary: any Readable
    /// The line by which the program is started.
    let usage: any Readable
    let sections: [(heading: Words, options: [ChapterOption])]
    let exitCodes: [ExitCode]
    /// Exit codes of signals that end the program.
    var signals: [(code: String, meaning: Words)] = []

    /// The option that every command has without declaring it.
    static let help = ChapterOption.flag(
        "help", Words(en: "print this page (also -h)", zh: "显示本页（也可用 -h）"))

    /// The whole page, no line wider than 80 columns unless a word is.
    var text: String {
        var lines = [title.text, ""]
        lines += wrapped(summary.text, toColumns: 80)
        lines += ["", Words(en: "Usage: ", zh: "用法：").text + usage.text]
        let width = sections.flatMap { $0.options.map { term(of: $0).count } }.max() ?? 0
        for (heading, options) in sections where !options.isEmpty {
            lines += ["", Words(en: "\(heading.en):", zh: "\(heading.zh)：").text]
            for option in options { lines += entry(term(of: option), describe(option), width: width) }
        }
        lines += ["", Words(en: "Exit codes:", zh: "退出码：").text]
        let codes = exitCodes.map { ("\($0.rawValue)", $0.meaning) } + signals
        for (code, meaning) in codes { lines += entry(code, meaning.text, width: 3) }
        return lines.joined(separator: "\n")
    }

    /// The option as it is typed: `--epochs N`.
    private func term(of option: ChapterOption) -> String {
        switch option.kind {
        case .flag: return "--\(option.name)"
        case .text(let placeholder, _), .list(let placeholder, _): return "--\(option.name) \(placeholder)"
        case .choice: return "--\(option.name) NAME"
        case .integer: return "--\(option.name) N"
        case .number: return "--\(option.name) X"
        }
    }

    /// What the option does, what it may be, and what it is when nothing is given.
    private func describe(_ option: ChapterOption) -> String {
        switch option.kind {
        case .flag, .list, .text(_, nil):
            return option.summary.text
        case .text(_, let preset?):
            return option.summary.text + defaults(preset, quick: preset)
        case .choice(let choices, let preset):
            let values = Words(
                en: ": \(choices.joined(separator: ", "))", zh: "：\(choices.joined(separator: "、"))")
            return option.summary.text + values.text + (preset.map { defaults($0, quick: $0) } ?? "")
        case .integer(let preset, let quick, let range):
            return explain(option, ChapterSupport.describe(range), "\(preset)", quick: "\(quick)")
        case .number(let preset, let quick, let range):
            return explain(option, ChapterSupport.describe(range), shortest(preset), quick: shortest(quick))
        }
    }

    private func explain(_ option: ChapterOption, _ range: Words, _ preset: String, quick: String) -> String {
        option.summary.text + Words(en: ": \(range.en)", zh: "：\(range.zh)").text
            + defaults(preset, quick: quick)
    }

    private func defaults(_ preset: String, quick: String) -> String {
        let isOne = quick == preset
        return Words(
            en: " (default \(preset)\(isOne ? "" : ", with --quick \(quick)"))",
            zh: "（默认 \(preset)\(isOne ? "" : "，--quick 时 \(quick)")）"
        ).text
    }

    /// A term and its text in two columns.
    private func entry(_ term: String, _ text: String, width: Int) -> [String] {
        let margin = width + 4
        return wrapped(text, toColumns: 80 - margin).enumerated().map { index, line in
            let left = index == 0 ? "  \(term)" : ""
            return left + String(repeating: " ", count: margin - left.count) + line
        }
    }
}
