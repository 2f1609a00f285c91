import TensorCore

// What networks do between their layers, under the names that `Tensor` has for it.

extension ONNXGraph {
    /// a + b, number by number; an extent of 1 is repeated, as in all that follows.
    public mutating func sum(_ a: Value, _ b: Value) -> Value { node("Add", [a, b]) }

    /// a − b, number by number.
    public mutating func difference(_ a: Value, _ b: Value) -> Value { node("Sub", [a, b]) }

    /// a · b, number by number.
    public mutating func product(_ a: Value, _ b: Value) -> Value { node("Mul", [a, b]) }

    /// a times a number.
    public mutating func product(_ a: Value, _ number: Float) -> Value { product(a, constant(number)) }

    /// a / b, number by number.
    public mutating func quotient(_ a: Value, _ b: Value) -> Value { node("Div", [a, b]) }

    /// The matrix products of the last two axes.
    public mutating func matrixProduct(_ a: Value, _ b: Value) -> Value { node("MatMul", [a, b]) }

    /// The axes in another order.
    public mutating func transposed(_ value: Value, _ order: [Int]) -> Value {
        node("Transpose", [value], ["perm": .integers(order)])
    }

    /// Arrays one after the other along an axis.
    public mutating func concatenated(_ values: [Value], axis: Int) -> Value {
        node("Concat", values, ["axis": .integer(axis)])
    }

    /// The places `range` of an axis, to its end where the range has none.
    public mutating func sliced(_ value: Value, axis: Int, _ range: PartialRangeFrom<Int>) -> Value {
        sliced(value, axis: axis, range.lowerBound..<Int.max)
    }

    /// The places `range` of an axis.
    public mutating func sliced(_ value: Value, axis: Int, _ range: Range<Int>) -> Value {
        let bounds = [[range.lowerBound], [range.upperBound], [axis]].map { constant($0) }
        return node("Slice", [value] + bounds, rank: value.rank)
    }

    /// The first places of an axis, as many as another value says, `[1]`.
    public mutating func prefix(_ value: Value, axis: Int, count: Value) -> Value {
        node("Slice", [value, constant([0]), count, constant([axis])], rank: value.rank)
    }

    /// The same numbers in another shape: a 0 leaves an extent as it is, and a −1 is what remains.
    public mutating func reshaped(_ value: Value, _ shape: [Int]) -> Value {
        node("Reshape", [value, constant(shape)], rank: shape.count)
    }

    /// The same numbers with an extent of 1 at an axis of the result.
    public mutating func expanded(_ value: Value, axis: Int) -> Value {
        node("Unsqueeze", [value, constant([axis])], rank: value.rank + 1)
    }

    /// The same numbers without an axis whose extent is 1.
    public mutating func squeezed(_ value: Value, axis: Int) -> Value {
        node("Squeeze", [value, constant([axis])], rank: value.rank - 1)
    }

    /// Sums over an axis, which is then gone.
    public mutating func sum(_ value: Value, axis: Int) -> Value {
        node("ReduceSum", [value, constant([axis])], ["keepdims": .integer(0)], rank: value.rank - 1)
    }

    /// Means over axes, which are then gone, or have the extent 1.
    public mutating func mean(_ value: Value, axes: [Int], keepingDimensions: Bool = false) -> Value {
        node(
            "ReduceMean", [value],
            ["axes": .integers(axes), "keepdims": .integer(keepingDimensions ? 1 : 0)],
            rank: value.rank - (keepingDimensions ? 0 : axes.count))
    }

    /// The largest numbers along an axis, which is then gone.
    public mutating func maximum(_ value: Value, axis: Int) -> Value {
        node(
            "ReduceMax", [value], ["axes": .integers([axis]), "keepdims": .integer(0)], rank: value.rank - 1)
    }

    /// The numbers as another type: a comparison as 0 and 1, or whole numbers as floats.
    public mutating func converted(_ value: Value, to elements: Elements) -> Value {
        node("Cast", [value], ["to": .integer(elements.dataType)])
    }

    /// The extent of an axis, `[1]`, in whole numbers of 64 bits.
    public mutating func extent(_ value: Value, axis: Int) -> Value {
        node("Shape", [value], ["start": .integer(axis), "end": .integer(axis + 1)], rank: 1)
    }

    /// The whole numbers 0, 1, … below the extent of an axis, `[extent]`, of 64 bits.
    public mutating func indices(_ value: Value, axis: Int) -> Value {
        let count = squeezed(extent(value, axis: axis), axis: 0)
        return node("Range", [constant(0), count, constant(1)], rank: 1)
    }
}
