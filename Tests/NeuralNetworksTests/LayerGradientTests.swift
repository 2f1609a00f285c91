import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Gradients of layers and losses agree with differences")
struct LayerGradientTests {
    /// Normal numbers: the same for the same seed.
    func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    func expectPassed(_ check: GradientCheck, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(check.passed, "\(check)", sourceLocation: sourceLocation)
    }

    @Test("linear", arguments: [[5, 3], [3], [2, 2, 3]])
    func linearLayer(_ shape: [Int]) {
        expectPassed(
            checkGradients(at: [normal(Shape(shape), 1), normal([4, 3], 2), normal([4], 3)]) {
                linear($0[0], weight: $0[1], bias: $0[2])
            })
    }

    @Test("batch norm in training and in use", arguments: [true, false])
    func batchNorm(_ isTraining: Bool) {
        let layer = BatchNorm1d(3)
        layer.weight.value = NDArray([0.5, -2, 1.5])
        layer.runningMean.value = NDArray([0.1, 0.2, -0.3])
        layer.runningVar.value = NDArray([0.7, 2, 1])
        if !isTraining { layer.evaluate() }
        for shape: Shape in [[6, 3], [2, 3, 4], [1, 3, 5]] {
            expectPassed(checkGradients(at: [normal(shape, 4)]) { layer($0[0]) })
        }
    }

    @Test("layer norm over one axis and over two, with its affine part and without")
    func layerNorm() {
        let one = LayerNorm(4)
        one.weight.map { $0.value = normal([4], 5) }
        expectPassed(checkGradients(at: [normal([3, 4], 6)]) { one($0[0]) })
        let two = LayerNorm([2, 4], affine: false)
        expectPassed(checkGradients(at: [normal([3, 2, 4], 7)]) { two($0[0]) })
    }

    @Test("dropout, with the same mask each time")
    func dropout() {
        var generator = RandomGenerator(seed: 8)
        let layer = Dropout(0.4, using: &generator)
        let start = layer.generator
        expectPassed(
            checkGradients(at: [normal([4, 5], 9)]) {
                layer.generator = start
                return layer($0[0])
            })
    }

    @Test("losses of prediction and target", arguments: [LossReduction.mean, .sum, .none])
    func regression(_ reduction: LossReduction) {
        let inputs = [normal([4, 3], 10), normal([4, 3], 11)]
        expectPassed(checkGradients(at: inputs) { meanSquaredError($0[0], $0[1], reduction: reduction) })
        let weights = NDArray([0.5, 2, 3])
        expectPassed(
            checkGradients(at: inputs) {
                binaryCrossEntropyWithLogits($0[0], $0[1], positiveWeight: weights, reduction: reduction)
            })
        // Away from the kinks at 0 and at the thresholds.
        let apart = [NDArray([2, -3, 0.5, 0.3]), NDArray([0.5, 0.2, 0.2, 0.6])]
        expectPassed(checkGradients(at: apart) { meanAbsoluteError($0[0], $0[1], reduction: reduction) })
        expectPassed(checkGradients(at: apart) { huber($0[0], $0[1], delta: 0.8, reduction: reduction) })
        expectPassed(
            checkGradients(at: apart) { smoothAbsoluteError($0[0], $0[1], beta: 0.8, reduction: reduction) })
    }

    @Test("losses of classes", arguments: [LossReduction.mean, .sum, .none])
    func classification(_ reduction: LossReduction) {
        let labels = IntArray([2, 0, -100, 1, 0, 2], shape: [2, 3])
        let weights = NDArray([0.5, 2, 1])
        for smoothing: Float in [0, 0.2] {
            expectPassed(
                checkGradients(at: [normal([2, 3, 3], 12)]) {
                    crossEntropy(
                        $0[0], labels, classWeights: weights, labelSmoothing: smoothing, reduction: reduction)
                })
        }
        expectPassed(
            checkGradients(at: [normal([2, 3, 3], 13)]) {
                negativeLogLikelihood($0[0], labels, classWeights: weights, reduction: reduction)
            })
    }

    @Test("nothing of a graph outlives the step")
    func release() {
        var generator = RandomGenerator(seed: 14)
        let network = Sequential(
            Linear(3, 4, using: &generator), BatchNorm1d(4), LayerNorm(4), Dropout(using: &generator),
            Linear(4, 2, using: &generator))
        weak var input: Tensor?
        do {
            let x = Tensor(normal([5, 3], 15), requiresGradient: true)
            input = x
            crossEntropy(network(x), IntArray([0, 1, 0, 1, 0])).backward(keepingGraph: true)
        }
        #expect(input == nil)
    }
}
