import Messages
import TensorCore

/// Detects when a validation metric has stopped improving, and keeps the parameters of its best epoch.
///
/// ```swift
/// let model = Linear(4, 3, using: &generator)
/// var stopping = EarlyStopping(patience: 2)
/// for (epoch, validationLoss) in [0.5, 0.4, 0.45, 0.41, 0.3].enumerated() {
///     stopping.observe(validationLoss, epoch: epoch, parameters: model.stateDictionary)
///     if stopping.shouldStop { break }  // after epoch 3
/// }
/// if let best = stopping.bestParameters { try model.load(stateDictionary: best) }  // those of epoch 1
/// ```
///
/// Prechelt: "Early stopping, but when?" (1998).
public struct EarlyStopping: Sendable {
    /// After how many observations in a row without a new best training stops.
    public let patience: Int
    /// By how much a value must be better than the best to count as an improvement.
    public let minimumDelta: Double
    /// Whether small or large values are good.
    public let goal: MetricGoal

    /// What it has observed: with the best parameters, all that a resumed training needs.
    public struct Progress: Codable, Equatable, Sendable {
        /// The best value so far; nil before the first that is not NaN.
        public var bestValue: Double?
        /// The epoch of the best value.
        public var bestEpoch: Int?
        /// How many observations there were since then.
        public var observationsSinceBest = 0

        /// Before the first observation.
        public init() {}
    }

    /// What it has observed so far.
    public var progress = Progress()
    /// The parameters of the best epoch, if any were given.
    public var bestParameters: [(name: String, value: NDArray)]?

    /// Traps when the patience is less than 1 or the delta is negative.
    public init(patience: Int, minimumDelta: Double = 0, goal: MetricGoal = .minimize) {
        if patience < 1 {
            explainFailure("EarlyStopping", "a patience of \(patience)", hint: "use at least 1")
        }
        requireSetting(minimumDelta, "minimum delta")
        self.patience = patience
        self.minimumDelta = minimumDelta
        self.goal = goal
    }

    /// Whether the patience is exhausted.
    public var shouldStop: Bool { progress.observationsSinceBest >= patience }

    /// The best value so far; nil before the first that is not NaN.
    public var bestValue: Double? { progress.bestValue }

    /// The epoch of the best value.
    public var bestEpoch: Int? { progress.bestEpoch }

    /// Records a value; NaN is never a new best.
    ///
    /// - Parameter parameters: what to keep if this is the best; not computed otherwise.
    /// - Returns: whether it is the best so far.
    @discardableResult
    public mutating func observe(
        _ value: Double, epoch: Int, parameters: @autoclosure () -> [(name: String, value: NDArray)]? = nil
    ) -> Bool {
        let best = bestValue ?? goal.worst
        let isBetter = goal == .minimize ? value < best - minimumDelta : value > best + minimumDelta
        guard isBetter else {
            progress.observationsSinceBest += 1
            return false
        }
        progress.bestValue = value
        progress.bestEpoch = epoch
        progress.observationsSinceBest = 0
        bestParameters = parameters()
        return true
    }
}
