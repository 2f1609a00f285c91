import Messages

// Operators between arrays, broadcast as NumPy does, and between an array and a number.

extension NDArray {
    /// The sum of each pair of elements.
    public static func + (a: NDArray, b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "+", ArithmeticRows.add)
    }

    /// The difference of each pair of elements.
    public static func - (a: NDArray, b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "-", ArithmeticRows.subtract)
    }

    /// The product of each pair of elements (Hadamard's); `matmul` multiplies matrices.
    public static func * (a: NDArray, b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "*", ArithmeticRows.multiply)
    }

    /// The quotient of each pair of elements.
    public static func / (a: NDArray, b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "/", ArithmeticRows.divide)
    }

    /// Each element with the opposite sign.
    public static prefix func - (x: NDArray) -> NDArray { Elementwise.map(x, ArithmeticRows.negate) }

    /// Each element plus a number.
    public static func + (x: NDArray, scalar: Float) -> NDArray {
        Elementwise.map(x, ArithmeticRows.add(scalar))
    }

    /// A number plus each element.
    public static func + (scalar: Float, x: NDArray) -> NDArray { x + scalar }

    /// Each element minus a number.
    public static func - (x: NDArray, scalar: Float) -> NDArray { x + -scalar }

    /// A number minus each element.
    public static func - (scalar: Float, x: NDArray) -> NDArray {
        Elementwise.map(x, ArithmeticRows.subtract(from: scalar))
    }

    /// Each element times a number.
    public static func * (x: NDArray, scalar: Float) -> NDArray {
        Elementwise.map(x, ArithmeticRows.multiply(by: scalar))
    }

    /// A number times each element.
    public static func * (scalar: Float, x: NDArray) -> NDArray { x * scalar }

    /// Each element divided by a number.
    public static func / (x: NDArray, scalar: Float) -> NDArray {
        Elementwise.map(x, ArithmeticRows.divide(by: scalar))
    }

    /// A number divided by each element.
    public static func / (scalar: Float, x: NDArray) -> NDArray {
        Elementwise.map(x, ArithmeticRows.divide(scalar))
    }

    /// Adds to each element in place; the right side is broadcast, the left keeps its shape.
    public static func += (a: inout NDArray, b: NDArray) {
        Elementwise.zipInPlace(&a, b, "+=", ArithmeticRows.add)
    }

    /// Subtracts from each element in place.
    public static func -= (a: inout NDArray, b: NDArray) {
        Elementwise.zipInPlace(&a, b, "-=", ArithmeticRows.subtract)
    }

    /// Multiplies each element in place.
    public static func *= (a: inout NDArray, b: NDArray) {
        Elementwise.zipInPlace(&a, b, "*=", ArithmeticRows.multiply)
    }

    /// Divides each element in place.
    public static func /= (a: inout NDArray, b: NDArray) {
        Elementwise.zipInPlace(&a, b, "/=", ArithmeticRows.divide)
    }

    /// Adds a number to each element in place.
    public static func += (x: inout NDArray, scalar: Float) {
        Elementwise.mapInPlace(&x, ArithmeticRows.add(scalar))
    }

    /// Multiplies each element by a number in place.
    public static func *= (x: inout NDArray, scalar: Float) {
        Elementwise.mapInPlace(&x, ArithmeticRows.multiply(by: scalar))
    }

    /// Adds `scale · other` in place: an optimizer's update, or the accumulation of a gradient.
    public mutating func add(_ other: NDArray, scaledBy scale: Float) {
        Elementwise.zipInPlace(&self, other, "add", ArithmeticRows.addScaled(scale))
    }
}

extension NDArray {
    /// The larger of each pair of elements; NaN when either is.
    public static func maximum(_ a: NDArray, _ b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "maximum", ArithmeticRows.maximum)
    }

    /// The smaller of each pair of elements; NaN when either is.
    public static func minimum(_ a: NDArray, _ b: NDArray) -> NDArray {
        Elementwise.zip(a, b, "minimum", ArithmeticRows.minimum)
    }

    /// 1 where the elements are equal, 0 elsewhere.
    public func isEqual(to other: NDArray) -> NDArray {
        Elementwise.zip(self, other, "isEqual", ArithmeticRows.equal)
    }

    /// 1 where the elements differ, 0 elsewhere.
    public func isNotEqual(to other: NDArray) -> NDArray {
        Elementwise.zip(self, other, "isNotEqual", ArithmeticRows.notEqual)
    }

    /// 1 where this element is the smaller, 0 elsewhere.
    public func isLess(than other: NDArray) -> NDArray {
        Elementwise.zip(self, other, "isLess", ArithmeticRows.less)
    }

    /// 1 where this element is not the larger, 0 elsewhere.
    public func isLessOrEqual(to other: NDArray) -> NDArray {
        Elementwise.zip(self, other, "isLessOrEqual", ArithmeticRows.lessOrEqual)
    }

    /// 1 where this element is the larger, 0 elsewhere.
    public func isGreater(than other: NDArray) -> NDArray { other.isLess(than: self) }

    /// 1 where this element is not the smaller, 0 elsewhere.
    public func isGreaterOrEqual(to other: NDArray) -> NDArray { other.isLessOrEqual(to: self) }

    /// `a` where `mask` is not 0, `b` elsewhere; all three are broadcast.
    public static func select(_ mask: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray {
        guard let shape = a.shape.broadcast(with: b.shape)?.broadcast(with: mask.shape) else {
            explainFailure("select", "the shapes \(mask.shape), \(a.shape) and \(b.shape) do not go together")
        }
        var result = b.broadcast(to: shape).copied()
        Elementwise.blend(&result, a.expanded(to: shape), where: mask.expanded(to: shape))
        return result
    }
}
