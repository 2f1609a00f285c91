import Files
import Foundation
import TensorCore

/// A GGUF file, the format of llama.cpp: named values, and tensors whose rows may be packed.
///
/// A file is `GGUF`, the version (2 or 3), the numbers of tensors and of values; the values, each with its name and type;
/// the tensors, each with name, extents (the innermost first), format and offset; and, from the next multiple of the
/// alignment on, their bytes. All numbers are little-endian. Counts, lengths, offsets and shapes are checked before use.
public struct GGUFFile: Sendable {
    /// A value of the file's head.
    public enum Value: Sendable, Equatable {
        case integer(Int)
        case number(Double)
        case boolean(Bool)
        case string(String)
        case integers([Int])
        case numbers([Double])
        case booleans([Bool])
        case strings([String])
    }

    /// A tensor.
    public struct Entry: Sendable {
        /// Its extents, the outermost first.
        public let shape: Shape
        /// How its rows are packed.
        public let format: PackedFormat
        /// Its place in the file.
        let bytes: Range<Int>
    }

    /// The file, for messages.
    public let path: String
    /// The values by name, such as `llama.block_count`.
    public private(set) var values: [String: Value] = [:]
    /// The tensors by name, such as `blk.0.attn_q.weight`.
    public private(set) var tensors: [String: Entry] = [:]
    private let data: Data

    /// The formats by their numbers in a file.
    static let formats: [Int: PackedFormat] = [
        0: .float32, 1: .float16, 2: .q4_0, 3: .q4_1, 8: .q8_0, 30: .bfloat16,
    ]

    /// The names of formats that are not read here.
    private static let otherFormats: [Int: String] = [
        6: "Q5_0", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K",
        15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S",
        22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M",
    ]

    /// Reads a file's head; the tensors stay bytes.
    ///
    /// - Throws: `FileError`.
    public init(contentsOf path: String) throws { try self.init(decoding: try readFile(path), path: path) }

    /// Reads the head of a file's bytes; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed`.
    public init(decoding data: Data, path: String) throws {
        (self.data, self.path) = (data, path)
        var reader = GGUFReader(data, path: path)
        try reader.expectStart()
        let tensorCount = try reader.count("tensors", eachAtLeast: 24)
        let valueCount = try reader.count("values", eachAtLeast: 13)
        for _ in 0..<valueCount {
            let name = try reader.string()
            guard values[name] == nil else {
                throw reader.failure("the value \"\(excerpt(name))\" is there twice")
            }
            values[name] = try reader.value(named: name)
        }
        var heads: [(name: String, shape: Shape, format: PackedFormat, offset: Int)] = []
        for _ in 0..<tensorCount { heads.append(try GGUFFile.tensor(&reader)) }
        let alignment = try alignment(reader)
        let start = (reader.place + alignment - 1) / alignment * alignment
        for head in heads {
            let size = head.shape.elementCount / head.format.blockLength * head.format.blockByteCount
            guard head.offset % alignment == 0, start <= data.count, head.offset <= data.count - start,
                size <= data.count - start - head.offset
            else {
                throw reader.failure(
                    "tensor \"\(excerpt(head.name))\": its \(size) bytes at offset \(head.offset) are not within the file"
                )
            }
            let entry = Entry(
                shape: head.shape, format: head.format,
                bytes: start + head.offset..<start + head.offset + size)
            guard tensors.updateValue(entry, forKey: head.name) == nil else {
                throw reader.failure("the tensor \"\(excerpt(head.name))\" is there twice")
            }
        }
        try requireSeparateTensors(reader)
    }

    /// Name, extents, format and offset of a tensor.
    private static func tensor(
        _ reader: inout GGUFReader
    ) throws -> (name: String, shape: Shape, format: PackedFormat, offset: Int) {
        let name = try reader.string()
        let axes = Int(try reader.number(UInt32.self))
        guard (1...4).contains(axes) else {
            throw reader.failure("tensor \"\(excerpt(name))\" has \(axes) axes, 1 to 4 are read")
        }
        var (extents, product) = ([Int](), 1)
        for _ in 0..<axes {
            let extent = Int(clamping: try reader.number(UInt64.self))
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            // With this bound neither the bytes of any format nor the strides of any shape overflow.
            guard extent > 0, !overflow, next < 1 << 48 else {
                throw reader.failure(
                    "tensor \"\(excerpt(name))\" has more elements than can be counted, or none")
            }
            extents.append(extent)
            product = next
        }
        let number = Int(try reader.number(UInt32.self))
        guard let format = formats[number] else {
            let known = "F32, F16, BF16, Q8_0, Q4_0 and Q4_1 are"
            throw reader.failure(
                "tensor \"\(excerpt(name))\" has the format \(otherFormats[number] ?? "number \(number)"), which is not read; \(known)"
            )
        }
        guard extents[0] % format.blockLength == 0 else {
            throw reader.failure(
                "tensor \"\(excerpt(name))\": rows of \(extents[0]) are no whole blocks of \(format.blockLength)"
            )
        }
        let offset = Int(clamping: try reader.number(UInt64.self))
        return (name, Shape(extents.reversed()), format, offset)
    }

    private func alignment(_ reader: GGUFReader) throws -> Int {
        switch values["general.alignment"] {
        case nil: return 32
        case .integer(let number) where number > 0 && number <= 1 << 20 && number.nonzeroBitCount == 1:
            return number
        default: throw reader.failure("\"general.alignment\" is no power of two up to 2²⁰")
        }
    }

    private func requireSeparateTensors(_ reader: GGUFReader) throws {
        let sorted = tensors.sorted { $0.value.bytes.lowerBound < $1.value.bytes.lowerBound }
        for (first, second) in zip(sorted, sorted.dropFirst())
        where second.value.bytes.lowerBound < first.value.bytes.upperBound {
            throw reader.failure(
                "tensors \"\(excerpt(first.key))\" and \"\(excerpt(second.key))\" overlap")
        }
    }
}

extension GGUFFile {
    /// An integer that must be there, within a range.
    ///
    /// - Throws: `FileError.malformed`.
    public func integer(_ name: String, in range: ClosedRange<Int> = 0...Int.max) throws -> Int {
        guard case .integer(let number) = values[name], range.contains(number) else {
            throw FileError.malformed(
                path: path, reason: "the value \"\(name)\" is missing, or no whole number that fits")
        }
        return number
    }

    /// A text, nil where there is none.
    public func string(_ name: String) -> String? {
        if case .string(let text) = values[name] { text } else { nil }
    }

    /// A number, nil where there is none.
    public func number(_ name: String) -> Double? {
        switch values[name] {
        case .number(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    /// A list of texts that must be there.
    ///
    /// - Throws: `FileError.malformed`.
    public func strings(_ name: String) throws -> [String] {
        guard case .strings(let texts) = values[name] else {
            throw FileError.malformed(
                path: path, reason: "the value \"\(name)\" is missing, or no list of texts")
        }
        return texts
    }

    /// The bytes of a tensor.
    func bytes(of entry: Entry) -> Data {
        data.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count)
    }
}
