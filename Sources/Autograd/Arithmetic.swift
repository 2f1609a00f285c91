import TensorCore

// The operators, forward and backward. The array operators broadcast; `binary` undoes it in the backward pass.

extension Tensor {
    /// The sum of each pair of elements, broadcast.
    public static func + (a: Tensor, b: Tensor) -> Tensor {
        binary("+", a, b, a.value + b.value, toFirst: { $0 }, toSecond: { $0 })
    }

    /// The difference of each pair of elements, broadcast.
    public static func - (a: Tensor, b: Tensor) -> Tensor {
        binary("-", a, b, a.value - b.value, toFirst: { $0 }, toSecond: { -$0 })
    }

    /// The product of each pair of elements, broadcast.
    public static func * (a: Tensor, b: Tensor) -> Tensor {
        let (x, y) = (a.value, b.value)
        return binary("*", a, b, x * y, toFirst: { $0 * y }, toSecond: { $0 * x })
    }

    /// The quotient of each pair of elements, broadcast.
    public static func / (a: Tensor, b: Tensor) -> Tensor {
        let y = b.value
        let quotient = a.value / y
        // With the quotient instead of x / y², whose square overflows long before the gradient does.
        return binary("/", a, b, quotient, toFirst: { $0 / y }, toSecond: { -$0 * quotient / y })
    }

    /// Each element with the opposite sign.
    public static prefix func - (x: Tensor) -> Tensor { x.unary("negate", -x.value) { -$0 } }

    /// Each element plus a number.
    public static func + (x: Tensor, scalar: Float) -> Tensor { x.unary("+", x.value + scalar) { $0 } }

    /// A number plus each element.
    public static func + (scalar: Float, x: Tensor) -> Tensor { x + scalar }

    /// Each element minus a number.
    public static func - (x: Tensor, scalar: Float) -> Tensor { x.unary("-", x.value - scalar) { $0 } }

    /// A number minus each element.
    public static func - (scalar: Float, x: Tensor) -> Tensor { x.unary("-", scalar - x.value) { -$0 } }

    /// Each element times a number.
    public static func * (x: Tensor, scalar: Float) -> Tensor {
        x.unary("*", x.value * scalar) { $0 * scalar }
    }

    /// A number times each element.
    public static func * (scalar: Float, x: Tensor) -> Tensor { x * scalar }

    /// Each element divided by a number.
    public static func / (x: Tensor, scalar: Float) -> Tensor {
        x.unary("/", x.value / scalar) { $0 / scalar }
    }

    /// A number divided by each element.
    public static func / (scalar: Float, x: Tensor) -> Tensor {
        let y = scalar / x.value
        let input = x.value
        return x.unary("/", y) { -$0 * y / input }
    }

    /// The larger of each pair of elements, NaN where one of them is. As in PyTorch, each gets half the gradient where they are
    /// equal, and each the whole one where one is NaN.
    public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
        extreme("maximum", a, b, .maximum(a.value, b.value)) { $0.isLess(than: $1) }
    }

    /// The smaller of each pair of elements; gradients as those of `maximum`.
    public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
        extreme("minimum", a, b, .minimum(a.value, b.value)) { $0.isGreater(than: $1) }
    }

    private static func extreme(
        _ name: String, _ a: Tensor, _ b: Tensor, _ chosen: NDArray,
        isBeaten: @escaping (_ mine: NDArray, _ other: NDArray) -> NDArray
    ) -> Tensor {
        let (x, y) = (a.value, b.value)
        func factor(_ mine: NDArray, _ other: NDArray) -> NDArray {
            (1 - isBeaten(mine, other)) * (1 - 0.5 * mine.isEqual(to: other))
        }
        return binary(name, a, b, chosen, toFirst: { $0 * factor(x, y) }, toSecond: { $0 * factor(y, x) })
    }

    /// `a` where `mask` is not 0, `b` elsewhere; all three are broadcast. PyTorch: `where`.
    public static func select(_ mask: NDArray, _ a: Tensor, _ b: Tensor) -> Tensor {
        binary(
            "select", a, b, .select(mask, a.value, b.value),
            toFirst: { .select(mask, $0, NDArray(0)) }, toSecond: { .select(mask, NDArray(0), $0) })
    }
}
