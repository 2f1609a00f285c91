import Autograd
import Images
import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter8

@Suite struct LearningTests {
    @Test func transposedConvolutionByHand() {
        #expect(transposedConvolution([[2, 3]], [[1, 1]], stride: 1) == [[2, 5, 3]])
        #expect(transposedConvolution([[2, 3]], [[1, 1]], stride: 2) == [[2, 2, 3, 3]])
        for seed in 0..<5 {
            let lesson = TransposedLesson(seed: UInt64(seed))
            #expect(lesson.layerDifference < 1e-5 && lesson.gradientDifference < 1e-5)
        }
    }

    @Test func theLessonFailsWithoutTheLibrarysResultsOrWithNaN() {
        let withheld = TransposedLesson(seed: 1) { _, _ in (nil, nil) }
        #expect(withheld.layerDifference == .infinity && withheld.gradientDifference == .infinity)
        let broken = TransposedLesson(seed: 1) { picture, kernel in
            let results = TransposedLesson.libraryResults(picture, kernel)
            return (results.layer.map { $0 * .nan }, results.gradient.map { $0 * .nan })
        }
        #expect(broken.layerDifference == .infinity && broken.gradientDifference == .infinity)
        let wrong = TransposedLesson(seed: 1) { picture, kernel in
            let results = TransposedLesson.libraryResults(picture, kernel)
            return (results.layer.map { $0 + 1 }, results.gradient.map { $0.reshaped([1, 1, 11, 9]) })
        }
        #expect(wrong.layerDifference > 0.9 && wrong.gradientDifference == .infinity)
    }

    @Test func eigenvaluesOfKnownMatrices() {
        #expect(symmetricEigenvalues([3], 1) == [3])
        let pair = symmetricEigenvalues([2, 1, 1, 2], 2)
        #expect(abs(pair[0] - 1) < 1e-12 && abs(pair[1] - 3) < 1e-12)
        #expect(symmetricEigenvalues([Double](repeating: 0, count: 9), 3) == [0, 0, 0])
        // A string of n masses: 2 − 2 cos(kπ / (n + 1)).
        for n in [3, 10, 61] {
            var matrix = [Double](repeating: 0, count: n * n)
            for i in 0..<n {
                matrix[i * n + i] = 2
                if i > 0 { (matrix[i * n + i - 1], matrix[(i - 1) * n + i]) = (-1, -1) }
            }
            for (k, value) in symmetricEigenvalues(matrix, n).enumerated() {
                let angle = Double(k + 1) * Double.pi / Double(n + 1)
                #expect(abs(value - (2 - 2 * Double(NDArray([Float(angle)]).cos().scalars[0]))) < 1e-5)
            }
        }
    }

    @Test func eigenvaluesKeepTraceAndSquares() {
        var generator = RandomGenerator(seed: 4)
        for n in [2, 5, 40, 90] {
            var matrix = [Double](repeating: 0, count: n * n)
            for i in 0..<n {
                for j in 0...i {
                    let number = Double(generator.normal())
                    (matrix[i * n + j], matrix[j * n + i]) = (number, number)
                }
            }
            let values = symmetricEigenvalues(matrix, n)
            let trace = (0..<n).reduce(0) { $0 + matrix[$1 * n + $1] }
            let squares = matrix.reduce(0) { $0 + $1 * $1 }
            #expect(abs(values.reduce(0, +) - trace) < 1e-10 * squares)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } - squares) < 1e-10 * squares)
        }
    }

    @Test func choleskyFactorsMultiplyBack() {
        // The third row is the sum of the other two: no third pivot is left.
        let matrix = [4.0, 2, 6, 2, 5, 7, 6, 7, 13]
        let lower = choleskyFactor(matrix, 3)
        for i in 0..<3 {
            for j in 0..<3 {
                let product = (0..<3).reduce(0.0) { $0 + lower[i * 3 + $1] * lower[j * 3 + $1] }
                #expect(abs(product - matrix[i * 3 + j]) < 1e-9)
            }
        }
        #expect(lower[1] == 0 && lower[2] == 0 && lower[5] == 0 && lower[8] == 0)
    }

