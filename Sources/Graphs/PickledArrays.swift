import Files

extension PickleDialect {
    /// Arrays of NumPy, sparse matrices of SciPy, and dictionaries of lists.
    static let arrays = PickleDialect(globals: [
        "scipy.sparse.csr csr_matrix", "scipy.sparse._csr csr_matrix", "numpy.core.multiarray _reconstruct",
        "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "collections defaultdict",
        "__builtin__ list", "builtins list", "_codecs encode",
    ]) { _ in "which a data set has no need of" }
}

/// NumPy's arrays and SciPy's sparse matrices, as pickles hold them.
struct PickledArray {
    let shape: [Int]
    /// The numbers in row-major order; of a sparse matrix, of the stored entries.
    let numbers: [Double]

    /// - Throws: `FileError` where the value is not an array of integers or floats with as many bytes as its shape says.
    init(_ value: PickleValue, path: String) throws {
        func broken(_ reason: String) -> FileError { .malformed(path: path, reason: reason) }
        guard case .object(let object) = value, object.global.hasSuffix("_reconstruct"),
            case .tuple(let state)? = object.state, state.count == 5, case .tuple(let extents) = state[1],
            case .object(let type) = state[2], type.global == "numpy dtype",
            case .bytes(let name)? = type.arguments.first, case .bool(let isFortran) = state[3],
            case .bytes(let bytes) = state[4]
        else { throw broken("not an array of NumPy") }
        let shape = try extents.map { extent -> Int in
            guard case .int(let count) = extent, count >= 0 else {
                throw broken("an extent that is no number")
            }
            return count
        }
        guard shape.count <= 8 else { throw broken("an array of \(shape.count) axes") }
        guard !isFortran || shape.count < 2 else { throw broken("an array in the order of its columns") }
        if case .tuple(let order)? = type.state, order.count > 1, case .bytes(let mark) = order[1] {
            guard mark.elementsEqual("<".utf8) || mark.elementsEqual("|".utf8) else {
                throw broken("an array of big-endian numbers")
            }
        }
        let kind = String(decoding: name, as: UTF8.self)
        guard let width = ["i4": 4, "i8": 8, "f4": 4, "f8": 8][kind] else {
            throw broken("an array of '\(excerpt(kind))'; i4, i8, f4 and f8 are read")
        }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw broken("the shape \(shape) is too large") }
            count = product
        }
        guard bytes.count % width == 0, count == bytes.count / width else {
            throw broken("\(bytes.count) bytes for an array of shape \(shape)")
        }
        self.shape = shape
        numbers = stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
            let bits = bytes[start..<start + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            switch kind {
            case "i4": return Double(Int32(truncatingIfNeeded: bits))
            case "i8": return Double(Int64(bitPattern: bits))
            case "f4": return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            default: return Double(bitPattern: bits)
            }
        }
    }

    /// The numbers as indices in `0..<bound`.
    func indices(below bound: Int, path: String) throws -> [Int] {
        try numbers.map { number in
            guard let index = Int(exactly: number), (0..<bound).contains(index) else {
                throw FileError.malformed(path: path, reason: "the index \(number) is not in 0..<\(bound)")
            }
            return index
        }
    }
}

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
