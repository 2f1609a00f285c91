import Foundation
import Messages

extension CourseReport {
    /// The report as one page that needs no other file: a square an exercise, and below what went wrong.
    var html: String {
        let rows = parts.map { part in
            let squares = part.results.map { result in
                "<a class=\"\(Self.style(result.outcome))\" \(Self.link(result)) title=\"\(Self.escaped(result.title))\">"
                    + "\(result.outcome.mark) \(Self.escaped(result.id))</a>"
            }
            return "<tr><td class=number>\(part.chapter)</td><td>\(Self.escaped(part.title))</td>"
                + "<td>\(squares.joined(separator: " "))</td>"
                + "<td class=number>\(part.share)</td></tr>"
        }
        let wrong = results.filter { !$0.outcome.isPassed && $0.outcome != .notBegun }
        let sheets = wrong.map {
            "<pre id=\"e\(Self.escaped($0.id))\">\(Self.escaped($0.text))</pre>"
        }
        let name = student.map(Self.escaped)
        let heading = Words(
            en: name.map { "Homework of \($0)" } ?? "Homework", zh: name.map { "\($0) 的作业" } ?? "作业")
        let result = Self.escaped(failure ?? summary)
        let share = results.isEmpty ? 0 : 100 * Double(passedCount) / Double(results.count)
        return """
            <!doctype html>
            <html lang="\(Language.current.htmlCode)">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(heading)</title>
            <style>
            :root { color-scheme: light dark; --line: #8884; --good: #2a7d3f; --bad: #b3392f; --idle: #8888 }
            @media (prefers-color-scheme: dark) { :root { --good: #6cc483; --bad: #f08a7f } }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse; width: 100% }
            td { border-top: 1px solid var(--line); padding: .4rem .6rem .4rem 0; vertical-align: top }
            .number { font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right }
            td a { display: inline-block; border: 1px solid; border-radius: .3rem; padding: 0 .4rem; margin: .1rem 0;
                text-decoration: none; white-space: nowrap; font-size: .9rem }
            .good { color: var(--good) } .bad { color: var(--bad) } .idle { color: GrayText; border-color: var(--idle) }
            .bar { height: .5rem; border-radius: .25rem; background: var(--line); overflow: hidden }
            .bar div { height: 100%; background: var(--good) }
            pre { overflow-x: auto; border-left: .25rem solid var(--bad); padding: .5rem 1rem; font-size: .85rem }
            </style>
            <h1>\(heading)</h1>
            <p>\(Words(en: "\(result). Inputs of seed \(seed).", zh: "\(result)。输入的种子是 \(seed)。"))</p>
            <div class=bar><div style="width: \(String(format: "%.1f", share))%"></div></div>
            <table>
            \(rows.joined(separator: "\n"))
            </table>
            \(sheets.isEmpty ? "" : "<h2>\(Words(en: "What went wrong", zh: "哪里错了"))</h2>")
            \(sheets.joined(separator: "\n"))
            </html>

            """
    }

    private static func style(_ outcome: Outcome) -> String {
        switch outcome {
        case .passed: return "good"
        case .notBegun: return "idle"
        default: return "bad"
        }
    }

    /// A link to the sheet of an exercise that went wrong.
    private static func link(_ result: ExerciseResult) -> String {
        style(result.outcome) == "bad" ? "href=\"#e\(escaped(result.id))\"" : ""
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
