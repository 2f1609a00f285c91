import ChapterSupport
import Datasets
import Files
import Messages
import TensorCore

/// The prices of Boston's tracts from thirteen measurements by linear regression: gradient descent compared with the closed
/// form and with a baseline, the mean, on a test set.
struct BostonRegression {
    /// How good the predictions of a method are.
    struct Score {
        let method: Words
        let trainingError: Double
        let testError: Double
        let testR2: Double
    }

    /// For standardized measurements: thousands of dollars for one standard deviation each, and the price of the mean tract.
    struct Coefficients {
        var weights: [Double]
        var bias: Double
    }

    let featureNames: [String]
    let trainingCount: Int

    /// Fitted to the training set.
    let standardizer: Standardizer

    let curvature: Curvature
    let learningRate: Double
    let losses: [Double]
    var descended: Coefficients
    let closedForm: Coefficients
    let testPrices: [Double]
    let testPredictions: [Double]

    /// The mean of the training prices, descent, and the closed form.
    let scores: [Score]

    /// The seconds of the descent only.
    let seconds: Double

    /// The reader's own table, where the rows are not Boston's, and what was understood of it.
    var table: TableModel?
    var summary: Words?

    init(
        training: RegressionData, test: RegressionData, standardizer: Standardizer, curvature: Curvature,
        losses: [Double], descended: Coefficients, closedForm: Coefficients,
        seconds: Double
    ) {
        featureNames = training.featureNames
        trainingCount = training.count
        (self.standardizer, self.curvature) = (standardizer, curvature)
        (self.losses, self.descended, self.closedForm) = (losses, descended, closedForm)
        self.seconds = seconds
        learningRate = curvature.bestLearningRate
        let trainingPrices = training.targets.map(Double.init)
        let testPrices = test.targets.map(Double.init)
        let trainingInputs = standardizer.transform(training.featureArray)
        let testInputs = standardizer.transform(test.featureArray)
        self.testPrices = testPrices
        testPredictions = descended.predict(testInputs)
        let mean = trainingPrices.reduce(0, +) / Double(trainingPrices.count)
        let baseline = Coefficients(weights: descended.weights.map { _ in 0 }, bias: mean)
        let methods = [
            (Words(en: "mean of the training rows", zh: "训练集的平均值"), baseline),
            (Words(en: "gradient descent", zh: "梯度下降"), descended),
            (Words(en: "closed form", zh: "解析解"), closedForm),
        ]
        scores = methods.map { name, coefficients in
            let predictions = coefficients.predict(testInputs)
            return Score(
                method: name,
                trainingError: rootMeanSquaredError(coefficients.predict(trainingInputs), trainingPrices),
                testError: rootMeanSquaredError(predictions, testPrices),
                testR2: r2(predictions, testPrices))
        }
    }

    /// The largest difference of a coefficient of descent from that of the closed form, in $1000.
    var largestCoefficientError: Double {
        largestDifference(descended.weights + [descended.bias], closedForm.weights + [closedForm.bias])
    }
}

/// What `--data` has: Boston's prices in a folder, or the reader's own table.
///
/// - Throws: `FileError`, and `UsageError` for a target without a table.
func readPrices(_ run: ChapterRun) throws -> (boston: RegressionData?, table: TableTask?) {
    if let file = run.dataFile { return (nil, try readTable(file, target: run.text("target"))) }
    guard let folder = run.dataFolder else {
        guard !run.wasGiven("target") else {
            throw UsageError(
                en: "--target needs --data FILE, a table of your own", zh: "--target 需要 --data FILE，即你自己的表格")
        }
        return (nil, nil)
    }
    if let file = try Housing.otherBoston(in: folder) {
        return (nil, try readTable(file, target: run.text("target")))
    }
    return (try readBoston(in: folder), nil)
}

/// Reads Boston's prices.
///
/// - Throws: `FileError`, also where there are too few rows to hold some out and fit the others.
func readBoston(in folder: String) throws -> RegressionData {
    let data = try Housing.boston(in: folder)
    try checkSize(of: data, in: folder)
    return data
}

/// Throws where there are too few rows to hold some out and fit the others.
func checkSize(of data: RegressionData, in folder: String) throws {
    let needed = 3 * data.featureNames.count
    guard data.count >= needed else {
        throw FileError.malformed(
            path: folder,
            reason: Words(
                en: "\(data.count) rows of house prices are too few, at least \(needed) are needed",
                zh: "只有 \(data.count) 行房价，至少需要 \(needed) 行"
            ).text)
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
func rootMeanSquaredError(_ predictions: [Double], _ truths: [Double]) -> Double {
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
