/// The homework: what is asked, a function a task.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 1`.
public protocol LineHomework: Sendable {
    /// **1.1 Goal:** the height of a line at each position: y = slope · x + intercept.
    ///
    /// Example: slope 2 and intercept 1 at 0 and 3: `[1, 7]`. There may be no position.
    func heights(slope: Float, intercept: Float, at positions: [Float]) throws -> [Float]

    /// **1.2 Train it. Goal:** slope and intercept of a line that is near to points.
    ///
    /// Example: the points (0, 1) and (1, 3): slope 2, intercept 1.
    ///
    /// Graded: by the mean squared error on new points of the same kind, which you do not see. It may be twice that of the line
    /// that the points were drawn around. There are at least two different x.
    func line(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float)
}
