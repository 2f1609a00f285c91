import Messages

/// A matrix of which only some entries are stored, all others being 0: a graph's neighbours, or the words of a text.
///
/// The entries lie row after row, each with its column (compressed sparse rows). A product with a dense `[n, f]` takes
/// 2 f operations an entry, whatever the size of the matrix. Chapter 14.
public struct SparseMatrix: Sendable {
    /// The stored entries, `[entries]`, row after row.
    public let values: NDArray

    private let pattern: SparsePattern

    private init(_ pattern: SparsePattern, _ values: NDArray) {
        self.pattern = pattern
        self.values = values
    }

    /// A matrix `[rowCount, columnCount]` from entries in any order; those at the same position are added.
    ///
    /// Traps when an entry lies outside.
    public init(
        rowCount: Int, columnCount: Int, entries: [(row: Int, column: Int, value: Float)],
        file: StaticString = #fileID, line: UInt = #line
    ) {
        if let outside = entries.first(where: {
            !(0..<rowCount).contains($0.row) || !(0..<columnCount).contains($0.column)
        }) {
            explainFailure(
                "SparseMatrix",
                "an entry at row \(outside.row), column \(outside.column) of [\(rowCount), \(columnCount)]",
                hint: "rows and columns count from 0", file: file, line: line)
        }
        // Sorted by position; entries at the same position in the given order, so that their sum has one order.
        let order = entries.indices.sorted { a, b in
            (entries[a].row, entries[a].column, a) < (entries[b].row, entries[b].column, b)
        }
        var counts = [Int](repeating: 0, count: rowCount + 1)
        var columns: [Int32] = []
        var values: [Float] = []
        var last: (row: Int, column: Int)?
        for index in order {
            let entry = entries[index]
            if let last, last == (entry.row, entry.column) {
                values[values.count - 1] += entry.value
                continue
            }
            last = (entry.row, entry.column)
            counts[entry.row + 1] += 1
            columns.append(Int32(entry.column))
            values.append(entry.value)
        }
        for row in 0..<rowCount { counts[row + 1] += counts[row] }
        self.init(
            SparsePattern(columnCount: columnCount, rowStarts: counts, columns: columns), NDArray(values))
    }

    /// A matrix from the entries of each row; those of one column are added up.
    ///
    /// Traps when a column is outside `0..<columnCount`.
    public init(
        rows: [[(column: Int, value: Float)]], columnCount: Int, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        var (rowStarts, columns, values) = ([0], [Int32](), [Float]())
        columns.reserveCapacity(rows.reduce(0) { $0 + $1.count })
        values.reserveCapacity(columns.capacity)
        for (row, entries) in rows.enumerated() {
            var (entries, start) = (entries, columns.count)
            if let outside = entries.first(where: { !(0..<columnCount).contains($0.column) }) {
                explainFailure(
                    "SparseMatrix",
                    "an entry at row \(row), column \(outside.column) of [\(rows.count), \(columnCount)]",
                    hint: "rows and columns count from 0", file: file, line: line)
            }
            if zip(entries, entries.dropFirst()).contains(where: { $0.column >= $1.column }) {
                // Those of one column stay in their order, so that their sum has one order.
                let order = entries.indices.sorted { (entries[$0].column, $0) < (entries[$1].column, $1) }
                entries = order.map { entries[$0] }
            }
            for entry in entries {
                if columns.count > start, columns[columns.count - 1] == Int32(entry.column) {
                    values[values.count - 1] += entry.value
                } else {
                    columns.append(Int32(entry.column))
                    values.append(entry.value)
                }
            }
            start = columns.count
            rowStarts.append(start)
        }
        self.init(
            SparsePattern(columnCount: columnCount, rowStarts: rowStarts, columns: columns), NDArray(values))
    }

    /// The entries of a dense `[m, n]` that are not 0.
    ///
    /// Traps when it has not two axes.
    public init(_ dense: NDArray, file: StaticString = #fileID, line: UInt = #line) {
        if dense.rank != 2 {
            explainFailure(
                "SparseMatrix", "an array of shape \(dense.shape) is no matrix", hint: "it needs two axes",
                file: file, line: line)
        }
        let (rowCount, columnCount) = (dense.shape[0], dense.shape[1])
        let elements = dense.scalars
        var rowStarts = [0]
        var columns: [Int32] = []
        var values: [Float] = []
        for row in 0..<rowCount {
            for column in 0..<columnCount where elements[row * columnCount + column] != 0 {
                columns.append(Int32(column))
                values.append(elements[row * columnCount + column])
            }
            rowStarts.append(columns.count)
        }
        self.init(
            SparsePattern(columnCount: columnCount, rowStarts: rowStarts, columns: columns), NDArray(values))
    }

    /// Ones on the diagonal: `[size, size]`.
    public static func identity(_ size: Int) -> SparseMatrix {
        SparseMatrix(
            SparsePattern(
                columnCount: size, rowStarts: Array(0...size), columns: (0..<size).map { Int32($0) }),
            .ones([size]))
    }

    /// The number of rows and of columns.
    public var shape: Shape { [pattern.rowCount, pattern.columnCount] }

