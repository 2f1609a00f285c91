import Foundation
import Messages
import TensorCore

/// Half a cosine wave from the initial rate down to a minimum: η = η_min + (η₀ − η_min) · (1 + cos(π t / T)) / 2.
///
/// After T steps the wave rises again, as PyTorch's `CosineAnnealingLR` has it.
/// Loshchilov, Hutter: "SGDR: stochastic gradient descent with warm restarts" (2017).
///
/// ```swift
/// let optimizer = SGD([Parameter(NDArray([1]))], learningRate: 0.1)
/// optimizer.follow(CosineAnnealing(steps: 100), at: 50)  // the rate is 0.05
/// ```
public struct CosineAnnealing: Schedule {
    /// T, the steps from the initial rate to the minimum.
    public let steps: Int
    /// η_min.
    public let minimum: Double

    /// Traps when there is not at least one step.
    public init(steps: Int, minimum: Double = 0) {
        if steps < 1 { explainFailure("CosineAnnealing", "\(steps) steps", hint: "use at least 1") }
        self.steps = steps
        self.minimum = minimum
    }

    /// The learning rate at a step, counted from 0.
    public func learningRate(at step: Int, initial: Double) -> Double {
        minimum + (initial - minimum) * (1 + cos(.pi * Double(step) / Double(steps))) / 2
    }
}
