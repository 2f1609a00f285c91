import Foundation

/// One axis of a plot: its range, its scale and its ticks.
struct Axis: Sendable {
    private(set) var scale: Scale
    /// The value at the left or lower end.
    private(set) var lower: Double
    /// The value at the right or upper end; below `lower` where the axis is turned round.
    private(set) var upper: Double
    private(set) var ticks: [Tick] = []
    private(set) var minorTicks: [Double] = []
    /// Whether the ticks are names of slots one unit wide, centred at 0.5, 1.5, ...
    let isCategorical: Bool
    /// Whether data may be outside the range, so that the plot's edges cut it off.
    var isRangeFixed: Bool
    private var integersOnly = false

    /// An axis over `values`, or over `range` where it is given and makes sense on this scale.
    ///
    /// `padding` is the share of the span added at both ends. Values that are all the same (to twelve digits) get
    /// a range around them; no values at all give `nil`. `staysAboveZero` keeps padding from adding negative
    /// numbers to an axis whose data has none.
    init?(
        values: [Double], range: ClosedRange<Double>?, scale: Scale, padding: Double = 0,
        integersOnly: Bool = false, staysAboveZero: Bool = true
    ) {
        self.scale = scale
        self.integersOnly = integersOnly
        isCategorical = false
        let isPossible: (Double) -> Bool = {
            isDrawable($0) && (scale == .linear || $0 >= smallestOnLogarithmicScale)
        }
        let possible = values.filter(isPossible)
        guard let smallest = possible.min(), let largest = possible.max() else { return nil }
        if let range, isPossible(range.lowerBound), isPossible(range.upperBound),
            !isSpanless(range.lowerBound, range.upperBound)
        {
            (lower, upper, isRangeFixed) = (range.lowerBound, range.upperBound, true)
            return
        }
        isRangeFixed = false
        (lower, upper) = (smallest, largest)
        switch scale {
        case .linear:
            if isSpanless(lower, upper) {
                let margin = max(abs(upper) * 0.1, abs(upper) < 1e-300 ? 1 : 0)
                (lower, upper) = (lower - margin, upper + margin)
            } else {
                let margin = (upper - lower) * padding
                let floor = staysAboveZero && lower >= 0 ? 0 : -Double.infinity
                let ceiling = staysAboveZero && upper <= 0 ? 0 : Double.infinity
                (lower, upper) = (max(floor, lower - margin), min(ceiling, upper + margin))
            }
        case .logarithmic:
            let ratio = isSpanless(lower, upper) ? 3 : pow(upper / lower, padding)
            let margin = ratio.isFinite ? ratio : 10
            (lower, upper) = (max(lower / margin, 1e-302), min(upper * margin, 1e305))
        }
    }

    /// An axis of named slots, from left to right, or from top to bottom where `isTurned`.
    init(categories: [String], isTurned: Bool = false) {
        scale = .linear
        isCategorical = true
        isRangeFixed = false
        let count = Double(max(1, categories.count))
        (lower, upper) = isTurned ? (count, 0) : (0, count)
        ticks = categories.enumerated().map { Tick(value: Double($0) + 0.5, label: $1) }
    }

    /// The same axis with at most `count` intervals between its ticks.
    func withTicks(atMost count: Int) -> Axis {
        guard !isCategorical else { return self }
        var axis = self
        switch scale {
        case .linear:
            axis.ticks = linearTicks(from: lower, to: upper, count: count, integersOnly: integersOnly)
        case .logarithmic:
            (axis.ticks, axis.minorTicks) = logarithmicTicks(from: lower, to: upper, count: count)
        }
        return axis
    }

    /// Where a value is between the ends, 0 at `lower` and 1 at `upper`; `nil` where it cannot be drawn.
    func position(of value: Double) -> Double? {
        guard isDrawable(value) else { return nil }
        switch scale {
        case .linear:
            return (value - lower) / (upper - lower)
        case .logarithmic:
            return value >= smallestOnLogarithmicScale
                ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower)) : nil
        }
    }
}

/// Below this value the arithmetic of a logarithmic axis loses its digits.
private let smallestOnLogarithmicScale = 1e-300

/// Whether two values are too close for ticks between them to be distinguished.
private func isSpanless(_ lower: Double, _ upper: Double) -> Bool {
    upper - lower <= max(abs(lower), abs(upper)) * 1e-12 || upper - lower < 1e-300
}
