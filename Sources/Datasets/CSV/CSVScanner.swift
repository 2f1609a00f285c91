import Messages

/// Something wrong at a byte of a table; the reader of the table turns the offset into line and column.
struct CSVProblem: Error {
    let offset: Int
    let reason: String
}

/// The position of a field in the bytes of a table.
struct CSVField {
    /// The field's first byte: its opening quote where it is quoted.
    let start: Int

    /// The bytes of its value, without the quotes around it.
    let content: Range<Int>

    let isQuoted: Bool

    /// Whether its value holds a quote, written twice.
    let hasDoubledQuotes: Bool
}

/// Cuts the bytes of a table into rows and fields by the rules of RFC 4180, a row a call.
///
/// Lines end with LF, CRLF or CR, mixed at will. Stricter than many readers: a quote within an unquoted field
/// and anything between a closing quote and the next separator are refused, since both mean that the rows
/// that follow would be cut wrongly.
struct CSVScanner {
    let bytes: [UInt8]
    let separator: UInt8?

    /// More fields in a row are refused, so that a file which is no table does not take all memory.
    private static let maximumFieldCount = 100_000

    /// A longer field is refused: it is most likely a quote that was opened and closed far away.
    private static let maximumFieldLength = 1 << 20

    /// The fields of the row that `nextRow` found; empty for a line of blanks between `whitespace` columns.
    private(set) var fields: [CSVField] = []

    /// Where the row begins.
    private(set) var rowStart = 0

    /// The line, from 1, in which the row begins.
    private(set) var rowLine = 1

    /// The first byte that is not read yet.
    private(set) var position = 0

    private var line = 1

    init(bytes: [UInt8], separator: CSVSeparator) {
        self.bytes = bytes
        self.separator = separator.byte
    }

    /// Whether the row is an empty line, or a line of nothing but blanks.
    var isBlankRow: Bool {
        guard let field = fields.first else { return true }
        return fields.count == 1 && !field.isQuoted && bytes[field.content].allSatisfy(isBlank)
    }

    /// Reads the next row into `fields`; false at the end of the bytes.
    mutating func nextRow() throws -> Bool {
        guard position < bytes.count else { return false }
        fields.removeAll(keepingCapacity: true)
        rowStart = position
        rowLine = line
        if let separator {
            while true {
                try readField(separator)
                guard position < bytes.count, bytes[position] == separator else { break }
                position += 1
            }
        } else {
            skipBlanks()
            while position < bytes.count, !isLineBreak(bytes[position]) {
                try readField(nil)
                skipBlanks()
            }
        }
        if position < bytes.count { skipLineBreak() }
        return true
    }

    /// Reads one field and stops at the separator, the line break or the end that follows it.
    private mutating func readField(_ separator: UInt8?) throws {
        let start = position
        if position < bytes.count, bytes[position] == quote {
            try readQuotedField()
        } else {
            while position < bytes.count, !endsField(bytes[position]) {
                if bytes[position] == quote {
                    throw CSVProblem(
                        offset: start,
                        reason: Words(
                            en: "a quote within a field that does not begin with one", zh: "字段不以引号开头，中间却有引号"
                        ).text)
                }
                position += 1
            }
            try append(
                CSVField(
                    start: start, content: start..<position, isQuoted: false, hasDoubledQuotes: false))
        }
    }

    private mutating func append(_ field: CSVField) throws {
        guard field.content.count <= Self.maximumFieldLength else {
            throw CSVProblem(
                offset: field.start,
                reason: Words(
                    en: "a field of more than \(Self.maximumFieldLength) bytes",
                    zh: "字段超过 \(Self.maximumFieldLength) 字节"
                ).text)
        }
        guard fields.count < Self.maximumFieldCount else {
            throw CSVProblem(
                offset: field.start,
                reason: Words(
                    en: "the row has more than \(Self.maximumFieldCount) columns",
                    zh: "这一行超过 \(Self.maximumFieldCount) 列"
                ).text)
        }
        fields.append(field)
    }

    private mutating func readQuotedField() throws {
        let start = position
        var hasDoubledQuotes = false
        position += 1
        while true {
            guard position < bytes.count else {
                throw CSVProblem(
                    offset: start,
                    reason: Words(en: "a quote is opened here and never closed", zh: "此处的引号没有配对的结束引号").text)
            }
            let byte = bytes[position]
            if isLineBreak(byte) {
                skipLineBreak()
            } else if byte != quote {
                position += 1
            } else if position + 1 < bytes.count, bytes[position + 1] == quote {
                hasDoubledQuotes = true
                position += 2
            } else {
                break
            }
        }
        try append(
            CSVField(
                start: start, content: start + 1..<position, isQuoted: true,
                hasDoubledQuotes: hasDoubledQuotes))
        position += 1
        if position < bytes.count, !endsField(bytes[position]) {
            throw CSVProblem(
                offset: start,
                reason: Words(en: "characters after the closing quote of a field", zh: "字段的结束引号后面还有字符").text)
        }
    }

    private func endsField(_ byte: UInt8) -> Bool {
        if let separator { return byte == separator || isLineBreak(byte) }
        return isBlank(byte) || isLineBreak(byte)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    }

    private mutating func skipLineBreak() {
        let isReturn = bytes[position] == carriageReturn
        position += 1
        if isReturn, position < bytes.count, bytes[position] == lineFeed { position += 1 }
        line += 1
    }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

private func isLineBreak(_ byte: UInt8) -> Bool {
    byte == lineFeed || byte == carriageReturn
}

/// The line and column, both from 1, of a byte; the column counts characters, the lines end with LF, CRLF or
/// CR.
func linePosition(of offset: Int, in bytes: Span<UInt8>) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    for index in 0..<offset where isLineBreak(bytes[index]) {
        let isFirstHalf =
            bytes[index] == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
        if isFirstHalf { continue }
        line += 1
        lineStart = index + 1
    }
    return (line, text(of: bytes, in: lineStart..<offset).count + 1)
}
