import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import ImageNetworks

/// Gives every array of a module the numbers that follow from its name.
func fillByRule(_ module: Module) throws {
    let state = module.stateDictionary.filter { !$0.name.hasSuffix("num_batches_tracked") }.map {
        name, value -> (name: String, value: NDArray) in
        (name, NDArray(ruleArray(name, Array(value.shape)), shape: value.shape))
    }
    try module.load(stateDictionary: state, strictly: false)
}

func rulePictures(_ count: Int, _ size: [Int]) -> NDArray {
    NDArray(
        ruleNumbers("pictures", count * 3 * size[0] * size[1]), shape: [count, 3, size[0], size[1]])
}

/// What torchvision gives; made by Tests/Fixtures/make_image_network_fixtures.py.
struct ImageNetworkFixtures: Decodable {
    struct Network: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let size: [Int]
        let count: Int
        let logits: [Double]
        let training_logits: [Double]?
        let gradients: [String: [Double]]?
        var testDescription: String { "\(name) \(count) of \(size)" }
    }

    struct VGG: Decodable, Sendable, CustomTestStringConvertible {
        struct Tap: Decodable, Sendable {
            let shape: [Int]
            let values: [Double]
        }
        let name: String
        let size: [Int]
        let loss: Double
        let gradient: [Double]
        let taps: [String: Tap]
        var testDescription: String { name }
    }

    struct Published: Decodable {
        let logits: [Double]
        let largest: Int
        let sum: Double
    }

    let networks: [Network]
    let vgg: [VGG]
    let published: Published

    static let all: ImageNetworkFixtures? = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try? Data(contentsOf: folder.appendingPathComponent("Fixtures/image_networks.json"))
        return data.flatMap { try? JSONDecoder().decode(ImageNetworkFixtures.self, from: $0) }
    }()
}

/// Each of the first numbers within `tolerance` of the expected one, relative to the largest of them.
func expectClose(
    _ found: NDArray?, _ expected: [Double], _ tolerance: Double, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let scalars = found.map { Array($0.contiguous().scalars.prefix(expected.count)) } ?? []
    let largest = expected.reduce(0) { max($0, $1.magnitude) }
    let difference =
        scalars.count == expected.count && largest > 0
        ? zip(scalars, expected).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude) } / largest : .infinity
    #expect(difference <= tolerance, "\(what): \(difference)", sourceLocation: sourceLocation)
}

/// As in training, but for dropout.
private func trainWithoutDropout(_ module: Module) {
    module.train()
    for (_, inner) in module.namedModules where inner is Dropout { inner.evaluate() }
}

private func gradientsByName(_ module: Module) -> [String: NDArray] {
    var result: [String: NDArray] = [:]
    for (name, parameter) in module.namedParameters { result[name] = parameter.grad }
    return result
}

@Suite struct ImageNetworkTests {
    private static let networks = ImageNetworkFixtures.all?.networks ?? []
    private static let vgg = ImageNetworkFixtures.all?.vgg ?? []

    @Test func theFixturesAreThere() {
        #expect(Self.networks.count == 6 && Self.vgg.count == 2)
    }

    @Test(arguments: networks) func theyGiveTheNumbersOfTorchvision(_ fixture: ImageNetworkFixtures.Network)
        throws
    {
        var generator = RandomGenerator(seed: 1)
        let kind = try #require(ImageNetworkKind(rawValue: fixture.name))
        let network = kind.make(classCount: 10, using: &generator)
        try fillByRule(network)
        network.evaluate()
        let pictures = Tensor(rulePictures(fixture.count, fixture.size))
        expectClose(network(pictures).value, fixture.logits, 1e-5, "logits")
        let (body, head) = (foldedForInference(network.body), foldedForInference(network.head))
        let maps = body(pictures)
        expectClose(head(maps).value, fixture.logits, 1e-5, "folded")
        guard let expected = fixture.training_logits, let gradients = fixture.gradients else { return }
        let logits = network(pictures)
        logits.backward(NDArray(ruleNumbers("upstream", logits.elementCount), shape: logits.shape))
        let parameters = gradientsByName(network)
        for (name, values) in gradients {
            expectClose(parameters[name], values, 1e-5, "gradient of \(name)")
        }
        trainWithoutDropout(network)
        expectClose(network(pictures).value, expected, 1e-4, "logits of a training batch")
    }

