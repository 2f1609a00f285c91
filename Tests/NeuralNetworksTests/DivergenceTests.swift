import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite struct DivergenceTests {
    private func network() -> Sequential {
        var generator = RandomGenerator(seed: 1)
        return Sequential(Linear(2, 3, using: &generator), ReLU(), Linear(3, 1, using: &generator))
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? TrainingDiverged)?.description
        }
    }

    @Test func aLossThatIsANumberPasses() throws {
        try requireFinite(Tensor(NDArray(1e30)), of: network(), epoch: 1)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func anyOtherEndsTheTraining(loss: Float) {
        let said = message { try requireFinite(Tensor(NDArray(loss)), of: network(), epoch: 7) }
        #expect(said?.contains("epoch 7 is \(loss)") == true, "\(said ?? "nothing")")
        #expect(said?.contains("--anomaly") == true)
    }

    @Test func theOperationAndItsLayerAreNamed() {
        let network = network()
        let said = message {
            try detectingAnomalies(if: true) {
                let output = network(Tensor(NDArray([[1e30, 1e30]].flatMap { $0 }, shape: [1, 2])))
                try requireFinite(output.square().sum(), of: network, epoch: 1)
            }
        }
        #expect(said?.contains("\"square\" after 2.weight, of inputs [1, 1]") == true, "\(said ?? "nothing")")
        #expect(said?.contains("smaller learning rate") == true)
    }

    @Test func brokenParametersAndDataAreTold() {
        let network = network()
        func said(_ input: Float) -> String {
            message {
                try detectingAnomalies(if: true) {
                    let output = network(Tensor(NDArray([input, 1], shape: [1, 2])))
                    try requireFinite(output.sum(), of: network, epoch: 2)
                }
            } ?? "nothing"
        }
        #expect(said(.nan).contains("look at the data"), "\(said(.nan))")
        network.parameters[0].value = NDArray(filledWith: .infinity, shape: [3, 2])
        #expect(said(1).contains("the parameter 0.weight was no longer finite"), "\(said(1))")
    }

    @Test func adviceFitsTheOperation() {
        let network = network()
        let said = message {
            try detectingAnomalies(if: true) {
                try requireFinite((network(Tensor(.ones([1, 2]))) * 0).log().sum(), of: network, epoch: 1)
            }
        }
        #expect(said?.contains("away from 0") == true, "\(said ?? "nothing")")
    }
}
