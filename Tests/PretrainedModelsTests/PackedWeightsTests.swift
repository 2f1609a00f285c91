import Autograd
import Foundation
import NeuralNetworks
import PretrainedModels
import TensorCore
import Testing

@Suite struct PackedWeightsTests {
    private static let names: [(PackedFormat, String)] = [
        (.float32, "F32"), (.float16, "F16"), (.bfloat16, "BF16"), (.q8_0, "Q8_0"), (.q4_0, "Q4_0"),
        (.q4_1, "Q4_1"),
    ]

    /// Weights, inputs and outputs that NumPy packed and computed.
    private func example(_ name: String) throws -> (bytes: Data, file: Safetensors) {
        let file = try Safetensors(contentsOf: fixture("packed.safetensors"))
        return (Data((file.integers["bytes.\(name)"]?.scalars ?? []).map { UInt8($0) }), file)
    }

    private func weights(_ format: PackedFormat, _ bytes: Data, rows: Int = 5) throws -> PackedWeights {
        try #require(PackedWeights(bytes: bytes, format: format, rows: rows, columns: 96))
    }

    @Test(arguments: names) func everyFormatIsUnpackedAndMultiplied(_ format: PackedFormat, _ name: String)
        throws
    {
        let (bytes, file) = try example(name)
        let weights = try weights(format, bytes)
        #expect(weights.byteCount == bytes.count)
        #expect(weights.unpacked == file.arrays["weights.\(name)"])
        let inputs = try #require(file.arrays["inputs"])
        #expect(
            largestDifference(weights.multiply(inputs), file.arrays["outputs.\(name)"], relativeTo: 1) < 2e-6)
        #expect(weights.rows(at: [3, 0])[1] == weights.unpacked[0])
    }

    @Test(arguments: names) func aRowDependsNeitherOnThreadsNorOnOtherRows(
        _ format: PackedFormat, _ name: String
    ) throws {
        let (bytes, file) = try example(name)
        let many = Data((0..<200).flatMap { _ in bytes })
        let weights = try weights(format, many, rows: 1000)
        let inputs = try #require(file.arrays["inputs"])
        let one = Parallel.withExactly(1) { weights.multiply(inputs) }.result
        let (three, jobs) = Parallel.withExactly(3) { weights.multiply(inputs) }
        #expect(jobs > 0)
        #expect(one == three)
        for row in 0..<inputs.shape[0] { #expect(weights.multiply(inputs[row]) == one[row]) }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 33, 70]) func floatsMayHaveAnyNumberOfColumns(_ columns: Int)
    {
        var generator = RandomGenerator(seed: 1)
        let matrix = NDArray.normal([3, columns], using: &generator)
        let inputs = NDArray.normal([5, columns], using: &generator)
        let weights = PackedWeights(matrix)
        #expect(weights.unpacked == matrix)
        #expect(
            largestDifference(weights.multiply(inputs), inputs.matmul(matrix.transposed()), relativeTo: 1)
                < 1e-5)
        #expect(
            weights.multiply(inputs.transposed().contiguous().transposed()) == weights.multiply(inputs))
    }

    @Test func allHalvesAreRead() throws {
        // Every finite pattern: subnormal numbers, both signs, both zeros.
        let patterns = (0..<65536).map { UInt16($0) }.filter { $0 & 0x7C00 != 0x7C00 }
        let bytes = Data(patterns.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        let columns = patterns.count / 2
        let weights = try #require(
            PackedWeights(bytes: bytes, format: .float16, rows: 2, columns: columns))
        let expected = NDArray(bytes: bytes, format: .float16, shape: [2, columns])
        #expect(zip(weights.unpacked.scalars, expected.scalars).allSatisfy { $0.bitPattern == $1.bitPattern })
    }

    @Test func aScaleThatIsNotFiniteIsRefused() {
        let bytes = Data([0, 0x7C] + [UInt8](repeating: 0, count: 16))
        #expect(PackedWeights(bytes: bytes, format: .q4_0, rows: 1, columns: 32) == nil)
    }

    @Test func stackedRowsAreTheSameRows() throws {
        let (bytes, file) = try example("Q4_1")
        let weights = try weights(.q4_1, bytes)
        let both = try #require(PackedWeights.stacked([weights, weights]))
        let inputs = try #require(file.arrays["inputs"])
        let outputs = weights.multiply(inputs)
        #expect(both.multiply(inputs) == .concatenated([outputs, outputs], axis: 1))
        #expect(PackedWeights.stacked([weights, PackedWeights(weights.unpacked)]) == nil)
    }

    @Test func theGradientPassesThroughPackedWeights() throws {
        let (bytes, file) = try example("Q4_1")
        let weights = try weights(.q4_1, bytes)
        let inputs = try #require(file.arrays["inputs"])
        let (packed, plain) = (Parameter(inputs), Parameter(inputs))
        packedLinear(packed, weights).square().sum().backward()
        linear(plain, weight: Tensor(weights.unpacked)).square().sum().backward()
        let gradient = try #require(packed.grad)
        #expect(largestDifference(gradient, plain.grad, relativeTo: 1) < 1e-4)
    }

    @Test func theWrongNumberOfBytesIsExplained() async {
        await #expect(processExitsWith: .failure) {
            _ = PackedWeights(bytes: Data(count: 3), format: .q8_0, rows: 1, columns: 32)
        }
    }
}
