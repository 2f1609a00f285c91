import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite struct ClassificationMetricsTests {
    @Test func accuracyByHand() {
        #expect(accuracy([1, 2, 3, 1], [1, 2, 0, 0]) == 0.5)
        #expect(accuracy([], [Int]()).isNaN)
    }

    @Test func aPredictionForEachLabelIsNeeded() async {
        await #expect(processExitsWith: .failure) { _ = accuracy([1, 2], [1]) }
    }

    @Test func predictionsAreTheLargestLogits() {
        var generator = RandomGenerator(seed: 1)
        let layer = Linear(2, 3, using: &generator)
        layer.weight.value = NDArray([1, 0, 0, 1, -1, -1], shape: [3, 2])
        layer.bias?.value = .zeros([3])
        let inputs = NDArray([2, 1, 0, 3, -1, -1], shape: [3, 2])
        #expect(predictions(of: layer, inputs) == [0, 1, 2])
        #expect(predictions(of: layer, .zeros([0, 2])) == [])
        // More than are taken at a time.
        let classes = (0..<2003).map { ($0 + 1) % 2 }
        let many = IntArray(classes).oneHot(classCount: 2)
        #expect(predictions(of: layer, many) == classes)
    }
}
