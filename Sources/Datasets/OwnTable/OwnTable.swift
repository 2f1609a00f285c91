import Files
import Foundation
import Messages
import TensorCore

/// Anybody's table: read without being told how it is written.
///
/// Separated by commas, semicolons, tabs, bars or blanks; with or without a header; numbers with a decimal point or comma;
/// UTF-8, UTF-16, and where it is certain GB 18030 or Latin-1. Empty cells, `?`, `NA`, `nan` and their like are missing
/// values. A column is one of numbers if nine of ten of its cells are; the others count as missing, and `remarks` says so.
/// Empty lines, a separator at the ends of the rows, Ctrl-Z, blanks around values, quotes and line breaks in quotes do no harm.
///
/// `CSVTable` reads files whose columns are known, and is strict. Both are for files that fit in memory: this reader needs
/// the file's size, eight bytes a cell, and a little for each different text.
///
/// ```swift
/// let table = try OwnTable(text: "size;price\n50,5;200\n80;310\n", name: "flats.csv")
/// let price = table.column(named: "price")
/// print(table.rowCount, price.map { table[0, $0] } ?? .nan)  // 2 200.0
/// ```
public struct OwnTable: Sendable {
    /// The file, as it is named in errors.
    public let path: String

    /// The number of rows, at least one; the header does not count.
    public let rowCount: Int

    /// The columns, in the order of the file.
    public let columns: [OwnColumn]

    /// Whether the first row named the columns.
    public let hasHeader: Bool

    /// What was unusual, a few words each, for the reader of the file to know.
    public let remarks: [Words]

    /// Row by row: numbers, categories as indices, times as seconds since 1970-01-01; NaN where nothing is known.
    private let cells: [Double]

    /// Reads a file.
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed with the line where there is one.
    public init(contentsOf path: String) throws {
        try self.init(readFile(path), name: path)
    }

    /// Reads a table from a text; `name` stands for the path in errors.
    ///
    /// - Throws: `FileError.malformed`.
    public init(text: String, name: String) throws {
        try self.init(Data(text.utf8), name: name)
    }

    /// Reads a table from the bytes of a file.
    ///
    /// - Throws: `FileError.malformed`.
    public init(_ data: Data, name: String) throws {
        let text = try DecodedText(data, path: name)
        let reader: OwnTableReader
        do {
            reader = try OwnTableReader(text.bytes.span)
        } catch let problem as CSVProblem {
            let position = linePosition(of: problem.offset, in: text.bytes.span)
            throw FileError.malformed(path: name, line: position.line, reason: problem.reason)
        }
        path = name
        (rowCount, cells, columns, hasHeader) =
            (reader.rowCount, reader.cells, reader.columns, reader.hasHeader)
        let encoding = text.encoding.map { [Words(en: "read as \($0)", zh: "按 \($0) 编码读取")] } ?? []
        remarks = encoding + reader.remarks
    }

    /// A table of these cells, row by row.
    init(
        path: String, rowCount: Int, columns: [OwnColumn], hasHeader: Bool, remarks: [Words], cells: [Double]
    ) {
        (self.path, self.rowCount, self.columns, self.hasHeader) = (path, rowCount, columns, hasHeader)
        (self.remarks, self.cells) = (remarks, cells)
    }

    /// The cell of a row and a column, both from 0.
    public subscript(row: Int, column: Int) -> Double { cells[row * columns.count + column] }

    /// The values of a column.
    public func values(_ column: Int) -> [Double] { (0..<rowCount).map { self[$0, column] } }

    /// The column of this name; upper and lower case, and blanks, do not matter where only one column is meant.
    public func column(named name: String) -> Int? {
        if let index = columns.firstIndex(where: { $0.name == name }) { return index }
        func key(_ text: String) -> String { text.filter { !$0.isWhitespace }.lowercased() }
        let alike = columns.indices.filter { key(columns[$0].name) == key(name) }
        return alike.count == 1 ? alike[0] : nil
    }
}

/// A column of an `OwnTable`.
public struct OwnColumn: Sendable, Equatable {
    /// What the cells of a column are.
    public enum Content: Sendable, Equatable {
        /// Numbers.
        case numbers
        /// Some different words: the cells are indices into them.
        case categories([String])
        /// Points in time, as seconds since 1970-01-01.
        case times
        /// The number of the row, or a name of it that no other row has.
        case identifiers
        /// Texts of which nearly every row has another.
        case texts
        /// No cell has a value.
        case nothing
    }

    /// Its name in the header, or `x1`, `x2`, ….
    public let name: String

    /// What its cells are.
    public let content: Content

    /// How many of its cells are empty, or hold what is no value.
    public let missingCount: Int

    /// Whether all the values it has are equal.
    public let isConstant: Bool
}
