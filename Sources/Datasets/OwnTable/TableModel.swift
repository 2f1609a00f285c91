import Files
import Foundation
import Messages

/// What a model's file says about the table that the model was trained on: enough to predict rows of another file, or a line
/// that somebody types.
///
/// ```swift
/// let columns = [FeatureColumn(name: "area"), FeatureColumn(name: "kind", levels: ["flat", "house"])]
/// let encoder = TableEncoder(fitting: [[50, 0], [80, 1]], columns: columns)
/// let model = TableModel(
///     encoder: encoder, fileColumns: ["area", "kind", "price"], targetName: "price", classNames: [])
/// let inputs = model.encoder.encode(try model.row(of: "65,house"))  // [0, 1]
/// ```
public struct TableModel: Codable, Equatable, Sendable {
    /// Fills and encodes a row.
    public let encoder: TableEncoder

    /// The names of all columns of the training file, in their order.
    public let fileColumns: [String]

    /// The target's name.
    public let targetName: String

    /// The names of the classes; empty for a number.
    public let classNames: [String]

    /// A description of a table.
    public init(encoder: TableEncoder, fileColumns: [String], targetName: String, classNames: [String]) {
        (self.encoder, self.fileColumns, self.targetName) = (encoder, fileColumns, targetName)
        self.classNames = classNames
    }

    /// The description as a note of a model's file.
    public var note: String {
        let writer = JSONEncoder()
        writer.outputFormatting = .sortedKeys
        return (try? writer.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads the note of a model's file.
    ///
    /// - Throws: `FileError.malformed` where it is no such note.
    public init(note: String, path: String) throws {
        guard let model = try? JSONDecoder().decode(TableModel.self, from: Data(note.utf8)),
            model.encoder.isConsistent
        else {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "its note about the table is broken", zh: "其中关于表格的说明已损坏").text)
        }
        self = model
    }

    private var names: [String] { encoder.columns.map(\.name) }

    /// The feature columns among `width` columns without names: the features alone, all columns of the training file, or
    /// those without the target.
    private func places(width: Int) -> [Int]? {
        if width == names.count { return Array(names.indices) }
        for columns in [fileColumns, fileColumns.filter { $0 != targetName }] where columns.count == width {
            let found = names.compactMap(columns.firstIndex(of:))
            if found.count == names.count { return found }
        }
        return nil
    }

    /// The rows of a table, ready for the encoder: its columns found by their names, or without a header by their places.
    ///
    /// - Throws: `FileError.malformed` where a column is missing, or holds words where numbers are expected.
    public func rows(of table: OwnTable) throws -> [[Float]] {
        func refuse(_ reason: Words) -> FileError { .malformed(path: table.path, reason: reason.text) }
        let columns: [Int]
        if table.hasHeader {
            columns = try names.map { name in
                guard let column = table.column(named: name) else {
                    throw refuse(Words(en: "no column \"\(excerpt(name))\"", zh: "没有列 \"\(excerpt(name))\""))
                }
                return column
            }
        } else if let found = places(width: table.columns.count) {
            columns = found
        } else {
            throw refuse(widthRefusal(table.columns.count))
        }
        var readers: [(Double) -> Float] = []
        for (feature, column) in zip(encoder.columns, columns) {
            readers.append(try reader(of: feature, from: table.columns[column], refuse))
        }
        return (0..<table.rowCount).map { row in
            columns.indices.map { readers[$0](table[row, columns[$0]]) }
        }
    }

    /// How a cell becomes a value of the feature.
    private func reader(
        of feature: FeatureColumn, from column: OwnColumn, _ refuse: (Words) -> FileError
    ) throws -> (Double) -> Float {
        switch (feature.levels, column.content) {
        case (nil, .numbers), (nil, .identifiers), (_, .nothing): return { Float($0) }
        case (let levels?, .categories(let words)):
            let codes = words.map { code(of: $0, among: levels) }
            return { $0.isNaN ? .nan : codes[Int($0)] }
        case (let levels?, .numbers), (let levels?, .identifiers):
            return { $0.isNaN ? .nan : code(of: shortest($0), among: levels) }
        case (_?, .texts), (_?, .times): return { $0.isNaN ? .nan : -1 }
        default:
            throw refuse(
                Words(
                    en: "column \"\(excerpt(feature.name))\" holds no numbers",
                    zh: "列 \"\(excerpt(feature.name))\" 不是数值"))
        }
    }

