import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Layers")
struct LayerTests {
    @Test("linear by hand: y = x Wᵀ + b, and its gradients")
    func linearByHand() throws {
        var generator = RandomGenerator(seed: 1)
        let layer = Linear(2, 3, using: &generator)
        layer.weight.value = NDArray(rows: [[1, 2], [3, 4], [5, 6]])
        layer.bias?.value = NDArray([10, 20, 30])
        let x = Tensor(NDArray(rows: [[1, -1], [2, 0]]), requiresGradient: true)
        let y = layer(x)
        #expect(y.value == NDArray(rows: [[9, 19, 29], [12, 26, 40]]))
        y.backward(NDArray(rows: [[1, 0, 2], [0, 1, 0]]))
        #expect(x.grad == NDArray(rows: [[11, 14], [3, 4]]))
        #expect(layer.weight.grad == NDArray(rows: [[1, -1], [2, 0], [2, -2]]))
        #expect(layer.bias?.grad == NDArray([1, 1, 2]))
    }

    @Test("linear takes an empty batch")
    func emptyBatch() {
        var generator = RandomGenerator(seed: 1)
        let layer = Linear(2, 3, using: &generator)
        let y = layer(Tensor(.zeros([0, 2])))
        #expect(y.shape == [0, 3])
        y.sum().backward()
        #expect(layer.weight.grad == .zeros([3, 2]))
    }

    @Test("linear starts evenly from ±1 / √in, as in PyTorch")
    func linearDefaults() {
        var generator = RandomGenerator(seed: 2)
        let layer = Linear(100, 400, using: &generator)
        for array in [layer.weight.value, layer.bias?.value ?? .zeros([1])] {
            #expect(array.max().scalar <= 0.1 && array.max().scalar > 0.099)
            #expect(array.min().scalar >= -0.1 && array.min().scalar < -0.099)
            #expect((array.standardDeviation().scalar - 0.1 / Float(3).squareRoot()).magnitude < 0.003)
        }
    }

    @Test("dropout keeps the expected sum, passes the gradient where the element passed, and draws anew")
    func dropout() {
        var generator = RandomGenerator(seed: 3)
        let layer = Dropout(0.3, using: &generator)
        let x = Tensor(.ones([100_000]), requiresGradient: true)
        let y = layer(x)
        let kept = y.value.scalars.filter { $0 != 0 }
        let share = Double(kept.count) / 100_000
        #expect((share - 0.7).magnitude < 0.005)
        let scale: Float = 1 / 0.7
        #expect(kept.allSatisfy { ($0 - scale).magnitude < 1e-6 })
        y.backward(.ones([100_000]))
        #expect(x.grad == y.value)
        #expect(layer(x).value != y.value)

        layer.evaluate()
        #expect(layer(x).value == x.value)
    }

    @Test("dropout at its ends")
    func dropoutExtremes() {
        var generator = RandomGenerator(seed: 4)
        let x = Tensor(.ones([10]))
        #expect(Dropout(0, using: &generator)(x).value == x.value)
        #expect(Dropout(1, using: &generator)(x).value == .zeros([10]))
    }

    @Test("two dropouts of one generator differ; the same seed gives the same masks")
    func dropoutStreams() {
        func masks() -> [NDArray] {
            var generator = RandomGenerator(seed: 5)
            let layers = [Dropout(using: &generator), Dropout(using: &generator)]
            return layers.map { $0(Tensor(.ones([100]))).value }
        }
        #expect(masks()[0] != masks()[1])
        #expect(masks() == masks())
    }