    /// The number of entries that are stored.
    public var entryCount: Int { pattern.columns.count }

    /// The stored entries of a row, in the order of their columns.
    ///
    /// Traps when there is no such row.
    public func row(
        _ row: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> [(column: Int, value: Float)] {
        if !(0..<pattern.rowCount).contains(row) {
            explainFailure("SparseMatrix", "there is no row \(row) in \(shape)", file: file, line: line)
        }
        let range = pattern.rowStarts[row]..<pattern.rowStarts[row + 1]
        return zip(pattern.columns[range], values[range].scalars).map { (Int($0), $1) }
    }

    /// These rows, in their order: `[places.count, columns]`, a mini-batch of a data set.
    ///
    /// Traps when there is no such row.
    public func rows(
        at places: [Int], file: StaticString = #fileID, line: UInt = #line
    ) -> SparseMatrix {
        if let outside = places.first(where: { !(0..<pattern.rowCount).contains($0) }) {
            explainFailure("rows", "there is no row \(outside) in \(shape)", file: file, line: line)
        }
        var (starts, columns, entries) = ([0], [Int32](), [Int32]())
        for place in places {
            let range = pattern.rowStarts[place]..<pattern.rowStarts[place + 1]
            columns += pattern.columns[range]
            entries += range.map { Int32($0) }
            starts.append(columns.count)
        }
        return SparseMatrix(
            SparsePattern(columnCount: pattern.columnCount, rowStarts: starts, columns: columns),
            values.indexSelected(IntArray(elements: entries, shape: [entries.count])))
    }

    /// The columns that hold an entry, in ascending order, and the matrix of them alone, `[rows, columns that hold one]`.
    public func withoutEmptyColumns() -> (columns: IntArray, matrix: SparseMatrix) {
        var places = [Int32](repeating: -1, count: pattern.columnCount)
        for column in pattern.columns { places[Int(column)] = 0 }
        var kept: [Int32] = []
        for column in places.indices where places[column] == 0 {
            places[column] = Int32(kept.count)
            kept.append(Int32(column))
        }
        let narrow = SparsePattern(
            columnCount: kept.count, rowStarts: pattern.rowStarts,
            columns: pattern.columns.map { places[Int($0)] })
        return (IntArray(elements: kept, shape: [kept.count]), SparseMatrix(narrow, values))
    }

    /// The same pattern with other values, `[entries]`, in the order of `values`.
    ///
    /// Traps when their number differs.
    public func replacingValues(
        _ values: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> SparseMatrix {
        if values.shape != [entryCount] {
            explainFailure(
                "replacingValues", "values of shape \(values.shape) for \(entryCount) entries", file: file,
                line: line)
        }
        return SparseMatrix(pattern, values.contiguous())
    }

    /// Rows and columns exchanged. Where the entries go is worked out once and kept; after that only the values
    /// are moved.
    public func transposed() -> SparseMatrix {
        let (pattern, order) = pattern.transposed
        return SparseMatrix(pattern, values.indexSelected(order))
    }

    /// All entries, the zeros too: `[rows, columns]`.
    public func dense() -> NDArray {
        let columnCount = pattern.columnCount
        var elements = [Float](repeating: 0, count: pattern.rowCount * columnCount)
        let values = values.scalars
        for row in 0..<pattern.rowCount {
            for entry in pattern.rowStarts[row]..<pattern.rowStarts[row + 1] {
                elements[row * columnCount + Int(pattern.columns[entry])] = values[entry]
            }
        }
        return NDArray(elements, shape: shape)
    }

    /// The product with a dense matrix: `[m, n]` times `[n, f]` gives `[m, f]`.
    ///
    /// Traps when the inner extents differ.
    public func matmul(_ dense: NDArray, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        if dense.rank != 2 || dense.shape[0] != pattern.columnCount {
            explainFailure(
                "matmul", "a sparse \(shape) times \(dense.shape): the inner extents differ",
                hint: "[m, n] goes with [n, f]; perhaps one of them wants transposed()", file: file,
                line: line)
        }
        let result = NDArray(uninitialized: [pattern.rowCount, dense.shape[1]])
        SparseMultiply.multiply(entries, dense.contiguous(), width: dense.shape[1], into: result)
        return result
    }

    /// The entries of `left · rightᵀ` at the entries of this matrix only, `[entries]`, from `[m, f]` and `[n, f]`: the
    /// gradient of the values of a product. Traps when the shapes are others.
    public func sampledProduct(
        _ left: NDArray, _ right: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        if left.rank != 2 || right.rank != 2 || [left.shape[0], right.shape[0]] != Array(shape)
            || left.shape[1] != right.shape[1]
        {
            explainFailure(
                "sampledProduct", "\(left.shape) and \(right.shape) at the places of a sparse \(shape)",
                hint: "[m, f] and [n, f] go with [m, n]", file: file, line: line)
        }
        let result = NDArray(uninitialized: [entryCount])
        SparseMultiply.products(
            entries, left.contiguous(), right.contiguous(), width: left.shape[1], into: result)
        return result
    }

    private var entries: SparseMultiply.Entries {
        SparseMultiply.Entries(rowStarts: pattern.rowStarts, columns: pattern.columns, values: values)
    }
}