    /// What a table says about the target in each row, where it has that column: a class, or a number.
    public func truths(of table: OwnTable) -> [String?]? {
        let column =
            table.hasHeader ? table.column(named: targetName) : fileColumns.firstIndex(of: targetName)
        guard let column, table.columns.indices.contains(column),
            table.hasHeader || table.columns.count == fileColumns.count
        else { return nil }
        return (0..<table.rowCount).map { row in
            let value = table[row, column]
            if value.isNaN { return nil }
            if case .categories(let words) = table.columns[column].content { return words[Int(value)] }
            return shortest(value)
        }
    }

    private func code(of word: String, among levels: [String]) -> Float {
        if let index = levels.firstIndex(of: word) { return Float(index) }
        let alike = levels.indices.filter { levels[$0].lowercased() == word.lowercased() }
        return alike.count == 1 ? Float(alike[0]) : -1
    }

    private func widthRefusal(_ width: Int) -> Words {
        let shown =
            names.prefix(8).map { excerpt($0, limit: 24) }.joined(separator: ", ")
            + (names.count > 8 ? ", …" : "")
        return Words(
            en: "\(counted(width, "value")), \(names.count) are expected: \(shown)",
            zh: "有 \(width) 个值，应为 \(names.count) 个：\(shown)")
    }

    /// A row that somebody typed, or a line of a file without a header: values with commas, semicolons, tabs or blanks between,
    /// numbers with a decimal point or, unless commas separate, a comma.
    ///
    /// - Parameter order: the names of the line's columns, where a header was seen.
    /// - Throws: `TableLineError` where the number of values or one of them is wrong.
    public func row(of line: String, order: [String]? = nil) throws -> [Float] {
        let cells = Self.cells(of: line)
        let found = order.map { order in names.compactMap { name in order.firstIndex(of: name) } }
        guard let columns = found ?? places(width: cells.count), columns.count == names.count,
            order == nil || order?.count == cells.count
        else { throw TableLineError(reason: widthRefusal(cells.count)) }
        return try zip(encoder.columns, columns).map { feature, place in
            let cell = cells[place]
            if cell.isMissing { return .nan }
            if let levels = feature.levels { return code(of: cell.text, among: levels) }
            // In 12,5;3 the comma is a decimal sign.
            let hasComma = cell.text.contains(",") && !cell.text.contains(".") && !cell.isQuoted
            for reading in hasComma ? [cell.asComma, cell.asPoint] : [cell.asPoint, cell.asComma] {
                if case .number(let value) = reading { return Float(value) }
            }
            throw TableLineError(
                reason: Words(
                    en: "\(excerpt(feature.name)): \"\(excerpt(cell.text))\" is no number",
                    zh: "\(excerpt(feature.name))：\"\(excerpt(cell.text))\" 不是数"))
        }
    }

    /// The names of the columns, if the line is a header that has all features.
    public func header(_ line: String) -> [String]? {
        let cells = Self.cells(of: line).map(\.text)
        return names.allSatisfy(cells.contains) ? cells : nil
    }

    private static func cells(of line: String) -> [TableSample.Cell] {
        let separator: UInt8 =
            line.contains(";") ? 0x3B : line.contains("\t") ? 0x09 : line.contains(",") ? 0x2C : anyBlanks
        let text = Array((line.hasPrefix("\u{FEFF}") ? String(line.dropFirst()) : line).utf8)
        let start = TableSample(text.span, from: 0, separator: separator, limit: 1)
        return start.rows.first?.cells ?? []
    }
}

/// A number without the ".0" of a whole one.
func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}

/// A line that is no row of the table.
public struct TableLineError: Error {
    /// What is wrong with it.
    public let reason: Words
}
