import Messages

/// The extents of an array, outermost axis first: `[N, C, H, W]`.
///
/// Up to eight axes, kept inline so that making a shape never asks for memory. The empty shape `[]` is that of a
/// scalar, which has one element.
public struct Shape: RandomAccessCollection, Hashable, Sendable, ExpressibleByArrayLiteral,
    CustomStringConvertible
{
    /// The largest number of axes.
    public static let maximumRank = 8

    private var extents: InlineIntegers

    /// A shape with these extents.
    ///
    /// Traps when there are more than eight, or one is negative.
    public init(_ extents: some Sequence<Int>) {
        self.extents = InlineIntegers(extents)
        for extent in self.extents where extent < 0 { explainNegativeExtent() }
    }

    /// A shape with these extents.
    public init(arrayLiteral extents: Int...) { self.init(extents) }

    /// The number of axes.
    public var rank: Int { extents.count }

    /// The number of elements: the product of the extents, 1 for a scalar.
    ///
    /// Traps when it is too large to be counted.
    public var elementCount: Int {
        var product = 1
        for axis in 0..<rank { product = multiplied(product, extents[axis]) }
        return product
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// The number of axes.
    public var endIndex: Int { extents.count }

    /// The extent of one axis, `0..<rank`.
    ///
    /// Traps when there is no such axis, and when a new extent is negative.
    public subscript(axis: Int) -> Int {
        get {
            requireAxis(axis)
            return extents[axis]
        }
        set {
            requireAxis(axis)
            extents[axis] = newValue
            if newValue < 0 { explainNegativeExtent() }
        }
    }

    private func explainNegativeExtent() -> Never {
        explainFailure("Shape", "an extent is negative: \(extents)")
    }

    /// The product of two numbers of elements, in words where it overflows.
    private func multiplied(_ count: Int, _ extent: Int) -> Int {
        let (product, overflows) = count.multipliedReportingOverflow(by: extent)
        if overflows { explainFailure("Shape", "\(self) has more elements than can be counted") }
        return product
    }

    private func requireAxis(_ axis: Int) {
        if axis < 0 || axis >= extents.count {
            explainFailure("Shape", "there is no axis \(axis) in the shape \(self)")
        }
    }

    /// The extents as `[2, 3]`.
    public var description: String { "[\(map(String.init).joined(separator: ", "))]" }

    /// The steps, in elements, from one index to the next along each axis of a row-major array of this shape.
    var contiguousStrides: InlineIntegers {
        var strides = extents
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            strides[axis] = step
            step = multiplied(step, extents[axis])
        }
        return strides
    }

    /// This shape without the given axis.
    func removing(_ axis: Int) -> Shape {
        var result = self
        result.extents.remove(at: axis)
        return result
    }

    /// This shape with another axis before position `axis`.
    func inserting(_ extent: Int, at axis: Int) -> Shape {
        var result = self
        result.extents.insert(extent, at: axis)
        return result
    }

    /// This shape with the extent of one axis replaced.
    func replacing(_ axis: Int, with extent: Int) -> Shape {
        var result = self
        result.extents[axis] = extent
        return result
    }
}

extension Shape {
    /// The shape of an operation between two arrays, as NumPy broadcasts: shapes are aligned at their last axis,
    /// and an axis of extent 1 stretches to the other's extent. `[3, 1]` and `[4]` give `[3, 4]`.
    ///
    /// `nil` when two extents differ and neither is 1.
    public func broadcast(with other: Shape) -> Shape? {
        if self == other { return self }
        let (long, short) = rank >= other.rank ? (self, other) : (other, self)
        var result = long
        let shift = long.rank - short.rank
        for axis in 0..<short.rank {
            let (a, b) = (long[axis + shift], short[axis])
            if a == b || b == 1 { continue }
            guard a == 1 else { return nil }
            result[axis + shift] = b
        }
        return result
    }

    /// The position of `axis`, which may count from the end (-1 is the last).
    ///
    /// Traps, in the name of `operation`, when the array has no such axis.
    func position(of axis: Int, _ operation: String, file: StaticString, line: UInt) -> Int {
        let position = axis < 0 ? axis + rank : axis
        if position < 0 || position >= rank {
            explainFailure(
                operation, "there is no axis \(axis) in the shape \(self)",
                hint: rank == 0
                    ? "a scalar has no axes" : "axes run from 0 to \(rank - 1), or -\(rank) to -1",
                file: file, line: line)
        }
        return position
    }
}

/// Up to eight integers without an allocation: the extents or the strides of an array.
///
/// In the file of `Shape`, since a debug build inlines nothing from another file of the module: apart from it a small
/// training step takes a seventh longer.
struct InlineIntegers: Sequence, Hashable, Sendable, CustomStringConvertible {
    private var (e0, e1, e2, e3, e4, e5, e6, e7) = (0, 0, 0, 0, 0, 0, 0, 0)
    private(set) var count = 0

    init() {}

    init(_ values: some Sequence<Int>) {
        for value in values { append(value) }
    }

    init(repeating value: Int, count: Int) {
        for _ in 0..<count { append(value) }
    }

    var underestimatedCount: Int { count }

    subscript(index: Int) -> Int {
        get {
            switch index {
            case 0: e0
            case 1: e1
            case 2: e2
            case 3: e3
            case 4: e4
            case 5: e5
            case 6: e6
            default: e7
            }
        }
        set {
            switch index {
            case 0: e0 = newValue
            case 1: e1 = newValue
            case 2: e2 = newValue
            case 3: e3 = newValue
            case 4: e4 = newValue
            case 5: e5 = newValue
            case 6: e6 = newValue
            default: e7 = newValue
            }
        }
    }

    mutating func append(_ value: Int) {
        if count == Shape.maximumRank {
            explainFailure("Shape", "an array has at most \(Shape.maximumRank) axes")
        }
        self[count] = value
        count += 1
    }

    mutating func insert(_ value: Int, at index: Int) {
        append(0)
        for position in stride(from: count - 1, to: index, by: -1) { self[position] = self[position - 1] }
        self[index] = value
    }

    mutating func remove(at index: Int) {
        for position in index..<(count - 1) { self[position] = self[position + 1] }
        self[count - 1] = 0  // unused places stay zero, so that equality and hashing can compare them all
        count -= 1
    }

    func makeIterator() -> Iterator { Iterator(integers: self) }

    struct Iterator: IteratorProtocol {
        fileprivate let integers: InlineIntegers
        private var index = 0

        fileprivate init(integers: InlineIntegers) { self.integers = integers }

        mutating func next() -> Int? {
            guard index < integers.count else { return nil }
            defer { index += 1 }
            return integers[index]
        }
    }

    var description: String { "[\(map(String.init).joined(separator: ", "))]" }
}
