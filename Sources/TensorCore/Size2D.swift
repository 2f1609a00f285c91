import Messages

/// A number for the height of a picture and one for its width: a kernel's extents, a stride, a padding.
///
/// Where both are the same, one number will do: `stride: 2` means `stride: Size2D(2, 2)`.
public struct Size2D: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// Along the rows of pixels, from top to bottom.
    public var height: Int
    /// Along the pixels of a row, from left to right.
    public var width: Int

    /// One number for the height and one for the width.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// The same number for both.
    public init(_ both: Int) { self.init(both, both) }

    /// The same number for both.
    public init(integerLiteral both: Int) { self.init(both) }

    /// Both as `2 x 3`.
    public var description: String { "\(height) x \(width)" }

    /// The product of both.
    var area: Int { height * width }

    /// Traps, in the name of `operation`, when one of both is less than `least`.
    func require(
        atLeast least: Int, _ name: String, _ operation: String, file: StaticString, line: UInt
    ) {
        if height < least || width < least {
            explainFailure(
                operation, "a \(name) of \(self)", hint: "it must be at least \(least) along each axis",
                file: file, line: line)
        }
    }
}
