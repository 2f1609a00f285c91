import Datasets
import Files
import TensorCore
import TestSupport
import Testing

@testable import Chapter2

@Suite struct BostonTests {
    /// Rows whose target is a plane of two measurements, one of them a thousand times as large, plus some
    /// noise.
    private func plane(count: Int, noise: Float) -> RegressionData {
        var generator = RandomGenerator(seed: 3)
        let features = (0..<count).map { _ in [generator.normal(), 1000 * generator.normal() + 500] }
        let targets = features.map { 3 * $0[0] - 0.002 * $0[1] + 20 + noise * generator.normal() }
        return RegressionData(
            features: features, targets: targets, featureNames: ["a", "b"], targetName: "price")
    }

    private func regression(
        _ data: RegressionData, steps: Int = 300, shouldStop: () -> Bool = { false }
    ) -> BostonRegression {
        var generator = RandomGenerator(seed: 4)
        return fitBoston(data, steps: steps, shouldStop: shouldStop, using: &generator)
    }

    @Test func descentFindsAPlane() {
        let exact = regression(plane(count: 100, noise: 0))
        #expect(exact.trainingCount == 80 && exact.testPrices.count == 20)
        #expect(exact.scores[1].testError < 1e-3 && exact.scores[2].testError < 1e-4)
        #expect(exact.scores[1].testR2 > 0.999_999)
        #expect(exact.scores[0].testError > 1)
        let noisy = regression(plane(count: 400, noise: 0.5))
        #expect(noisy.largestCoefficientError < 1e-4)
        #expect((0.4...0.6).contains(noisy.scores[1].testError))
    }

    @Test func noMeasurementIsNeededThatNeverVaries() {
        var data = plane(count: 60, noise: 0.1)
        data = RegressionData(
            features: data.features.map { $0 + [7] }, targets: data.targets, featureNames: ["a", "b", "c"],
            targetName: "price")
        let result = regression(data)
        #expect(result.closedForm.weights[2] == 0 && result.descended.weights[2] == 0)
        #expect(result.scores[1].testError < 0.2)
    }

    @Test func scoresAreAsWorkedOutByHand() {
        let root: Double = 12.5.squareRoot()
        #expect(rootMeanSquaredError([1, 2], [4, 6]) == root)
        #expect(r2([1, 2, 3], [1, 2, 6]) == 1 - 9.0 / 14)
        #expect(r2([3, 3, 3], [1, 2, 6]) == 0)
    }

    @Test func aFitThatIsStoppedHasTheLossesUntilThen() {
        var calls = 0
        let stopped = regression(plane(count: 60, noise: 0.1)) {
            calls += 1
            return calls > 5
        }
        #expect(stopped.losses.count == 6)
    }

    @Test func missingCoefficientsAreInfinitelyFarApart() {
        var fit = regression(plane(count: 60, noise: 0))
        #expect(fit.largestCoefficientError < 1e-3)
        fit.descended.weights[0] = .nan
        #expect(fit.largestCoefficientError == .infinity)
        fit.descended.weights = []
        #expect(fit.largestCoefficientError == .infinity)
    }

    @Test func tooFewRowsAreRefused() {
        #expect(throws: FileError.self) {
            try checkSize(of: plane(count: 5, noise: 0), in: "folder")
        }
    }

    @Test(.enabled(if: publishedData("housing") != nil, "needs Boston's table"))
    func bostonIsBetterThanTheMean() throws {
        let data = try readBoston(in: try #require(publishedData("housing")))
        for seed in UInt64(1)...3 {
            var generator = RandomGenerator(seed: seed)
            let result = fitBoston(data, steps: 1000, shouldStop: { false }, using: &generator)
            #expect(result.trainingCount == 405 && result.testPrices.count == 101)
            #expect(result.largestCoefficientError < 1e-3)
            #expect(result.scores[1].testError < 0.75 * result.scores[0].testError)
            #expect(abs(result.scores[1].testError - result.scores[2].testError) < 1e-3)
        }
    }
}
