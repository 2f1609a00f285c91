/// A straight line: y = slope · x + intercept.
struct Line: Equatable {
    var slope: Double
    var intercept: Double
}

/// The descent on the mean squared error of a straight line: where it went, and the loss there.
struct LineDescent {
    /// The line before the first step, and after each.
    private(set) var path: [Line] = []

    /// The losses of these lines.
    private(set) var losses: [Double] = []

    /// The steps that were made.
    var stepCount: Int { losses.count - 1 }

    /// The line it ended with.
    var end: Line { path.last ?? Line(slope: .nan, intercept: .nan) }

    mutating func append(_ line: Line, loss: Double) {
        path.append(line)
        losses.append(loss)
    }
}
