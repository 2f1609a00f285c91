import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Layers give PyTorch's numbers")
struct LayerFixtureTests {
    static let all: [LayerFixture] = (try? layerFixture("layers")) ?? []

    static func named(_ names: String...) -> [LayerFixture] { all.filter { names.contains($0.name) } }

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.name).mapValues(\.count)
        #expect(counts.count == 12)
        #expect(counts.values.allSatisfy { $0 >= 3 })
    }

    @Test("linear", arguments: named("linear"))
    func linearLayer(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let (x, weight) = (try #require(leaves["input"]), try #require(leaves["weight"]))
        fixture.check(linear(x, weight: weight, bias: leaves["bias"]), leaves)
    }

    @Test(
        "activations",
        arguments: named(
            "sigmoid", "tanh", "relu", "leaky_relu", "gelu", "gelu_tanh", "softmax", "log_softmax"))
    func activation(_ fixture: LayerFixture) throws {
        let axis = Int(fixture.options["axis"] ?? 0)
        let layers: [String: any Layer] = [
            "sigmoid": Sigmoid(), "tanh": Tanh(), "relu": ReLU(), "leaky_relu": LeakyReLU(), "gelu": GELU(),
            "gelu_tanh": GELU(.tanh), "softmax": Softmax(axis: axis), "log_softmax": LogSoftmax(axis: axis),
        ]
        let leaves = fixture.leaves
        let layer = try #require(layers[fixture.name])
        let x = try #require(leaves["input"])
        fixture.check(layer(x), leaves)
    }

    @Test("batch norm", arguments: named("batch_norm"))
    func batchNorm(_ fixture: LayerFixture) throws {
        let buffers = try #require(fixture.buffers)
        let x = try #require(fixture.leaves["input"])
        let layer = BatchNorm1d(x.shape[1])
        layer.weight.value = try #require(fixture.inputs["weight"]).array
        layer.bias.value = try #require(fixture.inputs["bias"]).array
        layer.runningMean.value = try #require(buffers["start_mean"]).array
        layer.runningVar.value = try #require(buffers["start_var"]).array
        let isTraining = fixture.options["training"] == 1
        if !isTraining { layer.evaluate() }
        fixture.check(layer(x), ["input": x, "weight": layer.weight, "bias": layer.bias])
        expectClose(layer.runningMean.value, try #require(buffers["running_mean"]), 1e-6, "running mean")
        expectClose(layer.runningVar.value, try #require(buffers["running_var"]), 1e-6, "running variance")
        #expect(layer.numBatchesTracked.value.scalar == (isTraining ? 1 : 0))
    }

    @Test("layer norm", arguments: named("layer_norm"))
    func layerNorm(_ fixture: LayerFixture) throws {
        let x = try #require(fixture.leaves["input"])
        let normalized = Shape(x.shape.suffix(Int(try #require(fixture.options["axes"]))))
        var leaves = ["input": x]
        let layer = LayerNorm(normalized, affine: fixture.inputs["weight"] != nil)
        if let weight = layer.weight, let bias = layer.bias {
            weight.value = try #require(fixture.inputs["weight"]).array
            bias.value = try #require(fixture.inputs["bias"]).array
            leaves["weight"] = weight
            leaves["bias"] = bias
        }
        fixture.check(layer(x), leaves)
    }

    @Test("embedding", arguments: named("embedding"))
    func embedding(_ fixture: LayerFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let table = try #require(fixture.inputs["weight"]).array
        let layer = Embedding(
            table.shape[0], table.shape[1], paddingIndex: fixture.options["padding"].map { Int($0) },
            using: &generator)
        layer.weight.value = table
        fixture.check(layer(try #require(fixture.labels).array), ["weight": layer.weight])
    }
}
