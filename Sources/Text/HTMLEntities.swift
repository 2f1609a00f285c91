/// A text with HTML's character references replaced by the characters that they stand for: `&quot;`, `&hellip;`, `&#39;`,
/// `&#x4e0d;`. What is no known reference stays as it is.
public func decodingHTMLEntities(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
        // The longest name that is looked for has 8 letters, and a number 8 digits.
        if scalars[index] == "&",
            let end = scalars[index..<min(index + 12, scalars.count)].firstIndex(of: ";"),
            let scalar = scalar(ofEntity: scalars[index + 1..<end])
        {
            result.append(scalar)
            index = end + 1
        } else {
            result.append(scalars[index])
            index += 1
        }
    }
    return String(result)
}

/// How many character references a text holds.
public func htmlEntityCount(in text: String) -> Int {
    let pieces = text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    return pieces.count { piece in
        guard let end = piece.unicodeScalars.prefix(12).firstIndex(of: ";") else { return false }
        return scalar(ofEntity: Array(piece.unicodeScalars[..<end])[...]) != nil
    }
}

private func scalar(ofEntity name: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
    var text = String(String.UnicodeScalarView(name))
    guard text.hasPrefix("#") else { return namedEntities[text] }
    text.removeFirst()
    let isHexadecimal = text.hasPrefix("x") || text.hasPrefix("X")
    let digits = isHexadecimal ? text.dropFirst() : text[...]
    guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-"),
        let value = UInt32(digits, radix: isHexadecimal ? 16 : 10), value != 0
    else { return nil }
    return Unicode.Scalar(value)
}

private let namedEntities: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "hellip": "…",
    "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "’", "mdash": "—", "ndash": "–", "middot": "·",
    "bull": "•", "times": "×", "divide": "÷", "deg": "°", "plusmn": "±", "yen": "¥", "copy": "©", "reg": "®",
    "trade": "™", "laquo": "«", "raquo": "»", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓",
    "acute": "´", "cedil": "¸", "uml": "¨", "tilde": "˜", "circ": "ˆ", "eacute": "é", "egrave": "è",
]
