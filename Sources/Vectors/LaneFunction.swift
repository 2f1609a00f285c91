/// A function that is applied to every lane by itself, so that a result depends on nothing but its own input.
///
/// It stands in another module than the functions: only from there is `row` inlined into them in a debug build.
public protocol LaneFunction: SendableMetatype {
    /// The function of each lane.
    static func apply(_ x: Lanes) -> Lanes
}

extension LaneFunction {
    /// f of `count` contiguous numbers, sixteen by sixteen; the last, incomplete vector is filled up with zeros. In place
    /// where the pointers are equal.
    @inlinable
    @inline(__always)
    public static func row(
        _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let (source, target) = (UnsafeRawPointer(input), UnsafeMutableRawPointer(output))
        let (size, end) = (MemoryLayout<Lanes>.size, 4 * count)
        var offset = 0
        while offset + size <= end {
            let x = source.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            target.storeBytes(of: apply(x), toByteOffset: offset, as: Lanes.self)
            offset += size
        }
        guard offset < end else { return }
        var last = Lanes.zero
        withUnsafeMutableBytes(of: &last) {
            $0.baseAddress?.copyMemory(from: source + offset, byteCount: end - offset)
        }
        last = apply(last)
        withUnsafeBytes(of: &last) { bytes in
            guard let first = bytes.baseAddress else { return }
            (target + offset).copyMemory(from: first, byteCount: end - offset)
        }
    }

    /// f of one number, the same bits as in a row.
    @inlinable
    @inline(__always)
    public static func single(_ x: Float) -> Float { apply(Lanes(repeating: x))[0] }
}

/// A `LaneFunction` as a value: of a row, to be handed to a loop over rows, and of one number.
public struct RowFunction: Sendable {
    /// f of `count` contiguous numbers; in place where the pointers are equal.
    public let row:
        @Sendable (_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) -> Void

    private let single: @Sendable (Float) -> Float

    /// The rows of a function. Made in the file of the function, so that it is inlined there.
    @inlinable
    @inline(__always)
    public init<F: LaneFunction>(_ function: F.Type) {
        self.init(row: { F.row($0, $1, $2) }, single: { F.single($0) })
    }

    @usableFromInline
    init(
        row: @escaping @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
        single: @escaping @Sendable (Float) -> Float
    ) {
        (self.row, self.single) = (row, single)
    }

    /// f of a row.
    public func callAsFunction(
        _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        row(input, output, count)
    }

    /// f of one number, the same bits as in a row.
    public func callAsFunction(_ x: Float) -> Float { single(x) }
}
