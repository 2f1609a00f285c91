/// Thrown by an exercise that the student has not begun; the grader reports it as not begun.
public struct Unimplemented: Error, Sendable {
    /// The error that a starter's functions throw.
    public init() {}
}
