import Datasets
import Foundation
import Messages
import TensorCore

/// The straight line through the house prices: by gradient descent and in closed form (section 2.3).
struct PriceLine {
    /// Gradient descent over the months in one scale.
    struct Scaling {
        let name: Words
        let curvature: Curvature
        let losses: [Double]
        let slopeError: Double

        /// How many steps at the best rate make the error a thousand times smaller:
        /// ln 1000 / −ln((κ − 1) / (κ + 1)), with κ the condition number.
        var stepsForThreeDigits: Double {
            let condition = curvature.conditionNumber
            return max(1, log(1000) / -log((condition - 1) / (condition + 1))).rounded(.up)
        }
    }

    let prices: PriceHistory
    let learningRate: Double

    /// The descent over the standardized months.
    let descent: LineDescent

    /// Its result in the data's units: index points, and index points a month.
    let fitted: Line

    /// The least-squares line, in double precision.
    let closedForm: Line

    /// The same number of steps over months in three scales, each at its own best learning rate.
    let scalings: [Scaling]

    /// The seconds of the descent only.
    let seconds: Double

    /// |slope − closed form|, in index points a month.
    var slopeError: Double { abs(fitted.slope - closedForm.slope) }

    /// |intercept − closed form|, in index points.
    var interceptError: Double { abs(fitted.intercept - closedForm.intercept) }

    /// The loss at slope 0 and intercept 0, where every prediction is 0: the mean of y².
    var expectedStartLoss: Double { meanSquaredError(of: Line(slope: 0, intercept: 0)) }

    /// The mean squared error of a line over the months, in double precision.
    func meanSquaredError(of line: Line) -> Double {
        let errors = zip(prices.months, prices.prices).map { month, price in
            line.slope * Double(month) + line.intercept - Double(price)
        }
        return errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
    }
}

/// The least-squares line in closed form.
func leastSquaresLine(_ prices: PriceHistory) -> Line {
    let coefficients = leastSquares(
        columns: lineColumns(NDArray(prices.months)), targets: prices.prices.map(Double.init))
    return Line(slope: coefficients[0], intercept: coefficients[1])
}

/// The inputs of a line as columns: x, and a 1 for the intercept.
func lineColumns(_ x: NDArray) -> [[Double]] {
    [x.scalars.map(Double.init), [Double](repeating: 1, count: x.elementCount)]
}

extension Line {
    /// This line over x = (u − shift) / scale as a line over u.
    func undoing(shift: Float, scale: Float) -> Line {
        let slope = slope / Double(scale)
        return Line(slope: slope, intercept: intercept - slope * Double(shift))
    }
}
