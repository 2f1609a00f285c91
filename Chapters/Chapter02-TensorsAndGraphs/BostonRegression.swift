import Autograd
import ChapterSupport
import Datasets
import Files
import TensorCore

/// The prices of Boston's tracts from thirteen measurements by linear regression: descent on tensors, held
/// against the closed form and against the mean, on rows that no fit has seen.
struct BostonRegression {
    /// How good predictions are.
    struct Score {
        let method: String
        let trainingError: Double
        let testError: Double
        let testR2: Double
    }

    /// Over standardized measurements: thousands of dollars for one deviation each, and the price of the mean
    /// tract.
    struct Coefficients {
        var weights: [Double]
        var bias: Double
    }

    let featureNames: [String]
    let trainingCount: Int

    /// Fitted on the training part.
    let standardizer: Standardizer

    let curvature: Curvature
    let learningRate: Double
    let losses: [Double]
    let descended: Coefficients
    let closedForm: Coefficients
    let testPrices: [Double]
    let testPredictions: [Double]

    /// The mean of the training prices, descent, and the closed form.
    let scores: [Score]

    /// The seconds of the descent alone.
    let seconds: Double

    /// Splits the rows, standardizes them on the training part, and fits.
    init(
        _ data: RegressionData, steps: Int, checkpoint: TrainingCheckpoint = .none,
        until shouldStop: () -> Bool, using generator: inout RandomGenerator
    ) throws {
        let split = Split.random(count: data.count, testFraction: 0.2, using: &generator)
        let (training, test) = (data.rows(split.training), data.rows(split.test))
        let standardizer = Standardizer(fitting: training.featureArray)
        self.standardizer = standardizer
        let trainingInputs = standardizer.transform(training.featureArray)
        let testInputs = standardizer.transform(test.featureArray)
        featureNames = data.featureNames
        trainingCount = training.count
        testPrices = test.targets.map(Double.init)

        var columns = (0..<data.featureNames.count).map { column in
            trainingInputs.selected(axis: 1, column).scalars.map(Double.init)
        }
        columns.append([Double](repeating: 1, count: training.count))
        curvature = Curvature(columns: columns)
        learningRate = curvature.bestLearningRate

        let watch = Stopwatch()
        let weights = Tensor(.zeros([data.featureNames.count, 1]), requiresGradient: true, name: "weights")
        let bias = Tensor(NDArray(0), requiresGradient: true, name: "bias")
        losses = try BostonRegression.train(
            weights, bias, trainingInputs, training.targetArray, learningRate: Float(learningRate),
            steps: steps, checkpoint: checkpoint, until: shouldStop)
        seconds = watch.seconds

        let trainingPrices = training.targets.map(Double.init)
        let exact = leastSquares(columns: columns, targets: trainingPrices)
        descended = Coefficients(
            weights: weights.value.scalars.map(Double.init), bias: Double(bias.scalar))
        closedForm = Coefficients(weights: Array(exact.dropLast()), bias: exact[exact.count - 1])
        let mean = trainingPrices.reduce(0, +) / Double(trainingPrices.count)

        testPredictions = descended.predict(testInputs)
        let methods = [
            (
                "mean of the training prices",
                Coefficients(weights: descended.weights.map { _ in 0 }, bias: mean)
            ),
            ("gradient descent", descended), ("closed form", closedForm),
        ]
        scores = methods.map { [testPrices] name, coefficients in
            let predictions = coefficients.predict(testInputs)
            return Score(
                method: name,
                trainingError: rootMeanSquareError(coefficients.predict(trainingInputs), trainingPrices),
                testError: rootMeanSquareError(predictions, testPrices),
                testR2: r2(predictions, testPrices))
        }
    }

    /// The largest distance of a coefficient of descent from that of the closed form, in $1000.
    var largestCoefficientError: Double {
        zip(descended.weights + [descended.bias], closedForm.weights + [closedForm.bias])
            .map { abs($0 - $1) }.max() ?? 0
    }

    /// Descends on the mean-square error with all rows at each step; returns the loss before each step and
    /// after the last. `inputs` are `[N, D]`, `prices` `[N]`.
    private static func train(
        _ weights: Tensor, _ bias: Tensor, _ inputs: NDArray, _ prices: NDArray, learningRate: Float,
        steps: Int, checkpoint: TrainingCheckpoint, until shouldStop: () -> Bool
    ) throws -> [Double] {
        let (x, y) = (Tensor(inputs), Tensor(prices.reshaped([-1, 1])))
        var (progress, generator) = (Progress(), RandomGenerator(seed: 0))
        try checkpoint.resume(&progress, nil, [:], using: &generator) {
            $0.losses.count <= steps + 1
                && ($0.parameters ?? []).map(\.shape)
                    == ($0.losses.isEmpty ? [] : [weights.value.shape, bias.value.shape])
        }
        if let kept = progress.parameters, kept.count == 2, progress.losses.popLast() != nil {
            (weights.value, bias.value) = (kept[0], kept[1])
        }
        for step in progress.losses.count...steps {
            let predictions = x.matmul(weights) + bias  // [N, D] times [D, 1] is [N, 1]
            let loss = (predictions - y).square().mean()
            progress.losses.append(Double(loss.scalar))
            let isAtTheEnd = step == steps || shouldStop()
            if isAtTheEnd || checkpoint.isDue {
                progress.parameters = [weights.value, bias.value]
                checkpoint.keep(progress, nil, [:], generator)
            }
            if isAtTheEnd { break }
            loss.backward()
            descend([weights, bias], learningRate: learningRate)
        }
        return progress.losses
    }

    /// How far the descent has come.
    private struct Progress: Codable {
        var losses: [Double] = []
        var parameters: [NDArray]?
    }

    /// Throws where there are too few rows to hold some out and fit the others.
    static func check(_ data: RegressionData, in folder: String) throws {
        let needed = 3 * data.featureNames.count
        guard data.count >= needed else {
            throw FileError.malformed(
                path: folder,
                reason: "\(data.count) rows of house prices are too few, at least \(needed) are needed")
        }
    }
}

extension BostonRegression.Coefficients {
    /// The prices of rows `[N, D]`, in $1000.
    func predict(_ inputs: NDArray) -> [Double] {
        let scalars = inputs.scalars
        return (0..<inputs.shape[0]).map { row in
            weights.indices.reduce(bias) { $0 + weights[$1] * Double(scalars[row * weights.count + $1]) }
        }
    }
}

/// √ mean (prediction − truth)².
func rootMeanSquareError(_ predictions: [Double], _ truths: [Double]) -> Double {
    let squares = zip(predictions, truths).map { ($0 - $1) * ($0 - $1) }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
}

/// R² = 1 − Σ (prediction − truth)² / Σ (mean − truth)²: 1 is perfect, 0 no better than the mean of these
/// truths.
func r2(_ predictions: [Double], _ truths: [Double]) -> Double {
    let mean = truths.reduce(0, +) / Double(truths.count)
    let rest = zip(predictions, truths).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return 1 - rest / truths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
}
