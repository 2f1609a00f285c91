import Autograd
import Datasets
import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter5

@Suite struct LearningTests {
    @Test func convolutionAndPoolingByHandAreThoseOfTheLibrary() {
        let picture: Grid = [[1, 2, 0], [0, 3, 1], [4, 0, 2]]
        #expect(HandConvolution.output(picture, [[1, 0], [0, -1]], bias: 1) == [[-1, 2], [1, 2]])
        #expect(HandPooling.output([[1, 5, 0], [2, 3, 9]]) == [[5]])
        #expect(HandPooling.gradient([[1, 5], [5, 3]], upstream: [[2]]) == [[0, 2], [0, 0]])
        for seed in 0..<5 { #expect(HandLesson(seed: UInt64(seed)).largestDifference < 1e-4) }
    }

    @Test(arguments: NetworkKind.allCases) func eightDigitsAreLearnedByHeart(_ kind: NetworkKind) {
        var generator = RandomGenerator(seed: 3)
        let eight = GeneratedDigits.images(count: 8, seed: 1)
        let network = kind.network(for: eight, using: &generator)
        let (x, y) = (Tensor(eight.images()), eight.labelArray)
        let first = crossEntropy(network(x), y).scalar
        #expect((1.5...4.5).contains(first), "\(first)")
        let optimizer = Adam(network.parameters, learningRate: 2e-3)
        for _ in 0..<80 {
            optimizer.zeroGradients()
            crossEntropy(network(x), y).backward()
            optimizer.step()
        }
        network.evaluate()
        #expect(accuracy(of: network, on: eight) == 1)
    }

    @Test func aTrainedNetworkBeatsTheNearestMeanPicture() throws {
        let data = PictureData(
            training: GeneratedDigits.images(count: 2000, seed: 1),
            test: GeneratedDigits.images(count: 500, seed: 2), name: "generated")
        var generator = RandomGenerator(seed: 1)
        let network = NetworkKind.wide.network(for: data.training, using: &generator)
        let history = try train(
            network, data, optimizer: Adam(network.parameters, learningRate: 3e-3), epochs: 3,
            label: "wide", shouldStop: { false }, using: &generator)
        #expect((2.1...2.6).contains(history.startLoss))
        #expect(history.losses.count == 3 && history.testAccuracies.count == 3)
        #expect(history.testAccuracies[2] > nearestMeanAccuracy(data) + 0.05)
    }

    @Test func theDenseNetworkHasAsManyParameters() {
        var generator = RandomGenerator(seed: 1)
        let digits = GeneratedDigits.images(count: 1, seed: 1)
        let counts = [NetworkKind.book, .dense].map {
            $0.network(for: digits, using: &generator).parameterCount.total
        }
        #expect(counts[0] == 207_258)
        #expect((Double(counts[1]) / Double(counts[0]) - 1).magnitude < 0.01)
    }

    @Test func aShortcutPassesTheInputOn() {
        var generator = RandomGenerator(seed: 1)
        let block = ResidualBlock(2, 2, using: &generator)
        block.bn2.weight.value = .zeros([2])
        let x = NDArray.uniform([1, 2, 5, 5], using: &generator)
        #expect(block(Tensor(x)).value == x)
        #expect(ResidualBlock(2, 4, stride: 2, using: &generator)(Tensor(x)).shape == [1, 4, 3, 3])
    }

    @Test func picturesMoveAndTurn() {
        var generator = RandomGenerator(seed: 1)
        let x = NDArray([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3])
        #expect(x.shifted(right: 1).scalars == [0, 1, 2, 0, 4, 5, 0, 7, 8])
        #expect(x.shifted(right: -2).scalars == [3, 0, 0, 6, 0, 0, 9, 0, 0])
        #expect(x.shifted(right: 4).scalars == [Float](repeating: 0, count: 9))
        let still = Augmentation(rotation: 0, scaling: 0, shift: 0)
        #expect(still(x, using: &generator) == x)
        // Half a turn to either side at most, and pixels stay within their range.
        let moved = Augmentation()(GeneratedDigits.images(count: 50, seed: 1).images(), using: &generator)
        #expect(moved.min().scalar >= 0 && moved.max().scalar <= 1)
    }

    @Test func theBooksSoftmaxRunsOverTheBatch() {
        let logits = Tensor(NDArray([0, 1, 2, 3, 4, 5], shape: [2, 3]))
        let labels = IntArray([2, 0])
        let right = LossForm.overClasses(logits, labels).scalar
        let books = LossForm.overBatch(logits, labels).scalar
        // Down the columns all differences are 3: each log-softmax is the same in a row, so a row tells nothing.
        #expect((books - 1.0986123).magnitude < 1e-5)
        #expect(right != books)
    }

    @Test func mixedUpPicturesOfOneClassKeepIt() {
        var generator = RandomGenerator(seed: 2)
        let network = Sequential(Flatten(), Linear(4, 3, using: &generator))
        let x = NDArray.ones([5, 1, 2, 2])
        let labels = IntArray([1, 1, 1, 1, 1])
        let mixed = mixedUpLoss(network, x, labels, using: &generator).scalar
        #expect((mixed - crossEntropy(network(Tensor(x)), labels).scalar).magnitude < 1e-5)
    }
}
