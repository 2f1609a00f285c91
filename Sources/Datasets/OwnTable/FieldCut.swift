/// Where a field of a row ends, and what stands in it.
struct FieldCut {
    /// The bytes of its value, without the quotes around it.
    let content: Range<Int>

    let isQuoted: Bool

    /// The separator, line break or end behind it.
    let next: Int
}

/// What separates fields where it is no single byte: blanks and tabs, as many as there are.
let anyBlanks: UInt8 = 0

/// Cuts the field that begins at `start`; nil where a quote is opened that never closes.
///
/// More lenient than RFC 4180, as the world's files are: blanks may stand around a quoted field, and a quote that does not
/// enclose the whole field is a character like others.
func cutField(
    _ bytes: Span<UInt8>, at start: Int, separator: UInt8
) -> FieldCut? {
    var index = start
    while index < bytes.count, bytes[index] == 0x20 || (bytes[index] == 0x09 && separator != 0x09) {
        index += 1
    }
    if index < bytes.count, bytes[index] == 0x22 {
        var end = index + 1
        while true {
            while end < bytes.count, bytes[end] != 0x22 { end += 1 }
            guard end < bytes.count else { return nil }
            if end + 1 < bytes.count, bytes[end + 1] == 0x22 {
                end += 2
                continue
            }
            break
        }
        var next = end + 1
        if separator != anyBlanks {
            while next < bytes.count, bytes[next] == 0x20 || (bytes[next] == 0x09 && separator != 0x09) {
                next += 1
            }
        }
        if next == bytes.count || endsField(bytes[next], separator) {
            return FieldCut(content: index + 1..<end, isQuoted: true, next: next)
        }
    }
    var end = index
    while end < bytes.count, !endsField(bytes[end], separator) { end += 1 }
    return FieldCut(content: index..<end, isQuoted: false, next: end)
}

@inline(__always)
func endsField(_ byte: UInt8, _ separator: UInt8) -> Bool {
    if byte == 0x0A || byte == 0x0D { return true }
    return separator == anyBlanks ? byte == 0x20 || byte == 0x09 : byte == separator
}

/// The text of a field: blanks at its ends are dropped, doubled quotes in a quoted field are one.
func fieldText(_ bytes: Span<UInt8>, _ content: Range<Int>, isQuoted: Bool) -> String {
    let text = text(of: bytes, in: withoutBlanks(bytes, content))
    return isQuoted ? text.replacing("\"\"", with: "\"") : text
}

/// The text of UTF-8 at these bytes.
func text(of bytes: Span<UInt8>, in range: Range<Int>) -> String {
    String(decoding: range.map { bytes[$0] }, as: UTF8.self)
}
