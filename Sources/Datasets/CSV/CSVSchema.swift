import Messages
import TensorCore

/// What a table in a text file must look like: its columns, what separates them, whether it has a header.
///
/// ```swift
/// let schema = CSVSchema([.integer("hour", range: 0...23), .number("temperature")], separator: .semicolon)
/// let table = try CSVTable(contentsOf: "weather.csv", schema: schema)
/// ```
public struct CSVSchema: Sendable {
    /// The columns to read; in a file without a header they are in this order.
    public var columns: [CSVColumn]

    /// What stands between two fields.
    public var separator: CSVSeparator

    /// Whether the first row names the columns. With a header the file's columns may stand in any order.
    public var hasHeader: Bool

    /// Whether a header may name columns that the schema does not; they are skipped.
    public var allowsOtherColumns: Bool

    /// A schema; traps where there is no column or two of them share a name.
    public init(
        _ columns: [CSVColumn], separator: CSVSeparator = .comma, hasHeader: Bool = true,
        allowsOtherColumns: Bool = false
    ) {
        guard !columns.isEmpty else { explainFailure("CSVSchema", "a table needs at least one column") }
        guard Set(columns.map(\.name)).count == columns.count else {
            explainFailure("CSVSchema", "two columns share a name: \(columns.map(\.name))")
        }
        self.columns = columns
        self.separator = separator
        self.hasHeader = hasHeader
        self.allowsOtherColumns = allowsOtherColumns
    }
}

/// What stands between the fields of a row.
public enum CSVSeparator: Sendable {
    /// One comma, as RFC 4180 has it.
    case comma
    /// One semicolon, as spreadsheets write it where the comma is the decimal sign.
    case semicolon
    /// One tab.
    case tab
    /// Any run of blanks and tabs; those at the start and at the end of a line count for nothing.
    case whitespace

    /// The separating byte, nil for runs of blanks.
    var byte: UInt8? {
        switch self {
        case .comma: return UInt8(ascii: ",")
        case .semicolon: return UInt8(ascii: ";")
        case .tab: return UInt8(ascii: "\t")
        case .whitespace: return nil
        }
    }
}

/// One column of a `CSVSchema`: its name and what its fields must hold.
///
/// Blanks around a value are dropped, except in a column of texts. An empty field is refused, again except
/// in a column of texts.
public struct CSVColumn: Sendable {
    /// What a field may hold.
    enum Kind: Sendable {
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case date
        case text
        case category([String])
    }

    /// The column's name in the header.
    public let name: String

    let kind: Kind

    /// Whole numbers within `range`, in decimal digits.
    public static func integer(
        _ name: String, range: ClosedRange<Int> = Int.min...Int.max
    ) -> CSVColumn {
        CSVColumn(name: name, kind: .integer(range))
    }

    /// Decimal numbers within `range`, with or without an exponent: no hexadecimal, no infinity, no NaN, and
    /// nothing beyond what a `Float` can hold.
    public static func number(
        _ name: String, range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) -> CSVColumn {
        CSVColumn(name: name, kind: .number(range))
    }

    /// Days in the form 2011-01-31.
    public static func date(_ name: String) -> CSVColumn {
        CSVColumn(name: name, kind: .date)
    }

    /// Any text, the empty one too; blanks are kept.
    public static func text(_ name: String) -> CSVColumn {
        CSVColumn(name: name, kind: .text)
    }

    /// One of the given names, read as its index in the list.
    public static func category(_ name: String, _ categories: [String]) -> CSVColumn {
        CSVColumn(name: name, kind: .category(categories))
    }

    /// What a field of this column must be, for a message: "a number from 0 to 1".
    var expectation: Words {
        switch kind {
        case .integer(let range):
            let low = range.lowerBound == Int.min ? nil : String(range.lowerBound)
            let high = range.upperBound == Int.max ? nil : String(range.upperBound)
            return Self.bounds(low, high, of: Words(en: "a whole number", zh: "整数"))
        case .number(let range):
            let low = range.lowerBound == -.infinity ? nil : Self.short(range.lowerBound)
            let high = range.upperBound == .infinity ? nil : Self.short(range.upperBound)
            return Self.bounds(low, high, of: Words(en: "a number", zh: "数"))
        case .date:
            return Words(en: "a date like 2011-01-31", zh: "形如 2011-01-31 的日期")
        case .text:
            return Words(en: "text", zh: "文本")
        case .category(let categories):
            let shown =
                categories.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
                + (categories.count > 5 ? ", …" : "")
            return Words(en: "one of \(shown)", zh: "\(shown) 之一")
        }
    }

    private static func bounds(_ low: String?, _ high: String?, of kind: Words) -> Words {
        switch (low, high) {
        case (let low?, let high?):
            Words(en: "\(kind.en) from \(low) to \(high)", zh: "\(low) 到 \(high) 的\(kind.zh)")
        case (let low?, nil): Words(en: "\(kind.en) of at least \(low)", zh: "不小于 \(low) 的\(kind.zh)")
        case (nil, let high?): Words(en: "\(kind.en) of at most \(high)", zh: "不大于 \(high) 的\(kind.zh)")
        case (nil, nil): kind
        }
    }

    /// A bound without the ".0" of a whole number.
    private static func short(_ bound: Double) -> String {
        bound == bound.rounded() && abs(bound) < 1e15 ? String(Int(bound)) : String(bound)
    }
}
