import Messages

/// What a pass over the rows of a table found in a column.
struct ScannedColumn {
    var isText: Bool
    var style: NumberStyle

    /// The cells that are no numbers in a column of numbers, and where the first of them is.
    var oddCount = 0
    var firstOdd: Range<Int>?

    /// How many of them are numbers with the other decimal sign.
    var oddInOtherStyle = 0

    /// Whether a number had a decimal sign; whether one had groups of three that could also be a fraction, and where; whether
    /// one had groups that could not.
    var sawDecimal = false
    var firstGroup: Range<Int>?
    var sawCertainGroups = false

    /// The texts of a column of texts.
    var texts = TextInterner()
}

/// One pass over the rows: all cells as numbers, row by row. A cell that holds nothing is NaN; one of a text is the number
/// that `TextInterner` gave it.
///
/// Numbers of up to nineteen digits are read on the way, within one unit in the last position of a double; what is unusual about
/// a cell goes the slow way, `cellValue`.
struct TableScan {
    private(set) var cells: [Double] = []
    private(set) var rowCount = 0
    private(set) var columns: [ScannedColumn]

    /// How many rows ended early.
    private(set) var shortRowCount = 0

    private let separator: UInt8

    /// - Throws: `CSVProblem` for a row that has more columns than the others or less than half of them, and for a quote that
    ///   is not closed.
    init(_ bytes: Span<UInt8>, _ dialect: TableDialect, _ columns: [ScannedColumn]) throws {
        self.columns = columns
        separator = dialect.separator
        reserve(bytes, dialect)
        try read(bytes, from: dialect.start)
    }

    /// Room for the cells, as many as the length of the first rows lets expect.
    private mutating func reserve(_ bytes: Span<UInt8>, _ dialect: TableDialect) {
        let probe = min(bytes.count, dialect.start + 1 << 16)
        let lines = (dialect.start..<probe).count { bytes[$0] == 0x0A || bytes[$0] == 0x0D }
        guard lines > 1, probe > dialect.start else { return }
        let expected = Double(lines) / Double(probe - dialect.start) * Double(bytes.count - dialect.start)
        cells.reserveCapacity(min(Int(expected * 1.02) * columns.count, bytes.count) + columns.count)
    }

