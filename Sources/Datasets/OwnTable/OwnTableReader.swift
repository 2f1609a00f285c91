import Files
import Messages

/// Reads the bytes of somebody's table: the dialect from the first rows, then all rows; a column that turns out to be of
/// another kind than the first rows showed is read once more.
struct OwnTableReader {
    private(set) var rowCount = 0
    private(set) var cells: [Double] = []
    private(set) var columns: [OwnColumn] = []
    private(set) var remarks: [Words] = []
    let hasHeader: Bool

    init(_ all: Span<UInt8>) throws {
        // A Ctrl-Z at the end, as DOS wrote it.
        var end = all.count
        while end > 0, all[end - 1] == 0x1A { end -= 1 }
        let bytes = all.extracting(..<end)
        let dialect = try TableDialect(bytes)
        hasHeader = dialect.hasHeader
        var kinds = dialect.isText.map { ScannedColumn(isText: $0, style: dialect.style) }
        var scan = try TableScan(bytes, dialect, kinds)
        // A column may become one with the other decimal sign, and then one of texts: no more passes than that.
        for _ in 0..<2 {
            guard let changed = try Self.reconsidered(scan, dialect, bytes) else { break }
            kinds = changed
            scan = try TableScan(bytes, dialect, kinds)
        }
        guard scan.rowCount > 0 else {
            throw CSVProblem(
                offset: 0,
                reason: dialect.hasHeader
                    ? Words(en: "a header but no rows", zh: "只有表头，没有数据行").text
                    : Words(en: "the file is empty", zh: "文件是空的").text)
        }
        rowCount = scan.rowCount
        try finish(scan, dialect, bytes)
    }

    /// The columns as they must be read instead; nil where all is well.
    private static func reconsidered(
        _ scan: TableScan, _ dialect: TableDialect, _ bytes: Span<UInt8>
    ) throws -> [ScannedColumn]? {
        var isChanged = false
        let width = scan.columns.count
        var present = [Int](repeating: 0, count: width)
        for row in 0..<scan.rowCount {
            for column in 0..<width where !scan.cells[row * width + column].isNaN { present[column] += 1 }
        }
        /// Whether a column of this decimal sign is known to have it.
        func isCertain(_ style: NumberStyle) -> Bool {
            scan.columns.contains {
                $0.style == style && !$0.isText && ($0.sawDecimal || $0.sawCertainGroups)
            }
        }
        var columns: [ScannedColumn] = []
        for (index, column) in scan.columns.enumerated() {
            var new = ScannedColumn(isText: column.isText, style: column.style)
            let other: NumberStyle = column.style == .point ? .comma : .point
            if !column.isText, column.oddCount > 0 {
                if column.oddInOtherStyle == column.oddCount, !column.sawDecimal, !column.sawCertainGroups {
                    new.style = other
                    isChanged = true
                } else if column.oddCount * 10 > present[index] + column.oddCount {
                    new.isText = true
                    isChanged = true
                }
            } else if !column.isText, let group = column.firstGroup, !column.sawDecimal,
                !column.sawCertainGroups,
                !isCertain(column.style)
            {
                // 1,234 and nothing that tells whether it is a thousand or a fraction.
                if isCertain(other) {
                    new.style = other
                    isChanged = true
                } else if dialect.separator != 0x2C {
                    let text = fieldText(bytes, group, isQuoted: false)
                    throw CSVProblem(
                        offset: group.lowerBound,
                        reason: Words(
                            en: """
                                column "\(excerpt(dialect.names[index]))": \(excerpt(text)) may be a thousand or a fraction; \
                                write it without the mark, or with more digits
                                """,
                            zh:
                                "列 \"\(excerpt(dialect.names[index]))\"：\(excerpt(text)) 可能是千位，也可能是小数；请去掉这个符号，或多写几位小数"
                        ).text)
                }
            }
            columns.append(new)
        }
        return isChanged ? columns : nil
    }

