import Foundation
import Messages

/// How the weights of a matrix are packed: as in GGUF and safetensors files.
public enum PackedFormat: Sendable, CaseIterable {
    /// 32-bit floats.
    case float32
    /// 16-bit floats of IEEE 754.
    case float16
    /// The upper halves of 32-bit floats.
    case bfloat16
    /// Blocks of 32 weights: a 16-bit scale and 8 bits each, scale · q.
    case q8_0
    /// Blocks of 32 weights: a 16-bit scale and 4 bits each, scale · (q − 8).
    case q4_0
    /// Blocks of 32 weights: scale and minimum of 16 bits and 4 bits each, scale · q + minimum.
    case q4_1

    /// How many weights a block has.
    public var blockLength: Int {
        switch self {
        case .float32, .float16, .bfloat16: 1
        case .q8_0, .q4_0, .q4_1: 32
        }
    }

    /// How many bytes a block takes.
    public var blockByteCount: Int {
        switch self {
        case .float32: 4
        case .float16, .bfloat16: 2
        case .q8_0: 34
        case .q4_0: 18
        case .q4_1: 20
        }
    }
}

/// A matrix `[rows, columns]` of weights that stay packed in memory; products are made straight from the packed form.
///
/// ```swift
/// let weights = PackedWeights(NDArray(rows: [[1, 2], [3, 4]]))
/// let y = weights.multiply(NDArray([1, 1]))  // [3, 7]
/// ```
public struct PackedWeights: Sendable {
    /// How they are packed.
    public let format: PackedFormat
    /// The number of rows: outputs of a layer.
    public let rowCount: Int
    /// The number of columns: inputs of a layer.
    public let columnCount: Int
    private let storage: Storage

    /// The bytes that the weights take.
    public var byteCount: Int { rowCount * rowByteCount }

    private var rowByteCount: Int { PackedWeights.rowByteCount(format, columnCount) }

    private static func rowByteCount(_ format: PackedFormat, _ columns: Int) -> Int {
        columns / format.blockLength * format.blockByteCount
    }

    private init(format: PackedFormat, rowCount: Int, columnCount: Int) {
        (self.format, self.rowCount, self.columnCount) = (format, rowCount, columnCount)
        let bytes = rowCount * PackedWeights.rowByteCount(format, columnCount)
        storage = Storage(count: (bytes + 3) / 4)
    }

    /// The rows of a file, one behind the other; nil where the scale of a block is not finite.
    ///
    /// Traps when the columns are no whole blocks, or the bytes not as many as the rows take: a reader checks that first.
    public init?(
        bytes: Data, format: PackedFormat, rows: Int, columns: Int, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if rows < 0 || columns < 0 || columns % format.blockLength != 0
            || bytes.count != rows * PackedWeights.rowByteCount(format, columns)
        {
            explainFailure(
                "PackedWeights", "\(bytes.count) bytes for \(rows) × \(columns) weights of \(format)",
                hint: "the columns must be a multiple of \(format.blockLength)", file: file, line: line)
        }
        self.init(format: format, rowCount: rows, columnCount: columns)
        storage.fill(from: bytes)
        if format.blockLength > 1,
            !PackedProducts.hasFiniteScales(
                format, storage.bytes, blocks: bytes.count / format.blockByteCount)
        {
            return nil
        }
    }

    /// A matrix `[rows, columns]` as 32-bit floats.
    ///
    /// Traps for another rank.
    public init(_ matrix: NDArray, file: StaticString = #fileID, line: UInt = #line) {
        if matrix.rank != 2 {
            explainFailure(
                "PackedWeights", "an array of shape \(matrix.shape)", hint: "a matrix is expected",
                file: file,
                line: line)
        }
        self.init(format: .float32, rowCount: matrix.shape[0], columnCount: matrix.shape[1])
        matrix.contiguous().withPointer { storage.pointer.update(from: $0, count: matrix.elementCount) }
    }

    /// x Wᵀ: `[..., columns]` becomes `[..., rows]`. A row of the result does not depend on how many others there are.
    ///
    /// Traps when the last axis has not the number of columns.
    public func multiply(_ x: NDArray, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        guard let last = x.shape.last, last == columnCount else {
            explainFailure(
                "PackedWeights", "an input of shape \(x.shape) for weights of \(rowCount) × \(columnCount)",
                hint: "its last axis is the weights' columns", file: file, line: line)
        }
        let count = x.shape.dropLast().reduce(1, *)
        let result = NDArray(uninitialized: Shape(x.shape.dropLast() + [rowCount]))
        withExtendedLifetime(storage) {
            x.contiguous().withPointer { input in
                result.withPointer {
                    PackedProducts.multiply(
                        format, storage.bytes, rows: rowCount, columns: columnCount, input, count: count,
                        into: $0)
                }
            }
        }
        return result
    }

    /// Some rows as floats, `[rows.count, columns]`, such as the vectors of tokens.
    ///
    /// Traps when there is no such row.
    public func rows(at rows: [Int], file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        if let outside = rows.first(where: { $0 < 0 || $0 >= rowCount }) {
            explainFailure(
                "PackedWeights", "there is no row \(outside) among \(rowCount)", file: file, line: line)
        }
        let result = NDArray(uninitialized: [rows.count, columnCount])
        withExtendedLifetime(storage) {
            result.withPointer { target in
                for (index, row) in rows.enumerated() {
                    PackedProducts.unpack(
                        format, storage.bytes + row * rowByteCount, columns: columnCount,
                        into: target + index * columnCount)
                }
            }
        }
        return result
    }

    /// All weights as floats, `[rows, columns]`.
    public var unpacked: NDArray { rows(at: Array(0..<rowCount)) }

    /// The rows of several matrices one behind the other, so that one product serves all; nil where they differ in format or
    /// columns, or there are none.
    public static func stacked(_ parts: [PackedWeights]) -> PackedWeights? {
        guard let first = parts.first,
            parts.allSatisfy({ $0.format == first.format && $0.columnCount == first.columnCount })
        else { return nil }
        let result = PackedWeights(
            format: first.format, rowCount: parts.map(\.rowCount).reduce(0, +),
            columnCount: first.columnCount)
        var offset = 0
        for part in parts {
            result.storage.copyBytes(of: part.storage, count: part.byteCount, to: offset)
            offset += part.byteCount
        }
        return result
    }
}