    private mutating func read(_ bytes: Span<UInt8>, from start: Int) throws {
        let end = bytes.count
        let width = columns.count
        let separator = separator
        // The decimal sign of each column; 0 where cells go the slow way, as all texts do.
        let decimals = columns.map { column -> UInt8 in
            if column.isText { return 0 }
            let sign: UInt8 = column.style == .point ? 0x2E : 0x2C
            return sign == separator ? 0xFF : sign
        }
        var fractions = [Bool](repeating: false, count: width)
        var index = start
        while index < end {
            if bytes[index] == 0x0A || bytes[index] == 0x0D {
                index += 1
                continue
            }
            let rowStart = index
            let mark = cells.count
            var column = 0
            var hasContent = false
            while true {
                while index < end, bytes[index] == 0x20 || (bytes[index] == 0x09 && separator != 0x09) {
                    index += 1
                }
                if separator == anyBlanks, index == end || bytes[index] == 0x0A || bytes[index] == 0x0D {
                    break
                }
                if column < width, decimals[column] != 0 {
                    // The usual case: a sign, digits, a decimal sign, digits, and the end of the field.
                    var position = index
                    var isNegative = false
                    if position < end, bytes[position] == 0x2D {
                        isNegative = true
                        position += 1
                    }
                    var digits: UInt64 = 0
                    let whole = position
                    while position < end, bytes[position] &- 0x30 <= 9 {
                        digits = digits &* 10 &+ UInt64(bytes[position] &- 0x30)
                        position += 1
                    }
                    var count = position - whole
                    var fraction = 0
                    if position < end, bytes[position] == decimals[column] {
                        position += 1
                        let first = position
                        while position < end, bytes[position] &- 0x30 <= 9 {
                            digits = digits &* 10 &+ UInt64(bytes[position] &- 0x30)
                            position += 1
                        }
                        fraction = position - first
                        count += fraction
                        if fraction > 0 { fractions[column] = true }
                    }
                    if count > 0, count <= 19, position == end || endsField(bytes[position], separator) {
                        let magnitude = fraction == 0 ? Double(digits) : Double(digits) / tenTo[fraction]
                        cells.append(isNegative ? -magnitude : magnitude)
                        hasContent = true
                        column += 1
                        index = position
                        if index < end, bytes[index] == separator, separator != anyBlanks {
                            index += 1
                            continue
                        }
                        if separator == anyBlanks, index < end, bytes[index] == 0x20 || bytes[index] == 0x09 {
                            continue
                        }
                        break
                    }
                }
                guard let cut = cutField(bytes, at: index, separator: separator),
                    cut.content.count <= 1 << 20
                else {
                    throw CSVProblem(
                        offset: index,
                        reason: Words(en: "a quote is opened here and never closed", zh: "此处的引号没有配对的结束引号")
                            .text)
                }
                let content = withoutBlanks(bytes, cut.content)
                if column < width {
                    cells.append(read(content, isQuoted: cut.isQuoted, column, bytes))
                } else if !content.isEmpty {
                    throw CSVProblem(
                        offset: rowStart,
                        reason: Words(
                            en: "the row has more than \(width) columns, \(width) are expected",
                            zh: "这一行超过 \(width) 列，应为 \(width) 列"
                        ).text)
                }
                hasContent = hasContent || !content.isEmpty
                column += 1
                index = cut.next
                if index < end, bytes[index] != 0x0A, bytes[index] != 0x0D {
                    if separator != anyBlanks { index += 1 }
                    continue
                }
                break
            }
            if !hasContent {
                cells.removeLast(cells.count - mark)
                continue
            }
            if column < width {
                guard column * 2 >= width else {
                    throw CSVProblem(
                        offset: rowStart,
                        reason: Words(
                            en: "the row has \(column) of \(width) columns",
                            zh: "这一行只有 \(column) 列，应为 \(width) 列"
                        ).text)
                }
                shortRowCount += 1
                for _ in column..<width { cells.append(.nan) }
            }
            rowCount += 1
        }
        for index in columns.indices where fractions[index] { columns[index].sawDecimal = true }
    }

    /// A cell that is text, empty, quoted or unusual.
    private mutating func read(
        _ content: Range<Int>, isQuoted: Bool, _ column: Int, _ bytes: Span<UInt8>
    ) -> Double {
        if columns[column].isText {
            if content.isEmpty || isMissing(bytes, content) { return .nan }
            return Double(columns[column].texts.number(of: content, isQuoted: isQuoted, in: bytes))
        }
        let style = columns[column].style
        switch cellValue(bytes, content, style) {
        case .missing: return .nan
        case .number(let value):
            note(content, column, style, bytes)
            return value
        case .text:
            columns[column].oddCount += 1
            if columns[column].firstOdd == nil { columns[column].firstOdd = content }
            if case .number = cellValue(bytes, content, style == .point ? .comma : .point) {
                columns[column].oddInOtherStyle += 1
            }
            return .nan
        }
    }

    /// Remembers what a number tells about the decimal sign of its column.
    private mutating func note(
        _ content: Range<Int>, _ column: Int, _ style: NumberStyle, _ bytes: Span<UInt8>
    ) {
        let (decimal, group): (UInt8, UInt8) = style == .point ? (0x2E, 0x2C) : (0x2C, 0x2E)
        let groups = content.count { bytes[$0] == group }
        let hasDecimal = content.contains { bytes[$0] == decimal }
        if groups > 1 || (groups == 1 && hasDecimal) {
            columns[column].sawCertainGroups = true
        } else if groups == 1 {
            if columns[column].firstGroup == nil { columns[column].firstGroup = content }
        } else if hasDecimal {
            columns[column].sawDecimal = true
        }
    }
}

/// 10^0...10^19.
private let tenTo: [Double] = (0...19).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }
