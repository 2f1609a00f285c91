import Files
import Messages

extension PickleDialect {
    /// Arrays of NumPy, sparse matrices of SciPy, and dictionaries of lists, as Python 2 and 3 save them with any protocol.
    package static let arrays = PickleDialect(
        globals: [
            "scipy.sparse.csr csr_matrix", "scipy.sparse._csr csr_matrix",
            "numpy.core.multiarray _reconstruct",
            "numpy._core.multiarray _reconstruct", "numpy ndarray", "numpy dtype", "collections defaultdict",
            "__builtin__ list", "builtins list", "_codecs encode", "numpy.core.numeric _frombuffer",
            "numpy._core.numeric _frombuffer",
        ], readsNewerProtocols: true
    ) { _ in Words(en: "which a data set has no need of", zh: "数据集用不到它") }
}

/// An array of NumPy, as pickles hold it.
package struct PickledArray {
    /// Its shape.
    package let shape: [Int]
    /// NumPy's name of the format: `u1`, `i4`, `i8`, `f4` or `f8`.
    package let format: String
    /// The elements in row-major order, little-endian.
    package let bytes: ArraySlice<UInt8>

    /// The elements as numbers.
    package var numbers: [Double] {
        let width = PickledArray.widths[format] ?? 1
        return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map { start in
            let bits = bytes[start..<start + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            switch format {
            case "u1": return Double(bits)
            case "i4": return Double(Int32(truncatingIfNeeded: bits))
            case "i8": return Double(Int64(bitPattern: bits))
            case "f4": return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
            default: return Double(bitPattern: bits)
            }
        }
    }

    private static let widths = ["u1": 1, "i4": 4, "i8": 8, "f4": 4, "f8": 8]

    /// - Throws: `FileError` where the value is not an array of integers or floats with as many bytes as its shape says.
    package init(_ value: PickleValue, path: String) throws {
        func broken(en: String, zh: String) -> FileError {
            .malformed(path: path, reason: Words(en: en, zh: zh).text)
        }
        guard let parts = PickledArray.parts(of: value), case .tuple(let extents) = parts.shape,
            case .object(let type) = parts.type, type.global == "numpy dtype",
            case .bytes(let name)? = type.arguments.first, let bytes = PickledArray.bytes(parts.numbers)
        else { throw broken(en: "not an array of NumPy", zh: "不是 NumPy 数组") }
        let isFortran = parts.isFortran
        let shape = try extents.map { extent -> Int in
            guard case .int(let count) = extent, count >= 0 else {
                throw broken(en: "an extent that is no number", zh: "有一个长度不是数")
            }
            return count
        }
        guard shape.count <= 8 else {
            throw broken(en: "an array of \(shape.count) axes", zh: "数组有 \(shape.count) 个轴")
        }
        guard !isFortran || shape.count < 2 else {
            throw broken(en: "an array in the order of its columns", zh: "数组按列的次序存放")
        }
        if case .tuple(let order)? = type.state, order.count > 1, case .bytes(let mark) = order[1] {
            guard mark.elementsEqual("<".utf8) || mark.elementsEqual("|".utf8) else {
                throw broken(en: "an array of big-endian numbers", zh: "数组的数是大端序的")
            }
        }
        let kind = String(decoding: name, as: UTF8.self)
        guard let width = PickledArray.widths[kind] else {
            throw broken(
                en: "an array of '\(excerpt(kind))'; u1, i4, i8, f4 and f8 are read",
                zh: "数组的类型是 '\(excerpt(kind))'；可读 u1、i4、i8、f4 和 f8")
        }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw broken(en: "the shape \(shape) is too large", zh: "形状 \(shape) 太大") }
            count = product
        }
        guard bytes.count % width == 0, count == bytes.count / width else {
            throw broken(
                en: "\(bytes.count) bytes for an array of shape \(shape)",
                zh: "形状 \(shape) 的数组有 \(bytes.count) 字节")
        }
        (self.shape, format, self.bytes) = (shape, kind, bytes)
    }

    /// The parts of an array: of protocol 5 the arguments of `_frombuffer`, of the others the state of `_reconstruct`.
    private static func parts(of value: PickleValue) -> (
        numbers: PickleValue, type: PickleValue, shape: PickleValue, isFortran: Bool
    )? {
        guard case .object(let object) = value else { return nil }
        if object.global.hasSuffix("_frombuffer") {
            let parts = object.arguments
            guard parts.count == 4, let order = parts[3].text else { return nil }
            return (parts[0], parts[1], parts[2], order == "F")
        }
        guard object.global.hasSuffix("_reconstruct"), case .tuple(let state)? = object.state,
            state.count == 5, case .bool(let isFortran) = state[3]
        else { return nil }
        return (state[4], state[2], state[1], isFortran)
    }

    /// The bytes of the numbers. Python 3 writes them for Python 2 as a text in Latin-1.
    private static func bytes(_ value: PickleValue) -> ArraySlice<UInt8>? {
        if case .bytes(let bytes) = value { return bytes }
        guard case .object(let object) = value, object.global == "_codecs encode",
            object.arguments.count == 2, let text = object.arguments[0].text,
            object.arguments[1].text == "latin1"
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes[...]
    }

    /// The numbers as indices in `0..<bound`.
    package func indices(below bound: Int, path: String) throws -> [Int] {
        try numbers.map { number in
            guard let index = Int(exactly: number), (0..<bound).contains(index) else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "the index \(number) is not in 0..<\(bound)", zh: "索引 \(number) 不在 0..<\(bound) 中"
                    ).text)
            }
            return index
        }
    }
}
