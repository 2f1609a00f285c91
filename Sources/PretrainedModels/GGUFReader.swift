import Files
import Foundation
import Messages

/// Reads the head of a GGUF file from its first byte on. Nothing is believed: every length is compared with what is left.
struct GGUFReader {
    private let data: Data
    private let path: String
    /// How many bytes have been read.
    private(set) var place = 0

    init(_ data: Data, path: String) { (self.data, self.path) = (data, path) }

    /// An error that says where the reader stands.
    func failure(en: String, zh: String) -> FileError {
        let reason = Words(en: "\(en) (before byte \(place))", zh: "\(zh)（在第 \(place) 字节之前）")
        return .malformed(path: path, reason: reason.text)
    }

    private var left: Int { data.count - place }

    /// The magic bytes and the version.
    mutating func expectStart() throws {
        guard data.prefix(4).elementsEqual("GGUF".utf8) else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it is no GGUF file", zh: "不是 GGUF 文件").text)
        }
        place = 4
        let version = try number(UInt32.self)
        guard version == 2 || version == 3 else {
            let isBig = (1...3).contains(version.byteSwapped)
            throw isBig
                ? failure(en: "a big-endian file is not read", zh: "不读大端序的文件")
                : failure(en: "version \(version) is not read, 2 and 3 are", zh: "不读版本 \(version)，只读 2 和 3")
        }
    }

    /// An integer of this type.
    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let size = Number.bitWidth / 8
        guard left >= size else { throw failure(en: "the file ends too early", zh: "文件过早结束") }
        var bits: UInt64 = 0
        for index in 0..<size { bits |= UInt64(data[data.startIndex + place + index]) << (8 * UInt64(index)) }
        place += size
        return Number(truncatingIfNeeded: bits)
    }

    /// A number of things, each of which takes some bytes at least.
    mutating func count(_ what: Words, eachAtLeast size: Int) throws -> Int {
        let count = try number(UInt64.self)
        guard count <= UInt64(left / size) else {
            throw failure(
                en: "\(count) \(what.en) cannot be in the \(left) bytes that are left",
                zh: "剩下的 \(left) 字节中放不下 \(count) \(what.zh)")
        }
        return Int(count)
    }

    /// A text in UTF-8, after its length.
    mutating func string() throws -> String {
        let length = try count(Words(en: "bytes of text", zh: "字节文字"), eachAtLeast: 1)
        let start = data.startIndex + place
        guard let text = String(data: data[start..<start + length], encoding: .utf8) else {
            throw failure(en: "a text is not UTF-8", zh: "有文字不是 UTF-8")
        }
        place += length
        return text
    }

    /// A value after its type.
    mutating func value(named name: String) throws -> GGUFFile.Value {
        let type = try number(UInt32.self)
        if type == 8 { return .string(try string()) }
        if type == 9 { return try list(named: name) }
        switch try scalar(type, name) {
        case .integer(let number): return .integer(number)
        case .number(let number): return .number(number)
        case .boolean(let flag): return .boolean(flag)
        }
    }

    private enum Scalar {
        case integer(Int)
        case number(Double)
        case boolean(Bool)
    }

    private mutating func scalar(_ type: UInt32, _ name: String) throws -> Scalar {
        switch type {
        case 0: return .integer(Int(try number(UInt8.self)))
        case 1: return .integer(Int(try number(Int8.self)))
        case 2: return .integer(Int(try number(UInt16.self)))
        case 3: return .integer(Int(try number(Int16.self)))
        case 4: return .integer(Int(try number(UInt32.self)))
        case 5: return .integer(Int(try number(Int32.self)))
        case 6: return .number(Double(Float(bitPattern: try number(UInt32.self))))
        case 7: return .boolean(try number(UInt8.self) != 0)
        case 10: return .integer(Int(clamping: try number(UInt64.self)))
        case 11: return .integer(Int(try number(Int64.self)))
        case 12: return .number(Double(bitPattern: try number(UInt64.self)))
        default:
            throw failure(
                en: "the value \"\(excerpt(name))\" has the unknown type \(type)",
                zh: "值 \"\(excerpt(name))\" 的类型 \(type) 不认识")
        }
    }

    /// A list after its elements' type and their number.
    private mutating func list(named name: String) throws -> GGUFFile.Value {
        let type = try number(UInt32.self)
        if type == 8 {
            let count = try count(Words(en: "texts", zh: "段文字"), eachAtLeast: 8)
            return .strings(try (0..<count).map { _ in try string() })
        }
        let count = try count(
            Words(en: "elements", zh: "个元素"),
            eachAtLeast: type < 13 ? [1, 1, 2, 2, 4, 4, 4, 1, 8, 8, 8, 8, 8][Int(type)] : 8)
        var (integers, numbers, booleans) = ([Int](), [Double](), [Bool]())
        for _ in 0..<count {
            switch try scalar(type, name) {
            case .integer(let number): integers.append(number)
            case .number(let number): numbers.append(number)
            case .boolean(let flag): booleans.append(flag)
            }
        }
        if type == 7 { return .booleans(booleans) }
        return type == 6 || type == 12 ? .numbers(numbers) : .integers(integers)
    }
}
