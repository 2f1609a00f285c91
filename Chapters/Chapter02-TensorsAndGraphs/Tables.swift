import Foundation
import Messages
import Reporting

// The tables that both the terminal and the report show.

extension Tour {
    /// The derivatives of the small expression by each of the three ways.
    var derivativeTable: Table {
        Table(
            headers: [
                Words(en: "derivative for", zh: "对谁求导"), Words(en: "by hand", zh: "手算"),
                Words(en: "by differences", zh: "差分"), Words(en: "by backward()", zh: "backward()"),
            ],
            rows: expression.derivatives.map {
                [$0.parameter] + [$0.byHand, $0.byDifferences, $0.byBackward].map { precise($0) }
            })
    }

    /// Roots and their derivatives.
    var rootTable: Table {
        Table(
            headers: [
                "a", Words(en: "root", zh: "平方根"), Words(en: "tensors", zh: "张量数"),
                Words(en: "derivative by backward()", zh: "backward() 求得的导数"), "1 / (2 √a)",
            ],
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
            headers: [
                Words(en: "step", zh: "步"), Words(en: "loss", zh: "损失"), Words(en: "slope", zh: "斜率"),
                Words(en: "intercept", zh: "截距"),
            ],
            rows: Set(shown).sorted().map { step in
                let line = descent.path[step]
                return [
                    "\(step)", precise(descent.losses[step]), precise(line.slope), precise(line.intercept),
                ]
            }, caption: Words(en: "The descent, over standardized months.", zh: "在标准化的月份上做梯度下降。"))
    }

    /// The line by descent, in closed form, and the one that the prices were scattered around.
    var lineTable: Table {
        func row(_ name: Words, _ line: Line) -> [String] {
            [name.text, precise(line.slope), precise(line.intercept), precise(meanSquaredError(of: line))]
        }
        return Table(
            headers: [
                Words(en: "in months", zh: "以月为单位"), Words(en: "slope", zh: "斜率"),
                Words(en: "intercept", zh: "截距"), Words(en: "mean squared error", zh: "均方误差"),
            ],
            rows: [
                row(Words(en: "gradient descent", zh: "梯度下降"), fitted),
                row(Words(en: "closed form", zh: "解析解"), closedForm),
                [
                    Words(en: "difference", zh: "差").text, formatNumber(slopeError),
                    formatNumber(interceptError), "",
                ],
                row(
                    Words(en: "line that made the data", zh: "生成数据的直线"),
                    Line(slope: Double(prices.slope), intercept: Double(prices.intercept))),
            ])
    }

    /// Months in three scales, and how well gradient descent does on each.
    var scalingTable: Table {
        Table(
            headers: [
                Words(en: "months", zh: "月份"), "λmin", "λmax", "λmax/λmin", "2/λmax",
                Words(en: "steps", zh: "步数"),
                Words(en: "slope error", zh: "斜率误差"),
            ],
            rows: scalings.map { scaling in
                let curvature = scaling.curvature
                return [scaling.name.text]
                    + [
                        curvature.smallest, curvature.largest, curvature.conditionNumber,
                        curvature.learningRateLimit, scaling.stepsForThreeDigits, scaling.slopeError,
                    ].map { formatNumber($0, significantDigits: 3) }
            },
            caption: Words(
                en:
                    "Steps until the error is 1000 times smaller (theory); error after \(descent.stepCount) steps.",
                zh: "步数：误差缩小到千分之一所需（理论值）；斜率误差：\(descent.stepCount) 步之后。")
        )
    }
}

extension LearningRates {
    /// The three descents.
    var rateTable: Table {
        Table(
            headers: [
                "", Words(en: "learning rate", zh: "学习率"), Words(en: "rate / limit", zh: "学习率 / 上限"),
                Words(en: "loss after 10", zh: "10 步后的损失"), Words(en: "after 160 steps", zh: "160 步后的损失"),
            ],
            rows: runs.map { run in
                [
                    run.name.text, formatNumber(run.rate),
                    formatNumber(run.rate / curvature.learningRateLimit),
                    formatNumber(run.descent.losses[10]),
                    run.overflowStep.map { Words(en: "overflow at step \($0)", zh: "第 \($0) 步溢出").text }
                        ?? formatNumber(run.descent.losses.last ?? .nan),
                ]
            })
    }
}

extension BostonRegression {
    /// The errors of the three methods.
    var scoreTable: Table {
        Table(
            headers: [
                Words(en: "predicted by", zh: "预测方法"), Words(en: "training RMSE", zh: "训练集 RMSE"),
                Words(en: "test RMSE", zh: "测试集 RMSE"), Words(en: "test R²", zh: "测试集 R²"),
            ],
            rows: scores.map {
                [
                    $0.method.text, precise($0.trainingError), precise($0.testError),
                    formatNumber(($0.testR2 * 1000).rounded() / 1000),
                ]
            },
            caption: table == nil
                ? Words(en: "Root mean squared errors in $1000.", zh: "均方根误差（RMSE），单位千美元。")
                : Words(en: "Root mean squared errors in the target's unit.", zh: "均方根误差（RMSE），单位与目标相同。"),
            highlightedRow: bestRow(scores.map(\.testError), lowest: true))
    }
}

/// A number with six digits.
private func precise(_ value: Double) -> String { formatNumber(value, significantDigits: 6) }
