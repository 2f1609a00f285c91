/// Arithmetic and comparison over contiguous rows, for `Elementwise`.
///
/// Each is a plain loop, which the compiler turns into vector instructions. Comparisons give 1 for true and 0 for
/// false.
enum ArithmeticRows {
    typealias Input = UnsafePointer<Float>
    typealias Output = UnsafeMutablePointer<Float>

    static func add(_ a: Input, _ b: Input, _ y: Output, _ count: Int) { pairs(a, b, y, count) { $0 + $1 } }
    static func subtract(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 - $1 }
    }
    static func multiply(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 * $1 }
    }
    static func divide(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 / $1 }
    }

    /// The larger; NaN when either is.
    static func maximum(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 > $1 || $0 != $0 ? $0 : $1 }
    }

    /// The smaller; NaN when either is.
    static func minimum(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 < $1 || $0 != $0 ? $0 : $1 }
    }

    static func equal(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 == $1 ? 1 : 0 }
    }
    static func notEqual(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 != $1 ? 1 : 0 }
    }
    static func less(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 < $1 ? 1 : 0 }
    }
    static func lessOrEqual(_ a: Input, _ b: Input, _ y: Output, _ count: Int) {
        pairs(a, b, y, count) { $0 <= $1 ? 1 : 0 }
    }

    /// b where a is positive, else `slope` · b: the gradient b of a rectifier whose input was a.
    static func gateBySign(slope: Float) -> Elementwise.BinaryRow {
        if slope == 0 { return { a, b, y, count in pairs(a, b, y, count) { $0 > 0 ? $1 : 0 } } }
        return { a, b, y, count in pairs(a, b, y, count) { $0 > 0 ? $1 : slope * $1 } }
    }

    static func negate(_ x: Input, _ y: Output, _ count: Int) { singles(x, y, count) { -$0 } }
    static func magnitude(_ x: Input, _ y: Output, _ count: Int) { singles(x, y, count) { $0.magnitude } }
    static func square(_ x: Input, _ y: Output, _ count: Int) { singles(x, y, count) { $0 * $0 } }
    static func reciprocal(_ x: Input, _ y: Output, _ count: Int) { singles(x, y, count) { 1 / $0 } }

    /// 1, 0 or -1.
    static func sign(_ x: Input, _ y: Output, _ count: Int) {
        singles(x, y, count) { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }
    }

    /// x where it is positive, else `slope` · x; NaN stays.
    static func rectify(slope: Float) -> Elementwise.UnaryRow {
        // Without a slope -∞ becomes 0, and 0 · -∞ would be NaN.
        if slope == 0 { return { x, y, count in singles(x, y, count) { $0 > 0 || $0 != $0 ? $0 : 0 } } }
        return { x, y, count in singles(x, y, count) { $0 > 0 || $0 != $0 ? $0 : slope * $0 } }
    }

    static func add(_ scalar: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { $0 + scalar } }
    }
    static func subtract(from scalar: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { scalar - $0 } }
    }
    static func multiply(by scalar: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { $0 * scalar } }
    }
    static func divide(by scalar: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { $0 / scalar } }
    }
    static func divide(_ scalar: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { scalar / $0 } }
    }

    /// x moved to the nearer end where it lies outside `low...high`; NaN stays.
    static func clamp(_ low: Float, _ high: Float) -> Elementwise.UnaryRow {
        { x, y, count in singles(x, y, count) { $0 < low ? low : ($0 > high ? high : $0) } }
    }

    /// b where a lies between both ends, 0 elsewhere: how a gradient passes a rectifier that is cut off above.
    static func gate(between low: Float, and high: Float) -> Elementwise.BinaryRow {
        { a, b, y, count in pairs(a, b, y, count) { $0 > low && $0 < high ? $1 : 0 } }
    }

    /// y ← y + scale · x, the update of an optimizer or the accumulation of a gradient.
    static func addScaled(_ scale: Float) -> Elementwise.BinaryRow {
        { a, b, y, count in pairs(a, b, y, count) { $0 + scale * $1 } }
    }

    // In place, the loop names its memory by one pointer: with two the compiler has to fear that they overlap
    // partly, and does not use vectors.

    @inline(__always)
    private static func singles(_ x: Input, _ y: Output, _ count: Int, _ function: (Float) -> Float) {
        if x == UnsafePointer(y) {
            for index in 0..<count { y[index] = function(y[index]) }
        } else {
            for index in 0..<count { y[index] = function(x[index]) }
        }
    }

    @inline(__always)
    private static func pairs(
        _ a: Input, _ b: Input, _ y: Output, _ count: Int, _ function: (Float, Float) -> Float
    ) {
        if a == UnsafePointer(y) {
            for index in 0..<count { y[index] = function(y[index], b[index]) }
        } else {
            for index in 0..<count { y[index] = function(a[index], b[index]) }
        }
    }
}
