import Foundation
import Reporting

// The tables that both the terminal and the report show.

extension Tour {
    /// The derivatives of the small expression by each of the three ways.
    var derivativeTable: Table {
        Table(
            headers: ["derivative for", "by hand", "by differences", "by backward()"],
            rows: expression.derivatives.map {
                [$0.parameter] + [$0.byHand, $0.byDifferences, $0.byBackward].map { precise($0) }
            })
    }

    /// Roots and their derivatives.
    var rootTable: Table {
        Table(
            headers: ["a", "root", "tensors", "derivative by backward()", "1 / (2 √a)"],
            rows: roots.map { root in
                [
                    formatNumber(Double(root.a), significantDigits: 5), precise(Double(root.root)),
                    "\(root.tensorCount)",
                    root.derivative.map { precise(Double($0)) } ?? "–", precise(root.trueDerivative),
                ]
            })
    }
}

extension PriceLine {
    /// The loss at some steps of the descent.
    var lossTable: Table {
        let shown = [0, 1, 2, 5, 10, 20, 50, descent.stepCount].filter { $0 <= descent.stepCount }
        return Table(
            headers: ["step", "loss", "slope", "intercept"],
            rows: Set(shown).sorted().map { step in
                let line = descent.path[step]
                return [
                    "\(step)", precise(descent.losses[step]), precise(line.slope), precise(line.intercept),
                ]
            }, caption: "The descent, over standardized months.")
    }

    /// The line by descent, in closed form, and the one that the prices were scattered around.
    var lineTable: Table {
        func row(_ name: String, _ line: Line) -> [String] {
            [name, precise(line.slope), precise(line.intercept), precise(meanSquaredError(of: line))]
        }
        return Table(
            headers: ["in months", "slope", "intercept", "mean squared error"],
            rows: [
                row("gradient descent", fitted), row("closed form", closedForm),
                ["difference", formatNumber(slopeError), formatNumber(interceptError), ""],
                row(
                    "line that made the data",
                    Line(slope: Double(prices.slope), intercept: Double(prices.intercept))),
            ])
    }

    /// Months in three scales, and how well gradient descent does on each.
    var scalingTable: Table {
        Table(
            headers: ["months", "λmin", "λmax", "λmax/λmin", "2/λmax", "steps", "slope error"],
            rows: scalings.map { scaling in
                let curvature = scaling.curvature
                return [scaling.name]
                    + [
                        curvature.smallest, curvature.largest, curvature.conditionNumber,
                        curvature.learningRateLimit, scaling.stepsForThreeDigits, scaling.slopeError,
                    ].map { formatNumber($0, significantDigits: 3) }
            },
            caption:
                "Steps until the error is 1000 times smaller (theory); error after \(descent.stepCount) steps."
        )
    }
}

extension LearningRates {
    /// The three descents.
    var rateTable: Table {
        Table(
            headers: ["", "learning rate", "rate / limit", "loss after 10", "after 160 steps"],
            rows: runs.map { run in
                [
                    run.name, formatNumber(run.rate), formatNumber(run.rate / curvature.learningRateLimit),
                    formatNumber(run.descent.losses[10]),
                    run.overflowStep.map { "overflow at step \($0)" }
                        ?? formatNumber(run.descent.losses.last ?? .nan),
                ]
            })
    }
}

extension BostonRegression {
    /// The errors of the three methods.
    var scoreTable: Table {
        Table(
            headers: ["price by", "training RMSE", "test RMSE", "test R²"],
            rows: scores.map {
                [
                    $0.method, precise($0.trainingError), precise($0.testError),
                    formatNumber(($0.testR2 * 1000).rounded() / 1000),
                ]
            }, caption: "Root-mean squared errors in $1000.", highlightedRow: 1)
    }
}

/// A number with six digits.
private func precise(_ value: Double) -> String { formatNumber(value, significantDigits: 6) }
