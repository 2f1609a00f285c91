import Foundation

/// A number for a table or a line of text: `significantDigits` digits, thousands separators, no trailing zeros.
///
/// Whole numbers below 10^15 are printed in full (`17,379`); very small and very large ones in the form `1.5e-7`.
/// Not a number is `n/a`, the infinities are `∞` and `-∞`.
public func formatNumber(_ value: Double, significantDigits: Int = 4) -> String {
    if value.isNaN { return "n/a" }
    if value.isInfinite { return value < 0 ? "-∞" : "∞" }
    if value == value.rounded(), abs(value) < 1e15 { return fixed(value, decimals: 0) }
    let digits = max(1, significantDigits)
    let exponent = decimalExponent(value, digits: digits)
    if exponent < -4 || exponent >= 9 { return scientific(value, digits: digits) }
    return withoutTrailingZeros(fixed(value, decimals: max(0, digits - 1 - exponent)))
}

/// A fraction of one as a percentage: 0.8768 is `87.7%`.
public func formatPercent(_ fraction: Double, decimals: Int = 1) -> String {
    fraction.isFinite ? fixed(fraction * 100, decimals: max(0, decimals)) + "%" : formatNumber(fraction)
}

/// A time span as a person says it: `250 ms`, `1.2 s`, `3 min 05 s`, `2 h 05 min`, `1 d 03 h`.
///
/// `seconds` below zero count as zero; a value that is not finite is `n/a`.
public func formatDuration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "n/a" }
    let seconds = max(0, seconds)
    if seconds < 0.000_95 { return "\(Int((seconds * 1e6).rounded())) µs" }
    if seconds < 0.009_95 { return "\(fixed(seconds * 1000, decimals: 1)) ms" }
    if seconds < 0.999_5 { return "\(Int((seconds * 1000).rounded())) ms" }
    if seconds < 59.95 { return "\(fixed(seconds, decimals: 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    let minutes = Int((seconds / 60).rounded())
    if minutes < 24 * 60 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) min" }
    let hours = Int((seconds / 3600).rounded())
    return "\(hours / 24) d \(twoDigits(hours % 24)) h"
}

/// A finite number with exactly `decimals` digits after the point and thousands separators; never `-0`.
func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    let isNegative = text.hasPrefix("-") && text.contains { $0 >= "1" && $0 <= "9" }
    let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let whole = unsigned.prefix { $0 != "." }
    var grouped = ""
    for (position, digit) in whole.enumerated() {
        if position > 0, (whole.count - position) % 3 == 0 { grouped.append(",") }
        grouped.append(digit)
    }
    return (isNegative ? "-" : "") + grouped + unsigned.dropFirst(whole.count)
}

/// A finite number as `1.5e-7`, rounded to `digits` significant digits, without trailing zeros.
func scientific(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.\(max(0, digits - 1))e", value).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return String(value) }
    return withoutTrailingZeros(String(parts[0])) + "e\(exponent)"
}

/// The power of ten of a finite number after it was rounded to `digits` significant digits: 2 for 123, 3 for 999.96.
func decimalExponent(_ value: Double, digits: Int = 7) -> Int {
    let text = String(format: "%.\(max(0, digits - 1))e", value)
    return text.split(separator: "e").last.flatMap { Int($0) } ?? 0
}

private func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return String(text)
}

private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
