import Foundation

/// A mark on an axis with its text.
struct Tick: Equatable, Sendable {
    var value: Double
    var label: String
}

/// The ticks of a linear axis: multiples of 1, 2 or 5 times a power of ten within `lower...upper`.
///
/// The step is the smallest that gives at most `count` intervals. `integersOnly` keeps it at 1 or more.
func linearTicks(from lower: Double, to upper: Double, count: Int, integersOnly: Bool = false) -> [Tick] {
    guard lower < upper, (upper - lower).isFinite else { return [] }
    let rawStep = (upper - lower) / Double(max(1, count))
    var power = Int(log10(rawStep).rounded(.down))
    let fraction = rawStep / pow(10, Double(power))
    var multiple = 1.0
    for candidate in [1.0, 2, 5, 10] {
        multiple = candidate
        if fraction <= candidate * (1 + 1e-9) { break }
    }
    if multiple == 10 { (multiple, power) = (1, power + 1) }
    if integersOnly, power < 0 { (multiple, power) = (1, 0) }
    // Dividing by a whole power of ten rounds once, so that a tick is the very number its label says.
    let scale = pow(10, Double(abs(power)))
    func value(_ index: Double) -> Double {
        power < 0 ? index * multiple / scale : index * multiple * scale
    }
    let step = value(1)
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    let values = stride(from: first, through: last, by: 1).map(value)
    return zip(values, tickLabels(values, stepExponent: power)).map { Tick(value: $0, label: $1) }
}

/// The ticks of a logarithmic axis: powers of ten, with their multiples of 2 and 5 where the range is short.
///
/// `minor` are the other whole multiples, marked but not labelled.
func logarithmicTicks(from lower: Double, to upper: Double, count: Int) -> (major: [Tick], minor: [Double]) {
    guard lower > 0, lower < upper, upper.isFinite else { return ([], []) }
    let firstPower = Int(log10(lower).rounded(.down))
    let lastPower = Int(log10(upper).rounded(.up))
    func multiples(_ factors: [Double], everyPower: Int = 1) -> [Double] {
        var values: [Double] = []
        for power in firstPower...lastPower where power % everyPower == 0 {
            let scale = pow(10, Double(abs(power)))
            for factor in factors {
                let value = power < 0 ? factor / scale : factor * scale
                if value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) { values.append(value) }
            }
        }
        return values
    }
    let decades = log10(upper) - log10(lower)
    var major = multiples([1])
    if major.count > count + 1 {
        major = multiples([1], everyPower: Int((decades / Double(max(1, count))).rounded(.up)))
    }
    for factors in [[1.0, 5], [1, 2, 5]] where major.count < 3 {
        let finer = multiples(factors)
        if finer.count <= count + 1 { major = finer }
    }
    if major.count < 2 { return (linearTicks(from: lower, to: upper, count: count), []) }
    let labels = major.map { tickLabels([$0], stepExponent: decimalExponent($0))[0] }
    let minor = decades <= 6 ? multiples([2, 3, 4, 5, 6, 7, 8, 9]).filter { !major.contains($0) } : []
    return (zip(major, labels).map { Tick(value: $0, label: $1) }, minor)
}

/// The texts of ticks that are `10^stepExponent` apart or a small multiple of it: no more digits than needed.
func tickLabels(_ values: [Double], stepExponent: Int) -> [String] {
    let largest = values.map(abs).max() ?? 0
    let decimals = max(0, -stepExponent)
    let digits = decimalExponent(largest) - stepExponent + 1
    let isPlain = largest >= 0.999e-3 && largest < 1e7 && decimals <= 6
    let isLongButPlain = digits > 5 && largest < 1e15 && decimals <= 8
    return values.map { value in
        if value == 0 { return "0" }
        if isPlain || isLongButPlain { return fixed(value, decimals: decimals) }
        return scientific(value, digits: min(16, max(1, decimalExponent(value) - stepExponent + 1)))
    }
}
