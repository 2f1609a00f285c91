import Messages
import TensorCore

/// Lowers the learning rate when a metric has stopped improving. PyTorch: `ReduceLROnPlateau`.
///
/// Unlike a `Schedule` it depends on what was measured, so it has a state, which a checkpoint can keep: it is
/// `Codable`.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// var plateau = ReduceOnPlateau(patience: 1)
/// for validationLoss in [0.5, 0.4, 0.4, 0.4] {
///     plateau.observe(validationLoss, lowering: optimizer)
/// }
/// print(optimizer.learningRate)  // 0.01
/// ```
public struct ReduceOnPlateau: Codable, Equatable, Sendable {
    /// How much better than the best a value must be to count as an improvement.
    public enum Threshold: Codable, Equatable, Sendable {
        /// Better by this fraction of the best.
        case relative(Double)
        /// Better by this much.
        case absolute(Double)
    }

    /// Whether small or large values are good.
    public let goal: MetricGoal
    /// What the learning rate is multiplied by.
    public let factor: Double
    /// How many observations in a row may bring no improvement; the next one lowers the rate.
    public let patience: Int
    /// How large an improvement must be.
    public let threshold: Threshold
    /// For how many observations after a reduction a lack of improvement is not counted.
    public let cooldown: Int
    /// The rate is never lowered below this.
    public let minimumLearningRate: Double

    /// The best value so far; nil before the first that is not NaN. (JSON has no infinity to begin with.)
    public private(set) var best: Double?
    /// How many observations in a row were not better.
    public private(set) var badObservations = 0
    /// How many observations of the cooldown remain.
    public private(set) var remainingCooldown = 0

    /// Reductions smaller than this are not made.
    private static let smallestReduction = 1e-8

    /// Traps when the factor is not below 1.
    public init(
        goal: MetricGoal = .minimize, factor: Double = 0.1, patience: Int = 10,
        threshold: Threshold = .relative(1e-4), cooldown: Int = 0, minimumLearningRate: Double = 0
    ) {
        if !(factor >= 0 && factor < 1) {
            explainFailure("ReduceOnPlateau", "a factor of \(factor)", hint: "use at least 0 and less than 1")
        }
        self.goal = goal
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.cooldown = cooldown
        self.minimumLearningRate = minimumLearningRate
    }

    /// Records a value, and lowers the learning rate of every group when the patience is exhausted.
    ///
    /// - Returns: whether the patience was exhausted.
    @discardableResult
    public mutating func observe(_ value: Double, lowering optimizer: any Optimizer) -> Bool {
        if isBetter(value) {
            best = value
            badObservations = 0
        } else {
            badObservations += 1
        }
        if remainingCooldown > 0 {
            remainingCooldown -= 1
            badObservations = 0
        }
        guard badObservations > patience else { return false }
        remainingCooldown = cooldown
        badObservations = 0
        for group in optimizer.parameterGroups {
            let lowered = max(group.learningRate * factor, minimumLearningRate)
            if group.learningRate - lowered > ReduceOnPlateau.smallestReduction {
                group.learningRate = lowered
            }
        }
        return true
    }

    private func isBetter(_ value: Double) -> Bool {
        let best = best ?? goal.worst
        return switch (goal, threshold) {
        case (.minimize, .relative(let part)): value < best * (1 - part)
        case (.minimize, .absolute(let delta)): value < best - delta
        case (.maximize, .relative(let part)): value > best * (1 + part)
        case (.maximize, .absolute(let delta)): value > best + delta
        }
    }
}
