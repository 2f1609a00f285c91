import Files
import Foundation
import Messages

/// One HTML page about a run: text, charts, pictures and tables in sections, with everything it needs inside.
///
/// The page opens offline, follows the reader's choice of light or dark, and is well-formed XML too.
public struct Report: Sendable {
    private let title: String
    /// The line below the title: what the page is about, with the same markup as a paragraph.
    public var subtitle: String
    private let language: Language
    /// That the page loads itself again; nil for one that is complete.
    var renewal: Renewal?
    private var sections: [(title: String, body: [String])] = [("", [])]

    /// A page without sections, in the language of this run.
    public init(title: any Readable, subtitle: any Readable = "") {
        self.title = title.text
        self.subtitle = subtitle.text
        language = .current
    }

    /// Begins a section; it gets a line in the table of contents.
    public mutating func section(_ title: any Readable) {
        sections.append((title.text, []))
    }

    /// Begins a section with a title in both languages.
    public mutating func section(en: String, zh: String) { section(Words(en: en, zh: zh)) }

    /// Adds a paragraph; in it backticks enclose code, and asterisks what is emphasized.
    public mutating func paragraph(_ text: any Readable) {
        append("<p>\(inlineMarkup(text.text))</p>")
    }

    /// Adds a paragraph in both languages.
    public mutating func paragraph(en: String, zh: String) { paragraph(Words(en: en, zh: zh)) }

    /// Adds a box that stands out, with the same markup as a paragraph.
    public mutating func note(_ text: any Readable) {
        append("<div class=\"note\"><p>\(inlineMarkup(text.text))</p></div>")
    }

    /// Adds a box that stands out, in both languages.
    public mutating func note(en: String, zh: String) { note(Words(en: en, zh: zh)) }

    /// Adds text in a fixed-width font with its line breaks kept, such as the output of a program.
    public mutating func preformatted(_ text: any Readable) {
        append("<pre>\(xmlEscaped(text.text))</pre>")
    }

    /// Adds a chart with a caption below it.
    public mutating func chart(_ chart: some Chart, caption: any Readable = "") {
        figure(svg: chart.svg(), caption: caption)
    }

    /// Adds charts side by side, as many as fit, with one caption below them.
    public mutating func charts(_ charts: [any Chart], caption: any Readable = "") {
        let cells = charts.map { "<div class=\"picture\">\(embedded($0.svg()))</div>" }
        append(
            "<figure class=\"wide\"><div class=\"grid\">\n\(cells.joined(separator: "\n"))\n</div>"
                + "\(captionElement(caption.text))</figure>")
    }

    /// Adds any SVG picture, given as one `<svg>` element, with a caption below it.
    public mutating func figure(svg: String, caption: any Readable = "") {
        append(
            "<figure><div class=\"picture\">\(embedded(svg))</div>\(captionElement(caption.text))</figure>")
    }

    /// Adds a chart with HTML above it, on which its styles may depend.
    mutating func figure(_ chart: some Chart, before controls: String, caption: any Readable) {
        append(
            "<figure>\(controls)<div class=\"picture\">\(embedded(chart.svg()))</div>\(captionElement(caption.text))</figure>"
        )
    }

    /// A number that no earlier part of the page has.
    var nextNumber: Int { sections.reduce(sections.count) { $0 + $1.body.count } }

    /// Adds a table.
    public mutating func table(_ table: Table) {
        append(table.html())
    }

    /// Adds metrics as a list of names and values.
    public mutating func metrics(_ metrics: Metrics) {
        let items = metrics.keys.map { key in
            // A long key may break behind an underscore, not in the middle of a word.
            "<div><dt>\(xmlEscaped(key).replacing("_", with: "_<wbr/>"))</dt><dd>\(xmlEscaped(metrics[key]?.display ?? ""))</dd></div>"
        }
        append("<dl class=\"metrics\">\n\(items.joined(separator: "\n"))\n</dl>")
    }

    /// The whole page.
    public func html() -> String {
        let named = sections.enumerated().filter { !$1.title.isEmpty }
        let links = named.map { index, section in
            "<li><a href=\"#section-\(index)\">\(xmlEscaped(section.title))</a></li>"
        }
        let contents =
            links.isEmpty
            ? ""
            : "<nav aria-label=\"\(Words(en: "Contents", zh: "目录").text(in: language))\"><ol>\n\(links.joined(separator: "\n"))\n</ol></nav>\n"
        let bodies = sections.enumerated().map { index, section in
            let heading =
                section.title.isEmpty
                ? "" : "<h2 id=\"section-\(index)\">\(xmlEscaped(section.title))</h2>\n"
            let body = section.body.joined(separator: "\n")
            return heading.isEmpty && body.isEmpty ? "" : "<section>\n\(heading)\(body)\n</section>\n"
        }
        let lead = subtitle.isEmpty ? "" : "\n<p class=\"subtitle\">\(inlineMarkup(subtitle))</p>"
        return """
            <!DOCTYPE html>
            <html lang="\(language.htmlCode)">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>\(xmlEscaped(title))</title>\(renewal.map { "\n" + $0.element(language: language) } ?? "")
            \(pageStyleElement)
            \(chartStyleElement)\(bodies.contains { $0.contains("class=\"moment ") } ? "\n" + momentStyleElement : "")\(
                bodies.contains { $0.contains("class=\"play ") } ? "\n" + playElements : "")\(
                bodies.contains { $0.contains("class=\"film\"") } ? "\n" + filmElements : "")
            </head>
            <body>
            <div class="page\(links.isEmpty ? "" : " with-contents")">
            <header>
            <h1>\(xmlEscaped(title))</h1>\(lead)
            </header>
            \(contents)<main>
            \(bodies.joined())</main>
            </div>
            </body>
            </html>

            """
    }

    /// Writes the page to a file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func write(to path: String) throws {
        try writeFileAtomically(html(), to: path)
    }

    mutating func append(_ html: String) {
        sections[sections.count - 1].body.append(html)
    }

    func captionElement(_ caption: String) -> String {
        caption.isEmpty ? "" : "<figcaption>\(inlineMarkup(caption))</figcaption>"
    }

    /// A picture without what only a file of its own needs: what stands before its `<svg>`, and the charts' styles,
    /// of which the page has its own copy.
    private func embedded(_ svg: String) -> String {
        let start = svg.range(of: "<svg")?.lowerBound ?? svg.startIndex
        return svg[start...].replacingOccurrences(of: chartStyleElement + "\n", with: "")
    }
}
