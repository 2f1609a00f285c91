/// A source in Swift as words and signs, without comments and texts.
struct SwiftTokens {
    struct Token {
        let text: String
        let line: Int
        /// How far the line is indented.
        let indentation: Int
    }

    private(set) var tokens: [Token] = []

    init(_ source: String) {
        let bytes = Array(source.utf8)
        var (index, line, lineStart, indentation) = (0, 1, 0, 0)
        func at(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        func isWord(_ byte: UInt8) -> Bool {
            byte >= 0x80 || byte == UInt8(ascii: "_")
                || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
        /// Steps over a text; what is interpolated in it is stepped over too.
        func skipText() {
            let isLong = at(1) == UInt8(ascii: "\"") && at(2) == UInt8(ascii: "\"")
            index += isLong ? 3 : 1
            while index < bytes.count {
                switch at(0) {
                case UInt8(ascii: "\n") where !isLong: return
                case UInt8(ascii: "\n"): line += 1
                case UInt8(ascii: "\\") where at(1) == UInt8(ascii: "("):
                    var depth = 0
                    index += 1
                    repeat {
                        if at(0) == UInt8(ascii: "(") { depth += 1 }
                        if at(0) == UInt8(ascii: ")") { depth -= 1 }
                        if at(0) == UInt8(ascii: "\"") { skipText() } else { index += 1 }
                    } while depth > 0 && index < bytes.count
                    continue
                case UInt8(ascii: "\\"): index += 1
                case UInt8(ascii: "\""):
                    if !isLong || at(1) == UInt8(ascii: "\"") && at(2) == UInt8(ascii: "\"") {
                        index += isLong ? 3 : 1
                        return
                    }
                default: break
                }
                index += 1
            }
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\n"):
                index += 1
                line += 1
                lineStart = index
                while at(0) == UInt8(ascii: " ") { index += 1 }
                indentation = index - lineStart
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "/"):
                while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            case UInt8(ascii: "\""): skipText()
            case _ where isWord(byte):
                let start = index
                while index < bytes.count, isWord(bytes[index]) { index += 1 }
                tokens.append(
                    Token(
                        text: String(decoding: bytes[start..<index], as: UTF8.self), line: line,
                        indentation: indentation))
            default:
                tokens.append(Token(text: String(UnicodeScalar(byte)), line: line, indentation: indentation))
                index += 1
            }
        }
    }
}
