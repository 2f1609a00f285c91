import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// A case of Tests/Fixtures/convolutions.json, made by make_convolution_fixtures.py.
struct PictureFixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let options: [String: [Int]]
    let inputs: [String: LayerFixture.Numbers]
    let buffers: [String: LayerFixture.Numbers]?
    let output: LayerFixture.Numbers
    let upstream: LayerFixture.Numbers
    let gradients: [String: LayerFixture.Numbers]

    var testDescription: String {
        "\(name) \(inputs.sorted { $0.key < $1.key }.map(\.value.shape)) \(options.sorted { $0.key < $1.key })"
    }

    static let all: [PictureFixture] = (try? layerFixture("convolutions")) ?? []

    static func named(_ name: String) -> [PictureFixture] { all.filter { $0.name == name } }

    /// An option that is a height and a width.
    func pair(_ option: String) throws -> Size2D {
        let values = try #require(options[option])
        return Size2D(values[0], values[1])
    }

    func number(_ option: String) throws -> Int { try #require(options[option])[0] }

    func array(_ input: String) throws -> NDArray { try #require(inputs[input]).array }

    /// Holds the layer's output within 1e-6, and the gradients within 1e-5, of PyTorch's.
    func check(_ layer: some Layer, weight: Parameter? = nil, bias: Parameter? = nil) throws {
        let input = Tensor(try array("input"), requiresGradient: true)
        if let weight { weight.value = try array("weight") }
        if let bias { bias.value = try array("bias") }
        let result = layer(input)
        expectClose(result.value, output, 1e-6, "\(testDescription): output")
        result.backward(upstream.array)
        for (key, expected) in gradients {
            let leaves = ["input": input, "weight": weight, "bias": bias]
            let leaf = try #require(leaves[key] ?? nil)
            let gradient = leaf.grad ?? .zeros(leaf.shape)
            expectClose(gradient, expected, 1e-5, "\(testDescription): gradient of \(key)")
        }
    }
}

@Suite("Layers of pictures")
struct ConvolutionLayerTests {
    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: PictureFixture.all, by: \.name).mapValues(\.count)
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { $0 >= 3 })
    }

    @Test("convolution gives PyTorch's numbers", arguments: PictureFixture.named("conv2d"))
    func convolution(_ fixture: PictureFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let (weight, groups) = (try fixture.array("weight").shape, try fixture.number("groups"))
        let layer = Conv2d(
            weight[1] * groups, weight[0], kernel: Size2D(weight[2], weight[3]),
            stride: try fixture.pair("stride"), padding: try fixture.pair("padding"),
            dilation: try fixture.pair("dilation"), groups: groups, bias: fixture.inputs["bias"] != nil,
            using: &generator)
        try fixture.check(layer, weight: layer.weight, bias: layer.bias)
    }

    @Test(
        "transposed convolution gives PyTorch's numbers", arguments: PictureFixture.named("conv_transpose2d"))
    func transposedConvolution(_ fixture: PictureFixture) throws {
        var generator = RandomGenerator(seed: 1)
        let (weight, groups) = (try fixture.array("weight").shape, try fixture.number("groups"))
        let layer = ConvTranspose2d(
            weight[0], weight[1] * groups, kernel: Size2D(weight[2], weight[3]),
            stride: try fixture.pair("stride"), padding: try fixture.pair("padding"),
            outputPadding: try fixture.pair("output_padding"), dilation: try fixture.pair("dilation"),
            groups: groups, bias: fixture.inputs["bias"] != nil, using: &generator)
        try fixture.check(layer, weight: layer.weight, bias: layer.bias)
    }

    @Test("max pooling gives PyTorch's numbers", arguments: PictureFixture.named("max_pool2d"))
    func maxPooling(_ fixture: PictureFixture) throws {
        try fixture.check(
            MaxPool2d(
                try fixture.pair("kernel"), stride: try fixture.pair("stride"),
                padding: try fixture.pair("padding")))
    }

    @Test("average pooling gives PyTorch's numbers", arguments: PictureFixture.named("avg_pool2d"))
    func averagePooling(_ fixture: PictureFixture) throws {
        try fixture.check(
            AvgPool2d(
                try fixture.pair("kernel"), stride: try fixture.pair("stride"),
                padding: try fixture.pair("padding"),
                countsPadding: try fixture.number("counts_padding") == 1))
    }

    @Test("adaptive pooling gives PyTorch's numbers", arguments: PictureFixture.named("adaptive_avg_pool2d"))
    func adaptivePooling(_ fixture: PictureFixture) throws {
        try fixture.check(AdaptiveAvgPool2d(try fixture.pair("size")))
    }

    @Test("batch norm of pictures gives PyTorch's numbers", arguments: PictureFixture.named("batch_norm2d"))
    func batchNorm(_ fixture: PictureFixture) throws {
        let buffers = try #require(fixture.buffers)
        let layer = BatchNorm2d(try fixture.array("weight").elementCount)
        layer.runningMean.value = try #require(buffers["start_mean"]).array
        layer.runningVar.value = try #require(buffers["start_var"]).array
        if try fixture.number("training") == 0 { layer.evaluate() }
        try fixture.check(layer, weight: layer.weight, bias: layer.bias)
        expectClose(layer.runningMean.value, try #require(buffers["running_mean"]), 1e-6, "running mean")
        expectClose(layer.runningVar.value, try #require(buffers["running_var"]), 1e-6, "running variance")
    }

    @Test("gradients agree with differences")
    func gradients() {
        var generator = RandomGenerator(seed: 2)
        let convolved = checkGradients(
            at: [
                .normal([2, 4, 5, 6], using: &generator), .normal([6, 2, 3, 2], using: &generator),
                .normal([6], using: &generator),
            ]
        ) {
            $0[0].convolution2D(
                $0[1], bias: $0[2], stride: Size2D(2, 1), padding: Size2D(1, 2), dilation: Size2D(1, 2),
                groups: 2)
        }
        #expect(convolved.passed, "\(convolved)")
        let transposed = checkGradients(
            at: [
                .normal([2, 4, 3, 4], using: &generator), .normal([4, 3, 3, 2], using: &generator),
                .normal([6], using: &generator),
            ]
        ) {
            $0[0].transposedConvolution2D(
                $0[1], bias: $0[2], stride: Size2D(2, 3), padding: 1, outputPadding: Size2D(0, 2), groups: 2)
        }
        #expect(transposed.passed, "\(transposed)")
        // Half a unit apart, so that no step changes which is the largest.
        let spaced = NDArray(generator.permutation(84).map { Float($0) / 2 - 21 }, shape: [2, 1, 6, 7])
        let pools: [(Tensor) -> Tensor] = [
            { $0.maxPooled2D(2) }, { $0.maxPooled2D(3, stride: 2, padding: 1) },
            { $0.averagePooled2D(3, stride: 2, padding: 1, countsPadding: false) },
            { $0.adaptiveAveragePooled2D(Size2D(4, 3)) },
        ]
        for (index, pool) in pools.enumerated() {
            let check = checkGradients(at: [spaced], step: 0.005) { pool($0[0]) }
            #expect(check.passed, "\(index): \(check)")
        }
    }

    @Test("names are PyTorch's, and the weights start evenly from ±1 / √fan in")
    func namesAndDefaults() {
        var generator = RandomGenerator(seed: 3)
        let network = Sequential(
            Conv2d(4, 60, kernel: Size2D(5, 3), padding: 2, groups: 2, using: &generator), BatchNorm2d(60),
            ConvTranspose2d(60, 8, kernel: 3, groups: 2, bias: false, using: &generator), MaxPool2d(2))
        #expect(
            network.namedParameters.map { "\($0.name) \($0.parameter.shape)" } == [
                "0.weight [60, 2, 5, 3]", "0.bias [60]", "1.weight [60]", "1.bias [60]",
                "2.weight [60, 4, 3, 3]",
            ])
        #expect(network.namedBuffers.map(\.name).contains("1.running_mean"))
        for (index, fanIn) in [(0, 30), (1, 30), (4, 36)] {
            let bound = 1 / Float(fanIn).squareRoot()
            let values = network.parameters[index].value
            let reach: Float = values.elementCount > 100 ? 0.99 : 0.9
            #expect(values.max().scalar <= bound && values.max().scalar > reach * bound)
            #expect(values.min().scalar >= -bound && values.min().scalar < -reach * bound)
        }
    }

    @Test("shapes through a network, without samples too")
    func shapes() {
        var generator = RandomGenerator(seed: 4)
        let network = Sequential(
            Conv2d(1, 4, kernel: 5, padding: 2, using: &generator), ReLU(), MaxPool2d(2),
            Conv2d(4, 8, kernel: 3, stride: 2, using: &generator), AvgPool2d(2), AdaptiveAvgPool2d(1))
        for samples in [0, 3] {
            let result = network(Tensor(.ones([samples, 1, 28, 28])))
            #expect(result.shape == [samples, 8, 1, 1])
            result.sum().backward()
        }
        let larger = ConvTranspose2d(8, 2, kernel: 4, stride: 2, padding: 1, using: &generator)
        #expect(larger(Tensor(.ones([3, 8, 7, 5]))).shape == [3, 2, 14, 10])
    }
}
