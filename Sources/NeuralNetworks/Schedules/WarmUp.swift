import Foundation
import Messages
import TensorCore

/// A linear rise to the initial rate, then another schedule from its own step 0:
/// η = η₀ · (s + (1 − s) · t / W) for t < W, where s is the start's factor, and then the other's rate at t − W.
///
/// PyTorch: `SequentialLR` of `LinearLR` and the other.
/// Goyal et al.: "Accurate, large minibatch SGD" (2017).
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// let schedule = LinearWarmUp(steps: 10, startFactor: 0, then: CosineAnnealing(steps: 90))
/// optimizer.follow(schedule, at: 5)  // the rate is 0.05
/// ```
public struct LinearWarmUp<Next: Schedule>: Schedule {
    /// W, the steps of the rise.
    public let steps: Int
    /// The part of the initial rate at step 0.
    public let startFactor: Double
    /// What follows.
    public let next: Next

    /// Traps when the number of steps is negative.
    public init(steps: Int, startFactor: Double = 1.0 / 3, then next: Next = ConstantRate()) {
        if steps < 0 { explainFailure("LinearWarmUp", "\(steps) steps", hint: "use at least 0") }
        self.steps = steps
        self.startFactor = startFactor
        self.next = next
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        if step >= steps { return next.learningRate(at: step - steps, initial: initial) }
        return initial * (startFactor + (1 - startFactor) * Double(step) / Double(steps))
    }
}

/// The transformer's schedule: η = η₀ · d^(−1/2) · min(n^(−1/2), n · W^(−3/2)), a linear rise over W updates and then
/// a fall with the root of their number.
///
/// The paper counts updates from n = 1, so n = t + 1 here; its η₀ is 1, which the optimizer's learning rate must be
/// for the paper's values. Vaswani et al.: "Attention is all you need" (2017), section 5.3.
///
/// ```swift
/// let optimizer = Adam([Parameter(NDArray([1]))], learningRate: 1, betas: (0.9, 0.98), epsilon: 1e-9)
/// optimizer.follow(NoamSchedule(width: 512, warmUpSteps: 4000), at: 3999)  // the peak, 0.0007
/// ```
public struct NoamSchedule: Schedule {
    /// d, the width of the model.
    public let width: Int
    /// W, the updates of the rise.
    public let warmUpSteps: Int

    /// Traps when a number is less than 1.
    public init(width: Int, warmUpSteps: Int = 4000) {
        if width < 1 || warmUpSteps < 1 {
            explainFailure(
                "NoamSchedule", "a dimension of \(width) and \(warmUpSteps) steps of warm-up",
                hint: "use at least 1")
        }
        self.width = width
        self.warmUpSteps = warmUpSteps
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        let update = Double(step + 1)
        let rise = update * pow(Double(warmUpSteps), -1.5)
        return initial * min(1 / update.squareRoot(), rise) / Double(width).squareRoot()
    }
}
