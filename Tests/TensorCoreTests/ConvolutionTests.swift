import Testing

@testable import TensorCore

/// A convolution with the shapes it is tried on.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    let input: Shape
    let weight: Shape
    let convolution: Convolution2D

    init(
        _ input: Shape, _ weight: Shape, stride: Size2D = 1, padding: Size2D = 0, dilation: Size2D = 1,
        groups: Int = 1
    ) {
        self.input = input
        self.weight = weight
        convolution = Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)
    }

    var testDescription: String { "\(input) with \(weight), \(convolution)" }

    var extents: ConvolutionExtents {
        convolution.extents(
            input, weight, convolution.outputSize(input, weight, "convolution2D", #fileID, #line))
    }

    static let all: [ConvolutionCase] = [
        ConvolutionCase([1, 1, 1, 1], [1, 1, 1, 1]),
        ConvolutionCase([2, 3, 5, 7], [4, 3, 3, 3]),
        ConvolutionCase([2, 3, 9, 6], [5, 3, 3, 2], padding: Size2D(1, 2)),
        ConvolutionCase([1, 2, 2, 3], [3, 2, 4, 5], padding: Size2D(1, 2)),
        ConvolutionCase([2, 2, 11, 13], [13, 2, 3, 3], stride: 3, padding: 1),
        ConvolutionCase([2, 2, 11, 14], [8, 2, 3, 4], stride: Size2D(2, 3), padding: Size2D(2, 0)),
        ConvolutionCase([1, 3, 12, 10], [9, 3, 3, 3], padding: 2, dilation: 2),
        ConvolutionCase([2, 2, 12, 15], [3, 2, 3, 3], stride: 2, padding: 3, dilation: Size2D(2, 3)),
        ConvolutionCase([3, 6, 7, 8], [6, 1, 3, 3], padding: 1, groups: 6),
        ConvolutionCase([2, 5, 7, 9], [5, 1, 3, 3], stride: 2, padding: 1, groups: 5),
        ConvolutionCase([3, 2, 18, 25], [2, 1, 3, 3], stride: 2, padding: 1, groups: 2),
        ConvolutionCase([1, 3, 40, 97], [3, 1, 3, 3], padding: 1, groups: 3),
        ConvolutionCase(
            [1, 2, 70, 131], [2, 1, 5, 4], stride: Size2D(2, 1), padding: Size2D(1, 2), groups: 2),
        ConvolutionCase([2, 3, 20, 17], [3, 1, 3, 2], stride: Size2D(1, 3), dilation: 2, groups: 3),
        ConvolutionCase([0, 3, 9, 9], [3, 1, 3, 3], padding: 1, groups: 3),
        ConvolutionCase([2, 6, 8, 7], [10, 3, 2, 3], stride: 2, padding: 1, groups: 2),
        ConvolutionCase([2, 7, 6, 5], [17, 7, 1, 1]),
        ConvolutionCase([2, 4, 9, 9], [5, 4, 1, 1], stride: 2),
        ConvolutionCase([1, 2, 8, 8], [3, 2, 2, 2], stride: 5, padding: 1),
        ConvolutionCase([2, 1, 28, 28], [4, 1, 5, 5], padding: 2),
        ConvolutionCase([1, 20, 19, 33], [25, 20, 3, 3], padding: 1),
        ConvolutionCase([1, 1, 70, 71], [2, 1, 3, 3], padding: 1),
        // Laid out in bands, for their length and for their channels.
        ConvolutionCase([2, 4, 64, 150], [6, 2, 3, 3], padding: 1, groups: 2),
        ConvolutionCase([1, 2, 200, 90], [3, 2, 5, 4], stride: Size2D(2, 1), padding: Size2D(2, 1)),
        ConvolutionCase([1, 2, 75, 260], [13, 2, 3, 3], padding: 2, dilation: 2),
        ConvolutionCase([1, 70, 30, 150], [3, 70, 3, 1], padding: Size2D(1, 0)),
        ConvolutionCase([0, 2, 5, 5], [3, 2, 3, 3]),
        ConvolutionCase([18, 2, 4, 4], [3, 2, 4, 4]),
        ConvolutionCase([37, 3, 7, 6], [5, 3, 3, 3], padding: 1),
        ConvolutionCase([41, 4, 8, 9], [6, 2, 4, 4], stride: 2, padding: 1, groups: 2),
        ConvolutionCase([25, 2, 5, 5], [4, 2, 3, 3], padding: 2, dilation: 2),
        ConvolutionCase([33, 3, 6, 6], [2, 3, 1, 1], stride: 3),
        ConvolutionCase([19, 2, 3, 5], [3, 2, 2, 4], padding: Size2D(0, 3)),
        // Channels and tiles enough for Winograd's filtering.
        ConvolutionCase([2, 96, 24, 23], [90, 96, 3, 3], padding: 1),
    ]
}

private func normal(_ shape: Shape, seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

/// Within rounding of the largest number.
///
/// - Parameter others: the numbers whose largest counts, where not those that are expected.
private func expectEqual(_ found: NDArray, _ expected: NDArray, of others: NDArray? = nil, _ what: String) {
    #expect(found.shape == expected.shape)
    let (a, b) = (found.scalars, expected.scalars)
    let largest = (others ?? expected).scalars.reduce(1) { max($0, $1.magnitude) }
    let worst = zip(a, b).reduce(Float(0)) { max($0, ($1.0 - $1.1).magnitude) }
    #expect(a.allSatisfy(\.isFinite) && worst <= 1e-5 * largest, "\(what) is off by \(worst) of \(largest)")
}

@Suite struct ConvolutionTests {
    @Test func handWorked() {
        let picture = NDArray([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3])
        let kernel = NDArray([1, 0, 0, -1], shape: [1, 1, 2, 2])
        // Each pixel less the one diagonally below it: always −4; with a bias of 10, 6.
        #expect(picture.convolution2D(kernel) == NDArray(filledWith: -4, shape: [1, 1, 2, 2]))
        #expect(
            picture.convolution2D(kernel, bias: NDArray([10])) == NDArray(filledWith: 6, shape: [1, 1, 2, 2]))
        #expect(
            picture.convolution2D(kernel, padding: 1).scalars == [
                -1, -2, -3, 0, -4, -4, -4, 3, -7, -4, -4, 6, 0, 7, 8, 9,
            ])
        #expect(picture.convolution2D(kernel, stride: 2).scalars == [-4])
        #expect(picture.convolution2D(kernel, dilation: 2).scalars == [-8])
        let convolution = Convolution2D()
        let upstream = NDArray([1, 2, 3, 4], shape: [1, 1, 2, 2])
        #expect(
            convolution.inputGradient(upstream, kernel, inputShape: [1, 1, 3, 3]).scalars == [
                1, 2, 0, 3, 3, -2, 0, -3, -4,
            ])
        // 1 · 1 + 2 · 2 + 3 · 4 + 4 · 5 = 37, and so on for the other three corners.
        #expect(
            convolution.weightGradient(upstream, picture, weightShape: [1, 1, 2, 2]).scalars == [
                37, 47, 67, 77,
            ])
    }

    @Test(arguments: ConvolutionCase.all)
    func agreesWithTheNaiveLoops(_ given: ConvolutionCase) {
        let (input, weight) = (normal(given.input, seed: 1), normal(given.weight, seed: 2))
        let result = given.convolution(input, weight)
        let expected = NDArray.zeros(result.shape)
        NaiveConvolution.forward(given.extents, input, weight, into: expected)
        expectEqual(result, expected, "the result")
        let upstream = normal(result.shape, seed: 3)
        let toInput = NDArray.zeros(given.input)
        NaiveConvolution.inputGradient(given.extents, upstream, weight, into: toInput)
        expectEqual(
            given.convolution.inputGradient(upstream, weight, inputShape: given.input), toInput, "∂x")
        let toWeight = NDArray.zeros(given.weight)
        NaiveConvolution.weightGradient(given.extents, input, upstream, into: toWeight)
        expectEqual(
            given.convolution.weightGradient(upstream, input, weightShape: given.weight), toWeight, "∂w")
    }

    @Test(arguments: ConvolutionCase.all)
    func preparedItGivesTheSameNumbers(_ given: ConvolutionCase) {
        let (input, weight) = (normal(given.input, seed: 1), normal(given.weight, seed: 2))
        let bias = normal([given.weight[0]], seed: 3)
        let expected = given.convolution(input, weight, bias: bias)
        expectEqual(PreparedConvolution2D(given.convolution, weight, bias: bias)(input), expected, "prepared")
        let cut = PreparedConvolution2D(given.convolution, weight, bias: bias, range: 0...1)
        expectEqual(cut(input), expected.clamped(to: 0...1), of: expected, "cut off")
        let naive = KernelRung.with(.naive) { cut(input) }
        expectEqual(naive, expected.clamped(to: 0...1), of: expected, "on the first rung")
    }

    @Test func takesViewsAndBiases() {
        let input = normal([7, 6, 3, 2], seed: 4)
        let weight = normal([3, 3, 3, 4], seed: 5)
        let bias = normal([4], seed: 6)
        let (pictures, kernels) = (input.permuted([3, 2, 1, 0]), weight.permuted([3, 2, 1, 0]))
        let plain = pictures.contiguous().convolution2D(kernels.contiguous(), padding: 1)
        let expected = plain + bias.reshaped([4, 1, 1])
        expectEqual(pictures.convolution2D(kernels, bias: bias, padding: 1), expected, "the result")
    }

    @Test func theBitsDoNotDependOnTheThreads() {
        for given in [
            ConvolutionCase([5, 16, 33, 30], [20, 16, 3, 3], stride: Size2D(2, 1), padding: 1),
            ConvolutionCase([1, 8, 80, 75], [14, 4, 3, 3], padding: 1, groups: 2),
            ConvolutionCase([50, 12, 9, 8], [14, 12, 3, 3], padding: 1),
        ] {
            let (input, weight) = (normal(given.input, seed: 7), normal(given.weight, seed: 8))
            expectSameBits("\(given)") {
                let result = given.convolution(input, weight)
                return [
                    result, given.convolution.inputGradient(result, weight, inputShape: given.input),
                    given.convolution.weightGradient(result, input, weightShape: given.weight),
                ]
            }
        }
    }
}
