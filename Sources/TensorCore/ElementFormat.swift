import Foundation
import Messages

/// How files hold numbers. Ours are 32-bit floats and 32-bit integers; the others are converted when read.
public enum ElementFormat: Sendable, CaseIterable {
    /// One byte, 0 or not.
    case bool
    /// A whole number of that many bits, with or without a sign.
    case uint8, int8, uint16, int16, uint32, int32, uint64, int64
    /// A floating-point number of that many bits, as IEEE 754 has it.
    case float16, float32, float64
    /// The upper half of a 32-bit float.
    case bfloat16

    /// Bytes a number.
    public var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// Whether the numbers are whole.
    public var isInteger: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: false
        default: true
        }
    }
}

extension NDArray {
    /// An array of this shape from a file's bytes, in row-major order; each number becomes the nearest float.
    ///
    /// Traps when the number of bytes is not the shape's: a reader checks that first.
    public init(
        bytes: Data, format: ElementFormat, bigEndian: Bool = false, shape: Shape,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        requireByteCount(bytes, format, shape, "NDArray", file, line)
        self.init(uninitialized: shape)
        withPointer {
            ByteConversion.decodeFloats(
                bytes, format, bigEndian: bigEndian, into: $0, shape.elementCount)
        }
    }

    /// The elements in row-major order, four bytes each, the lowest first.
    public var littleEndianBytes: Data {
        contiguous().withPointer { ByteConversion.encode($0, elementCount) }
    }

    /// The elements in row-major order, each rounded to the nearest IEEE 754 number of 16 bits, the lower byte first.
    public var littleEndianHalves: Data {
        contiguous().withPointer { ByteConversion.encodeHalves($0, elementCount) }
    }
}

extension IntArray {
    /// An array of this shape from a file's bytes, in row-major order; nil when a number does not fit 32 bits, or
    /// the format is one of floats.
    ///
    /// Traps when the number of bytes is not the shape's: a reader checks that first.
    public init?(
        bytes: Data, format: ElementFormat, bigEndian: Bool = false, shape: Shape,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        requireByteCount(bytes, format, shape, "IntArray", file, line)
        guard
            let elements = ByteConversion.decodeIntegers(
                bytes, format, bigEndian: bigEndian, shape.elementCount)
        else { return nil }
        self.init(elements: elements, shape: shape)
    }

    /// The elements in row-major order, four bytes each, the lowest first.
    public var littleEndianBytes: Data { ByteConversion.encode(elements) }
}

/// What the kernels then trust.
private func requireByteCount(
    _ bytes: Data, _ format: ElementFormat, _ shape: Shape, _ operation: String, _ file: StaticString,
    _ line: UInt
) {
    if bytes.count != shape.elementCount * format.byteCount {
        explainFailure(
            operation, "\(bytes.count) bytes for the shape \(shape) of \(format)", file: file, line: line)
    }
}
