import Messages

/// The row of the highest score (or the lowest), for a table's `highlightedRow`; nil where no score is better than all
/// others. NaN and infinity stand for rows that have none.
public func bestRow(_ scores: [Double], lowest: Bool = false) -> Int? {
    let ranked = scores.enumerated().filter(\.element.isFinite)
    guard let best = ranked.max(by: { lowest ? $0.element > $1.element : $0.element < $1.element }),
        ranked.count(where: { $0.element == best.element }) == 1
    else { return nil }
    return best.offset
}

/// A table of texts, for the terminal and for a report. Columns of numbers are right-aligned.
public struct Table: Sendable, Equatable {
    /// The names of the columns.
    public var headers: [String]
    /// The cells, a row at a time. A row may be shorter than `headers`; missing cells are empty.
    public var rows: [[String]]
    /// A line that says what the table shows.
    public var caption: String
    /// The row to draw the eye to (counted from 0), as the best of several.
    public var highlightedRow: Int?

    /// A table with its cells already written as text (see `formatNumber`).
    public init(
        headers: [any Readable], rows: [[String]], caption: any Readable = "", highlightedRow: Int? = nil
    ) {
        self.headers = headers.map(\.text)
        self.rows = rows
        self.caption = caption.text
        self.highlightedRow = highlightedRow
    }

    /// The table for the terminal: aligned columns, a rule under the headers, `>` before the highlighted row.
    ///
    /// A Chinese, Japanese or Korean character counts as two columns.
    public func text() -> String {
        let grid = rectangular
        let widths = (0..<columnCount).map { column in
            ([grid.headers] + grid.rows).map { displayWidth($0[column]) }.max() ?? 0
        }
        let rightAligned = numberColumns
        func line(_ cells: [String], marked: Bool) -> String {
            let columns = cells.indices.map {
                padded(cells[$0], toColumns: widths[$0], rightAligned: rightAligned[$0])
            }
            let mark = highlightedRow == nil ? "" : marked ? "> " : "  "
            var line = mark + columns.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        var lines = caption.isEmpty ? [] : [oneLine(caption)]
        if grid.headers.contains(where: { !$0.isEmpty }) {
            lines.append(line(grid.headers, marked: false))
            lines.append(line(widths.map { String(repeating: "─", count: $0) }, marked: false))
        }
        for (index, row) in grid.rows.enumerated() {
            lines.append(line(row, marked: index == highlightedRow))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as HTML.
    func html() -> String {
        let grid = rectangular
        let rightAligned = numberColumns
        func cells(_ row: [String], _ tag: String) -> String {
            row.indices.map { column in
                let alignment = rightAligned[column] ? " class=\"number\"" : ""
                return "<\(tag)\(alignment)>\(inlineMarkup(row[column]))</\(tag)>"
            }.joined()
        }
        var html = "<div class=\"table\"><table>"
        if !caption.isEmpty { html += "<caption>\(inlineMarkup(caption))</caption>" }
        if grid.headers.contains(where: { !$0.isEmpty }) {
            html += "\n<thead><tr>\(cells(grid.headers, "th"))</tr></thead>"
        }
        html += "\n<tbody>"
        for (index, row) in grid.rows.enumerated() {
            let highlight = index == highlightedRow ? " class=\"best\"" : ""
            html += "\n<tr\(highlight)>\(cells(row, "td"))</tr>"
        }
        return html + "\n</tbody></table></div>"
    }

    private var columnCount: Int { max(headers.count, rows.map(\.count).max() ?? 0) }

    /// Headers and rows, all of them `columnCount` long and every cell on one line.
    private var rectangular: (headers: [String], rows: [[String]]) {
        func filled(_ cells: [String]) -> [String] {
            cells.map(oneLine) + Array(repeating: "", count: columnCount - cells.count)
        }
        return (filled(headers), rows.map(filled))
    }

    /// For every column whether it holds numbers and nothing else.
    private var numberColumns: [Bool] {
        (0..<columnCount).map { column in
            let cells = rows.compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
            return cells.contains(where: isNumeric) && cells.allSatisfy { isNumeric($0) || isPlaceholder($0) }
        }
    }
}

/// Whether a cell reads as a number: `-1,234.5`, `87.5%`, `1.2e-3`, `0.83 ± 0.02`, `3 min 05 s`, `12 MB`.
func isNumeric(_ cell: String) -> Bool {
    let units: Set<String> = [
        "%", "s", "ms", "µs", "min", "h", "d", "x", "×", "B", "KB", "MB", "GB", "±", "/", "of", "/s",
    ]
    var sawNumber = false
    for word in cell.split(separator: " ") {
        if units.contains(String(word)) { continue }
        var digits = word
        for suffix in ["%", "/s", "x", "×"] where digits.hasSuffix(suffix) { digits.removeLast(suffix.count) }
        if let sign = digits.first, "+-−±<>~".contains(sign) { digits.removeFirst() }
        guard digits.first?.isNumber == true || digits.first == "." || digits == "∞" else { return false }
        let plain = digits.filter { $0 != "," }
        guard digits == "∞" || Double(plain) != nil else { return false }
        sawNumber = true
    }
    return sawNumber
}

private func isPlaceholder(_ cell: String) -> Bool {
    ["-", "–", "—", "n/a", "?"].contains(cell)
}

private func oneLine(_ text: String) -> String {
    text.contains(where: \.isNewline)
        ? text.split(whereSeparator: \.isNewline).joined(separator: " ") : text
}
