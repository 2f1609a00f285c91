import Foundation

/// A line search: how far to go along a direction.
///
/// It looks for a step t at which the loss φ(t) has fallen enough, φ(t) ≤ φ(0) + c₁ t φ'(0), and its slope has become
/// flat enough, |φ'(t)| ≤ c₂ |φ'(0)|: the strong Wolfe conditions, with c₁ = 10⁻⁴ and c₂ = 0.9. First the step grows until
/// a minimum must lie between two steps, then that interval shrinks; both times the next step is the minimum of the cubic
/// through the values and slopes at two points. The numbers are those of PyTorch's `strong_wolfe`.
///
/// Nocedal, Wright: "Numerical Optimization" (2006), algorithms 3.5 and 3.6.
struct StrongWolfe {
    /// A step that was tried: its length t, the loss φ(t), the gradient there, and the slope φ'(t) along the direction.
    struct Point {
        var step: Double
        var loss: Double
        var slope: Double
        var gradient: ParameterVector
    }

    /// How many steps are tried at most.
    var most = 25
    /// The search ends where the interval, times the largest element of the direction, is shorter than this.
    var shortest = 1e-9
    private let enough = 1e-4
    private let flat = 0.9

    /// The point to go to, and how many steps were tried.
    ///
    /// - Parameters:
    ///   - start: the point at t = 0; its slope is negative.
    ///   - step: the first step to try.
    ///   - largest: the largest absolute value of an element of the direction.
    ///   - evaluate: the point at a step.
    func search(
        from start: Point, step: Double, largest: Double, _ evaluate: (Double) throws -> Point
    ) rethrows -> (point: Point, evaluations: Int) {
        var current = try evaluate(step)
        var previous = start
        var tries = 0
        var bracket: [Point] = []
        while tries < most {
            if current.loss > bound(start, current.step) || (tries > 1 && current.loss >= previous.loss)
                || (current.slope >= 0 && !isFlat(current, start))
            {
                bracket = [previous, current]
                break
            }
            if isFlat(current, start) { return (current, tries + 1) }
            let next = cubicMinimum(
                previous, current,
                within: current.step + 0.01 * (current.step - previous.step), 10 * current.step)
            previous = current
            current = try evaluate(next)
            tries += 1
        }
        if bracket.isEmpty { bracket = [start, current] }
        return try shrink(bracket, start, largest, tries, evaluate)
    }

    /// Narrows an interval until a step in it meets the conditions; of its ends, the one with the lower loss is kept longest.
    private func shrink(
        _ ends: [Point], _ start: Point, _ largest: Double, _ tried: Int,
        _ evaluate: (Double) throws -> Point
    ) rethrows -> (point: Point, evaluations: Int) {
        var (low, high) = ends[0].loss <= ends[1].loss ? (ends[0], ends[1]) : (ends[1], ends[0])
        var (tries, wasNearAnEnd) = (tried, false)
        while tries < most, abs(high.step - low.step) * largest >= shortest {
            let (left, right) = (min(low.step, high.step), max(low.step, high.step))
            var step = cubicMinimum(low, high, within: left, right)
            // A step that stays close to an end of the interval twice is moved a tenth into it.
            let margin = 0.1 * (right - left)
            if min(right - step, step - left) < margin {
                if wasNearAnEnd || step >= right || step <= left {
                    step = abs(step - right) < abs(step - left) ? right - margin : left + margin
                    wasNearAnEnd = false
                } else {
                    wasNearAnEnd = true
                }
            } else {
                wasNearAnEnd = false
            }
            let current = try evaluate(step)
            tries += 1
            if current.loss > bound(start, step) || current.loss >= low.loss {
                high = current
                if high.loss < low.loss { (low, high) = (high, low) }
                continue
            }
            if isFlat(current, start) { return (current, tries + 1) }
            if current.slope * (high.step - low.step) >= 0 { high = low }
            low = current
        }
        return (low, tries + 1)
    }

    private func bound(_ start: Point, _ step: Double) -> Double {
        start.loss + enough * step * start.slope
    }

    private func isFlat(_ point: Point, _ start: Point) -> Bool {
        abs(point.slope) <= -flat * start.slope
    }

    /// The step at which the cubic through two values and slopes is lowest, cut to a range; its middle where the cubic
    /// has no minimum.
    private func cubicMinimum(_ a: Point, _ b: Point, within lower: Double, _ upper: Double) -> Double {
        let (x, y) = a.step <= b.step ? (a, b) : (b, a)
        let mean = x.slope + y.slope - 3 * (x.loss - y.loss) / (x.step - y.step)
        let square = mean * mean - x.slope * y.slope
        guard square >= 0 else { return (lower + upper) / 2 }
        let root = square.squareRoot()
        let minimum =
            y.step - (y.step - x.step) * ((y.slope + root - mean) / (y.slope - x.slope + 2 * root))
        return min(max(minimum, lower), upper)
    }
}
