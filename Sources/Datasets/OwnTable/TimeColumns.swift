import Files
import Messages

extension OwnTable {
    /// The first column of dates or times; nil where there is none.
    public var timeColumn: Int? { columns.firstIndex { $0.content == .times } }

    /// The rows in the order of a column of times, those of the same time in the order they had. Rows without a time are left
    /// out, and a remark says how many.
    ///
    /// ```swift
    /// let table = try OwnTable(text: "day,sold\n2024-05-02,7\n2024-05-01,5\n", name: "sold.csv")
    /// print(table.sorted(byTimes: 0).values(1))  // [5.0, 7.0]
    /// ```
    ///
    /// - Parameter column: the column's index. Traps where it holds no times.
    public func sorted(byTimes column: Int) -> OwnTable {
        requireTimes(column, "sorted(byTimes:)")
        let rows = (0..<rowCount).filter { !self[$0, column].isNaN }
            .sorted { (self[$0, column], $0) < (self[$1, column], $1) }
        var remarks = remarks
        let lost = rowCount - rows.count
        if lost > 0 {
            let name = excerpt(columns[column].name)
            remarks.append(
                Words(en: "\(counted(lost, "row")) without \(name) left out", zh: "去掉 \(lost) 个没有 \(name) 的行")
            )
        }
        return OwnTable(
            path: path, rowCount: rows.count, columns: columns, hasHeader: hasHeader, remarks: remarks,
            cells: rows.flatMap { row in columns.indices.map { self[row, $0] } })
    }

    /// The same rows with a column of times as four columns that a network can read, in front of the others: the year with its
    /// fraction, a number, and month, day of the week and hour, categories.
    ///
    /// ```swift
    /// let table = try OwnTable(text: "day,sold\n2024-05-01,5\n2024-05-02,7\n", name: "sold.csv")
    /// let parts = table.replacingTimes(0)
    /// print(parts.columns.map(\.name))  // ["day (year)", "day (month)", "day (weekday)", "day (hour)", "sold"]
    /// ```
    ///
    /// - Parameter column: the column's index. Traps where it holds no times.
    public func replacingTimes(_ column: Int) -> OwnTable {
        requireTimes(column, "replacingTimes")
        let times = values(column)
        let parts = TimePart.allCases.map { part in times.map(part.value) }
        let newColumns = zip(TimePart.allCases, parts).map { part, values in
            OwnColumn(
                name: "\(columns[column].name) (\(part))", content: part.content,
                missingCount: columns[column].missingCount,
                isConstant: Set(values.filter { !$0.isNaN }).count < 2)
        }
        let others = columns.indices.filter { $0 != column }
        let cells = (0..<rowCount).flatMap { row in
            parts.map { $0[row] } + others.map { self[row, $0] }
        }
        return OwnTable(
            path: path, rowCount: rowCount, columns: newColumns + others.map { columns[$0] },
            hasHeader: hasHeader, remarks: remarks, cells: cells)
    }

    private func requireTimes(_ column: Int, _ operation: String) {
        guard columns.indices.contains(column), columns[column].content == .times else {
            explainFailure(operation, "column \(column) holds no times")
        }
    }
}

/// What a time says about the rhythm of things.
private enum TimePart: CaseIterable {
    case year, month, weekday, hour

    /// What a column of it holds.
    var content: OwnColumn.Content {
        switch self {
        case .year: .numbers
        case .month: .categories((1...12).map(String.init))
        case .weekday: .categories(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"])
        case .hour: .categories((0...23).map(String.init))
        }
    }

    /// Its value at a time in seconds since 1970: a year, or the index of a category; NaN where the time is unknown.
    func value(_ seconds: Double) -> Double {
        guard seconds.isFinite else { return .nan }
        let day = CalendarDate(dayNumber: Int((seconds / 86_400).rounded(.down)))
        let secondOfDay = seconds - Double(day.dayNumber) * 86_400
        return switch self {
        case .year: Double(day.year) + (Double(day.dayOfYear - 1) + secondOfDay / 86_400) / 366
        case .month: Double(day.month - 1)
        case .weekday: Double(day.weekday)
        case .hour: (secondOfDay / 3600).rounded(.down)
        }
    }
}
