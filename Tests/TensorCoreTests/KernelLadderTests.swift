import Testing

@testable import TensorCore

/// A rung of the matrix product, called whatever the rung in force.
struct MatrixRung: Sendable, CustomTestStringConvertible {
    typealias Product =
        @Sendable (
            MatrixMultiply.Operand, MatrixMultiply.Operand, _ m: Int, _ n: Int, _ k: Int,
            MatrixMultiply.Target
        ) -> Void

    let testDescription: String
    let multiply: Product

    static let all = [
        MatrixRung(testDescription: "naive") { MatrixLadder.naive($0, $1, m: $2, n: $3, k: $4, into: $5) },
        MatrixRung(testDescription: "row by row") {
            MatrixLadder.rowByRow($0, $1, m: $2, n: $3, k: $4, into: $5)
        },
        MatrixRung(testDescription: "blocked") {
            MatrixLadder.blocked($0, $1, m: $2, n: $3, k: $4, into: $5)
        },
        MatrixRung(testDescription: "tiled") { MatrixLadder.tiled($0, $1, m: $2, n: $3, k: $4, into: $5) },
        MatrixRung(testDescription: "packed") {
            MatrixMultiply.multiply($0, $1, m: $2, n: $3, k: $4, into: $5)
        },
    ]

    /// a · b written between columns that must stay as they are.
    func product(_ a: NDArray, _ b: NDArray) -> (result: [Float], untouched: [Float]) {
        func operand(_ matrix: NDArray) -> MatrixMultiply.Operand {
            .init(
                pointer: matrix.storage.pointer + matrix.offset, rowStride: matrix.strides[0],
                columnStride: matrix.strides[1])
        }
        let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
        let room = NDArray(filledWith: 7, shape: [m + 2, n + 3])
        multiply(
            operand(a), operand(b), m, n, k,
            .init(pointer: room.storage.pointer + (n + 3) + 1, rowLength: n + 3))
        let inside = room.sliced(1..<m + 1).sliced(axis: 1, 1..<n + 1)
        let frame = room.scalars.enumerated().filter { place, _ in
            let (row, column) = (place / (n + 3), place % (n + 3))
            return !(1...m ~= row && 1...n ~= column)
        }
        return (inside.scalars, frame.map(\.element))
    }
}

@Suite struct KernelLadderTests {
    @Test(arguments: MatrixRung.all)
    func everyRungMultiplies(_ rung: MatrixRung) {
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

    @Test(arguments: MatrixRung.all)
    func stridesMayBeZeroOrNegative(_ rung: MatrixRung) {
        var generator = RandomGenerator(seed: 10)
        let a = NDArray.normal([40, 37], using: &generator)
        let b = NDArray.normal([37, 66], using: &generator)
        expectEqualToDefinition(rung, a.sliced(0..<40, step: -3), b.sliced(axis: 1, 0..<66, step: -1))
        expectEqualToDefinition(rung, a[0].expanded(to: [14, 37]), b)
        expectEqualToDefinition(rung, a, b.sliced(axis: 1, 0..<1).expanded(to: [37, 35]))
    }

    private func expectEqualToDefinition(_ rung: MatrixRung, _ a: NDArray, _ b: NDArray) {
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
        #expect(KernelRung(rawValue: "loop-order") == .loopOrder)
    }
}
