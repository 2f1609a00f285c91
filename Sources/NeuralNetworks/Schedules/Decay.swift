import Foundation
import Messages
import TensorCore

// Schedules that multiply the learning rate by a factor now and then.

/// η = η₀ · factor^⌊t / period⌋. PyTorch: `StepLR`.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// optimizer.follow(StepDecay(period: 30), at: 60)  // the rate is 0.1 · 0.1² = 0.001
/// ```
public struct StepDecay: Schedule {
    /// How many steps pass between two decays.
    public let period: Int
    /// What the rate is multiplied by.
    public let factor: Double

    /// Traps when the period is less than 1.
    public init(period: Int, factor: Double = 0.1) {
        if period < 1 { explainFailure("StepDecay", "a period of \(period)", hint: "use at least 1") }
        self.period = period
        self.factor = factor
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        initial * pow(factor, Double(step / period))
    }
}

/// η = η₀ · factor^k, where k milestones have been reached. PyTorch: `MultiStepLR`.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// optimizer.follow(MultiStepDecay(milestones: [30, 80]), at: 50)  // the rate is 0.01
/// ```
public struct MultiStepDecay: Schedule {
    /// The steps from which on the rate is once more multiplied.
    public let milestones: [Int]
    /// What the rate is multiplied by.
    public let factor: Double

    /// A decay at these steps; one that is given twice counts twice.
    public init(milestones: [Int], factor: Double = 0.1) {
        self.milestones = milestones
        self.factor = factor
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        initial * pow(factor, Double(milestones.count { $0 <= step }))
    }
}

/// η = η₀ · factorᵗ. PyTorch: `ExponentialLR`.
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// optimizer.follow(ExponentialDecay(factor: 0.9), at: 2)  // the rate is 0.1 · 0.9² = 0.081
/// ```
public struct ExponentialDecay: Schedule {
    /// What the rate is multiplied by at every step.
    public let factor: Double

    /// A decay at every step.
    public init(factor: Double) { self.factor = factor }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double { initial * pow(factor, Double(step)) }
}
