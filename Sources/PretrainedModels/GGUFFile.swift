import Files
import Foundation
import Messages
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
        let tensorCount = try reader.count(Words(en: "tensors", zh: "个张量"), eachAtLeast: 24)
        let valueCount = try reader.count(Words(en: "values", zh: "个值"), eachAtLeast: 13)
        for _ in 0..<valueCount {
            let name = try reader.string()
            guard values[name] == nil else {
                throw reader.failure(
                    en: "the value \"\(excerpt(name))\" is there twice", zh: "值 \"\(excerpt(name))\" 出现了两次")
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
                    en:
                        "tensor \"\(excerpt(head.name))\": its \(size) bytes at offset \(head.offset) are not within the file",
                    zh: "张量 \"\(excerpt(head.name))\"：偏移 \(head.offset) 处的 \(size) 字节不在文件之内"
                )
            }
            let entry = Entry(
                shape: head.shape, format: head.format,
                bytes: start + head.offset..<start + head.offset + size)
            guard tensors.updateValue(entry, forKey: head.name) == nil else {
                throw reader.failure(
                    en: "the tensor \"\(excerpt(head.name))\" is there twice",
                    zh: "张量 \"\(excerpt(head.name))\" 出现了两次")
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
            throw reader.failure(
                en: "tensor \"\(excerpt(name))\" has \(axes) axes, 1 to 4 are read",
                zh: "张量 \"\(excerpt(name))\" 有 \(axes) 个轴，可读 1 到 4 个")
        }
        var (extents, product) = ([Int](), 1)
        for _ in 0..<axes {
            let extent = Int(clamping: try reader.number(UInt64.self))
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            // With this bound neither the bytes of any format nor the strides of any shape overflow.
            guard extent > 0, !overflow, next < 1 << 48 else {
                throw reader.failure(
                    en: "tensor \"\(excerpt(name))\" has more elements than can be counted, or none",
                    zh: "张量 \"\(excerpt(name))\" 的元素多得数不清，或者没有元素")
            }
            extents.append(extent)
            product = next
        }
        let number = Int(try reader.number(UInt32.self))
        guard let format = formats[number] else {
            let (tensor, other) = (excerpt(name), otherFormats[number])
            throw reader.failure(
                en: """
                    tensor "\(tensor)" has the format \(other ?? "number \(number)"), which is not read; F32, F16, BF16, Q8_0, Q4_0 \
                    and Q4_1 are
                    """,
                zh: """
                    张量 "\(tensor)" 的格式是 \(other ?? "\(number) 号")，不能读；可读 F32、F16、BF16、Q8_0、Q4_0 和 Q4_1
                    """)
        }
        guard extents[0] % format.blockLength == 0 else {
            throw reader.failure(
                en:
                    "tensor \"\(excerpt(name))\": rows of \(extents[0]) are no whole blocks of \(format.blockLength)",
                zh: "张量 \"\(excerpt(name))\"：每行 \(extents[0]) 个，不是 \(format.blockLength) 个一块的整数块"
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
        default:
            throw reader.failure(
                en: "\"general.alignment\" is no power of two up to 2²⁰",
                zh: "\"general.alignment\" 不是 2²⁰ 以内的 2 的幂")
        }
    }

    private func requireSeparateTensors(_ reader: GGUFReader) throws {
        let sorted = tensors.sorted { $0.value.bytes.lowerBound < $1.value.bytes.lowerBound }
        for (first, second) in zip(sorted, sorted.dropFirst())
        where second.value.bytes.lowerBound < first.value.bytes.upperBound {
            let names = [first.key, second.key].map { "\"\(excerpt($0))\"" }
            throw reader.failure(
                en: "tensors \(names[0]) and \(names[1]) overlap", zh: "张量 \(names[0]) 和 \(names[1]) 重叠")
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
                path: path,
                reason: Words(
                    en: "the value \"\(name)\" is missing, or no whole number that fits",
                    zh: "缺少值 \"\(name)\"，或者它不是合适的整数"
                ).text)
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
                path: path,
                reason: Words(
                    en: "the value \"\(name)\" is missing, or no list of texts",
                    zh: "缺少值 \"\(name)\"，或者它不是文字的列表"
                ).text)
        }
        return texts
    }

    /// The bytes of a tensor.
    func bytes(of entry: Entry) -> Data {
        data.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count)
    }
}
