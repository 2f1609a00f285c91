import NeuralNetworks
import TensorCore
import Testing

@Suite("Initializers")
struct InitializerTests {
    /// The extremes and the spread of weights that are drawn evenly from ±bound.
    func expectUniform(
        _ array: NDArray, bound: Float, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let largest = array.magnitude().max().scalar
        #expect(largest <= bound && largest > 0.999 * bound, sourceLocation: sourceLocation)
        expectSpread(array, bound / Float(3).squareRoot(), sourceLocation: sourceLocation)
    }

    func expectSpread(
        _ array: NDArray, _ deviation: Float, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = array.standardDeviation().scalar
        #expect((found / deviation - 1).magnitude < 0.02, sourceLocation: sourceLocation)
        #expect(array.mean().scalar.magnitude < 0.02 * deviation, sourceLocation: sourceLocation)
    }

    @Test("Xavier: fan in 300, fan out 100")
    func xavier() {
        var generator = RandomGenerator(seed: 1)
        expectUniform(.xavierUniform([100, 300], using: &generator), bound: Float(6.0 / 400).squareRoot())
        expectSpread(
            .xavierNormal([100, 300], gain: 2, using: &generator), 2 * Float(2.0 / 400).squareRoot())
    }

    @Test("He: fan in, fan out, and the kernel's extents")
    func he() {
        var generator = RandomGenerator(seed: 2)
        expectUniform(.heUniform([100, 300], using: &generator), bound: Float(6.0 / 300).squareRoot())
        expectSpread(
            .heNormal([100, 300], mode: .fanOut, nonlinearity: .tanh, using: &generator),
            5 / 3 * Float(1.0 / 100).squareRoot())
        expectSpread(
            .heNormal([64, 32, 3, 3], nonlinearity: .linear, using: &generator),
            Float(1.0 / 288).squareRoot())
    }

    @Test("PyTorch's default for layers is He's with a gain for slope √5")
    func pytorchDefault() {
        var generator = RandomGenerator(seed: 3)
        expectUniform(
            .pytorchDefault([100, 300], fanIn: 300, using: &generator), bound: Float(1.0 / 300).squareRoot())
        expectUniform(
            .heUniform(
                [100, 300], nonlinearity: .leakyReLU(slope: Float(5).squareRoot()), using: &generator),
            bound: Float(1.0 / 300).squareRoot())
    }

    @Test(
        "orthogonal rows, or columns where there are fewer",
        arguments: [[4, 6], [6, 4], [5, 5], [3, 2, 4]])
    func orthogonal(_ extents: [Int]) {
        var generator = RandomGenerator(seed: 4)
        let weight = NDArray.orthogonal(Shape(extents), gain: 2, using: &generator)
        #expect(weight.shape == Shape(extents))
        let matrix = weight.reshaped([extents[0], -1])
        let small = min(matrix.shape[0], matrix.shape[1])
        let product =
            matrix.shape[0] <= matrix.shape[1]
            ? matrix.matmul(matrix.transposed()) : matrix.transposed().matmul(matrix)
        #expect(product.isClose(to: .identity(small) * 4, absoluteTolerance: 2e-6))
    }

    @Test("a bias has no fans, which is explained")
    func noFans() async throws {
        let result = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                var generator = RandomGenerator(seed: 1)
                _ = NDArray.xavierUniform([3], using: &generator)
            })
        #expect(text(result).contains("the shape [3] has no fan-in and fan-out"))
    }
}
