import Messages
import TensorCore
import Files

/// A table read from a text file, each column in the type that its `CSVSchema` gives it.
///
/// The format is RFC 4180: quoted fields with doubled quotes, line breaks and separators; LF, CRLF and CR;
/// a byte order mark, a missing last line break and empty lines at the end do no harm. An empty line between
/// rows is refused.
///
/// Asking for a column that the schema does not have, or in another type, traps.
///
/// ```swift
/// let schema = CSVSchema([.date("day"), .number("price", range: 0...1000)])
/// let table = try CSVTable(text: "day,price\n2011-01-31,12.5\n", name: "prices.csv", schema: schema)
/// print(table.dates("day"), table.floats("price"))
/// ```
public struct CSVTable: Sendable {
    /// The file, as it is named in errors.
    public let path: String

    /// The number of rows, at least one; the header does not count.
    public let rowCount: Int

    private let lines: [Int]
    private let columns: [ColumnValues]

    /// Reads a file.
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed with the line, and the column in characters,
    ///   at which the field in question begins.
    public init(contentsOf path: String, schema: CSVSchema) throws {
        try self.init(text: readTextFile(path), name: path, schema: schema)
    }

    /// Reads a table from a text; `name` stands for the path in errors.
    ///
    /// - Throws: `FileError.malformed`.
    public init(text: String, name: String, schema: CSVSchema) throws {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var reader = CSVTableReader(schema: schema, bytes: bytes)
        do {
            try reader.read()
        } catch let problem as CSVProblem {
            let (line, column) = linePosition(of: problem.offset, in: bytes.span)
            throw FileError.malformed(path: name, line: line, column: column, reason: problem.reason)
        }
        guard !reader.lines.isEmpty else {
            throw FileError.malformed(
                path: name,
                reason: reader.sawHeader
                    ? Words(en: "a header but no rows", zh: "只有表头，没有数据行").text
                    : Words(en: "the file is empty", zh: "文件是空的").text)
        }
        path = name
        rowCount = reader.lines.count
        lines = reader.lines
        columns = reader.columns
    }

    /// The values of an `integer` column.
    public func integers(_ name: String) -> [Int] {
        let column = self[name]
        guard case .integer = column.column.kind else { refuse(column, "integers") }
        return column.integers
    }

    /// The values of a `number` column.
    public func numbers(_ name: String) -> [Double] {
        let column = self[name]
        guard case .number = column.column.kind else { refuse(column, "numbers") }
        return column.numbers
    }

    /// The values of a `number` column, rounded to the nearest `Float`.
    public func floats(_ name: String) -> [Float] {
        numbers(name).map { Float($0) }
    }

    /// The values of a `date` column.
    public func dates(_ name: String) -> [CalendarDate] {
        let column = self[name]
        guard case .date = column.column.kind else { refuse(column, "dates") }
        return column.dates
    }

    /// The values of a `text` column.
    public func texts(_ name: String) -> [String] {
        let column = self[name]
        guard case .text = column.column.kind else { refuse(column, "texts") }
        return column.texts
    }

    /// The values of a `category` column: indices into its list of categories.
    public func categories(_ name: String) -> [Int] {
        let column = self[name]
        guard case .category = column.column.kind else { refuse(column, "categories") }
        return column.integers
    }

    /// An error about a row as a whole (from 0), which names the line where it begins.
    public func malformed(row: Int, reason: String) -> FileError {
        .malformed(path: path, line: lines[row], column: 1, reason: reason)
    }

    private subscript(name: String) -> ColumnValues {
        guard let column = columns.first(where: { $0.column.name == name }) else {
            explainFailure("CSVTable", "no column \"\(name)\" among \(columns.map(\.column.name))")
        }
        return column
    }

    private func refuse(_ values: ColumnValues, _ wanted: String) -> Never {
        explainFailure(
            "CSVTable", "column \"\(values.column.name)\" (\(values.column.expectation.en)) has no \(wanted)")
    }
}

/// A column of the schema and the values read for it; only the array of its kind is filled.
struct ColumnValues: Sendable {
    let column: CSVColumn
    var integers: [Int] = []
    var numbers: [Double] = []
    var dates: [CalendarDate] = []
    var texts: [String] = []
}

/// Reads header and rows into typed columns.
private struct CSVTableReader {
    let schema: CSVSchema
    var scanner: CSVScanner
    var columns: [ColumnValues]
    /// The line in which each row begins.
    var lines: [Int] = []
    var sawHeader = false

    init(schema: CSVSchema, bytes: [UInt8]) {
        self.schema = schema
        scanner = CSVScanner(bytes: bytes, separator: schema.separator)
        columns = schema.columns.map { ColumnValues(column: $0) }
    }

    mutating func read() throws {
        // For each field of a row the column that it goes to, nil where it is skipped.
        var targets: [Int?] = Array(columns.indices)
        var firstBlankRow: Int?
        while try scanner.nextRow() {
            if scanner.isBlankRow {
                firstBlankRow = firstBlankRow ?? scanner.rowStart
                continue
            }
            if let firstBlankRow {
                throw CSVProblem(
                    offset: firstBlankRow,
                    reason: Words(en: "an empty line where a row is expected", zh: "应为数据行，却是空行").text)
            }
            if schema.hasHeader, !sawHeader {
                sawHeader = true
                targets = try readHeader()
            } else {
                try readRow(targets)
            }
        }
    }

