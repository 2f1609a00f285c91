/// The first rows of a table, cut by one separator, for finding out how the table is written.
struct TableSample {
    struct Cell {
        let text: String
        let isQuoted: Bool
        /// What it says as a number: with a decimal point, and with a decimal comma.
        let asPoint: CellValue
        let asComma: CellValue

        var isMissing: Bool { asPoint == .missing }
        var isNumber: Bool { isNumber(.point) || isNumber(.comma) }

        func isNumber(_ style: NumberStyle) -> Bool {
            if case .number = style == .point ? asPoint : asComma { true } else { false }
        }
    }

    /// A row, and where the row after it begins.
    struct Row {
        var cells: [Cell]
        let end: Int
    }

    private(set) var rows: [Row] = []

    /// Reads at most `limit` rows from `start`; empty ones do not count. Whatever lies beyond 64 KiB and the third row is
    /// not looked at. An unclosed quote and a field of more than a megabyte end the sample.
    init(_ bytes: Span<UInt8>, from start: Int, separator: UInt8, limit: Int = 400) {
        var index = start
        while index < bytes.count, rows.count < limit, index < start + 1 << 16 || rows.count < 3 {
            if bytes[index] == 0x0A || bytes[index] == 0x0D {
                index += 1
                continue
            }
            var cells: [Cell] = []
            while true {
                if separator == anyBlanks {
                    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
                    if index == bytes.count || bytes[index] == 0x0A || bytes[index] == 0x0D { break }
                }
                guard let cut = cutField(bytes, at: index, separator: separator), cut.content.count <= 1 << 20
                else { return }
                cells.append(
                    Cell(
                        text: fieldText(bytes, cut.content, isQuoted: cut.isQuoted), isQuoted: cut.isQuoted,
                        asPoint: cellValue(bytes, cut.content, .point),
                        asComma: cellValue(bytes, cut.content, .comma)))
                index = cut.next
                guard index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D else { break }
                if separator != anyBlanks { index += 1 }
            }
            if cells.contains(where: { !$0.text.isEmpty }) { rows.append(Row(cells: cells, end: index)) }
        }
    }

    /// How many columns most rows have; empty cells at a row's end count.
    var commonWidth: Int {
        var counts: [Int: Int] = [:]
        for row in rows { counts[row.cells.count, default: 0] += 1 }
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    /// How well the separator fits, 0...1: the share of the rows that have the common width, times the share of the cells
    /// that do not look as if they were several.
    var fit: Double {
        let width = commonWidth
        guard width > 1 else { return 0 }
        let even = rows.count { row in
            row.cells.count == width || (row.cells.count == width + 1 && row.cells[width].text.isEmpty)
                || (row.cells.count == width - 1 && row.end == rows.first?.end)
        }
        let cells = rows.flatMap(\.cells)
        let whole = cells.count { $0.isQuoted || $0.isNumber || $0.isMissing || !looksLikeSeveral($0.text) }
        return Double(even) / Double(rows.count) * Double(whole) / Double(cells.count)
    }

    /// Whether two digits stand on the two sides of something that could separate fields.
    private func looksLikeSeveral(_ text: String) -> Bool {
        if tableTime(text) != nil { return false }
        let bytes = Array(text.utf8)
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        return bytes.indices.dropFirst().dropLast().contains { index in
            ",;|\t ".utf8.contains(bytes[index]) && isDigit(bytes[index - 1]) && isDigit(bytes[index + 1])
        }
    }
}
