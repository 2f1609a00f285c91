import Autograd
import Foundation
import ImageNetworks
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter7

/// What PyTorch computed, as `Tests/Fixtures/make_style_fixtures.py` wrote it.
private struct StyleFixtures: Decodable {
    struct VGG: Decodable {
        let style: [Double]
        let content: Double
        let total: Double
        let gradient: [Float]
    }

    struct Distance: Decodable {
        let loss: Double
        let gradient: [Float]
    }

    let vgg16: VGG
    let slicedWasserstein: Distance

    static func read() throws -> StyleFixtures {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/style.json")
        return try JSONDecoder().decode(StyleFixtures.self, from: Data(contentsOf: file))
    }

    /// The numbers of the fixtures' formula.
    static func wave(_ shape: Shape, _ scale: Double, _ phase: Int) -> NDArray {
        let step = 7919 * (phase + 1) * (phase + 1)
        return NDArray(
            (0..<shape.elementCount).map { index in
                let share = Double((index + 1) * step % 10007) / 10007
                return Float(scale * (share - 0.5))
            }, shape: shape)
    }

    static func picture(_ height: Int, _ width: Int, _ phase: Int) -> NDArray {
        0.5 + wave([1, 3, height, width], 0.9, phase)
    }
}

@Suite struct FixtureTests {
    /// The losses of VGG16 at its real size, and their gradient with respect to the picture.
    @Test func theLossesOfVGGAreThoseOfPyTorch() throws {
        let fixture = try StyleFixtures.read().vgg16
        var generator = RandomGenerator(seed: 1)
        let vgg = VGGFeatures(.vgg16, through: "relu4_1", using: &generator)
        for (number, parameter) in vgg.parameters.enumerated() {
            let fan = parameter.rank > 1 ? parameter.elementCount / parameter.shape[0] : 100
            parameter.value = StyleFixtures.wave(parameter.shape, 5 / Double(fan).squareRoot(), number)
        }
        let network = VGGNetwork(vgg)
        let picture = Tensor(StyleFixtures.picture(24, 32, 53), requiresGradient: true)
        let objective = GramObjective(
            network, content: StyleFixtures.picture(24, 32, 51), styles: [StyleFixtures.picture(32, 24, 52)],
            contentWeight: 0.2, smoothness: 0)
        let loss = objective.loss(of: picture, using: &generator)
        func expectNear(_ value: Double, _ expected: Double) {
            #expect(abs(value - expected) < 1e-4 * abs(expected), "\(value), not \(expected)")
        }
        expectNear(loss.style, fixture.style.reduce(0, +))
        expectNear(loss.content, fixture.content)
        expectNear(Double(loss.total.scalar), fixture.total)
        let features = network.features(of: picture)
        for ((name, _), expected) in zip(network.styleLayers, fixture.style) {
            let answer = try #require(features[name])
            expectNear(Double(styleLoss(answer, try #require(objective.grams[name])).scalar), expected)
        }
        loss.total.backward()
        let gradient = try #require(picture.grad).scalars
        let picked = stride(from: 0, to: gradient.count, by: 97).map { gradient[$0] }
        let largest = fixture.gradient.map(abs).max() ?? 0
        #expect(picked.count == fixture.gradient.count)
        #expect(zip(picked, fixture.gradient).allSatisfy { abs($0 - $1) < 1e-3 * largest })
    }

    @Test func theSlicedWassersteinDistanceIsThatOfPyTorch() throws {
        let fixture = try StyleFixtures.read().slicedWasserstein
        let raw = StyleFixtures.wave([5, 3, 4, 4], 1, 56)
        let directions = raw / raw.square().sum(axes: [1, 2, 3], keepingDimensions: true).squareRoot()
        let picture = Tensor(StyleFixtures.picture(14, 12, 54), requiresGradient: true)
        let loss = slicedWasserstein(picture, [StyleFixtures.picture(14, 12, 55)], along: directions)
        #expect(abs(Double(loss.scalar) - fixture.loss) < 1e-4 * fixture.loss)
        loss.backward()
        let gradient = try #require(picture.grad).scalars
        let largest = fixture.gradient.map(abs).max() ?? 0
        #expect(zip(gradient, fixture.gradient).allSatisfy { abs($0 - $1) < 1e-3 * largest })
    }
}