    @Test func frechetDistanceByHand() {
        // On a line: (0 − 3)² + (1 − 2)².
        let one = FeatureCloud(mean: [0], covariance: [1])
        #expect(abs(one.distance(to: FeatureCloud(mean: [3], covariance: [4])) - 10) < 1e-9)
        #expect(one.distance(to: one) < 1e-9)
        // Diagonal: each direction on its own; and turned, nothing changes.
        let wide = FeatureCloud(mean: [1, 0], covariance: [9, 0, 0, 1])
        let high = FeatureCloud(mean: [0, 2], covariance: [1, 0, 0, 16])
        #expect(abs(wide.distance(to: high) - (1 + 4 + 4 + 9)) < 1e-9)
        #expect(abs(wide.distance(to: high) - high.distance(to: wide)) < 1e-9)
        let cloud = FeatureCloud(NDArray([0, 0, 2, 2, 4, 4], shape: [3, 2]))
        #expect(cloud.mean == [2, 2] && cloud.covariance == [4, 4, 4, 4])
        #expect(cloud.distance(to: cloud) < 1e-9)
    }

    @Test func aHistoryOfAnotherTrainingIsRefused() {
        let start = GANHistory(start: .zeros([60, 1, 28, 28]))
        #expect(start.isPossible(from: start))
        var longer = start
        longer.losses = [1]
        #expect(!longer.isPossible(from: start))
        longer.discriminatorLosses = [1]
        #expect(!longer.isPossible(from: start))
        longer.frames.append(.zeros([60, 1, 28, 28]))
        #expect(longer.isPossible(from: start))
        longer.frames[1] = .zeros([60, 1, 28])
        #expect(!longer.isPossible(from: start))
        longer.frames = []
        #expect(!longer.isPossible(from: start))
    }

    @Test func aConditionalGANSeesTheDigit() {
        var random = RandomGenerator(seed: 5)
        let gan = GAN(isConditional: true, width: 4, using: &random)
        let codes = latentCodes([3, 3, 8], count: 3, using: &random)
        #expect(codes.shape == [3, 74])
        #expect(codes[2].scalars.suffix(10) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
        let pictures = gan.generator(Tensor(codes))
        let losses = [[3, 3, 8], [1, 1, 1]].map { gan.loss(pictures, $0, areReal: true).scalar }
        #expect(losses[0] != losses[1])
        let walks = latentWalks(isConditional: true, using: &random)
        #expect(walks.shape == [60, 74])
        #expect(walks[59].scalars.suffix(10) == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0])
    }

    @Test func theGeneratorOverfitsEightDigits() {
        var random = RandomGenerator(seed: 6)
        let eight = GeneratedDigits.images(count: 8, seed: 1)
        let generator = Generator(inputs: 8, width: 16, using: &random)
        let codes = Tensor(IntArray(Array(0..<8)).oneHot(classCount: 8))
        let targets = Tensor(eight.images(scale: .signed))
        let optimizer = Adam(generator.parameters, learningRate: 5e-3)
        var (first, last) = (Float.nan, Float.nan)
        for _ in 0..<200 {
            optimizer.zeroGradients()
            let loss = meanSquaredError(generator(codes), targets)
            if first.isNaN { first = loss.scalar }
            last = loss.scalar
            loss.backward()
            optimizer.step()
        }
        // It begins at grey, about 0, and nearly all of a digit is −1.
        #expect((0.5...1.3).contains(first), "\(first)")
        #expect(last < 0.03, "\(last)")
    }

    @Test func theDiscriminatorOverfitsEightPictures() {
        var random = RandomGenerator(seed: 7)
        let discriminator = Discriminator(channels: 1, width: 8, using: &random)
        let digits = Tensor(GeneratedDigits.images(count: 8, seed: 1).images(scale: .signed))
        let noise = Tensor(NDArray.uniform([8, 1, 28, 28], from: -1, to: 1, using: &random))
        let (yes, no) = (Tensor(NDArray.ones([8, 1])), Tensor(NDArray.zeros([8, 1])))
        let optimizer = Adam(discriminator.parameters, learningRate: 2e-3)
        var last = Float.nan
        for _ in 0..<40 {
            optimizer.zeroGradients()
            let loss =
                binaryCrossEntropyWithLogits(discriminator(digits), yes)
                + binaryCrossEntropyWithLogits(discriminator(noise), no)
            loss.backward()
            optimizer.step()
            last = loss.scalar
        }
        #expect(last < 0.05)
    }
}
