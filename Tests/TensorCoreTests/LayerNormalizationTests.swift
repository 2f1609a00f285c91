import Testing

@testable import TensorCore

/// Layer normalization and transposed copies beside their definitions, at sizes around those of a vector and a block.
@Suite struct RowKernelTests {
    @Test(arguments: [(1, 1), (3, 15), (2, 16), (5, 17), (64, 31), (65, 32), (130, 33), (7, 100)])
    func theRowsAreNormalized(rows: Int, width: Int) {
        var generator = RandomGenerator(seed: UInt64(rows * 1000 + width))
        let x = NDArray.normal([width, rows], mean: 3, using: &generator).transposed()
        let scale = NDArray.normal([width], using: &generator)
        let shift = NDArray.normal([width], using: &generator)
        let upstream = NDArray.normal([rows, width], using: &generator)
        let normalization = LayerNormalization(x, scale: scale, shift: shift, epsilon: 1e-5)
        let (xGradient, scaleGradient, shiftGradient) = normalization.gradients(upstream)

        var (scaleSum, shiftSum) = (
            [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
        )
        for row in 0..<rows {
            let values = (0..<width).map { Double(x[scalar: row, $0]) }
            let mean = values.reduce(0, +) / Double(width)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            let deviation = (variance + 1e-5).squareRoot()
            let normalized = values.map { ($0 - mean) / deviation }
            let u = (0..<width).map { Double(upstream[scalar: row, $0]) }
            let v = (0..<width).map { u[$0] * Double(scale[scalar: $0]) }
            let average = v.reduce(0, +) / Double(width)
            let slope = zip(v, normalized).reduce(0) { $0 + $1.0 * $1.1 } / Double(width)
            for place in 0..<width {
                let y = normalized[place] * Double(scale[scalar: place]) + Double(shift[scalar: place])
                #expect(abs(Double(normalization.result[scalar: row, place]) - y) < 2e-5)
                let gradient = (v[place] - average - normalized[place] * slope) / deviation
                #expect(abs(Double(xGradient[scalar: row, place]) - gradient) < 2e-5 * (1 + 1 / deviation))
                scaleSum[place] += u[place] * normalized[place]
                shiftSum[place] += u[place]
            }
        }
        for place in 0..<width {
            #expect(abs(Double(scaleGradient[scalar: place]) - scaleSum[place]) < 1e-4)
            #expect(abs(Double(shiftGradient[scalar: place]) - shiftSum[place]) < 1e-4)
        }
    }

    @Test func withoutAnAffinePartOrRowsItIsPlain() {
        let plain = LayerNormalization(NDArray(rows: [[-2, 2], [5, 5]]), epsilon: 0.5).result
        let expected = 2 / Float(4.5).squareRoot()
        #expect(plain.isClose(to: NDArray(rows: [[-expected, expected], [0, 0]])))
        let none = LayerNormalization(NDArray.zeros([0, 3]), epsilon: 1e-5)
        #expect(none.result.shape == [0, 3])
        #expect(none.gradients(.zeros([0, 3])).scale == NDArray([0, 0, 0]))
    }

    @Test func aLargeCommonPartDoesNotDrownTheRest() {
        let row = (0..<64).map { 1_000_000 + Float($0 % 2) }
        let result = LayerNormalization(NDArray(rows: [row]), epsilon: 0).result
        #expect(result.isClose(to: NDArray(rows: [(0..<64).map { Float($0 % 2 == 0 ? -1 : 1) }])))
    }

    @Test(arguments: [(8, 8), (15, 17), (16, 16), (31, 48), (33, 300), (300, 33), (290, 272), (2, 500)])
    func aTransposedCopyIsThatOfTheDefinition(rows: Int, columns: Int) {
        let planes = 3
        let x = NDArray.range(planes * rows * columns).reshaped([planes, rows, columns])
        let copied = x.transposed().contiguous()
        #expect(copied.shape == [planes, columns, rows])
        let expected = (0..<planes).flatMap { plane in
            (0..<columns).flatMap { column in
                (0..<rows).map { Float((plane * rows + $0) * columns + column) }
            }
        }
        #expect(copied.scalars == expected)
    }
}
