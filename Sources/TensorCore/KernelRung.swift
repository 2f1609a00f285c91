/// How far up the ladder of kernels the matrix products and convolutions go: for lessons that compare them.
///
/// Every rung gives the same results but for rounding, since each adds the same products in another order.
public enum KernelRung: String, CaseIterable, Comparable, Sendable {
    /// The definition, as nested loops.
    case naive
    /// The loops in an order that walks memory along its rows.
    case rowByRow = "row-by-row"
    /// Cut into blocks that stay in the cache.
    case blocked
    /// In tiles that stay in vector registers.
    case tiled
    /// With the operands copied first into the order in which the tiles read them.
    case packed
    /// The production kernels, cut into pieces for Dispatch's `concurrentPerform`.
    case concurrentPerform = "concurrent-perform"
    /// The same on threads that stay awake between jobs.
    case parallel
    /// The same, with fewer multiplications for convolutions with kernels of 3 × 3: the default.
    case winograd

    /// The rung in force: `highest`, unless `with` says otherwise.
    public static var current: KernelRung { KernelScope.current.rung }

    /// The top of the ladder.
    public static let highest = KernelRung.winograd

    /// Runs `body` with this rung in force, for this call and for the tasks it starts.
    public static func with<Result>(_ rung: KernelRung, _ body: () throws -> Result) rethrows -> Result {
        var scope = KernelScope.current
        scope.rung = rung
        return try KernelScope.$current.withValue(scope, operation: body)
    }

    /// Whether one rung is below another.
    public static func < (left: KernelRung, right: KernelRung) -> Bool { left.number < right.number }

    private var number: Int {
        switch self {
        case .naive: 0
        case .rowByRow: 1
        case .blocked: 2
        case .tiled: 3
        case .packed: 4
        case .concurrentPerform: 5
        case .parallel: 6
        case .winograd: 7
        }
    }
}
