import Testing

@testable import TensorCore

/// Winograd's filtering against the loops of the definition, however few channels there are.
@Suite struct WinogradConvolutionTests {
    /// Odd and even extents, every padding, one channel and one kernel, large pictures in bands and small ones side by side.
    static let cases: [ConvolutionCase] = [
        ConvolutionCase([1, 1, 3, 3], [1, 1, 3, 3]),
        ConvolutionCase([1, 1, 1, 1], [1, 1, 3, 3], padding: 1),
        ConvolutionCase([2, 3, 4, 4], [2, 3, 3, 3], padding: 1),
        ConvolutionCase([2, 5, 31, 34], [19, 5, 3, 3], padding: 1),
        ConvolutionCase([2, 4, 30, 29], [6, 4, 3, 3]),
        ConvolutionCase([1, 3, 33, 32], [31, 3, 3, 3], padding: 2),
        ConvolutionCase([1, 2, 40, 31], [13, 2, 3, 3], padding: Size2D(0, 3)),
        ConvolutionCase([1, 2, 31, 40], [50, 2, 3, 3], padding: Size2D(4, 1)),
        ConvolutionCase([1, 2, 12, 700], [7, 2, 3, 3], padding: 1),
        ConvolutionCase([1, 3, 230, 190], [2, 3, 3, 3], padding: 1),
        ConvolutionCase([1, 150, 60, 58], [3, 150, 3, 3], padding: 1),
        ConvolutionCase([3, 520, 9, 8], [5, 520, 3, 3], padding: 1),
        ConvolutionCase([300, 2, 3, 3], [5, 2, 3, 3]),
        ConvolutionCase([70, 3, 4, 5], [8, 3, 3, 3], padding: 1),
        ConvolutionCase([29, 4, 14, 7], [60, 4, 3, 3], padding: 1),
        ConvolutionCase([0, 3, 9, 9], [3, 3, 3, 3], padding: 1),
    ]

    private func normal(_ shape: Shape, seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    /// The largest difference from what is expected, as a share of the largest number, of others where those are given.
    private func error(_ found: NDArray, _ expected: NDArray, of others: NDArray? = nil) -> Float {
        let largest = (others ?? expected).scalars.reduce(1) { max($0, $1.magnitude) }
        let worst = zip(found.scalars, expected.scalars).reduce(Float(0)) { worst, pair in
            let difference = (pair.0 - pair.1).magnitude
            return difference <= worst ? worst : difference
        }
        return worst / largest
    }

    @Test(arguments: cases)
    func agreesWithTheDefinition(_ given: ConvolutionCase) {
        let e = given.extents
        let (input, weight) = (normal(given.input, seed: 1), normal(given.weight, seed: 2))
        let bias = normal([e.filters], seed: 3)
        let expected = NDArray.zeros([e.samples, e.filters, e.output.height, e.output.width])
        NaiveConvolution.forward(e, input, weight, into: expected)
        let found = NDArray(filledWith: 7, shape: expected.shape)
        WinogradConvolution.forward(e, input, weight, bias: nil, into: found)
        #expect(error(found, expected) <= 4e-6)
        let packed = WinogradConvolution.packedForForward(e, weight)
        WinogradConvolution.forward(e, input, weight, packed: packed, bias: bias, range: -1...2, into: found)
        let cut = (expected + bias.reshaped([e.filters, 1, 1])).clamped(to: -1...2)
        #expect(error(found, cut, of: expected) <= 4e-6)

        let upstream = normal(expected.shape, seed: 4)
        let gradient = NDArray.zeros(given.input)
        NaiveConvolution.inputGradient(e, upstream, weight, into: gradient)
        let foundGradient = NDArray(filledWith: 7, shape: given.input)
        WinogradConvolution.inputGradient(e, upstream, weight, bias: nil, into: foundGradient)
        #expect(error(foundGradient, gradient) <= 4e-6)
    }

    @Test func handWorked() {
        // Sixteen pixels, a kernel that takes the one in the middle and adds the last: 6 + 11, 7 + 12, 10 + 15, 11 + 16.
        let picture = NDArray((1...16).map(Float.init), shape: [1, 1, 4, 4])
        let kernel = NDArray([0, 0, 0, 0, 1, 0, 0, 0, 1], shape: [1, 1, 3, 3])
        let given = ConvolutionCase([1, 1, 4, 4], [1, 1, 3, 3])
        let result = NDArray.zeros([1, 1, 2, 2])
        WinogradConvolution.forward(given.extents, picture, kernel, bias: nil, into: result)
        #expect(result.scalars == [17, 19, 25, 27])
    }

    @Test func anyNumberOfThreadsGivesTheSameBits() {
        let given = ConvolutionCase([2, 96, 40, 37], [100, 96, 3, 3], padding: 1)
        let (input, weight) = (normal(given.input, seed: 5), normal(given.weight, seed: 6))
        func bits() -> [UInt32] { given.convolution(input, weight).scalars.map(\.bitPattern) }
        let one = Parallel.withThreads(1, bits)
        for count in 2...5 { #expect(Parallel.withThreads(count, bits) == one, "\(count) threads") }
    }

    @Test func onlyWhatIsWorthwhileGoesThisWay() {
        func isTaken(_ input: Shape, _ weight: Shape, stride: Size2D = 1, groups: Int = 1) -> Bool {
            let e = ConvolutionCase(input, weight, stride: stride, padding: 1, groups: groups).extents
            return WinogradConvolution.isWorthwhile(e) && WinogradConvolution.hasEnoughTiles(e)
        }
        #expect(isTaken([2, 128, 28, 28], [64, 128, 3, 3]))
        #expect(!isTaken([2, 15, 28, 28], [64, 15, 3, 3]) && !isTaken([1, 128, 28, 28], [64, 128, 3, 3]))
        #expect(!isTaken([9, 128, 7, 90], [64, 128, 3, 3]) && !isTaken([2, 128, 28, 28], [64, 128, 5, 5]))
        #expect(!isTaken([2, 128, 60, 60], [64, 128, 3, 3], stride: 2))
        #expect(!isTaken([2, 256, 60, 60], [256, 128, 3, 3], groups: 2))
    }

    @Test func theHighestRungIsWithinRoundingOfTheOneBelow() {
        let given = ConvolutionCase([1, 128, 40, 40], [128, 128, 3, 3], padding: 1)
        let (input, weight) = (normal(given.input, seed: 7), normal(given.weight, seed: 8))
        let below = KernelRung.with(.parallel) { given.convolution(input, weight) }
        let highest = given.convolution(input, weight)
        #expect(highest.scalars != below.scalars && error(highest, below) <= 4e-6)
    }
}
