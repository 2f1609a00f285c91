/// Thrown by an exercise that the student has not begun; the grader then says so and nothing worse.
public struct Unimplemented: Error, Sendable {
    /// The error that a starter's functions throw.
    public init() {}
}
