import Autograd
import ChapterSupport
import Datasets
import Messages
import TensorCore

/// Fits a straight line, y = slope · x + intercept, by gradient descent on the mean squared error.
///
/// This is the loop of every later chapter: forward pass, loss, backward pass, step; `descend` also clears the gradients.
/// `x` and `y` are `[N]`.
func fitLine(x: NDArray, y: NDArray, learningRate: Double, steps: Int) -> LineDescent {
    let (x, y) = (Tensor(x, name: "x"), Tensor(y, name: "y"))
    let slope = Tensor(NDArray(0), requiresGradient: true, name: "slope")
    let intercept = Tensor(NDArray(0), requiresGradient: true, name: "intercept")
    var descent = LineDescent()
    for step in 0...steps {
        let prediction = slope * x + intercept
        let loss = (prediction - y).square().mean()
        descent.append(
            Line(slope: Double(slope.scalar), intercept: Double(intercept.scalar)), loss: Double(loss.scalar))
        if step == steps { break }
        loss.backward()
        descend([slope, intercept], learningRate: learningRate)
    }
    return descent
}

/// One step of gradient descent, θ ← θ − η ∂loss/∂θ for each parameter θ; the gradients are cleared for the next.
func descend(_ parameters: [Tensor], learningRate: Double) {
    for parameter in parameters {
        if let gradient = parameter.grad { parameter.value.add(gradient, scaledBy: -Float(learningRate)) }
        parameter.grad = nil
    }
}

/// Fits the line through the house prices: over standardized months, and over months in three scales, each at its own best
/// learning rate.
func fitPriceLine(_ prices: PriceHistory, learningRate: Double, steps: Int) -> PriceLine {
    let months = NDArray(prices.months)
    let index = NDArray(prices.prices)
    let standardizer = Standardizer(fitting: months)
    let (mean, deviation) = (standardizer.means[0], standardizer.deviations[0])
    let closedForm = leastSquaresLine(prices)

    let watch = Stopwatch()
    let descent = fitLine(
        x: standardizer.transform(months), y: index, learningRate: learningRate, steps: steps)
    let seconds = watch.seconds

    let last = prices.months.last ?? 1
    let scales = [
        (Words(en: "0, 1, …, \(Int(last))", zh: "0、1、…、\(Int(last))"), Float(0), Float(1)),
        (Words(en: "0 … 1", zh: "0 … 1"), 0, last),
        (Words(en: "standardized", zh: "标准化"), mean, deviation),
    ]
    let scalings = scales.map { name, shift, scale in
        let x = (months - shift) / scale
        let curvature = Curvature(columns: lineColumns(x))
        let descent = fitLine(x: x, y: index, learningRate: curvature.bestLearningRate, steps: steps)
        let line = descent.end.undoing(shift: shift, scale: scale)
        return PriceLine.Scaling(
            name: name, curvature: curvature, losses: descent.losses,
            slopeError: abs(line.slope - closedForm.slope))
    }
    return PriceLine(
        prices: prices, learningRate: learningRate, descent: descent,
        fitted: descent.end.undoing(shift: mean, scale: deviation), closedForm: closedForm,
        scalings: scalings, seconds: seconds)
}

