import Foundation

// What Python 2 pickled with protocol 2, opcode by opcode: the form of the published citation graphs.

/// A whole pickle of a value.
func pickle(_ value: [UInt8]) -> [UInt8] { [0x80, 2] + value + text(".") }

/// An array of NumPy; `type` is `i4`, `i8`, `f4` or `f8`.
func pickledArray(_ type: String, shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
    let element = text("cnumpy\ndtype\n(") + pickledText(type) + text("K\0K\u{1}tR(K\u{3}") + pickledText("<")
    let unknown = text("J") + [255, 255, 255, 255]
    return text("cnumpy.core.multiarray\n_reconstruct\nq\u{1}(cnumpy\nndarray\nK\0") + [0x85]
        + pickledText("b")
        + text("tR(K\u{1}") + pickledTuple(shape) + element + text("NNN") + unknown + unknown + text("K\0tb")
        + [0x89] + pickledBytes(bytes) + text("tb")
}

/// The numbers of an array of type `i4`, `[N]`.
func pickledIntegers(_ numbers: [Int]) -> [UInt8] {
    pickledArray("i4", shape: [numbers.count], numbers.flatMap { littleEndian($0, 4) })
}

/// A sparse matrix of SciPy in compressed rows, with a 1 in these columns of each row.
func pickledMatrix(columns: Int, rows: [[Int]]) -> [UInt8] {
    let starts = rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let places = rows.flatMap { $0 }
    let ones = places.flatMap { _ in littleEndian(Int(Float(1).bitPattern), 4) }
    return text("cscipy.sparse.csr\ncsr_matrix\n)") + [0x81] + text("}(") + pickledText("_shape")
        + pickledTuple([rows.count, columns]) + pickledText("indptr") + pickledIntegers(starts)
        + pickledText("indices") + pickledIntegers(places) + pickledText("data")
        + pickledArray("f4", shape: [places.count], ones) + text("ub")
}

/// `defaultdict(list, {key: values})`.
func pickledLists(_ lists: [(key: Int, values: [Int])]) -> [UInt8] {
    let items = lists.flatMap { list in
        pickledInteger(list.key) + text("](") + list.values.flatMap(pickledInteger) + text("e")
    }
    return text("ccollections\ndefaultdict\nc__builtin__\nlist\n") + [0x85] + text("R(") + items + text("u")
}

private func pickledInteger(_ number: Int) -> [UInt8] {
    number < 256 ? text("K") + littleEndian(number, 1) : text("M") + littleEndian(number, 2)
}

private func pickledTuple(_ numbers: [Int]) -> [UInt8] {
    numbers.flatMap(pickledInteger) + [0x84 + UInt8(numbers.count)]
}

private func pickledText(_ words: String) -> [UInt8] { pickledBytes(text(words)) }

private func pickledBytes(_ bytes: [UInt8]) -> [UInt8] {
    bytes.count < 256
        ? text("U") + littleEndian(bytes.count, 1) + bytes : text("T") + littleEndian(bytes.count, 4) + bytes
}

private func littleEndian(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}
