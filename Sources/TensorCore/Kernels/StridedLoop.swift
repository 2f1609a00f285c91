/// How several views of one shape are walked together: few long rows, whatever their strides.
///
/// Axes of extent 1 are dropped and neighbouring axes that all views step through evenly become one, so that a
/// contiguous array is a single row and a bias added to a batch is a row per example.
struct StridedLoop {
    /// Elements in a row: the extent of the innermost merged axis.
    private(set) var rowLength = 1

    /// How many rows there are.
    private(set) var rowCount = 1

    /// The step along a row, for each operand.
    private(set) var rowStrides: InlineIntegers

    private var outerExtents = InlineIntegers()  // innermost first
    private var outerStrides: [InlineIntegers] = []  // for each outer axis, a step for each operand

    /// - Parameter operands: the strides of each view along the axes of `shape`.
    init(shape: Shape, operands: InlineIntegers...) {
        var merged: [(extent: Int, strides: InlineIntegers)] = []  // innermost first
        for axis in stride(from: shape.rank - 1, through: 0, by: -1) where shape[axis] != 1 {
            let strides = InlineIntegers(operands.map { $0[axis] })
            if let inner = merged.last,
                (0..<operands.count).allSatisfy({ strides[$0] == inner.strides[$0] * inner.extent })
            {
                merged[merged.count - 1].extent *= shape[axis]
            } else {
                merged.append((shape[axis], strides))
            }
        }
        rowStrides = InlineIntegers(repeating: 1, count: operands.count)
        guard let row = merged.first else { return }
        rowLength = row.extent
        rowStrides = row.strides
        for (extent, strides) in merged.dropFirst() {
            rowCount *= extent
            outerExtents.append(extent)
            outerStrides.append(strides)
        }
    }

    /// Where row `row` of operand `operand` starts, relative to the operand's first element.
    func start(ofRow row: Int, operand: Int) -> Int {
        var (rest, start) = (row, 0)
        for axis in 0..<outerExtents.count {
            let extent = outerExtents[axis]
            start += rest % extent * outerStrides[axis][operand]
            rest /= extent
        }
        return start
    }

    /// Calls `body` with a row's number and a range of places in it, cut so that neither many short rows nor one
    /// long row leaves a thread without work. Ranges are at most `longest` elements.
    func forEachPiece(longest: Int, _ body: (_ row: Int, _ places: Range<Int>) -> Void) {
        guard rowLength > 0, rowCount > 0 else { return }
        let pieces = (rowLength + longest - 1) / longest
        let minimumShare = max(1, StridedLoop.worthAThread / min(rowLength, longest))
        Parallel.forEachShare(of: rowCount * pieces, minimumShare: minimumShare) { share in
            for piece in share {
                let start = piece % pieces * longest
                body(piece / pieces, start..<min(start + longest, rowLength))
            }
        }
    }

    /// Fewer elements than this are done sooner than a thread wakes.
    private static let worthAThread = 32768
}
