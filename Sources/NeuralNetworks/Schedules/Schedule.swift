/// A learning rate that is a function of time: of the update or of the epoch, as the training loop counts it.
///
/// A schedule keeps no state: the loop passes the step, so a resumed training needs nothing more.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// let schedule = CosineAnnealing(steps: 10)
/// for epoch in 0..<10 {
///     optimizer.follow(schedule, at: epoch)
///     // forward, backward and optimizer.step() for each batch
/// }
/// ```
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
///
/// ```swift
/// let schedule = LinearWarmUp(steps: 100, then: ConstantRate())
/// print(schedule.learningRate(at: 200, initial: 0.1))  // 0.1
/// ```
public struct ConstantRate: Schedule {
    /// The schedule that changes nothing.
    public init() {}

    /// η = η₀.
    public func learningRate(at step: Int, initial: Double) -> Double { initial }
}
