/// How a column of somebody's table writes its numbers.
enum NumberStyle: UInt8, Sendable {
    /// 1234.5, and 1,234.5 where commas stand between groups of three.
    case point
    /// 1234,5, and 1.234,5 likewise.
    case comma
}

/// What one cell says.
enum CellValue: Equatable {
    case number(Double)
    case missing
    case text
}

/// Reads one cell, whatever is unusual in it: blanks around it, the words for "not known", groups of three.
///
/// A number too large for a `Float` and an infinite one are `text`: nothing can be computed with them.
func cellValue(_ bytes: Span<UInt8>, _ cell: Range<Int>, _ style: NumberStyle) -> CellValue {
    let cell = withoutBlanks(bytes, cell)
    if cell.isEmpty || isMissing(bytes, cell) { return .missing }
    guard let value = writtenNumber(bytes, cell, style), Float(value).isFinite else { return .text }
    return .number(value)
}

/// A cell without the blanks at its ends: the blank, the tab, and those of typesetters (U+00A0, U+202F, U+3000, U+FEFF).
func withoutBlanks(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Range<Int> {
    var (low, high) = (cell.lowerBound, cell.upperBound)
    while low < high {
        let length = blankLength(bytes, at: low, below: high)
        if length == 0 { break }
        low += length
    }
    while low < high {
        if bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 {
            high -= 1
        } else if high - low >= 2, blankLength(bytes, at: high - 2, below: high) == 2 {
            high -= 2
        } else if high - low >= 3, blankLength(bytes, at: high - 3, below: high) == 3 {
            high -= 3
        } else {
            break
        }
    }
    return low..<high
}

/// The bytes of the blank that begins here, 0 where none does.
private func blankLength(_ bytes: Span<UInt8>, at index: Int, below end: Int) -> Int {
    switch bytes[index] {
    case 0x20, 0x09: return 1
    case 0xC2: return index + 1 < end && bytes[index + 1] == 0xA0 ? 2 : 0
    case 0xE2: return index + 2 < end && bytes[index + 1] == 0x80 && bytes[index + 2] == 0xAF ? 3 : 0
    case 0xE3: return index + 2 < end && bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80 ? 3 : 0
    case 0xEF: return index + 2 < end && bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF ? 3 : 0
    default: return 0
    }
}

/// The words that tables write where a value is not known, in lower case.
private let missingWords: [[UInt8]] = [
    "?", "na", "n/a", "nan", "-nan", "null", "none", "#n/a", "#na", "<na>", "nil", "-", "--", ".", "missing",
    "#value!", "#div/0!", "#null!",
].map { Array($0.utf8) }

/// Whether a cell, without blanks around it, says that the value is not known.
func isMissing(_ bytes: Span<UInt8>, _ cell: Range<Int>) -> Bool {
    guard cell.count <= 8 else { return false }
    func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
    return missingWords.contains { word in
        word.count == cell.count && zip(word, cell).allSatisfy { $0 == lowercased(bytes[$1]) }
    }
}

/// The number that a cell, without blanks around it, writes, or nil.
///
/// Groups of three are read only where nothing else can be meant: all groups but the first have three digits, the first
/// has one to three and does not begin with 0.
func writtenNumber(_ bytes: Span<UInt8>, _ cell: Range<Int>, _ style: NumberStyle) -> Double? {
    let decimal: UInt8 = style == .point ? 0x2E : 0x2C
    let group: UInt8 = style == .point ? 0x2C : 0x2E
    var plain: [UInt8] = []
    plain.reserveCapacity(cell.count)
    var index = cell.lowerBound
    // U+2212, the minus of typesetters.
    if cell.count > 3, bytes[index] == 0xE2, bytes[index + 1] == 0x88, bytes[index + 2] == 0x92 {
        plain.append(0x2D)
        index += 3
    }
    var digitsSinceGroup = 0
    var groups = 0
    var separator: UInt8?
    var first: UInt8?
    var isFraction = false
    while index < cell.upperBound {
        let byte = bytes[index]
        switch byte {
        case 0x30...0x39:
            if first == nil { first = byte }
            if !isFraction { digitsSinceGroup += 1 }
            plain.append(byte)
        case decimal where !isFraction:
            if groups > 0, digitsSinceGroup != 3 { return nil }
            isFraction = true
            plain.append(0x2E)
        case 0x2B, 0x2D:
            guard plain.isEmpty, first == nil else { return nil }
            plain.append(byte)
        case 0x65, 0x45:
            // An exponent, which the parser below reads to its end.
            guard groups == 0, first != nil else { return nil }
            plain += (index..<cell.upperBound).map { bytes[$0] }
            return decimalNumber(plain, 0..<plain.count)
        default:
            let length = byte == group ? 1 : blankLength(bytes, at: index, below: cell.upperBound)
            guard length > 0, byte != 0x09, !isFraction, digitsSinceGroup > 0,
                separator == nil || separator == byte
            else { return nil }
            guard groups > 0 ? digitsSinceGroup == 3 : digitsSinceGroup <= 3 && first != 0x30 else {
                return nil
            }
            separator = byte
            groups += 1
            digitsSinceGroup = 0
            index += length - 1
        }
        index += 1
    }
    if groups > 0, !isFraction, digitsSinceGroup != 3 { return nil }
    return decimalNumber(plain, 0..<plain.count)
}