    @Test(arguments: vgg) func tapsOfVGGAndTheGradientToThePicture(_ fixture: ImageNetworkFixtures.VGG) throws
    {
        var generator = RandomGenerator(seed: 1)
        let variant = try #require(VGGFeatures.Variant(rawValue: fixture.name))
        let vgg = VGGFeatures(variant, using: &generator)
        try fillByRule(vgg)
        let picture = Tensor(rulePictures(1, fixture.size), requiresGradient: true)
        let names = fixture.taps.keys.sorted()
        let maps = vgg(picture, at: names)
        for (name, map) in zip(names, maps) {
            let expected = try #require(fixture.taps[name])
            #expect(Array(map.shape) == expected.shape)
            expectClose(map.value, expected.values, 1e-5, name)
        }
        let loss = maps.dropFirst().reduce(maps[0].square().mean()) { $0 + $1.square().mean() }
        expectClose(loss.value, [fixture.loss], 1e-5, "loss")
        loss.backward()
        expectClose(picture.grad, fixture.gradient, 1e-4, "gradient")
        #expect(vgg.parameters.allSatisfy { $0.grad == nil && !$0.requiresGradient })
    }

    @Test func torchvisionHasTheSameNumberOfParameters() {
        var generator = RandomGenerator(seed: 1)
        let counts = ImageNetworkKind.allCases.map { $0.make(using: &generator).parameterCount.total }
        #expect(counts == [3_504_872, 11_689_512, 1_235_496])
        #expect(VGGFeatures(.vgg16, using: &generator).parameterCount.total == 14_714_688)
        #expect(VGGFeatures(.vgg19, using: &generator).parameterCount.total == 20_024_384)
    }

    @Test func aVGGEndsBehindItsLastTap() {
        var generator = RandomGenerator(seed: 1)
        let vgg = VGGFeatures(.vgg16, through: "relu2_1", pooling: .average, using: &generator)
        #expect(vgg.features.layers.count == 7)
        #expect(vgg.stateDictionary.map(\.name).last == "features.5.bias")
        let maps = vgg(Tensor(.zeros([1, 3, 8, 8])), at: ["relu2_1", "conv1_1"])
        #expect(maps.map { Array($0.shape) } == [[1, 128, 4, 4], [1, 64, 8, 8]])
    }

    @Test func theSameBitsOnOneThreadAndSeveral() throws {
        var generator = RandomGenerator(seed: 5)
        let network = MobileNetV2(classCount: 3, using: &generator)
        let pictures = NDArray.normal([2, 3, 48, 40], using: &generator)
        trainWithoutDropout(network)
        func gradients(threads: Int) throws -> [NDArray] {
            try Parallel.withExactly(threads) {
                network.zeroGradients()
                network(Tensor(pictures)).square().sum().backward()
                return try network.parameters.map { try #require($0.grad) }
            }.result
        }
        let (one, three) = (try gradients(threads: 1), try gradients(threads: 3))
        #expect(zip(one, three).allSatisfy { $0 == $1 })
    }

    @Test(.enabled(if: publishedData("pretrained/mobilenet") != nil)) func publishedWeights() throws {
        let folder = try #require(publishedData("pretrained/mobilenet"))
        let network = try ImageNetworkKind.mobileNetV2.load("\(folder)/mobilenet_v2-b0353104.pth")
        let wave = NDArray((0..<3 * 224 * 224).map { sin(Float($0) * 0.01) }, shape: [1, 3, 224, 224])
        let expected = try #require(ImageNetworkFixtures.all?.published)
        let logits = network(Tensor(wave)).value
        expectClose(logits, expected.logits, 1e-4, "logits")
        #expect(logits.argMax(axis: 1) == IntArray([expected.largest]))
    }
}
