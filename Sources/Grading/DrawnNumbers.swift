import TensorCore

extension RandomGenerator {
    /// A half between −`limit` and `limit`: a number that can be worked out by hand.
    public mutating func half(upTo limit: Int = 2) -> Float {
        Float(integer(below: 4 * limit + 1) - 2 * limit) / 2
    }

    /// A number of either sign for an input of this size: halves where inputs are small, eighths where they are not,
    /// at times 0 and at times ten times as large, so that no half of the line is left out.
    ///
    /// Sums and products of a few are exact in Float, so that no order of adding is wrong.
    public mutating func number(size: Int) -> Float {
        if size <= 2 { return half() }
        switch integer(below: 12) {
        case 0: return 0
        case 1: return Float(20 + integer(below: 21)) / 2 * (bernoulli(0.5) ? 1 : -1)
        default: return eighth(from: -2, to: 2)
        }
    }

    /// A multiple of ⅛ in a range of whole numbers.
    public mutating func eighth(from lower: Int, to upper: Int) -> Float {
        Float(8 * lower + integer(below: 8 * (upper - lower) + 1)) / 8
    }

    /// One of these values.
    public mutating func element<Value>(of values: [Value]) -> Value { values[integer(below: values.count)] }

    /// As many such numbers.
    public mutating func numbers(_ count: Int, size: Int) -> [Float] {
        (0..<count).map { _ in number(size: size) }
    }

    /// Rows of such numbers.
    public mutating func rows(_ count: Int, _ width: Int, size: Int) -> [[Float]] {
        (0..<count).map { _ in numbers(width, size: size) }
    }
}