/// Fits the line with many learning rates. Traps where there is no price.
func fitWithManyRates(_ prices: PriceHistory) -> LearningRates {
    let x = NDArray(prices.months) / (prices.months.last ?? 1)
    let y = NDArray(prices.prices)
    let columns = lineColumns(x)
    let hessian = meanSquaredErrorHessian(columns: columns)
    let curvature = Curvature(columns: columns)
    let best = leastSquares(columns: columns, targets: prices.prices.map(Double.init))
    let errors = prices.prices.indices.map {
        best[0] * columns[0][$0] + best[1] - Double(prices.prices[$0])
    }
    func descent(_ rate: Double, _ steps: Int) -> LineDescent {
        fitLine(x: x, y: y, learningRate: rate, steps: steps)
    }
    let limit = curvature.learningRateLimit
    let runs = [
        (Words(en: "too small", zh: "太小"), 0.02 * limit),
        (Words(en: "right", zh: "合适"), curvature.bestLearningRate),
        (Words(en: "too large", zh: "太大"), 1.2 * limit),
    ].map { LearningRates.Run(name: $0, rate: $1, descent: descent($1, 160)) }
    let sweepSteps = 100
    let sweep = (1...75).map { index in
        let rate = limit * 1.2 * Double(index) / 75
        let end = descent(rate, sweepSteps).end
        // From the parameters, in double precision: the difference of two losses would be lost in rounding.
        let (slope, intercept) = (end.slope - best[0], end.intercept - best[1])
        let curved =
            hessian[0][0] * slope * slope + 2 * hessian[0][1] * slope * intercept
            + hessian[1][1] * intercept * intercept
        return (rate: rate, excess: curved / 2)
    }
    let measuredLimit = bisect(0.5 * limit...1.37 * limit) { rate in
        let losses = descent(rate, 400).losses
        return losses[400] <= losses[200]
    }
    return LearningRates(
        curvature: curvature, minimum: Line(slope: best[0], intercept: best[1]),
        smallestLoss: errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count), hessian: hessian,
        runs: runs, sweep: sweep, sweepSteps: sweepSteps, measuredLimit: measuredLimit)
}

/// Fits Boston's prices: splits the rows, standardizes them by the training set, and fits by descent and in closed form.
func fitBoston(
    _ data: RegressionData, steps: Int, shouldStop: () -> Bool, using generator: inout RandomGenerator
) -> BostonRegression {
    let split = Split.random(count: data.count, testFraction: 0.2, using: &generator)
    return fitRegression(
        training: data.rows(split.training), test: data.rows(split.test), steps: steps, shouldStop: shouldStop
    )
}

/// Fits the targets of the training rows by descent and in closed form, their features standardized.
func fitRegression(
    training: RegressionData, test: RegressionData, steps: Int, shouldStop: () -> Bool
) -> BostonRegression {
    let standardizer = Standardizer(fitting: training.featureArray)
    let inputs = standardizer.transform(training.featureArray)  // [N, D]

    var columns = (0..<training.featureNames.count).map { column in
        inputs.selected(axis: 1, column).scalars.map(Double.init)
    }
    columns.append([Double](repeating: 1, count: training.count))
    let curvature = Curvature(columns: columns)

    let watch = Stopwatch()
    let (losses, descended) = fitPlane(
        inputs, training.targetArray, learningRate: curvature.bestLearningRate, steps: steps,
        shouldStop: shouldStop)
    let seconds = watch.seconds

    let exact = leastSquares(columns: columns, targets: training.targets.map(Double.init))
    let closedForm = BostonRegression.Coefficients(
        weights: Array(exact.dropLast()), bias: exact[exact.count - 1])
    return BostonRegression(
        training: training, test: test, standardizer: standardizer, curvature: curvature,
        losses: losses, descended: descended, closedForm: closedForm, seconds: seconds)
}

/// Fits y = x w + b to all rows at each step; the loss before each step and after the last.
///
/// `inputs` are `[N, D]`, `prices` `[N]`.
func fitPlane(
    _ inputs: NDArray, _ prices: NDArray, learningRate: Double, steps: Int, shouldStop: () -> Bool
) -> (losses: [Double], coefficients: BostonRegression.Coefficients) {
    let (x, y) = (Tensor(inputs), Tensor(prices.reshaped([-1, 1])))
    let weights = Tensor(.zeros([inputs.shape[1], 1]), requiresGradient: true, name: "weights")
    let bias = Tensor(NDArray(0), requiresGradient: true, name: "bias")
    var losses: [Double] = []
    for step in 0...steps {
        let predictions = x.matmul(weights) + bias  // [N, D] times [D, 1] is [N, 1]
        let loss = (predictions - y).square().mean()
        losses.append(Double(loss.scalar))
        if step == steps || shouldStop() { break }
        loss.backward()
        descend([weights, bias], learningRate: learningRate)
    }
    let coefficients = BostonRegression.Coefficients(
        weights: weights.value.scalars.map(Double.init), bias: Double(bias.scalar))
    return (losses, coefficients)
}
