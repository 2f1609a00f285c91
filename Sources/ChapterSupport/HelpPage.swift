/// The page that `--help` prints: what the command does, its options with defaults and ranges, its exit codes.
struct HelpPage {
    let title: String
    let summary: String
    let usage: String
    let sections: [(heading: String, options: [ChapterOption])]
    let exitCodes: [(code: String, meaning: String)]

    /// The option that every command has without declaring it.
    static let help = ChapterOption.flag("help", "print this page (also -h)")

    /// The whole page, no line wider than 80 columns unless a word is.
    var text: String {
        var lines = [title, ""]
        lines += wrap(summary, width: 80)
        lines += ["", "Usage: \(usage)"]
        let width = sections.flatMap { $0.options.map { term(of: $0).count } }.max() ?? 0
        for (heading, options) in sections where !options.isEmpty {
            lines += ["", "\(heading):"]
            for option in options { lines += entry(term(of: option), describe(option), width: width) }
        }
        lines += ["", "Exit codes:"]
        for (code, meaning) in exitCodes { lines += entry(code, meaning, width: 3) }
        return lines.joined(separator: "\n")
    }

    /// The option as it is typed: `--epochs N`.
    private func term(of option: ChapterOption) -> String {
        switch option.kind {
        case .flag: return "--\(option.name)"
        case .text(let placeholder, _), .list(let placeholder): return "--\(option.name) \(placeholder)"
        case .choice: return "--\(option.name) NAME"
        case .integer: return "--\(option.name) N"
        case .number: return "--\(option.name) X"
        }
    }

    /// What the option does, what it may be, and what it is when nothing is given.
    private func describe(_ option: ChapterOption) -> String {
        switch option.kind {
        case .flag, .list, .text(_, nil):
            return option.summary
        case .text(_, let preset?):
            return "\(option.summary) (default \(preset))"
        case .choice(let choices, let preset):
            return "\(option.summary): \(choices.joined(separator: ", ")) (default \(preset))"
        case .integer(let preset, let quick, let range):
            let quickly = quick == preset ? "" : ", with --quick \(quick)"
            return "\(option.summary): \(ChapterSupport.describe(range)) (default \(preset)\(quickly))"
        case .number(let preset, let quick, let range):
            let quickly = quick == preset ? "" : ", with --quick \(shortest(quick))"
            return
                "\(option.summary): \(ChapterSupport.describe(range)) (default \(shortest(preset))\(quickly))"
        }
    }

    /// A term and its text in two columns.
    private func entry(_ term: String, _ text: String, width: Int) -> [String] {
        let margin = width + 4
        return wrap(text, width: 80 - margin).enumerated().map { index, line in
            let left = index == 0 ? "  \(term)" : ""
            return left + String(repeating: " ", count: margin - left.count) + line
        }
    }

    /// The words of a text in lines of at most `width` characters.
    private func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
