/// How up to three views of one shape are walked together: few long rows, whatever their strides.
///
/// Axes of extent 1 are dropped and neighbouring axes that all views step through evenly become one, so that a
/// contiguous array is a single row and a bias added to a batch is a row per example. Nothing here asks for memory:
/// a loop is made for every operation, the smallest too.
struct StridedLoop {
    /// A number for each view: a step, or an offset from the view's first element.
    typealias Steps = (Int, Int, Int)

    /// Elements in a row: the extent of the innermost merged axis.
    private(set) var rowLength = 1

    /// How many rows there are.
    private(set) var rowCount = 1

    /// The step along a row.
    private(set) var rowSteps: Steps = (1, 1, 1)

    private var hasRow = false
    private var outerExtents = InlineIntegers()  // innermost first
    private var outerSteps = (InlineIntegers(), InlineIntegers(), InlineIntegers())

    /// A loop over views with these strides along the axes of `shape`; without strides a view stands still.
    init(
        shape: Shape, _ first: InlineIntegers, _ second: InlineIntegers = InlineIntegers(),
        _ third: InlineIntegers = InlineIntegers()
    ) {
        var open: Axis?  // takes in one more axis after another, as long as all views step evenly
        for index in stride(from: shape.rank - 1, through: 0, by: -1) where shape[index] != 1 {
            let axis = Axis(extent: shape[index], steps: (first[index], second[index], third[index]))
            if let inner = open, axis.continues(inner) {
                open = Axis(extent: inner.extent * axis.extent, steps: inner.steps)
            } else {
                if let open { append(open) }
                open = axis
            }
        }
        if let open { append(open) }
    }

    private struct Axis {
        let extent: Int
        let steps: Steps

        func continues(_ inner: Axis) -> Bool {
            let (length, start) = (inner.extent, inner.steps)
            return steps == (start.0 * length, start.1 * length, start.2 * length)
        }
    }

    /// The next axis outwards; the first is the row.
    private mutating func append(_ axis: Axis) {
        if !hasRow {
            (rowLength, rowSteps, hasRow) = (axis.extent, axis.steps, true)
            return
        }
        rowCount *= axis.extent
        outerExtents.append(axis.extent)
        outerSteps.0.append(axis.steps.0)
        outerSteps.1.append(axis.steps.1)
        outerSteps.2.append(axis.steps.2)
    }

    /// Which of views 1 and 2 is a single row that is used again for each row of the other two, which are
    /// contiguous; nil when neither is.
    var repeatedView: Int? {
        guard outerExtents.count == 1, rowSteps == (1, 1, 1), outerSteps.0[0] == rowLength else { return nil }
        switch (outerSteps.1[0], outerSteps.2[0]) {
        case (0, rowLength): return 1
        case (rowLength, 0): return 2
        default: return nil
        }
    }

    /// Where row `row` of each view starts.
    func starts(ofRow row: Int) -> Steps {
        var (rest, starts) = (row, (0, 0, 0))
        for axis in 0..<outerExtents.count {
            var index = rest
            if axis < outerExtents.count - 1 {
                (rest, index) = rest.quotientAndRemainder(dividingBy: outerExtents[axis])
            }
            starts.0 += index * outerSteps.0[axis]
            starts.1 += index * outerSteps.1[axis]
            starts.2 += index * outerSteps.2[axis]
        }
        return starts
    }

    /// Where the element at this place in row-major order is in each view.
    func starts(ofPlace place: Int) -> Steps {
        let (row, index) = place.quotientAndRemainder(dividingBy: rowLength)
        return StridedLoop.advance(starts(ofRow: row), by: index, rowSteps)
    }

    /// Calls `body` with where pieces of rows start and how many elements they have, cut so that neither many short
    /// rows nor one long row leaves a thread without work. Pieces are at most `longest` elements.
    func forEachPiece(longest: Int, _ body: (_ starts: Steps, _ count: Int) -> Void) {
        guard rowLength > 0, rowCount > 0 else { return }
        if rowCount == 1 && rowLength <= longest {
            body((0, 0, 0), rowLength)
            return
        }
        let pieces = (rowLength + longest - 1) / longest
        let minimumShare = max(1, StridedLoop.worthAThread / min(rowLength, longest))
        Parallel.forEachShare(of: rowCount * pieces, minimumShare: minimumShare) { share in
            for index in share {
                let (row, piece) = pieces == 1 ? (index, 0) : (index / pieces, index % pieces)
                let place = piece * longest
                body(
                    StridedLoop.advance(starts(ofRow: row), by: place, rowSteps),
                    min(longest, rowLength - place))
            }
        }
    }

    private static func advance(_ starts: Steps, by count: Int, _ steps: Steps) -> Steps {
        (starts.0 + count * steps.0, starts.1 + count * steps.1, starts.2 + count * steps.2)
    }

    /// Fewer elements than this are done sooner than a thread takes them over.
    static let worthAThread = 16_384
}
