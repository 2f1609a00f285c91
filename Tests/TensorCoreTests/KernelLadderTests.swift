import Testing

@testable import TensorCore

extension KernelRung {
    /// a · b written between columns that must stay as they are.
    func product(_ a: NDArray, _ b: NDArray) -> (result: [Float], untouched: [Float]) {
        func operand(_ matrix: NDArray) -> MatrixMultiply.Operand {
            .init(
                pointer: matrix.storage.pointer + matrix.offset, rowStride: matrix.strides[0],
                columnStride: matrix.strides[1])
        }
        let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
        let room = NDArray(filledWith: 7, shape: [m + 2, n + 3])
        // Not by `MatrixMultiply`, which leaves the smallest products to the definition.
        KernelRung.with(self) {
            MatrixLadder.multiply(
                operand(a), operand(b), m: m, n: n, k: k,
                into: .init(pointer: room.storage.pointer + (n + 3) + 1, rowLength: n + 3))
        }
        let inside = room.sliced(1..<m + 1).sliced(axis: 1, 1..<n + 1)
        let frame = room.scalars.enumerated().filter { place, _ in
            let (row, column) = (place / (n + 3), place % (n + 3))
            return !(1...m ~= row && 1...n ~= column)
        }
        return (inside.scalars, frame.map(\.element))
    }
}

@Suite struct KernelLadderTests {
    @Test(arguments: KernelRung.allCases)
    func everyRungMultiplies(_ rung: KernelRung) {
        var generator = RandomGenerator(seed: 9)
        let sizes = [
            (1, 1, 1), (3, 5, 2), (13, 65, 33), (12, 64, 32), (29, 130, 261), (50, 7, 47), (2, 900, 3),
        ]
        for (m, k, n) in sizes {
            let (a, b) = (
                NDArray.normal([m, k], using: &generator), NDArray.normal([k, n], using: &generator)
            )
            let (tall, wide) = (
                a.transposed().contiguous().transposed(), b.transposed().contiguous().transposed()
            )
            for (left, right) in [(a, b), (tall, b), (a, wide), (tall, wide)] {
                expectEqualToDefinition(rung, left, right)
            }
        }
    }

    @Test(arguments: KernelRung.allCases)
    func stridesMayBeZeroOrNegative(_ rung: KernelRung) {
        var generator = RandomGenerator(seed: 10)
        let a = NDArray.normal([40, 37], using: &generator)
        let b = NDArray.normal([37, 66], using: &generator)
        expectEqualToDefinition(rung, a.sliced(0..<40, step: -3), b.sliced(axis: 1, 0..<66, step: -1))
        expectEqualToDefinition(rung, a[0].expanded(to: [14, 37]), b)
        expectEqualToDefinition(rung, a, b.sliced(axis: 1, 0..<1).expanded(to: [37, 35]))
    }

    private func expectEqualToDefinition(_ rung: KernelRung, _ a: NDArray, _ b: NDArray) {
        let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
        let (x, y) = (a.scalars.map(Double.init), b.scalars.map(Double.init))
        let (result, untouched) = rung.product(a, b)
        var worst = 0.0
        for i in 0..<m {
            for j in 0..<n {
                let exact = (0..<k).reduce(0.0) { $0 + x[i * k + $1] * y[$1 * n + j] }
                worst = max(worst, abs(exact - Double(result[i * n + j])))
            }
        }
        #expect(worst <= 1e-6 * Double(k), "\(a.shape) \(a.strides) times \(b.shape) \(b.strides)")
        #expect(untouched.allSatisfy { $0 == 7 }, "\(a.shape) times \(b.shape) wrote beside its result")
    }

    @Test(arguments: ConvolutionCase.all)
    func patchesConvolveAsTheDefinitionDoes(_ given: ConvolutionCase) {
        var generator = RandomGenerator(seed: 11)
        let e = given.extents
        let input = NDArray.normal(given.input, using: &generator)
        let weight = NDArray.normal(given.weight, using: &generator)
        let shape: Shape = [e.samples, e.groups * e.filters, e.output.height, e.output.width]
        let upstream = NDArray.normal(shape, using: &generator)
        // Both add to what is there.
        func both(_ shape: Shape, _ patches: (NDArray) -> Void, _ naive: (NDArray) -> Void) {
            let (found, expected) = (NDArray.ones(shape), NDArray.ones(shape))
            patches(found)
            naive(expected)
            let largest = expected.scalars.reduce(1) { max($0, $1.magnitude) }
            for (a, b) in zip(found.scalars, expected.scalars) {
                #expect((a - b).magnitude <= 1e-5 * largest)
            }
        }
        both(shape) {
            PatchConvolution.forward(e, input, weight, into: $0)
        } _: {
            NaiveConvolution.forward(e, input, weight, into: $0)
        }
        both(given.input) {
            PatchConvolution.inputGradient(e, upstream, weight, into: $0)
        } _: {
            NaiveConvolution.inputGradient(e, upstream, weight, into: $0)
        }
        both(given.weight) {
            PatchConvolution.weightGradient(e, input, upstream, into: $0)
        } _: {
            NaiveConvolution.weightGradient(e, input, upstream, into: $0)
        }
    }

    @Test func theRungsAreInOrder() {
        #expect(KernelRung.allCases == KernelRung.allCases.sorted())
        #expect(
            KernelRung.allCases.map(\.rawValue) == [
                "naive", "row-by-row", "blocked", "tiled", "packed", "concurrent-perform", "parallel",
                "winograd",
            ])
    }

    @Test func concurrentPerformGivesTheBitsOfOneThread() {
        var generator = RandomGenerator(seed: 12)
        let (a, b) = (
            NDArray.normal([200, 300], using: &generator), NDArray.normal([300, 600], using: &generator)
        )
        func bits() -> [UInt32] { (a.matmul(b).scalars + b.sum(axes: [1]).scalars).map(\.bitPattern) }
        let one = Parallel.withThreads(1, bits)
        for count in 2...4 {
            let isSame = KernelRung.with(.concurrentPerform) { Parallel.withThreads(count, bits) } == one
            #expect(isSame, "\(count) threads")
        }
    }
}
