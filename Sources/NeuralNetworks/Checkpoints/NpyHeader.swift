import Files
import Foundation
import Messages
import TensorCore

/// The header of a `.npy` file, checked against the file's length.
///
/// A file is `\x93NUMPY`, two bytes of version, the header's length (two bytes in version 1, four since), the header,
/// which is a Python dictionary `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, and the elements.
struct NpyHeader {
    let format: ElementFormat
    let isBigEndian: Bool
    /// Whether the first index runs fastest.
    let isFortranOrdered: Bool
    let shape: Shape
    /// How many bytes come before the elements.
    let byteCount: Int

    /// Why a header is refused.
    struct Failure: Error {
        let reason: String
        init(en: String, zh: String) { reason = Words(en: en, zh: zh).text }
    }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// The formats by kind and size, without the order of bytes.
    private static let formats: [String: ElementFormat] = [
        "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
        "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]

    /// Parses the header of a file.
    init(parsing data: Data) throws(Failure) {
        let start = Array(data.prefix(12))
        guard start.count >= 10, start.starts(with: NpyHeader.magic) else {
            throw Failure(en: "no .npy file", zh: "不是 .npy 文件")
        }
        guard (1...3).contains(start[6]) else {
            throw Failure(en: "version \(start[6]) is not known", zh: "不认识版本 \(start[6])")
        }
        let lengthBytes = start[6] == 1 ? 2 : 4
        guard start.count >= 8 + lengthBytes else {
            throw Failure(en: "the file ends in its header", zh: "文件在头部中间结束")
        }
        let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        byteCount = 8 + lengthBytes + length
        guard byteCount <= data.count else {
            throw Failure(en: "the file ends in its header", zh: "文件在头部中间结束")
        }
        guard let text = String(data: data.dropFirst(8 + lengthBytes).prefix(length), encoding: .utf8) else {
            throw Failure(en: "the header is not text", zh: "头部不是文本")
        }
        let members: [String: PythonLiteral]
        do {
            members = try PythonLiteral.parseDictionary(text)
        } catch {
            throw Failure(en: "the header is no dictionary: \(error.reason)", zh: "头部不是字典：\(error.reason)")
        }
        guard members.count == 3, case .string(let description)? = members["descr"],
            case .truth(let isFortranOrdered)? = members["fortran_order"],
            case .tuple(let extents)? = members["shape"]
        else {
            throw Failure(
                en: "the header does not have a descr, a fortran_order and a shape as expected",
                zh: "头部没有应有的 descr、fortran_order 和 shape")
        }
        (format, isBigEndian) = try NpyHeader.format(described: description)
        self.isFortranOrdered = isFortranOrdered
        guard extents.count <= Shape.maximumRank else {
            throw Failure(
                en: "\(extents.count) axes, at most \(Shape.maximumRank) are supported",
                zh: "有 \(extents.count) 个轴，最多支持 \(Shape.maximumRank) 个")
        }
        guard let needed = checkedByteCount(of: extents, format) else {
            throw Failure(en: "its shape has more elements than can be counted", zh: "它的形状的元素多得数不清")
        }
        guard data.count - byteCount == needed else {
            throw Failure(
                en: "\(data.count - byteCount) bytes of numbers, the shape needs \(needed)",
                zh: "数占 \(data.count - byteCount) 字节，形状需要 \(needed) 字节")
        }
        shape = Shape(extents)
    }

    private static func format(
        described description: String
    ) throws(Failure) -> (format: ElementFormat, isBigEndian: Bool) {
        if description.contains("O") {
            throw Failure(en: "pickled Python objects are not read", zh: "不读 pickle 的 Python 对象")
        }
        let hasOrder = description.first.map { "<>|=".contains($0) } ?? false
        guard let format = formats[String(description.dropFirst(hasOrder ? 1 : 0))] else {
            throw Failure(
                en: "the type \(quoted(description)) is not supported", zh: "不支持类型 \(quoted(description))")
        }
        return (format, description.first == ">")
    }

    /// The bytes before the elements of a file of version 1, in C order; they are a multiple of 64.
    static func encoded(type: String, shape: Shape) -> Data {
        let extents = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
        var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
        let unpadded = magic.count + 4 + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = text.utf8.count
        return Data(magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]) + Data(text.utf8)
    }
}

/// The kinds of Python values that a header is made of.
private enum PythonLiteral {
    case string(String)
    case truth(Bool)
    case tuple([Int])

    /// A dictionary whose keys are strings.
    static func parseDictionary(_ text: String) throws(NpyHeader.Failure) -> [String: PythonLiteral] {
        var rest = text[...]
        var members: [String: PythonLiteral] = [:]
        try expect("{", &rest)
        while !take("}", &rest) {
            guard case .string(let key) = try parse(&rest) else { throw failure(rest) }
            try expect(":", &rest)
            if members.updateValue(try parse(&rest), forKey: key) != nil {
                throw NpyHeader.Failure(en: "\(quoted(key)) is there twice", zh: "\(quoted(key)) 出现了两次")
            }
            if !take(",", &rest) {
                try expect("}", &rest)
                break
            }
        }
        rest = rest.drop(while: \.isWhitespace)
        if !rest.isEmpty { throw failure(rest) }
        return members
    }

    private static func parse(_ rest: inout Substring) throws(NpyHeader.Failure) -> PythonLiteral {
        for quote: Character in ["'", "\""] where take(quote, &rest) {
            guard let end = rest.firstIndex(of: quote) else { throw failure(rest) }
            let text = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            return .string(text)
        }
        for (word, truth) in [("True", true), ("False", false)] where rest.hasPrefix(word) {
            rest = rest.dropFirst(word.count)
            return .truth(truth)
        }
        return .tuple(try parseTuple(&rest))
    }

    private static func parseTuple(_ rest: inout Substring) throws(NpyHeader.Failure) -> [Int] {
        try expect("(", &rest)
        var numbers: [Int] = []
        while !take(")", &rest) {
            rest = rest.drop(while: \.isWhitespace)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { throw failure(rest) }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
            if take(",", &rest) { continue }
            // (5) is a number in brackets, not a tuple.
            if numbers.count == 1 { throw failure(rest) }
            try expect(")", &rest)
            break
        }
        return numbers
    }

    /// Steps over a character, and white space on both sides, if it is there.
    private static func take(_ character: Character, _ rest: inout Substring) -> Bool {
        let candidate = rest.drop(while: \.isWhitespace)
        guard candidate.first == character else { return false }
        rest = candidate.dropFirst()
        if character != "'" && character != "\"" { rest = rest.drop(while: \.isWhitespace) }
        return true
    }

    private static func expect(_ character: Character, _ rest: inout Substring) throws(NpyHeader.Failure) {
        if !take(character, &rest) { throw failure(rest) }
    }

    private static func failure(_ rest: Substring) -> NpyHeader.Failure {
        rest.isEmpty
            ? NpyHeader.Failure(en: "unexpected end", zh: "意外结束")
            : NpyHeader.Failure(en: "unexpected \(quoted(rest))", zh: "意外的 \(quoted(rest))")
    }
}
