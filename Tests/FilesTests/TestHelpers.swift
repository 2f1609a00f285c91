import Foundation
import TestSupport

@testable import Files

/// A file of Tests/Fixtures/compressed, made by make_compression_fixtures.py.
func compressedFixture(_ name: String) throws -> [UInt8] {
    [UInt8](try readFile(packageRoot.appendingPathComponent("Tests/Fixtures/compressed/\(name)").path))
}

/// A stream of bits written by hand, the first the lowest of its byte.
struct HandWrittenBits {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    /// Numbers with their widths, each from its lowest bit on, as the format writes all but Huffman codes.
    init(_ fields: (value: Int, width: Int)...) {
        for field in fields { append(field.value, field.width) }
    }

    mutating func append(_ value: Int, _ width: Int) {
        for bit in 0..<width {
            if count % 8 == 0 { bytes.append(0) }
            bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(count % 8)
            count += 1
        }
    }

    /// A Huffman code, from its highest bit on.
    mutating func appendCode(_ code: Int, _ width: Int) {
        for bit in (0..<width).reversed() { append(code >> bit & 1, 1) }
    }

    /// The header of a last block of dynamic codes, whose code of code lengths has these lengths, given in the
    /// format's own order: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15.
    static func dynamicBlock(
        literals: Int = 257, distances: Int = 1, ownLengths: [Int]
    ) -> HandWrittenBits {
        var bits = HandWrittenBits((1, 1), (2, 2), (literals - 257, 5), (distances - 1, 5))
        bits.append(ownLengths.count - 4, 4)
        for length in ownLengths { bits.append(length, 3) }
        return bits
    }
}

/// The reason for which `body` throws a `CompressionError`, else what happened instead.
func compressionReason(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch let error as CompressionError {
        return error.reason
    } catch {
        return "not a CompressionError: \(error)"
    }
}
