import Messages

/// One way in which people write a digit: its strokes, drawn twice.
///
/// The two drawings have the same strokes with the same knots; a written digit is somewhere between them, or a little
/// beyond. So one shape holds a continuum, as from a 9 with a straight tail to one with a curled tail.
///
/// Knots are `(x, y)` in hundredths of the digit's box, x to the right and y down. The pen passes through them on a
/// smooth curve; a knot that is given twice is a corner.
struct DigitShape: Sendable {
    /// The knots of each stroke.
    typealias Strokes = [[(x: Float, y: Float)]]

    /// How often it is written, beside the digit's other shapes.
    let weight: Float

    /// The two ends of the continuum.
    let first, second: Strokes

    /// A shape from one drawing to another. Traps where they differ in their strokes or knots.
    init(_ weight: Float, from first: Strokes, to second: Strokes) {
        guard first.map(\.count) == second.map(\.count) else {
            explainFailure(
                "DigitShape",
                "\(first.map(\.count)) knots in one drawing, \(second.map(\.count)) in the other",
                hint: "both need the same strokes with the same number of knots")
        }
        self.weight = weight
        self.first = first
        self.second = second
    }

    /// The shapes of each digit.
    static let all: [[DigitShape]] = [zero, one, two, three, four, five, six, seven, eight, nine]
}
