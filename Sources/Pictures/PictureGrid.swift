import Messages

/// Pictures in rows and columns, with words below each, beside the rows and above the columns.
///
/// A report shows it with `Report.pictures`, a picture of its own is `picture`.
public struct PictureGrid: Sendable {
    /// The pictures, a row at a time. Rows may be of different lengths, pictures of different sizes.
    public var rows: [[Picture]]
    /// A line of text below each picture, in the rows' order; empty for none. Marked up as a paragraph is.
    public var labels: [[String]]
    /// The names of the rows; empty for none.
    public var rowLabels: [String]
    /// The names of the columns; empty for none.
    public var columnLabels: [String]

    /// Rows of pictures. Traps where there are labels, but not one for each picture, row or column.
    public init(
        rows: [[Picture]], labels: [[any Readable]] = [], rowLabels: [any Readable] = [],
        columnLabels: [any Readable] = []
    ) {
        let columns = rows.map(\.count).max() ?? 0
        guard labels.isEmpty || labels.map(\.count) == rows.map(\.count),
            rowLabels.isEmpty || rowLabels.count == rows.count,
            columnLabels.isEmpty || columnLabels.count == columns
        else {
            explainFailure(
                "PictureGrid",
                "\(labels.flatMap { $0 }.count) labels, \(rowLabels.count) for rows and "
                    + "\(columnLabels.count) for columns do not fit \(rows.count) rows of \(columns) pictures",
                hint: "every picture, row or column needs a label, or none has one")
        }
        self.rows = rows
        self.labels = labels.map { $0.map(\.text) }
        self.rowLabels = rowLabels.map(\.text)
        self.columnLabels = columnLabels.map(\.text)
    }

    /// Pictures in their order, `columns` in a row. Traps where that is below 1, or there are labels but not one for
    /// each picture.
    public init(_ pictures: [Picture], columns: Int, labels: [any Readable] = []) {
        guard columns >= 1, labels.isEmpty || labels.count == pictures.count else {
            explainFailure(
                "PictureGrid", "\(pictures.count) pictures and \(labels.count) labels in \(columns) columns",
                hint: "at least one column, and a label for each picture or none")
        }
        func cut<Item>(_ items: [Item]) -> [[Item]] {
            stride(from: 0, to: items.count, by: columns).map {
                Array(items[$0..<min($0 + columns, items.count)])
            }
        }
        self.init(rows: cut(pictures), labels: cut(labels))
    }

    /// All pictures in one, without the words: each in the middle of its cell, the cells all as large as the largest
    /// picture, `gap` pixels apart and from the edge.
    ///
    /// Traps where there is no picture, or the gap is below 0.
    public func picture(gap: Int = 1, background: PixelColor = .white) -> Picture {
        let all = rows.flatMap { $0 }
        guard gap >= 0, let width = all.map(\.width).max(), let height = all.map(\.height).max() else {
            explainFailure(
                "PictureGrid", "\(all.count) pictures with a gap of \(gap) pixels cannot be drawn",
                hint: "at least one picture, all of one size, and a gap of 0 or more")
        }
        let columns = rows.map(\.count).max() ?? 0
        let isGray = background.isGray && all.allSatisfy { $0.format == .gray }
        let size = isGray ? 1 : 3
        let totalWidth = columns * (width + gap) + gap
        let totalHeight = rows.count * (height + gap) + gap
        let blank = isGray ? [background.red] : [background.red, background.green, background.blue]
        var bytes = Array(repeatElement(blank, count: totalWidth * totalHeight).joined())
        for (row, pictures) in rows.enumerated() {
            for (column, picture) in pictures.enumerated() {
                let source = isGray ? picture : picture.rgb(over: background)
                let left = gap + column * (width + gap) + (width - source.width) / 2
                let top = gap + row * (height + gap) + (height - source.height) / 2
                let length = source.width * size
                for line in 0..<source.height {
                    let place = ((top + line) * totalWidth + left) * size
                    bytes.replaceSubrange(
                        place..<place + length, with: source.bytes[line * length..<(line + 1) * length])
                }
            }
        }
        return Picture(
            width: totalWidth, height: totalHeight, format: isGray ? .gray : .rgb, bytes: bytes)
    }
}