    /// What is wrong where the header is a single field with other separators in it.
    private var otherSeparator: CSVProblem? {
        guard scanner.fields.count == 1, let only = scanner.fields.first else { return nil }
        let header = text(only, trimmed(scanner.bytes, only.content))
        let others: [(sign: Character, name: Words)] = [
            (";", Words(en: "semicolons", zh: "分号")), ("\t", Words(en: "tabs", zh: "制表符")),
            ("|", Words(en: "bars", zh: "竖线")), (",", Words(en: "commas", zh: "逗号")),
        ]
        let own = schema.separator.byte.map { Character(Unicode.Scalar($0)) }
        guard let found = others.first(where: { $0.sign != own && header.contains($0.sign) }) else {
            return nil
        }
        let expected = others.first { $0.sign == own }?.name ?? Words(en: "blanks", zh: "空格")
        return CSVProblem(
            offset: scanner.rowStart,
            reason: Words(
                en: "separated by \(found.name.en), \(expected.en) are expected",
                zh: "列之间是\(found.name.zh)，应为\(expected.zh)"
            ).text)
    }

    private func readHeader() throws -> [Int?] {
        var targets: [Int?] = []
        var seen: Set<String> = []
        var unknown: CSVProblem?
        for field in scanner.fields {
            let name = text(field, trimmed(scanner.bytes, field.content))
            guard seen.insert(name).inserted else {
                throw CSVProblem(
                    offset: field.start,
                    reason: Words(en: "a second column \"\(excerpt(name))\"", zh: "重复的列 \"\(excerpt(name))\"")
                        .text)
            }
            let target = columns.firstIndex { $0.column.name == name }
            if target == nil, !schema.allowsOtherColumns, unknown == nil {
                unknown = CSVProblem(
                    offset: field.start,
                    reason: Words(
                        en: "an unknown column \"\(excerpt(name))\"", zh: "未知的列 \"\(excerpt(name))\""
                    ).text)
            }
            targets.append(target)
        }
        if let lacking = schema.columns.first(where: { !seen.contains($0.name) }) {
            if let problem = otherSeparator { throw problem }
            throw CSVProblem(
                offset: scanner.rowStart,
                reason: Words(
                    en: "the header has no column \"\(lacking.name)\"", zh: "表头缺少列 \"\(lacking.name)\""
                ).text)
        }
        if let unknown { throw unknown }
        return targets
    }

    private mutating func readRow(_ targets: [Int?]) throws {
        let fields = scanner.fields
        if fields.count < targets.count {
            throw CSVProblem(
                offset: scanner.rowStart,
                reason: Words(
                    en: "the row has \(fields.count) of \(targets.count) columns",
                    zh: "这一行只有 \(fields.count) 列，应为 \(targets.count) 列"
                ).text)
        }
        if fields.count > targets.count {
            throw CSVProblem(
                offset: fields[targets.count].start,
                reason: Words(
                    en: "the row has \(fields.count) columns, \(targets.count) are expected",
                    zh: "这一行有 \(fields.count) 列，应为 \(targets.count) 列"
                ).text)
        }
        for (field, target) in zip(fields, targets) {
            if let target { try readField(field, into: target) }
        }
        lines.append(scanner.rowLine)
    }

    private mutating func readField(_ field: CSVField, into target: Int) throws {
        let content = trimmed(scanner.bytes, field.content)
        switch columns[target].column.kind {
        case .integer(let range):
            guard let value = decimalInteger(scanner.bytes, content), range.contains(value) else {
                throw unexpected(field, columns[target].column)
            }
            columns[target].integers.append(value)
        case .number(let range):
            guard let value = decimalNumber(scanner.bytes, content),
                range.contains(value) || value.isInfinite
            else { throw unexpected(field, columns[target].column) }
            guard Float(value).isFinite else {
                throw unexpected(
                    field, columns[target].column, Words(en: ", too large for a Float", zh: "，超出 Float 的范围"))
            }
            columns[target].numbers.append(value)
        case .date:
            guard let value = calendarDate(scanner.bytes, content) else {
                throw unexpected(field, columns[target].column)
            }
            columns[target].dates.append(value)
        case .text:
            columns[target].texts.append(text(field, field.content))
        case .category(let categories):
            guard let value = categories.firstIndex(of: text(field, content)) else {
                throw unexpected(field, columns[target].column)
            }
            columns[target].integers.append(value)
        }
    }

    private func text(_ field: CSVField, _ content: Range<Int>) -> String {
        guard field.hasDoubledQuotes else {
            return String(decoding: scanner.bytes[content], as: UTF8.self)
        }
        var unescaped: [UInt8] = []
        var index = content.lowerBound
        while index < content.upperBound {
            unescaped.append(scanner.bytes[index])
            // Within a quoted field quotes come in pairs.
            index += scanner.bytes[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: unescaped, as: UTF8.self)
    }

    private func unexpected(_ field: CSVField, _ column: CSVColumn, _ more: Words = Words(en: "", zh: ""))
        -> CSVProblem
    {
        let value = text(field, trimmed(scanner.bytes, field.content))
        let found = "\"\(excerpt(value))\""
        return CSVProblem(
            offset: field.start,
            reason: Words(
                en: "column \"\(column.name)\": \(column.expectation.en) is expected, found "
                    + (value.isEmpty ? "nothing" : found) + more.en,
                zh: "列 \"\(column.name)\"：应为\(column.expectation.zh)，却是" + (value.isEmpty ? "空" : found)
                    + more.zh
            ).text)
    }
}
