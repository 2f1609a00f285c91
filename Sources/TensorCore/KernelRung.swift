/// How far up the ladder of kernels the matrix products and convolutions go: for lessons that compare them.
///
/// Every rung gives the same results but for rounding, since each adds the same products in another order.
public enum KernelRung: String, CaseIterable, Comparable, Sendable {
    /// The definition, as nested loops.
    case naive
    /// The loops in an order that walks memory along its rows.
    case loopOrder = "loop-order"
    /// Cut into blocks that stay in the cache.
    case blocked
    /// In tiles that stay in vector registers.
    case simd
    /// With the operands copied first into the order in which they are read.
    case packed
    /// On all threads: what everything runs on unless told otherwise.
    case parallel

    /// The rung in force, for the whole process. Set it before the work begins: it is read without a lock.
    nonisolated(unsafe) public static var current = KernelRung.parallel

    /// Whether one rung is below another.
    public static func < (left: KernelRung, right: KernelRung) -> Bool { left.number < right.number }

    private var number: Int {
        switch self {
        case .naive: 0
        case .loopOrder: 1
        case .blocked: 2
        case .simd: 3
        case .packed: 4
        case .parallel: 5
        }
    }
}
