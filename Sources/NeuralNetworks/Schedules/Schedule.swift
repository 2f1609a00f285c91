/// A learning rate that is a function of time: of the update or of the epoch, as the training loop counts it.
///
/// A schedule keeps no state. The loop says where it is, so a resumed training goes on by itself:
///
///     let schedule = CosineAnnealing(steps: epochs)
///     for epoch in 0..<epochs {
///         optimizer.follow(schedule, at: epoch)
///         ...
///     }
public protocol Schedule: Sendable {
    /// The learning rate at a step, counted from 0, of a group that starts from `initial`.
    func learningRate(at step: Int, initial: Double) -> Double
}

extension Optimizer {
    /// Sets the learning rate of each group to what the schedule says, from the group's own initial rate.
    public func follow(_ schedule: some Schedule, at step: Int) {
        for group in parameterGroups {
            group.learningRate = schedule.learningRate(at: step, initial: group.initialLearningRate)
        }
    }
}

/// The initial learning rate throughout: what follows a warm-up, if nothing else does.
public struct ConstantRate: Schedule {
    /// The schedule that changes nothing.
    public init() {}

    /// η = η₀.
    public func learningRate(at step: Int, initial: Double) -> Double { initial }
}
