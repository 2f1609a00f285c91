import Messages

/// A straight line from the initial rate down to a part of it: η = η₀ · (1 − (1 − f) · t / T) for t < T, then η₀ · f.
///
/// After a warm-up it is the schedule with which BERT is fine-tuned. PyTorch: `LinearLR(start_factor=1, end_factor=f)`.
/// Devlin and others: "BERT" (2018), appendix A.2.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// let schedule = LinearWarmUp(steps: 10, startFactor: 0.1, then: LinearDecay(steps: 90))
/// optimizer.follow(schedule, at: 55)  // the rate is 0.05
/// ```
public struct LinearDecay: Schedule {
    /// T, the steps from the initial rate to the last.
    public let steps: Int
    /// f, the part of the initial rate that is left.
    public let endFactor: Double

    /// Traps when there is not at least one step.
    public init(steps: Int, endFactor: Double = 0) {
        if steps < 1 { explainFailure("LinearDecay", "\(steps) steps", hint: "use at least 1") }
        self.steps = steps
        self.endFactor = endFactor
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        initial * (1 - (1 - endFactor) * Double(min(step, steps)) / Double(steps))
    }
}
