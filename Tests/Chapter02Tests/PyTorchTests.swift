import Datasets
import Foundation
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter2

/// A regression of this chapter made in PyTorch, under the chapter's names, answers here as there.
@Suite struct PyTorchTests {
    @Test func aRegressionFromPyTorchAnswersTheSame() throws {
        let state = try Safetensors(contentsOf: pytorchFixture("Chapter02", "model")).arrays
        let names = ["boston.bias", "boston.deviations", "boston.means", "boston.weight"]
        #expect(state.keys.sorted() == names + ["line.bias", "line.weight"])
        let coefficients = BostonRegression.Coefficients(
            weights: try #require(state["boston.weight"]).scalars.map(Double.init),
            bias: Double(try #require(state["boston.bias"]).scalars[0]))
        let (means, deviations) = (
            try #require(state["boston.means"]), try #require(state["boston.deviations"])
        )
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter02", "example"))
        let places = try #require(example.arrays["inputs.measurements"])
        let answers = coefficients.predict((places - means) / deviations).map { Float($0) }
        #expect(example.largestDifference(from: NDArray(answers, shape: [8, 1])) < 1e-5)
    }
}
