import Autograd
import ChapterSupport
import Images
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

    @Test func theLessonFailsWithoutTheGradientsOrWithNaN() {
        for withheld in 0..<3 {
            for replacement in [nil, NDArray(filledWith: .nan, shape: [1, 1, 8, 8])] as [NDArray?] {
                let lesson = HandLesson(seed: 1) { picture, kernel, bias, weights in
                    var gradients = HandLesson.libraryGradients(picture, kernel, bias, weights)
                    switch withheld {
                    case 0: gradients.picture = replacement
                    case 1: gradients.kernel = replacement.map { _ in kernel * .nan }
                    default: gradients.bias = replacement.map { _ in bias * .nan }
                    }
                    return gradients
                }
                #expect(lesson.largestDifference == .infinity)
            }
        }
        // A gradient that is wrong in one place.
        let wrong = HandLesson(seed: 1) { picture, kernel, bias, weights in
            var gradients = HandLesson.libraryGradients(picture, kernel, bias, weights)
            gradients.bias = gradients.bias.map { $0 + 1 }
            return gradients
        }
        #expect(wrong.largestDifference > 0.9)
    }

    @Test(arguments: NetworkKind.allCases) func everyNetworkOverfitsEightDigits(_ kind: NetworkKind) {
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
        let trained = try #require(try train(.wide, on: data, epochs: 6, seed: 1, Training()))
        let history = trained.history
        #expect((2.1...2.6).contains(history.startLoss))
        #expect(history.losses.count == 6 && history.testAccuracies.count == 6)
        #expect(trained.accuracy == history.testAccuracies[5])
        #expect(trained.accuracy > nearestMeanAccuracy(data) + 0.05)
        #expect(try train(.wide, on: data, epochs: 6, seed: 1, Training { true }) == nil)
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

    @Test func aHistoryOfAnotherTrainingIsRefused() {
        var generator = RandomGenerator(seed: 1)
        let book = BookNetwork(using: &generator)
        let start = ClassifierHistory(of: book)
        #expect(start.isPossible(from: start))
        var longer = start
        longer.losses = [2]
        #expect(!longer.isPossible(from: start))
        longer.testAccuracies = [0.5]
        #expect(!longer.isPossible(from: start))
        longer.recordKernels(of: book)
        #expect(longer.isPossible(from: start))
        // Kernels where there are none, and none where there are some.
        let other = ClassifierHistory(of: Linear(2, 3, using: &generator))
        #expect(!start.isPossible(from: other) && !other.isPossible(from: start))
        // Kernels of another size.
        #expect(
            !ClassifierHistory(of: BookNetwork(channels: 3, using: &generator)).isPossible(from: start))
    }

    @Test func picturesMoveAndTurn() {
        var generator = RandomGenerator(seed: 1)
        let x = NDArray([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3])
        #expect(x.shifted(right: 1).scalars == [0, 1, 2, 0, 4, 5, 0, 7, 8])
        #expect(x.shifted(right: -2).scalars == [3, 0, 0, 6, 0, 0, 9, 0, 0])
        #expect(x.shifted(right: 4).scalars == [Float](repeating: 0, count: 9))
        let still = BatchAugmentation(rotation: 0, scaling: 0, shift: 0)
        #expect(still(x, using: &generator) == x)
        // About half of the photographs are mirrored, and nothing else is done to these.
        let mirroring = BatchAugmentation(rotation: 0, scaling: 0, shift: 0, mirrors: true)
        let many = mirroring(
            NDArray.concatenated(Array(repeating: x, count: 200), axis: 0), using: &generator)
        let mirrored = NDArray([3, 2, 1, 6, 5, 4, 9, 8, 7], shape: [1, 1, 3, 3])
        let turned = (0..<200).count { many[$0..<$0 + 1] == mirrored }
        #expect((70...130).contains(turned) && (0..<200).count { many[$0..<$0 + 1] == x } == 200 - turned)
        #expect(BatchAugmentation.suiting(.cifar10).mirrors)
        #expect(!BatchAugmentation.suiting(.mnist).mirrors && !BatchAugmentation.suiting(nil).mirrors)
        // Half a turn to either side at most, and pixels stay within their range.
        let moved = BatchAugmentation()(
            GeneratedDigits.images(count: 50, seed: 1).images(), using: &generator)
        #expect(moved.min().scalar >= 0 && moved.max().scalar <= 1)
    }

    @Test func theBooksSoftmaxRunsOverTheBatch() {
        let logits = Tensor(NDArray([0, 1, 2, 3, 4, 5], shape: [2, 3]))
        let labels = IntArray([2, 0])
        let right = LossForm.softmaxOverClasses(logits, labels).scalar
        let books = LossForm.softmaxOverBatch(logits, labels).scalar
        // Down the columns all differences are 3: each log-softmax is the same in a row, so a row tells nothing.
        #expect((books - 1.0986123).magnitude < 1e-5)
        #expect(right != books)
    }

    @Test func mixedUpPicturesOfOneClassKeepIt() {
        var generator = RandomGenerator(seed: 2)
        let network = Sequential(Flatten(), Linear(4, 3, using: &generator))
        let x = NDArray.ones([5, 1, 2, 2])
        let labels = IntArray([1, 1, 1, 1, 1])
        let mixed = mixedUp(x, labels.oneHot(classCount: 3), using: &generator)
        let loss = crossEntropy(network(Tensor(mixed.pictures)), probabilities: Tensor(mixed.targets))
        #expect((loss.scalar - crossEntropy(network(Tensor(x)), labels).scalar).magnitude < 1e-5)
    }

    @Test func classesAreMixedAsTheirPicturesAre() {
        var generator = RandomGenerator(seed: 2)
        // Each picture is its class, one-hot: mixed, they must still be the same.
        let targets = IntArray([0, 1, 2, 1]).oneHot(classCount: 3)
        let mixed = mixedUp(targets.reshaped([4, 1, 1, 3]), targets, using: &generator)
        #expect(mixed.pictures.reshaped([4, 3]) == mixed.targets)
        #expect(largestDifference(mixed.targets.sum(axes: [1]), .ones([4])) < 1e-6)
        #expect(mixed.targets != targets)
    }
}
