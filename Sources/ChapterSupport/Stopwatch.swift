/// Seconds since it was made, on a clock that only goes forward.
public struct Stopwatch: Sendable {
    private let start: ContinuousClock.Instant

    /// Starts at once.
    public init() { start = ContinuousClock.now }

    /// The seconds gone by since the start.
    public var seconds: Double {
        let (whole, attoseconds) = start.duration(to: ContinuousClock.now).components
        return Double(whole) + Double(attoseconds) * 1e-18
    }
}
