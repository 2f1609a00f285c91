/// A word or a sign of Swift code.
struct CodeToken: Equatable {
    /// What it is, as far as its letters tell.
    enum Kind { case word, number, sign, bracket }

    var kind: Kind
    var text: String
    /// Where it stands, in bytes of the file.
    var range: Range<Int>
    /// Whether a blank or a line end stands before it, and behind it.
    var isApartBefore, isApartAfter: Bool
    /// Whether it is the first of its line.
    var beginsLine: Bool

    /// Whether it stands between two operands: swift-format puts blanks on both sides of all of these but ranges.
    var isBinary: Bool { kind == .sign && (isApartBefore && isApartAfter || text == "..<" || text == "...") }
}

/// Swift code in words and signs, as much of the language as a solution needs.
struct CodeTokens {
    private(set) var tokens: [CodeToken] = []

    /// The tokens of a part of a file whose comments and texts are blanks (`SourceCheck.code`).
    init(_ code: [UInt8], in range: Range<Int>) {
        var (place, beginsLine) = (range.lowerBound, true)
        func at(_ offset: Int) -> UInt8 { place + offset < range.upperBound ? code[place + offset] : 0 }
        while place < range.upperBound {
            if Self.isBlank(code[place]) {
                if code[place] == UInt8(ascii: "\n") { beginsLine = true }
                place += 1
                continue
            }
            let start = place
            let kind: CodeToken.Kind
            if Self.isDigit(code[place]) {
                kind = .number
                // A field of a tuple, `$0.1`, has no fraction.
                let isField = start > range.lowerBound && code[start - 1] == UInt8(ascii: ".")
                while Self.isLetter(at(0))
                    || !isField && at(0) == UInt8(ascii: ".") && Self.isDigit(at(1))
                    || (at(0) == UInt8(ascii: "-") && at(-1) == UInt8(ascii: "e"))
                {
                    place += 1
                }
            } else if Self.isLetter(code[place]) {
                kind = .word
                while Self.isLetter(at(0)) { place += 1 }
            } else if Self.isOperator(code[place]) {
                kind = .sign
                while Self.isOperator(at(0)) { place += 1 }
            } else if code[place] == UInt8(ascii: ".") {
                kind = .sign
                while at(0) == UInt8(ascii: ".") || place > start + 1 && Self.isOperator(at(0)) { place += 1 }
            } else {
                kind = .bracket
                place += 1
            }
            tokens.append(
                CodeToken(
                    kind: kind, text: String(decoding: code[start..<place], as: UTF8.self),
                    range: start..<place,
                    isApartBefore: start == range.lowerBound || Self.isBlank(code[start - 1]),
                    isApartAfter: place == range.upperBound || Self.isBlank(code[place]),
                    beginsLine: beginsLine))
            beginsLine = false
        }
    }

    /// For each opening bracket the index of the one that closes it, and the other way round.
    var partners: [Int: Int] {
        var (partners, open): ([Int: Int], [Int]) = ([:], [])
        for (index, token) in tokens.enumerated() where token.kind == .bracket {
            if ["(", "[", "{"].contains(token.text) { open.append(index) }
            if [")", "]", "}"].contains(token.text), let start = open.popLast() {
                (partners[start], partners[index]) = (index, start)
            }
        }
        return partners
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 0x80
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
    }

    private static func isOperator(_ byte: UInt8) -> Bool { "+-*/%<>=!&|^~?".utf8.contains(byte) }
}
