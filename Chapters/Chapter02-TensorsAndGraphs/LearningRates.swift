import Foundation
import Messages

/// What the learning rate does to the descent, on months scaled to 0…1: there the loss is a valley nineteen
/// times as steep across as along (section 2.3).
struct LearningRates {
    /// A descent with one learning rate.
    struct Run {
        let name: Words
        let rate: Double
        let descent: LineDescent

        /// The first step whose loss is not finite.
        var overflowStep: Int? { descent.losses.firstIndex { !$0.isFinite } }
    }

    let curvature: Curvature

    /// The lowest point of the loss surface, in units of the scaled months.
    let minimum: Line

    /// The loss there.
    let smallestLoss: Double

    /// The Hessian of the loss: [[∂²/∂slope², mixed], [mixed, ∂²/∂intercept²]].
    let hessian: [[Double]]

    /// Too small, right, and too large.
    let runs: [Run]

    /// Learning rates, and how far the loss is above its minimum after `sweepSteps` steps.
    let sweep: [(rate: Double, excess: Double)]

    let sweepSteps: Int

    /// The largest learning rate that converges, found by experiment.
    let measuredLimit: Double

    /// By what the loss above the minimum grows at each step of the run that is too large: (1 − rate ·
    /// λmax)².
    var expectedGrowth: Double { pow(1 - runs[2].rate * curvature.largest, 2) }

    /// The same, measured between two late steps.
    var measuredGrowth: Double {
        let losses = runs[2].descent.losses
        return (losses[61] - smallestLoss) / (losses[60] - smallestLoss)
    }

    /// The lines on which the loss is `excess` above its minimum: ellipses about it.
    func contour(excess: Double) -> (slopes: [Double], intercepts: [Double]) {
        let angle = 0.5 * atan2(2 * hessian[0][1], hessian[0][0] - hessian[1][1])
        let (long, short) = (
            (2 * excess / curvature.smallest).squareRoot(), (2 * excess / curvature.largest).squareRoot()
        )
        let turns = (0...180).map { Double($0) * .pi / 90 }
        return (
            turns.map { minimum.slope + short * cos($0) * cos(angle) - long * sin($0) * sin(angle) },
            turns.map { minimum.intercept + short * cos($0) * sin(angle) + long * sin($0) * cos(angle) }
        )
    }
}

/// Where a property that holds at the lower end and not at the upper one ceases to hold, by bisection.
func bisect(_ range: ClosedRange<Double>, _ holds: (Double) -> Bool) -> Double {
    var (low, high) = (range.lowerBound, range.upperBound)
    for _ in 0..<18 {
        let middle = (low + high) / 2
        if holds(middle) { low = middle } else { high = middle }
    }
    return low
}
