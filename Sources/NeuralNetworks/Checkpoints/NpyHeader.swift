import Files
import Foundation
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
        init(_ reason: String) { self.reason = reason }
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
        guard start.count >= 10, start.starts(with: NpyHeader.magic) else { throw Failure("no .npy file") }
        guard (1...3).contains(start[6]) else { throw Failure("version \(start[6]) is not known") }
        let lengthBytes = start[6] == 1 ? 2 : 4
        guard start.count >= 8 + lengthBytes else { throw Failure("the file ends in its header") }
        let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        byteCount = 8 + lengthBytes + length
        guard byteCount <= data.count else { throw Failure("the file ends in its header") }
        guard let text = String(data: data.dropFirst(8 + lengthBytes).prefix(length), encoding: .utf8) else {
            throw Failure("the header is not text")
        }
        let members: [String: PythonLiteral]
        do {
            members = try PythonLiteral.parseDictionary(text)
        } catch {
            throw Failure("the header is no dictionary: \(error.reason)")
        }
        guard members.count == 3, case .string(let description)? = members["descr"],
            case .truth(let isFortranOrdered)? = members["fortran_order"],
            case .tuple(let extents)? = members["shape"]
        else {
            throw Failure("the header does not have a descr, a fortran_order and a shape as expected")
        }
        (format, isBigEndian) = try NpyHeader.format(described: description)
        self.isFortranOrdered = isFortranOrdered
        guard extents.count <= Shape.maximumRank else {
            throw Failure("\(extents.count) axes, at most \(Shape.maximumRank) are supported")
        }
        guard let needed = checkedByteCount(of: extents, format) else {
            throw Failure("its shape has more elements than can be counted")
        }
        guard data.count - byteCount == needed else {
            throw Failure("\(data.count - byteCount) bytes of numbers, the shape needs \(needed)")
        }
        shape = Shape(extents)
    }

    private static func format(
        described description: String
    ) throws(Failure) -> (format: ElementFormat, isBigEndian: Bool) {
        if description.contains("O") { throw Failure("pickled Python objects are not read") }
        let hasOrder = description.first.map { "<>|=".contains($0) } ?? false
        guard let format = formats[String(description.dropFirst(hasOrder ? 1 : 0))] else {
            throw Failure("the type \(quoted(description)) is not supported")
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
                throw NpyHeader.Failure("\(quoted(key)) is there twice")
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
        NpyHeader.Failure(rest.isEmpty ? "unexpected end" : "unexpected \(quoted(rest))")
    }
}