    /// Decides what each column holds, and recodes texts: categories in the order of their names, times as seconds.
    private mutating func finish(
        _ scan: TableScan, _ dialect: TableDialect, _ bytes: Span<UInt8>
    ) throws {
        cells = scan.cells
        let width = scan.columns.count
        // A name that comes again gets a number, as pandas does it.
        var copies: [String: Int] = [:]
        for index in 0..<width {
            var missing = 0
            for row in 0..<rowCount where cells[row * width + index].isNaN { missing += 1 }
            var name = dialect.names[index]
            if !name.isEmpty {
                let earlier = copies[name, default: 0]
                copies[name] = earlier + 1
                if earlier > 0 { name += ".\(earlier)" }
            }
            let content: OwnColumn.Content
            let scanned = scan.columns[index]
            if missing == rowCount {
                content = .nothing
            } else if scanned.isText {
                content = recode(index, width, scanned.texts, bytes, missing: missing)
                if case .times = content {
                    missing = (0..<rowCount).count { cells[$0 * width + index].isNaN }
                }
            } else {
                content = isIdentifier(name, index, width, missing) ? .identifiers : .numbers
            }
            let shown = name.isEmpty ? "x\(index + 1)" : name
            if let odd = scanned.firstOdd, case .numbers = content {
                let text = excerpt(fieldText(bytes, odd, isQuoted: false), limit: 20)
                let (one, more) = ("\"\(text)\"", scanned.oddCount)
                remarks.append(
                    Words(
                        en:
                            "\(shown): \(more == 1 ? "a cell is no number" : "\(more) cells are no numbers"), such as \(one)",
                        zh: "\(shown)：\(more) 个单元格不是数，例如 \(one)"))
            }
            var first: Double?
            var isConstant = true
            for row in 0..<rowCount {
                let value = cells[row * width + index]
                if value.isNaN { continue }
                if first == nil { first = value }
                if value != first {
                    isConstant = false
                    break
                }
            }
            columns.append(
                OwnColumn(name: shown, content: content, missingCount: missing, isConstant: isConstant))
        }
        let lastIsEmpty = columns.last?.content == .nothing
        if scan.shortRowCount > 0, !lastIsEmpty {
            remarks.append(
                Words(
                    en: "\(counted(scan.shortRowCount, "row")) ended early",
                    zh: "\(scan.shortRowCount) 行缺少末尾的列"))
        }
    }

    /// What a column of texts holds; its cells become indices of the sorted categories, or seconds.
    private mutating func recode(
        _ column: Int, _ width: Int, _ texts: TextInterner, _ bytes: Span<UInt8>, missing: Int
    ) -> OwnColumn.Content {
        let count = texts.occurrences.count
        func text(_ number: Int) -> String {
            let first = texts.occurrences[number]
            return fieldText(bytes, first.range, isQuoted: first.isQuoted)
        }
        if let seconds = times(count, text) {
            for row in 0..<rowCount {
                let cell = row * width + column
                if !cells[cell].isNaN { cells[cell] = seconds[Int(cells[cell])] }
            }
            return .times
        }
        let present = rowCount - missing
        guard count <= 100, count <= 20 || count * 2 <= present else { return .texts }
        let names = (0..<count).map(text)
        // The same word with and without quotes is one.
        let sorted = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let codes = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Double($0)) })
        let recoded = names.map { codes[$0] ?? .nan }
        for row in 0..<rowCount {
            let cell = row * width + column
            if !cells[cell].isNaN { cells[cell] = recoded[Int(cells[cell])] }
        }
        return .categories(sorted)
    }

    /// The texts as seconds, where nineteen of twenty are times; NaN for the others.
    private func times(_ count: Int, _ text: (Int) -> String) -> [Double]? {
        guard tableTime(text(0)) != nil || count > 1 && tableTime(text(1)) != nil else { return nil }
        let times = (0..<count).map { tableTime(text($0)) }
        guard times.count(where: { $0 != nil }) * 20 >= count * 19 else { return nil }
        let undecided = times.compactMap { $0?.undecided }
        let dayFirst = undecided.contains { $0.first > 12 }
        guard !(dayFirst && undecided.contains { $0.second > 12 }) else { return nil }
        // 1/2/2011 alone may be either; Excel's own, and so the usual one, has the month first.
        return times.map { $0?.secondsSince1970(dayFirst: dayFirst) ?? .nan }
    }

    /// Whether whole numbers are no measurement but the number of the row: one more in each, in the first column or under a
    /// name that says so; or all different, under such a name.
    private func isIdentifier(_ name: String, _ column: Int, _ width: Int, _ missing: Int) -> Bool {
        guard missing == 0, rowCount > 1 else { return false }
        let lower = name.lowercased()
        let isNamed =
            [
                "", "id", "index", "idx", "row", "rowid", "row_id", "no", "no.", "nr", "instant", "rownames",
                "unnamed: 0",
            ]
            .contains(lower) || lower.hasSuffix("_id") || lower.hasSuffix(" id") || name.hasSuffix("Id")
            || name.hasSuffix("ID")
        guard isNamed || (column == 0 && !hasHeader) else { return false }
        var previous = cells[column]
        guard previous == previous.rounded() else { return false }
        var isCounting = isNamed || previous == 0 || previous == 1
        var seen: Set<Double> = [previous]
        for row in 1..<rowCount {
            let value = cells[row * width + column]
            if value != previous + 1 { isCounting = false }
            if !isCounting {
                guard isNamed, value == value.rounded(), seen.insert(value).inserted else { return false }
            } else {
                seen.insert(value)
            }
            previous = value
        }
        return true
    }
}

/// "1 row", "2 rows".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
