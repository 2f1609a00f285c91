import Messages

/// Whole numbers in n dimensions: labels, token ids, node numbers. Never floats, which cannot count past 2²⁴.
public struct IntArray: Sendable, Equatable, CustomStringConvertible {
    /// The extents, outermost axis first.
    public let shape: Shape

    /// The elements in row-major order.
    let elements: [Int32]

    init(elements: [Int32], shape: Shape) {
        self.elements = elements
        self.shape = shape
    }

    /// An array of this shape with these elements in row-major order; one-dimensional when no shape is given.
    ///
    /// Traps when their number is not the shape's, or one does not fit 32 bits.
    public init(
        _ elements: some Collection<Int>, shape: Shape? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let shape = shape ?? [elements.count]
        if elements.count != shape.elementCount {
            explainFailure(
                "IntArray",
                "\(elements.count) elements for the shape \(shape), which has \(shape.elementCount)",
                file: file, line: line)
        }
        let exact = elements.map { element in
            guard let exact = Int32(exactly: element) else {
                explainFailure("IntArray", "\(element) does not fit 32 bits", file: file, line: line)
            }
            return exact
        }
        self.init(elements: exact, shape: shape)
    }

    /// The number of elements.
    public var elementCount: Int { elements.count }

    /// The elements in row-major order.
    public var scalars: [Int] { elements.map(Int.init) }

    /// The element at an index in row-major order.
    public subscript(index: Int) -> Int { Int(elements[index]) }

    /// The same elements in another shape.
    ///
    /// Traps when their number is not the shape's.
    public func reshaped(_ newShape: Shape, file: StaticString = #fileID, line: UInt = #line) -> IntArray {
        if newShape.elementCount != elementCount {
            explainFailure("reshaped", "\(shape) cannot become \(newShape)", file: file, line: line)
        }
        return IntArray(elements: elements, shape: newShape)
    }

    /// The same numbers as floats.
    public func asFloats() -> NDArray { NDArray(elements.map(Float.init), shape: shape) }

    /// 1 at the index that each element is, 0 at the others of `classCount`: `[...]` becomes `[..., classCount]`.
    ///
    /// Traps when an element lies outside `0..<classCount`.
    public func oneHot(classCount: Int, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        requireElements(in: 0..<classCount, "oneHot", file: file, line: line)
        var result = [Float](repeating: 0, count: elementCount * classCount)
        for (place, element) in elements.enumerated() { result[place * classCount + Int(element)] = 1 }
        return NDArray(result, shape: Shape(Array(shape) + [classCount]))
    }

    /// The shape and the first elements.
    public var description: String {
        "IntArray \(shape) \(scalars.prefix(20))\(elementCount > 20 ? "…" : "")"
    }

    /// Checks once at the door what a kernel then trusts.
    func requireElements(in range: Range<Int>, _ operation: String, file: StaticString, line: UInt) {
        if let outside = elements.first(where: { !range.contains(Int($0)) }) {
            explainFailure(
                operation, "the index \(outside) is outside \(range.lowerBound)..<\(range.upperBound)",
                file: file,
                line: line)
        }
    }
}
