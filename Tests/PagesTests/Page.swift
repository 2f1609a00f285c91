import Foundation

/// A page in Markdown, as far as tests need to understand it: headings, links, code in backticks and fenced blocks.
struct Page {
    /// Its path below the package's folder, "Docs/Guide.md" for instance.
    let path: String

    /// All of it.
    let text: String

    /// What a link to a heading of this page may say after "#".
    var anchors: Set<String> { Set(headings.map(\.anchor)) }

    /// Its headings in their order.
    private(set) var headings: [Heading] = []

    /// The targets of its links and images.
    private(set) var links: [Found] = []

    /// What stands in backticks.
    private(set) var spans: [Span] = []

    /// The lines of its fenced or indented blocks.
    private(set) var code: [CodeLine] = []

    /// Its blocks of text, one a paragraph, list item or row of a table.
    private(set) var blocks: [String] = []

    /// The same text, a cell of a table by itself, with a point for each piece of code.
    private(set) var prose: [String] = []

    /// A heading, `##` of level 2, under the anchor that GitHub gives it.
    struct Heading: Equatable {
        let level: Int
        let anchor: String
    }

    /// A text of the page with its line, counted from 1.
    struct Found: Equatable {
        let text: String
        let line: Int
    }

    /// Code in backticks.
    struct Span: Equatable {
        let text: String
        let line: Int

        /// Whether it is another language's: it stands in a column of a table whose head begins with "PyTorch".
        let isForeign: Bool

        /// The block around it.
        let block: Int
    }

    /// A line of a block of code.
    struct CodeLine: Equatable {
        let text: String
        let line: Int

        /// What stands behind the fence: "swift", "python", or nothing.
        let language: String
    }

    /// Reads a page.
    init(path: String, text: String) {
        (self.path, self.text) = (path, text)
        var language: String?
        var paragraph: [Substring] = []
        var start = 0
        var foreignColumns: Set<Int> = []
        var isInTable = false
        func isIndentedCode(_ line: Substring) -> Bool {
            line.hasPrefix("    ") && paragraph.isEmpty && !line.allSatisfy(\.isWhitespace)
        }
        func end() {
            if !paragraph.isEmpty { addBlock(paragraph.joined(separator: "\n"), line: start, columns: nil) }
            paragraph = []
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("```") {
                end()
                language = language == nil ? String(trimmed.dropFirst(3)) : nil
                continue
            }
            if let language {
                code.append(CodeLine(text: String(line), line: number, language: language))
                continue
            }
            if trimmed.hasPrefix("|") {
                end()
                let cells = Self.cells(trimmed)
                if !isInTable {
                    foreignColumns = Set(cells.indices.filter { cells[$0].hasPrefix("PyTorch") })
                }
                isInTable = true
                addBlock(trimmed, line: number, columns: foreignColumns)
                continue
            }
            isInTable = false
            if isIndentedCode(line) {
                code.append(CodeLine(text: trimmed, line: number, language: ""))
            } else if trimmed.isEmpty {
                end()
            } else if trimmed.hasPrefix("#") {
                end()
                addHeading(trimmed)
                addBlock(trimmed, line: number, columns: nil)
            } else {
                let isItem =
                    ["- ", "* "].contains { trimmed.hasPrefix($0) } || trimmed.first?.isNumber == true
                if isItem { end() }
                if paragraph.isEmpty { start = number }
                paragraph.append(line)
            }
        }
        end()
    }

    /// The cells of a row of a table. A bar inside backticks, or after a backslash, is none of its borders.
    static func cells(_ row: String) -> [String] {
        var cells = [""]
        var isCode = false
        var before: Character?
        for character in row {
            if character == "`" { isCode.toggle() }
            if character == "|", !isCode, before != "\\" {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
            before = character
        }
        return cells.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Takes up a block of text; in a row of a table the code of some columns is another language's.
    private mutating func addBlock(_ text: String, line: Int, columns: Set<Int>?) {
        blocks.append(text)
        let cells = columns == nil ? [text] : Self.cells(text)
        var line = line
        for (column, cell) in cells.enumerated() {
            var plain = ""
            var rest = cell[...]
            while let open = rest.firstIndex(of: "`") {
                plain += rest[..<open]
                line += rest[..<open].count(where: { $0 == "\n" })
                let ticks = rest[open...].prefix { $0 == "`" }
                let inside = rest[ticks.endIndex...]
                guard let close = inside.range(of: ticks) else { break }
                let code = inside[..<close.lowerBound]
                spans.append(
                    Span(
                        text: code.replacing("\n", with: " ").trimmingCharacters(in: .whitespaces),
                        line: line, isForeign: columns?.contains(column) ?? false, block: blocks.count - 1))
                // The text of a link may be code.
                plain += "·"
                line += code.count(where: { $0 == "\n" })
                rest = inside[close.upperBound...]
            }
            plain += rest
            prose.append(plain)
            for match in plain.matches(of: /\]\(([^)\s]+)(?: "[^"]*")?\)/) {
                links.append(Found(text: String(match.1), line: line))
            }
            line += rest.count(where: { $0 == "\n" })
        }
    }

    /// Takes up a heading under the anchor that GitHub gives it.
    private mutating func addHeading(_ line: String) {
        let title = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
            .replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }
        var anchor = ""
        for character in title.lowercased() {
            if character.isLetter || character.isNumber || character == "-" || character == "_" {
                anchor.append(character)
            } else if character == " " {
                anchor.append("-")
            }
        }
        var name = anchor
        var count = 0
        while anchors.contains(name) {
            count += 1
            name = "\(anchor)-\(count)"
        }
        headings.append(Heading(level: line.prefix { $0 == "#" }.count, anchor: name))
    }
}
