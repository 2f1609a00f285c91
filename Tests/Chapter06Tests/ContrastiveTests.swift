import Autograd
import ChapterSupport
import DigitRecognition
import Foundation
import Images
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter6

/// Pretraining without labels: the loss, its gradient, and that something is learned.
@Suite struct ContrastiveTests {
    private let eight = GeneratedDigits.images(count: 8, seed: 1).images()

    private func views(seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return twoViews(of: eight, using: &generator)
    }

    /// A case of PyTorch's; made by Tests/Fixtures/make_contrastive_fixtures.py.
    private struct Fixture: Decodable {
        let count, width: Int
        let temperature: Float
        let first, second, firstGradient, secondGradient: [Float]
        let loss: Float
    }

    @Test func theLossAndItsGradientsArePyTorchs() throws {
        let file = packageRoot.appendingPathComponent("Tests/Fixtures/contrastive.json")
        let fixtures = try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: file))
        #expect(fixtures.map(\.count) == [1, 2, 3, 4, 8])
        for fixture in fixtures {
            let shape: Shape = [fixture.count, fixture.width]
            let first = Tensor(NDArray(fixture.first, shape: shape), requiresGradient: true)
            let second = Tensor(NDArray(fixture.second, shape: shape), requiresGradient: true)
            let loss = contrastiveLoss(first, second, temperature: fixture.temperature)
            loss.backward()
            #expect((loss.scalar - fixture.loss).magnitude < 1e-5 * max(1, fixture.loss))
            let far = [
                largestDifference(first.grad, NDArray(fixture.firstGradient, shape: shape)),
                largestDifference(second.grad, NDArray(fixture.secondGradient, shape: shape)),
            ]
            #expect(far.allSatisfy { $0 < 1e-5 }, "\(fixture.count): \(far)")
        }
    }

    @Test func theGradientPassesTheCheck() {
        var generator = RandomGenerator(seed: 2)
        let inputs = [NDArray.normal([3, 4], using: &generator), NDArray.normal([3, 4], using: &generator)]
        let check = checkGradients(at: inputs) { contrastiveLoss($0[0], $0[1], temperature: 0.5) }
        #expect(check.passed, "\(check)")
    }

    @Test func byHandItIsTheSameAndAMissingGradientIsSeen() {
        var generator = RandomGenerator(seed: 3)
        let network = PretextNetwork(projectingTo: 64, using: &generator)
        let four = views(seed: 4).rows(at: [0, 1, 8, 9])
        func lesson(_ change: (ContrastiveLesson.Gradients) -> ContrastiveLesson.Gradients)
            -> ContrastiveLesson
        {
            ContrastiveLesson(network, views: four, temperature: 0.5) {
                change(ContrastiveLesson.autogradGradients($0, $1, $2))
            }
        }
        let right = lesson { $0 }
        let largest = right.byHand.gradient.joined().reduce(0) { max($0, $1.magnitude) }
        #expect(
            Double(right.differenceFromAutograd) < 1e-4 * max(largest, 1), "\(right.differenceFromAutograd)")
        #expect(right.differenceFromMoving < 1e-6 * max(largest, 1), "\(right.differenceFromMoving)")
        #expect(
            Double(lesson { ($0.first, $0.second.map { $0 * 0.5 }) }.differenceFromAutograd) > largest / 10)
        #expect(lesson { ($0.first, nil) }.differenceFromAutograd == .infinity)
    }

    @Test func theLossBeginsAndEndsWhereTheorySays() {
        // All alike: log (2N − 1). Two pictures in opposite directions: the least.
        for count in [1, 4, 128] {
            let alike = Tensor(NDArray.ones([count, 3]))
            let loss = Double(contrastiveLoss(alike, alike * 2, temperature: 0.1).scalar)
            #expect((loss - contrastiveLossAtStart(count: count)).magnitude < 1e-4)
            #expect(contrastiveLossAtStart(count: count) == log(Double(2 * count - 1)))
        }
        let opposite = Tensor(NDArray(rows: [[2, 0], [-3, 0]]))
        let least = Double(contrastiveLoss(opposite, opposite, temperature: 0.5).scalar)
        #expect((least - leastContrastiveLoss(count: 2, temperature: 0.5)).magnitude < 1e-6)
        #expect((least - log(1 + 2 * exp(-4))).magnitude < 1e-6)
        // An untrained network, whose embeddings are nearly alike.
        var generator = RandomGenerator(seed: 5)
        let network = PretextNetwork(projectingTo: 64, using: &generator)
        let all = network(views(seed: 6)).value
        let start = contrastiveLoss(Tensor(all[0..<8]), Tensor(all[8..<16]), temperature: 0.5).scalar
        #expect((Double(start) - contrastiveLossAtStart(count: 8)).magnitude < 0.25, "\(start)")
    }

    @Test func eightPicturesCanBeOverfitted() {
        var generator = RandomGenerator(seed: 7)
        let network = PretextNetwork(projectingTo: 64, using: &generator)
        let (first, second) = (views(seed: 8)[0..<8], views(seed: 8)[8..<16])
        let optimizer = Adam(network.parameters, learningRate: 2e-3)
        let least = leastContrastiveLoss(count: 8, temperature: 0.5)
        var loss = Double.nan
        for _ in 0..<120 {
            optimizer.zeroGradients()
            let value = contrastiveLoss(network(first), network(second), temperature: 0.5)
            loss = Double(value.scalar)
            #expect(loss > least - 1e-4)
            value.backward()
            optimizer.step()
        }
        #expect(loss < least + 0.1, "\(loss), at least \(least)")
    }

    @Test func threeSeedsLearnTheSame() throws {
        let digits = GeneratedDigits.images(count: 128, seed: 9).images()
        let histories = try (1...3).map { seed in
            var generator = RandomGenerator(seed: UInt64(seed))
            let network = PretextNetwork(projectingTo: 64, using: &generator)
            return try pretrain(
                network, on: digits, FewLabels.view, epochs: 12, Training(), using: &generator
            ) { first, second, _ in contrastiveLoss(first, second, temperature: 0.5) }
        }
        let ends = histories.map { $0.losses.last ?? .nan }
        for history in histories {
            #expect((history.startLoss - contrastiveLossAtStart(count: 128)).magnitude < 0.25)
            #expect((history.losses.last ?? .nan) < history.startLoss - 0.4, "\(history.losses)")
        }
        #expect((ends.max() ?? .nan) - (ends.min() ?? .nan) < 0.25, "\(ends)")
    }

    @Test func aSlantMovesTopAndBottomApartAndLeavesTheMiddle() {
        // An upright stroke in the middle column.
        let stroke = NDArray((0..<81).map { $0 % 9 == 4 ? 1 : 0 }, shape: [1, 1, 9, 9])
        var generator = RandomGenerator(seed: 1)
        let slanting = BatchAugmentation(rotation: 0, scaling: 0, shift: 0, slant: 0.5)
        let slanted = slanting(stroke, using: &generator)
        func place(_ row: Int) -> Float {
            (0..<9).reduce(0) { $0 + Float($1) * slanted[scalar: 0, 0, row, $1] }
                / (0..<9).reduce(0) { $0 + slanted[scalar: 0, 0, row, $1] }
        }
        #expect(place(4) == 4)
        #expect((place(0) - 4).magnitude > 0.2 && (place(0) + place(8) - 8).magnitude < 1e-4)
    }

    @Test func theFirstOfEachClassAreTaken() {
        #expect(firstOfEachClass([3, 1, 3, 1, 1, 0], 1) == [0, 1, 5])
        #expect(firstOfEachClass([3, 1, 3, 1, 1, 0], 2) == [0, 1, 2, 3, 5])
        let digits = GeneratedDigits.images(count: 300, seed: 2)
        #expect(digits.rows(firstOfEachClass(digits.labels, 5)).classSizes == Array(repeating: 5, count: 10))
    }

    @Test func neighboursAreNearByAngleNotByLength() {
        let others = NDArray(rows: [[0, 1], [100, 100], [0.5, 0], [1, -1]])
        #expect(
            nearestByCosine(NDArray(rows: [[3, 0.1], [0, 2]]), among: others, count: 2) == [[2, 1], [0, 1]])
    }

    @Test func aHeadOnSmallFeaturesLearnsAsOnLargeOnes() {
        var generator = RandomGenerator(seed: 10)
        let features = NDArray.normal([20, 6], using: &generator)
        let labels = (0..<20).map { $0 % 2 }
        func logits(_ factor: Float) -> NDArray {
            var generator = RandomGenerator(seed: 11)
            let head = Linear(6, 2, using: &generator)
            trainScaledHead(head, on: features * factor, labels, decay: 0.001)
            return withoutGradient { head(Tensor(features * factor)) }.value
        }
        let far = largestDifference(logits(1), logits(0.001))
        #expect(far < 1e-3, "\(far)")
        #expect(logits(1).max().scalar > 0.5)
    }

    @Test func aReaderTakesOverTheEncoderAndNothingElse() throws {
        var generator = RandomGenerator(seed: 12)
        let network = PretextNetwork(projectingTo: 64, using: &generator)
        let reader = DigitReader(from: network.encoder, classes: 10, using: &generator)
        #expect(
            zip(reader.encoder.parameters, network.encoder.parameters).allSatisfy { $0.value == $1.value })
        let digits = GeneratedDigits.images(count: 20, seed: 3)
        let before = network.encoder.fc.weight.value
        _ = try train(reader, on: digits, nil, rate: 1e-3, steps: 3, Training(), using: &generator)
        #expect(reader.encoder.fc.weight.value != before && network.encoder.fc.weight.value == before)
    }
}
