import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses give PyTorch's numbers")
struct LossFixtureTests {
    static let all: [LayerFixture] = (try? layerFixture("losses")) ?? []

    static func named(_ names: String...) -> [LayerFixture] { all.filter { names.contains($0.name) } }

    func reduction(_ fixture: LayerFixture) -> LossReduction {
        [.mean, .sum, .none][Int(fixture.options["reduction"] ?? 0)]
    }

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.name).mapValues(\.count)
        #expect(
            counts == [
                "mse": 3, "l1": 3, "huber": 3, "smooth_l1": 3, "cross_entropy": 72, "nll": 36,
                "bce_with_logits": 18,
            ])
    }

    @Test("regression", arguments: named("mse", "l1", "huber", "smooth_l1", "bce_with_logits"))
    func regression(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let (x, y) = (try #require(leaves["input"]), try #require(leaves["target"]))
        let reduction = reduction(fixture)
        switch fixture.name {
        case "mse": fixture.check(meanSquaredError(x, y, reduction: reduction), leaves)
        case "l1": fixture.check(meanAbsoluteError(x, y, reduction: reduction), leaves)
        case "huber": fixture.check(huber(x, y, delta: 0.7, reduction: reduction), leaves)
        case "smooth_l1": fixture.check(smoothAbsoluteError(x, y, beta: 1.5, reduction: reduction), leaves)
        default:
            let weights = fixture.buffers?["weights"]?.array
            fixture.check(
                binaryCrossEntropyWithLogits(x, y, positiveWeight: weights, reduction: reduction), leaves)
        }
    }

    @Test("classification", arguments: named("cross_entropy", "nll"))
    func classification(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let x = try #require(leaves["input"])
        let labels = try #require(fixture.labels).array
        let weights = fixture.buffers?["weights"]?.array
        let ignored = Int(try #require(fixture.options["ignored"]))
        if fixture.name == "nll" {
            fixture.check(
                negativeLogLikelihood(
                    x, labels, classWeights: weights, ignoredIndex: ignored, reduction: reduction(fixture)),
                leaves)
        } else {
            fixture.check(
                crossEntropy(
                    x, labels, classWeights: weights,
                    labelSmoothing: Float(try #require(fixture.options["smoothing"])), ignoredIndex: ignored,
                    reduction: reduction(fixture)), leaves)
        }
    }
}
