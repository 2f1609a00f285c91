/// The whole number that `bytes[range]` writes in decimal digits with an optional sign, or nil.
func decimalInteger(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    guard index < range.upperBound else { return nil }
    // Counted downwards, since the least integer has no positive counterpart.
    var value = 0
    while index < range.upperBound {
        let digit = Int(bytes[index]) - Int(UInt8(ascii: "0"))
        guard (0...9).contains(digit) else { return nil }
        let (tenfold, tooLarge) = value.multipliedReportingOverflow(by: 10)
        let (next, tooLow) = tenfold.subtractingReportingOverflow(digit)
        guard !tooLarge, !tooLow else { return nil }
        value = next
        index += 1
    }
    if isNegative { return value }
    return value == Int.min ? nil : -value
}

/// The number that `bytes[range]` writes: digits with an optional sign, point and decimal exponent, or nil.
///
/// The result is the nearest double: up to 2^53 times or over a power of ten up to 10^22 both parts are exact
/// and one rounding remains; what is longer goes to the standard library.
func decimalNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    var index = range.lowerBound
    guard index < range.upperBound else { return nil }
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    var digits: UInt64 = 0
    var digitCount = 0
    var fractionCount = 0
    var hasPoint = false
    while index < range.upperBound {
        let byte = bytes[index]
        if byte == UInt8(ascii: "."), !hasPoint {
            hasPoint = true
        } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            // From the twentieth digit on the value is not used, so that it may wrap.
            digits = digits &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
            digitCount += 1
            if hasPoint { fractionCount += 1 }
        } else {
            break
        }
        index += 1
    }
    guard digitCount > 0 else { return nil }
    var exponent = 0
    if index < range.upperBound {
        guard bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") else { return nil }
        guard let written = decimalInteger(bytes, index + 1..<range.upperBound) else { return nil }
        exponent = min(max(written, -100_000), 100_000)
    }
    let power = exponent - fractionCount
    if digitCount <= 19, digits <= 1 << 53, abs(power) < powersOfTen.count {
        let whole = Double(digits)
        let magnitude = power < 0 ? whole / powersOfTen[-power] : whole * powersOfTen[power]
        return isNegative ? -magnitude : magnitude
    }
    return Double(String(decoding: bytes[range], as: UTF8.self))
}

/// The day that `bytes[range]` writes as 2011-01-31, or nil.
func calendarDate(_ bytes: [UInt8], _ range: Range<Int>) -> CalendarDate? {
    let dash = UInt8(ascii: "-")
    let start = range.lowerBound
    guard range.count == 10, bytes[start + 4] == dash, bytes[start + 7] == dash else { return nil }
    func number(_ part: Range<Int>) -> Int? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes[part].allSatisfy(digits.contains) else { return nil }
        return decimalInteger(bytes, part)
    }
    guard let year = number(start..<start + 4), let month = number(start + 5..<start + 7),
        let day = number(start + 8..<start + 10)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
}

/// `range` without the blanks and tabs at its two ends.
func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    while low < high, isBlank(bytes[low]) { low += 1 }
    while low < high, isBlank(bytes[high - 1]) { high -= 1 }
    return low..<high
}

/// 10^0...10^22, the powers of ten that a double holds exactly.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
]
