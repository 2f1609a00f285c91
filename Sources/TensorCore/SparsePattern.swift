import Synchronization

/// Where the entries of a sparse matrix lie, in compressed rows: those of row r are numbered
/// `rowStarts[r]..<rowStarts[r + 1]`, and entry e is in column `columns[e]`.
///
/// The transposed pattern is made once, when it is first asked for, and shared by all matrices with this pattern.
final class SparsePattern: Sendable {
    let columnCount: Int
    let rowStarts: [Int]
    let columns: [Int32]

    private let cached = Mutex<(pattern: SparsePattern, order: IntArray)?>(nil)

    var rowCount: Int { rowStarts.count - 1 }

    init(columnCount: Int, rowStarts: [Int], columns: [Int32]) {
        self.columnCount = columnCount
        self.rowStarts = rowStarts
        self.columns = columns
    }

    /// The pattern of the transposed matrix, and for each of its entries the number of the same entry here.
    var transposed: (pattern: SparsePattern, order: IntArray) {
        cached.withLock { cached in
            if let cached { return cached }
            let made = makeTransposed()
            cached = made
            return made
        }
    }

    /// Counts the entries of each column, then puts each where its column has come to; rows stay in order.
    private func makeTransposed() -> (pattern: SparsePattern, order: IntArray) {
        var starts = [Int](repeating: 0, count: columnCount + 1)
        for column in columns { starts[Int(column) + 1] += 1 }
        for column in 0..<columnCount { starts[column + 1] += starts[column] }
        var next = starts
        var rows = [Int32](repeating: 0, count: columns.count)
        var order = [Int32](repeating: 0, count: columns.count)
        for row in 0..<rowCount {
            for entry in rowStarts[row]..<rowStarts[row + 1] {
                let place = next[Int(columns[entry])]
                next[Int(columns[entry])] += 1
                rows[place] = Int32(row)
                order[place] = Int32(entry)
            }
        }
        let pattern = SparsePattern(columnCount: rowCount, rowStarts: starts, columns: rows)
        return (pattern, IntArray(elements: order, shape: [order.count]))
    }
}
