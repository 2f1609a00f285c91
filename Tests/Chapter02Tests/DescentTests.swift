import Datasets
import TensorCore
import Testing

@testable import Chapter2

@Suite struct DescentTests {
    private func prices(seed: UInt64) -> PriceHistory {
        var generator = RandomGenerator(seed: seed)
        return Housing.generatedPrices(using: &generator)
    }

    @Test func leastSquaresGoesThroughPointsOnALine() {
        let line = leastSquares(columns: [[0, 1, 2], [1, 1, 1]], targets: [3, 5, 7])
        #expect(abs(line[0] - 2) < 1e-12 && abs(line[1] - 3) < 1e-12)
    }

    @Test func leastSquaresLeavesErrorsOrthogonalToTheColumns() {
        var generator = RandomGenerator(seed: 5)
        let columns = (0..<6).map { _ in (0..<40).map { _ in Double(generator.normal()) } }
        let targets = (0..<40).map { _ in Double(generator.normal()) }
        let coefficients = leastSquares(columns: columns, targets: targets)
        let errors = targets.indices.map { row in
            targets[row] - columns.indices.reduce(0) { $0 + coefficients[$1] * columns[$1][row] }
        }
        for column in columns { #expect(abs(zip(column, errors).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-10) }
    }

    @Test func aDependentColumnGetsNoWeight() {
        let coefficients = leastSquares(
            columns: [[1, 2, 3], [2, 4, 6], [0, 0, 0], [1, 1, 1]], targets: [4, 6, 8])
        #expect(coefficients[1] == 0 && coefficients[2] == 0)
        #expect(abs(coefficients[0] - 2) < 1e-12 && abs(coefficients[3] - 2) < 1e-12)
    }

    @Test func eigenvaluesOfSymmetricMatrices() {
        func isClose(_ a: [Double], _ b: [Double]) -> Bool { largestDifference(a, b) < 1e-10 }
        #expect(isClose(symmetricEigenvalues([[2, 1], [1, 2]]), [1, 3]))
        #expect(
            isClose(
                symmetricEigenvalues([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]),
                [2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()]))
        #expect(symmetricEigenvalues([[5, 0], [0, -3]]) == [-3, 5])
    }

    @Test func theHessianIsThatOfTheLoss() {
        // Σ x² = 14, Σ x = 6 over three points: 2/3 of [[14, 6], [6, 3]].
        let hessian = meanSquaredErrorHessian(columns: [[1, 2, 3], [1, 1, 1]])
        #expect(hessian.map(\.count) == [2, 2])
        let expected: [Double] = [28.0 / 3, 4, 4, 2]
        #expect(largestDifference(Array(hessian.joined()), expected) < 1e-12)
    }

    @Test func oneStepIsTheOneWorkedOutByHand() {
        // Errors at 0: −1 and −3. Gradient: slope 2/2 (−1 · 1 − 3 · 2) = −7, intercept 2/2 (−4) = −4.
        let descent = fitLine(x: NDArray([1, 2]), y: NDArray([1, 3]), learningRate: 0.5, steps: 1)
        #expect(descent.losses[0] == 5)
        #expect(descent.path == [Line(slope: 0, intercept: 0), Line(slope: 3.5, intercept: 2)])
        // Predictions 5.5 and 9: errors 4.5 and 6.
        #expect(descent.losses[1] == (4.5 * 4.5 + 36) / 2)
    }

    @Test(arguments: UInt64(1)...8) func descentEndsAtTheClosedForm(_ seed: UInt64) {
        let line = fitPriceLine(prices(seed: seed), learningRate: 0.1, steps: 300)
        #expect(line.slopeError <= 1e-5)
        #expect(line.interceptError <= 1e-4)
        #expect(abs(line.descent.losses[0] / line.expectedStartLoss - 1) < 1e-5)
        let best = line.meanSquaredError(of: line.closedForm)
        #expect(abs(line.descent.losses[300] / best - 1) < 1e-5)
        // The closed form is the lowest: a step aside is worse.
        for (slope, intercept) in [(0.01, 0.0), (-0.01, 0), (0, 0.5), (0, -0.5)] {
            let aside = Line(
                slope: line.closedForm.slope + slope, intercept: line.closedForm.intercept + intercept)
            #expect(line.meanSquaredError(of: aside) > best)
        }
        // The months as they are keep descent from getting anywhere in the same number of steps.
        #expect(line.scalings[0].slopeError > 0.1 && line.scalings[2].slopeError < 1e-5)
    }

    @Test func theCurvatureOfTheMonthsIsAsWorkedOut() {
        let line = fitPriceLine(prices(seed: 1), learningRate: 0.1, steps: 10)
        let standardized = line.scalings[2].curvature
        #expect(abs(standardized.smallest - 2) < 1e-5 && abs(standardized.largest - 2) < 1e-5)
        // The trace of 2/N AᵀA: 2 (mean of squared months 3283.5 + 1).
        let raw = line.scalings[0].curvature
        #expect(abs(raw.smallest + raw.largest - 2 * 3284.5) < 1e-6)
        // The determinant: 4 times the variance of the months, 833.25.
        #expect(abs(raw.smallest * raw.largest - 4 * 833.25) < 1e-4)
    }

    @Test(arguments: UInt64(1)...3) func theLimitOfTheLearningRateIsFoundByTrying(_ seed: UInt64) throws {
        let rates = fitWithManyRates(prices(seed: seed))
        let limit = rates.curvature.learningRateLimit
        #expect(abs(rates.measuredLimit / limit - 1) < 1e-3)
        #expect(abs(rates.measuredGrowth / rates.expectedGrowth - 1) < 1e-3)
        #expect(rates.runs[2].overflowStep != nil)
        #expect(rates.runs[0].overflowStep == nil && rates.runs[1].overflowStep == nil)
        // Small: on its way. Right: there.
        let ends = rates.runs.map { ($0.descent.losses.last ?? .nan) / rates.smallestLoss }
        #expect(ends[0] > 1.5 && abs(ends[1] - 1) < 1e-3)
        let best = try #require(rates.sweep.min { $0.excess < $1.excess })
        #expect(abs(best.rate / rates.curvature.bestLearningRate - 1) < 0.08)
    }

    @Test func contoursAreLinesOfEqualLoss() {
        let history = prices(seed: 2)
        let rates = fitWithManyRates(history)
        let (slopes, intercepts) = rates.contour(excess: 50)
        for (slope, intercept) in zip(slopes, intercepts) {
            let errors = zip(history.months, history.prices).map {
                slope * Double($0) / 99 + intercept - Double($1)
            }
            let loss = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
            #expect(abs(loss - rates.smallestLoss - 50) < 1e-3)
        }
    }
}
