import Foundation

/// A JSON value of a file's header, the members of an object in their order, so that a duplicate name is found,
/// which `JSONSerialization` ignores.
///
/// The conformance is spelled out for the compiler, which otherwise, when it compiles a file that uses the type
/// without this one, loses itself in working it out ("circular reference").
enum HeaderJSON: Sendable {
    case object([(name: String, value: HeaderJSON)])
    case array([HeaderJSON])
    case string(String)
    /// An integer.
    case integer(Int)
    /// Another number, a boolean or null, which no valid header has.
    case other

    /// What is wrong with the text, and at which byte.
    struct Failure: Error {
        let reason: String
        let offset: Int
    }

    /// Parses one value with nothing but white space after it.
    init(parsing bytes: [UInt8]) throws(Failure) {
        var parser = HeaderParser(bytes: bytes)
        self = try parser.parse()
    }
}

/// Reads JSON (RFC 8259) byte by byte. Values are nested at most eight deep, more than any header is, so that no
/// input exhausts the stack.
private struct HeaderParser {
    private let bytes: [UInt8]
    private var place = 0

    private static let maximumDepth = 8

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws(HeaderJSON.Failure) -> HeaderJSON {
        let value = try parseValue(depth: 0)
        skipWhiteSpace()
        if place < bytes.count { throw failure("something after the value") }
        return value
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func failure(_ reason: String) -> HeaderJSON.Failure {
        HeaderJSON.Failure(reason: place < bytes.count ? reason : "unexpected end", offset: place)
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

    private mutating func parseValue(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
        if depth > HeaderParser.maximumDepth { throw failure("values nested too deep") }
        skipWhiteSpace()
        switch next {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true")
        case UInt8(ascii: "f"): return try parseWord("false")
        case UInt8(ascii: "n"): return try parseWord("null")
        default: return try parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
        place += 1
        var members: [(name: String, value: HeaderJSON)] = []
        if take("}") { return .object(members) }
        repeat {
            skipWhiteSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name is expected") }
            let name = try parseString()
            guard take(":") else { throw failure("\":\" is expected") }
            members.append((name, try parseValue(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw failure("\",\" or \"}\" is expected") }
        return .object(members)
    }

    private mutating func parseArray(depth: Int) throws(HeaderJSON.Failure) -> HeaderJSON {
        place += 1
        var elements: [HeaderJSON] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try parseValue(depth: depth + 1)) } while take(",")
        guard take("]") else { throw failure("\",\" or \"]\" is expected") }
        return .array(elements)
    }

    private mutating func parseWord(_ word: String) throws(HeaderJSON.Failure) -> HeaderJSON {
        guard bytes[place...].starts(with: word.utf8) else { throw failure("no JSON value") }
        place += word.utf8.count
        return .other
    }

    private mutating func parseNumber() throws(HeaderJSON.Failure) -> HeaderJSON {
        let start = place
        while let byte = next, "+-.0123456789eE".utf8.contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        let digits = text.drop { $0 == "-" }
        let isWhole = !digits.isEmpty && digits.allSatisfy(\.isNumber) && text.count - digits.count <= 1
        if isWhole && (digits.first != "0" || digits.count == 1) {
            return Int(text).map { .integer($0) } ?? .other
        }
        guard !isWhole, let first = digits.first, first.isNumber, Double(text) != nil else {
            place = start
            throw failure("no JSON value")
        }
        return .other
    }

    /// A string, from its first quotation mark to its last.
    private mutating func parseString() throws(HeaderJSON.Failure) -> String {
        place += 1
        let start = place
        var content: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(bytes: content, encoding: .utf8) else {
                    place = start
                    throw failure("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try parseEscape()).utf8)
            case 0..<0x20:
                place -= 1
                throw failure("a control character in a string")
            default: content.append(byte)
            }
        }
        throw failure("a string without its end")
    }

    /// What follows a backslash.
    private mutating func parseEscape() throws(HeaderJSON.Failure) -> Unicode.Scalar {
        guard let letter = next else { throw failure("a string without its end") }
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
            guard let scalar = Unicode.Scalar(code) else { throw failure("half of a character") }
            return scalar
        default:
            place -= 1
            throw failure("an unknown escape")
        }
    }

    private mutating func parseHexadecimal() throws(HeaderJSON.Failure) -> UInt32 {
        let digits = bytes[place..<min(place + 4, bytes.count)]
        let text = String(decoding: digits, as: UTF8.self)
        guard digits.count == 4, text.allSatisfy(\.isHexDigit), let code = UInt32(text, radix: 16) else {
            throw failure("four hexadecimal digits are expected")
        }
        place += 4
        return code
    }
}
