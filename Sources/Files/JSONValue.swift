import Foundation
import Messages

/// A JSON value as a file of a model has it, the members of an object in their order, so that a duplicate name is found,
/// and names that differ in their code points stay different: `JSONSerialization` loses both.
///
/// The conformance is spelled out for the compiler, which otherwise, when it compiles a file that uses the type
/// without this one, loses itself in working it out ("circular reference").
package enum JSONValue: Sendable {
    case object([(name: String, value: JSONValue)])
    case array([JSONValue])
    case string(String)
    /// An integer that fits 64 bits.
    case integer(Int)
    /// Another number.
    case number(Double)
    case boolean(Bool)
    case null

    /// What is wrong with the text, and at which byte.
    package struct Failure: Error {
        package let reason: String
        package let offset: Int
    }

    /// Parses one value with nothing but white space after it.
    package init(parsing bytes: [UInt8]) throws(Failure) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.parse()
    }

    /// Reads a file that is one JSON object.
    ///
    /// - Throws: `FileError`.
    package init(contentsOf path: String) throws {
        let data = try readFile(path)
        do {
            self = try JSONValue(parsing: Array(data))
        } catch {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "not JSON: \(error.reason) at its byte \(error.offset)",
                    zh: "不是 JSON：\(error.reason)，在第 \(error.offset) 字节"
                ).text)
        }
        guard case .object = self else {
            throw FileError.malformed(
                path: path, reason: Words(en: "a JSON object is expected", zh: "应为 JSON 对象").text)
        }
    }

    /// The first member of an object with this name; nil where there is none, or it is null, or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        guard let value = members.first(where: { $0.name == name })?.value else { return nil }
        if case .null = value { return nil }
        return value
    }

    /// The text of a string.
    package var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number of an integer.
    package var integer: Int? { if case .integer(let number) = self { number } else { nil } }

    /// A number of either kind.
    package var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// A truth value.
    package var boolean: Bool? { if case .boolean(let flag) = self { flag } else { nil } }

    /// The elements of an array.
    package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members of an object.
    package var members: [(name: String, value: JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }
}

/// Reads JSON (RFC 8259) byte by byte. Values are nested at most sixteen deep, more than any header is, so that no
/// input exhausts the stack.
private struct JSONParser {
    private let bytes: [UInt8]
    private var place = 0

    private static let maximumDepth = 16

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws(JSONValue.Failure) -> JSONValue {
        let value = try parseValue(depth: 0)
        skipWhiteSpace()
        if place < bytes.count { throw failure(en: "something after the value", zh: "值的后面还有东西") }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func failure(en: String, zh: String) -> JSONValue.Failure {
        let reason = place < bytes.count ? Words(en: en, zh: zh) : Words(en: "unexpected end", zh: "意外结束")
        return JSONValue.Failure(reason: reason.text, offset: place)
    }

    private mutating func skipWhiteSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    /// Steps over a character, after white space, if it is there.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipWhiteSpace()
        guard next == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func parseValue(depth: Int) throws(JSONValue.Failure) -> JSONValue {
        if depth > JSONParser.maximumDepth { throw failure(en: "values nested too deep", zh: "值嵌套太深") }
        skipWhiteSpace()
        switch next {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: return try parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONValue.Failure) -> JSONValue {
        place += 1
        var members: [(name: String, value: JSONValue)] = []
        if take("}") { return .object(members) }
        repeat {
            skipWhiteSpace()
            guard next == UInt8(ascii: "\"") else { throw failure(en: "a name is expected", zh: "应为名字") }
            let name = try parseString()
            guard take(":") else { throw failure(en: "\":\" is expected", zh: "应为 \":\"") }
            members.append((name, try parseValue(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw failure(en: "\",\" or \"}\" is expected", zh: "应为 \",\" 或 \"}\"") }
        return .object(members)
    }

    private mutating func parseArray(depth: Int) throws(JSONValue.Failure) -> JSONValue {
        place += 1
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try parseValue(depth: depth + 1)) } while take(",")
        guard take("]") else { throw failure(en: "\",\" or \"]\" is expected", zh: "应为 \",\" 或 \"]\"") }
        return .array(elements)
    }

    private mutating func parseWord(_ word: String, _ value: JSONValue) throws(JSONValue.Failure) -> JSONValue
    {
        guard bytes[place...].starts(with: word.utf8) else {
            throw failure(en: "no JSON value", zh: "不是 JSON 的值")
        }
        place += word.utf8.count
        return value
    }

    private mutating func parseNumber() throws(JSONValue.Failure) -> JSONValue {
        let start = place
        while let byte = next, "+-.0123456789eE".utf8.contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        let digits = text.drop { $0 == "-" }
        let isWhole = !digits.isEmpty && digits.allSatisfy(\.isNumber) && text.count - digits.count <= 1
        if isWhole && (digits.first != "0" || digits.count == 1) {
            return Int(text).map { .integer($0) } ?? .number(Double(text) ?? .infinity)
        }
        guard !isWhole, let first = digits.first, first.isNumber, let number = Double(text) else {
            place = start
            throw failure(en: "no JSON value", zh: "不是 JSON 的值")
        }
        return .number(number)
    }

    /// A string, from its first quotation mark to its last.
    private mutating func parseString() throws(JSONValue.Failure) -> String {
        place += 1
        let start = place
        var content: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(bytes: content, encoding: .utf8) else {
                    place = start
                    throw failure(en: "a string that is not UTF-8", zh: "字符串不是 UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try parseEscape()).utf8)
            case 0..<0x20:
                place -= 1
                throw failure(en: "a control character in a string", zh: "字符串中有控制字符")
            default: content.append(byte)
            }
        }
        throw failure(en: "a string without its end", zh: "字符串没有结尾")
    }

    /// What follows a backslash.
    private mutating func parseEscape() throws(JSONValue.Failure) -> Unicode.Scalar {
        guard let letter = next else { throw failure(en: "a string without its end", zh: "字符串没有结尾") }
        place += 1
        switch letter {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"):
            var code = try parseHexadecimal()
            // A character beyond 16 bits is two escapes, the surrogates.
            if 0xD800..<0xDC00 ~= code, bytes[place...].starts(with: "\\u".utf8) {
                place += 2
                let low = try parseHexadecimal()
                code = 0xDC00..<0xE000 ~= low ? 0x10000 + (code - 0xD800) << 10 + low - 0xDC00 : 0xD800
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw failure(en: "half of a character", zh: "半个字符")
            }
            return scalar
        default:
            place -= 1
            throw failure(en: "an unknown escape", zh: "不认识的转义")
        }
    }

    private mutating func parseHexadecimal() throws(JSONValue.Failure) -> UInt32 {
        let digits = bytes[place..<min(place + 4, bytes.count)]
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit), let code = UInt32(text, radix: 16) else {
            throw failure(en: "four hexadecimal digits are expected", zh: "应为四位十六进制数")
        }
        place += 4
        return code
    }
}
