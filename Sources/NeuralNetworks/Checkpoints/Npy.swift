import Files
import Foundation
import Messages
import TensorCore

// NumPy's own files, one array each: `numpy.save("weights.npy", array)`.

extension NDArray {
    /// Reads a `.npy` file of any number format, either order of bytes, C or Fortran order; numbers become the
    /// nearest floats.
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed, also when it holds pickled objects.
    public init(contentsOfNpy path: String) throws {
        let (header, numbers) = try readNpy(path)
        let array = NDArray(
            bytes: numbers, format: header.format, bigEndian: header.isBigEndian, shape: header.storedShape)
        self = header.isFortranOrdered ? array.permuted((0..<array.rank).reversed()).contiguous() : array
    }

    /// Writes a `.npy` file of version 1.0, 32-bit floats in C order, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeNpy(to path: String) throws {
        try writeFileAtomically(NpyHeader.encoded(type: "<f4", shape: shape) + littleEndianBytes, to: path)
    }
}

extension IntArray {
    /// Reads a `.npy` file of integers (or booleans, as 0 and 1).
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed, also when it holds floats or a number that does not
    ///   fit 32 bits.
    public init(contentsOfNpy path: String) throws {
        let (header, numbers) = try readNpy(path)
        if !header.format.isInteger {
            throw FileError.malformed(
                path: path,
                reason: Words(en: "floats where whole numbers are expected", zh: "应为整数，却是浮点数").text)
        }
        guard
            let array = IntArray(
                bytes: numbers, format: header.format, bigEndian: header.isBigEndian,
                shape: header.storedShape)
        else {
            throw FileError.malformed(
                path: path, reason: Words(en: "a number does not fit 32 bits", zh: "有一个数 32 位放不下").text)
        }
        self = header.isFortranOrdered ? array.withAxesReversed() : array
    }

    /// Writes a `.npy` file of version 1.0, 32-bit integers in C order, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeNpy(to path: String) throws {
        try writeFileAtomically(NpyHeader.encoded(type: "<i4", shape: shape) + littleEndianBytes, to: path)
    }

    /// The array whose element `[i, j, k]` is this one's `[k, j, i]`.
    private func withAxesReversed() -> IntArray {
        // An array without elements needs no index list, whose length the other extents would decide.
        if elementCount == 0 { return reshaped(Shape(shape.reversed())) }
        var offsets = [0]
        for (axis, extent) in shape.reversed().enumerated() {
            let stride = shape.suffix(axis).reduce(1, *)
            offsets = offsets.flatMap { offset in (0..<extent).map { offset + $0 * stride } }
        }
        return IntArray(offsets.map { self[$0] }, shape: Shape(shape.reversed()))
    }
}

extension NpyHeader {
    /// The shape in the file's order of elements, the last index running fastest.
    fileprivate var storedShape: Shape { isFortranOrdered ? Shape(shape.reversed()) : shape }
}

/// A file's header and its elements.
private func readNpy(_ path: String) throws -> (header: NpyHeader, numbers: Data) {
    let data = try readFile(path)
    do {
        let header = try NpyHeader(parsing: data)
        return (header, data.dropFirst(header.byteCount))
    } catch {
        throw FileError.malformed(path: path, reason: error.reason)
    }
}
