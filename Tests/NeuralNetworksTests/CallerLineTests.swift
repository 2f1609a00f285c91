import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// A mistake is told with the line of the program that made it, not only with the library's.
@Suite struct CallerLineTests {
    private func message(_ result: ExitTest.Result?) -> String {
        String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    }

    @Test func aLayerSaysWhereItWasCalled() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 1)
            let network = Sequential(
                Linear(3, 4, using: &generator), ReLU(), Linear(4, 2, using: &generator))
            _ = network(Tensor(NDArray.zeros([5, 7])))
        }
        #expect(message(result).contains("NeuralNetworksTests/CallerLineTests.swift:"), "\(message(result))")
    }

    @Test func aRowThatIsNotThere() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = NDArray.zeros([2, 3])[5]
        }
        #expect(message(result).contains("NeuralNetworksTests/CallerLineTests.swift:"), "\(message(result))")
    }

    @Test func anOptimizerOfNothing() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Adam([], learningRate: 1e-3)
        }
        #expect(message(result).contains("NeuralNetworksTests/CallerLineTests.swift:"), "\(message(result))")
    }
}
