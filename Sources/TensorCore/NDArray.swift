import Messages

/// Numbers in n dimensions: 32-bit floats with a shape, as NumPy's array.
///
/// An array is a view of storage: an offset where it starts, and a stride for each axis that says how many elements
/// lie between neighbours along it. Transposing, slicing, reshaping and broadcasting make other views of the same
/// storage where they can. An `NDArray` is a value all the same: writing to a shared one copies it first.
public struct NDArray: Sendable {
    /// The extents, outermost axis first.
    public internal(set) var shape: Shape

    /// Elements between neighbours along each axis; 0 where an axis was broadcast.
    var strides: InlineIntegers

    /// Where in the storage the first element lies.
    var offset: Int

    var storage: Storage

    /// A view of `storage`.
    init(storage: Storage, offset: Int, shape: Shape, strides: InlineIntegers) {
        self.storage = storage
        self.offset = offset
        self.shape = shape
        self.strides = strides
    }

    /// A contiguous array whose elements are not yet written: for kernels only.
    init(uninitialized shape: Shape) {
        self.init(
            storage: Storage(count: shape.elementCount), offset: 0, shape: shape,
            strides: shape.contiguousStrides)
    }

    /// The number of axes.
    public var rank: Int { shape.rank }

    /// The number of elements.
    public var elementCount: Int { shape.elementCount }

    /// Whether the elements lie side by side in row-major order.
    public var isContiguous: Bool {
        var step = 1
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            if shape[axis] != 1 && strides[axis] != step { return false }
            step *= shape[axis]
        }
        return true
    }
}

extension NDArray {
    /// An array of this shape with these elements in row-major order.
    ///
    /// Traps when their number is not the shape's.
    public init(_ elements: [Float], shape: Shape, file: StaticString = #fileID, line: UInt = #line) {
        if elements.count != shape.elementCount {
            explainFailure(
                "NDArray",
                "\(elements.count) elements for the shape \(shape), which has \(shape.elementCount)",
                file: file, line: line)
        }
        self.init(uninitialized: shape)
        copyElements(elements, to: self)
    }

    /// A one-dimensional array `[count]`.
    public init(_ elements: [Float]) { self.init(elements, shape: [elements.count]) }

    /// A scalar, of shape `[]`.
    public init(_ scalar: Float) { self.init(filledWith: scalar, shape: []) }

    /// A two-dimensional array `[rows, columns]`.
    ///
    /// Traps when the rows are not all of one length.
    public init(rows: [[Float]], file: StaticString = #fileID, line: UInt = #line) {
        let columns = rows.first?.count ?? 0
        if let odd = rows.firstIndex(where: { $0.count != columns }) {
            explainFailure(
                "NDArray", "row \(odd) has \(rows[odd].count) elements, row 0 has \(columns)", file: file,
                line: line)
        }
        self.init(rows.flatMap { $0 }, shape: [rows.count, columns])
    }

    /// An array with the same value everywhere.
    public init(filledWith value: Float, shape: Shape) {
        self.init(uninitialized: shape)
        fillElements(of: self, with: value)
    }

    /// All zeros.
    public static func zeros(_ shape: Shape) -> NDArray { NDArray(filledWith: 0, shape: shape) }

    /// All ones.
    public static func ones(_ shape: Shape) -> NDArray { NDArray(filledWith: 1, shape: shape) }

    /// The values `0, 1, …, count - 1`, of shape `[count]`.
    public static func range(_ count: Int) -> NDArray { NDArray((0..<count).map { Float($0) }) }

    /// `count` values from `start` to `stop`, both included, evenly spaced; of shape `[count]`.
    public static func linearlySpaced(from start: Float, through stop: Float, count: Int) -> NDArray {
        let step = count > 1 ? (Double(stop) - Double(start)) / Double(count - 1) : 0
        return NDArray((0..<count).map { Float(Double(start) + step * Double($0)) })
    }

    /// The identity matrix `[size, size]`.
    public static func identity(_ size: Int) -> NDArray {
        var elements = [Float](repeating: 0, count: size * size)
        for index in 0..<size { elements[index * size + index] = 1 }
        return NDArray(elements, shape: [size, size])
    }
}

extension NDArray {
    /// The elements in row-major order.
    public var scalars: [Float] { copiedElements(of: self) }

    /// The only element.
    ///
    /// Traps when there is not exactly one.
    public var scalar: Float {
        if elementCount != 1 {
            explainFailure("scalar", "an array of shape \(shape) is not a single number")
        }
        return storage[offset]
    }

    /// One element, by its index along each axis.
    ///
    /// Writing copies the array first when others share its storage. Traps when an index is out of bounds.
    public subscript(scalar indices: Int...) -> Float {
        get { storage[place(of: indices)] }
        set {
            makeUnique()
            storage[place(of: indices)] = newValue
        }
    }

    private func place(of indices: [Int]) -> Int {
        if indices.count != rank {
            explainFailure("subscript", "\(indices.count) indices for an array of shape \(shape)")
        }
        var place = offset
        for (axis, index) in indices.enumerated() {
            if index < 0 || index >= shape[axis] {
                explainFailure(
                    "subscript", "index \(index) is out of bounds along axis \(axis) of the shape \(shape)")
            }
            place += index * strides[axis]
        }
        return place
    }

    /// Makes this array the only user of its storage, and that contiguous, so that it can be written.
    mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) || !isContiguous { self = copied() }
    }
}

extension NDArray: Equatable {
    /// Whether both have the same shape and equal elements; NaN equals nothing.
    public static func == (a: NDArray, b: NDArray) -> Bool {
        a.shape == b.shape && a.scalars == b.scalars
    }

    /// Whether every element lies within `absoluteTolerance + relativeTolerance · |other|` of the other's, or is
    /// the same infinity; false where the shapes differ or an element is NaN.
    public func isClose(
        to other: NDArray, relativeTolerance: Float = 1e-5, absoluteTolerance: Float = 1e-7
    ) -> Bool {
        shape == other.shape
            && zip(scalars, other.scalars).allSatisfy { a, b in
                a == b
                    || b.isFinite
                        && (a - b).magnitude <= absoluteTolerance + relativeTolerance * b.magnitude
            }
    }
}