    @Test("batch norm's running statistics by hand, with the unbiased variance")
    func runningStatistics() {
        let layer = BatchNorm1d(2, momentum: 0.5)
        let x = Tensor(NDArray(rows: [[1, 10], [3, 10], [5, 40]]))
        let y = layer(x)
        #expect(layer.runningMean.value == NDArray([1.5, 10]))
        // Variances 4 and 300: (1 + 4) / 2 and (1 + 300) / 2.
        #expect(layer.runningVar.value.isClose(to: NDArray([2.5, 150.5])))
        #expect(layer.numBatchesTracked.value.scalar == 1)
        #expect(y.value.mean(axes: [0]).isClose(to: .zeros([2]), absoluteTolerance: 1e-6))
        #expect(y.value.variance(axes: [0], correction: 0).isClose(to: .ones([2]), absoluteTolerance: 1e-5))

        layer.evaluate()
        let used = layer(Tensor(NDArray(rows: [[1.5, 10]])))
        #expect(used.value.isClose(to: .zeros([1, 2])))
        #expect(layer.numBatchesTracked.value.scalar == 1)
    }

    @Test("a frozen batch norm gets no gradient of its own but passes the input's")
    func frozenBatchNorm() {
        var generator = RandomGenerator(seed: 6)
        let layer = BatchNorm1d(3)
        layer.freeze()
        let x = Tensor(.normal([4, 3], using: &generator), requiresGradient: true)
        (layer(x) * Tensor(.normal([4, 3], using: &generator))).sum().backward()
        #expect(layer.weight.grad == nil && layer.bias.grad == nil)
        #expect(x.grad != nil)
    }

    @Test("an embedding starts normal, its padding 0 and without gradient; ids that repeat add up")
    func embedding() throws {
        var generator = RandomGenerator(seed: 7)
        let layer = Embedding(1000, 50, paddingIndex: 3, using: &generator)
        #expect(layer.weight.value[3] == .zeros([50]))
        #expect((layer.weight.value.standardDeviation().scalar - 1).magnitude < 0.02)
        layer(IntArray([3, 5, 5, 7])).sum().backward()
        let gradient = try #require(layer.weight.grad)
        #expect(gradient[3] == .zeros([50]))
        #expect(gradient[5] == NDArray(filledWith: 2, shape: [50]))
        #expect(gradient.sum().scalar == 150)
    }

    @Test("a sequence of layers, its names and its empty form")
    func sequential() {
        var generator = RandomGenerator(seed: 8)
        let network = Sequential(
            Linear(4, 3, using: &generator), ReLU(), Sequential(Linear(3, 2, using: &generator)), Flatten())
        #expect(network(Tensor(.ones([5, 4]))).shape == [5, 2])
        #expect(network.namedParameters.map(\.name) == ["0.weight", "0.bias", "2.0.weight", "2.0.bias"])
        #expect(Sequential()(Tensor(.ones([2]))).value == .ones([2]))
    }

    @Test("wrong inputs are explained")
    func explanations() async throws {
        let linear = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                var generator = RandomGenerator(seed: 1)
                _ = Linear(3, 2, using: &generator)(Tensor(.zeros([5, 4])))
            })
        #expect(text(linear).contains("an input of shape [5, 4] for a weight of shape [2, 3]"))
        let single = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = BatchNorm1d(3)(Tensor(.zeros([1, 3]))) })
        #expect(text(single).contains("drop a last batch of one"))
        let channels = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = BatchNorm1d(3)(Tensor(.zeros([2, 4]))) })
        #expect(text(channels).contains("for 3 channels"))
        let features = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = LayerNorm(3)(Tensor(.zeros([2, 4]))) })
        #expect(text(features).contains("for the normalized shape [3]"))
        let id = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                var generator = RandomGenerator(seed: 1)
                _ = Embedding(3, 2, using: &generator)(IntArray([0, 3]))
            })
        #expect(text(id).contains("the id 3 is outside the vocabulary 0..<3"))
        let probability = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                var generator = RandomGenerator(seed: 1)
                _ = Dropout(20, using: &generator)
            })
        #expect(text(probability).contains("the probability 20.0 is outside [0, 1]"))
    }
}

/// What an ended process wrote on its standard error.
func text(_ result: ExitTest.Result) -> String {
    String(decoding: result.standardErrorContent, as: UTF8.self)
}
