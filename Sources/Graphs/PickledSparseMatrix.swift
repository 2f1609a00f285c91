import Datasets
import Files

/// The positions of a sparse matrix that are not 0.
struct PickledSparseMatrix {
    let rowCount: Int
    let columnCount: Int
    let entries: [(row: Int, column: Int, value: Double)]

    /// - Throws: `FileError` where the value is not a matrix in compressed rows whose parts agree.
    init(_ value: PickleValue, path: String) throws {
        func broken(_ reason: String) -> FileError { .malformed(path: path, reason: reason) }
        guard case .object(let object) = value, object.global.hasSuffix("csr_matrix"),
            case .dictionary(let state)? = object.state
        else { throw broken("not a sparse matrix of SciPy") }
        func part(_ name: String) throws -> PickleValue {
            for (key, value) in state.entries {
                if case .bytes(let bytes) = key, bytes.elementsEqual(name.utf8) { return value }
            }
            throw broken("the sparse matrix has no '\(name)'")
        }
        guard case .tuple(let extents) = try part("_shape"), extents.count == 2,
            case .int(let rows) = extents[0], case .int(let columns) = extents[1], rows >= 0, columns >= 0
        else { throw broken("the sparse matrix has no shape") }
        let starts = try PickledArray(try part("indptr"), path: path)
        let places = try PickledArray(try part("indices"), path: path)
        let values = try PickledArray(try part("data"), path: path).numbers
        let rowStarts = try starts.indices(below: values.count + 1, path: path)
        let columnsOfEntries = try places.indices(below: columns, path: path)
        guard rowStarts.count - 1 == rows, rowStarts.first == 0, rowStarts.last == values.count,
            columnsOfEntries.count == values.count,
            zip(rowStarts, rowStarts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw broken("the parts of the sparse matrix do not agree") }
        (rowCount, columnCount) = (rows, columns)
        entries = (0..<rows).flatMap { row in
            (rowStarts[row]..<rowStarts[row + 1]).map { (row, columnsOfEntries[$0], values[$0]) }
        }
    }
}
