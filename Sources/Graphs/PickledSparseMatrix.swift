import Datasets
import Files
import Messages

/// The positions of a sparse matrix that are not 0.
struct PickledSparseMatrix {
    let rowCount: Int
    let columnCount: Int
    let entries: [(row: Int, column: Int, value: Double)]

    /// - Throws: `FileError` where the value is not a matrix in compressed rows whose parts agree.
    init(_ value: PickleValue, path: String) throws {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        guard case .object(let object) = value, object.global.hasSuffix("csr_matrix"),
            case .dictionary(let state)? = object.state
        else { throw broken(en: "not a sparse matrix of SciPy", zh: "不是 SciPy 的稀疏矩阵") }
        func part(_ name: String) throws -> PickleValue {
            for (key, value) in state.entries {
                if case .bytes(let bytes) = key, bytes.elementsEqual(name.utf8) { return value }
            }
            throw broken(en: "the sparse matrix has no '\(name)'", zh: "稀疏矩阵没有“\(name)”")
        }
        guard case .tuple(let extents) = try part("_shape"), extents.count == 2,
            case .int(let rows) = extents[0], case .int(let columns) = extents[1], rows >= 0, columns >= 0
        else { throw broken(en: "the sparse matrix has no shape", zh: "稀疏矩阵没有形状") }
        let starts = try PickledArray(try part("indptr"), path: path)
        let places = try PickledArray(try part("indices"), path: path)
        let values = try PickledArray(try part("data"), path: path).numbers
        let rowStarts = try starts.indices(below: values.count + 1, path: path)
        let columnsOfEntries = try places.indices(below: columns, path: path)
        guard rowStarts.count - 1 == rows, rowStarts.first == 0, rowStarts.last == values.count,
            columnsOfEntries.count == values.count,
            zip(rowStarts, rowStarts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw broken(en: "the parts of the sparse matrix do not agree", zh: "稀疏矩阵的各部分不一致") }
        (rowCount, columnCount) = (rows, columns)
        entries = (0..<rows).flatMap { row in
            (rowStarts[row]..<rowStarts[row + 1]).map { (row, columnsOfEntries[$0], values[$0]) }
        }
    }
}
