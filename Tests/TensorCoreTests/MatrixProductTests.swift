import Testing

@testable import TensorCore

/// A · B summed in double precision, element by element.
private func reference(_ a: NDArray, _ b: NDArray) -> [Double] {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, y) = (a.scalars.map(Double.init), b.scalars.map(Double.init))
    return (0..<m * n).map { place in
        (0..<k).reduce(0.0) { $0 + x[place / n * k + $1] * y[$1 * n + place % n] }
    }
}

private func expectProduct(_ a: NDArray, _ b: NDArray) {
    let product = a.matmul(b)
    #expect(product.shape == [a.shape[0], b.shape[1]])
    let tolerance = 1e-6 * Double(max(1, a.shape[1]))
    for (value, expected) in zip(product.scalars, reference(a, b)) {
        #expect(abs(Double(value) - expected) <= tolerance, "\(a.shape) times \(b.shape)")
    }
}

@Suite struct MatrixProductTests {
    @Test func handWorked() {
        let a = NDArray([1, 2, 3, 4, 5, 6], shape: [2, 3])
        let b = NDArray([7, 8, 9, 10, 11, 12], shape: [3, 2])
        #expect(a.matmul(b) == NDArray([58, 64, 139, 154], shape: [2, 2]))
        #expect(NDArray([1, 2, 3]).matmul(b) == NDArray([58, 64]))
        #expect(a.matmul(NDArray([1, 0, -1])) == NDArray([-2, -2]))
        #expect(NDArray([1, 2]).matmul(NDArray([3, 4])).scalar == 11)
    }

    @Test(arguments: [0, 1, 2, 11, 12, 13, 31, 32, 33, 97, 129])
    func oddSizes(size: Int) {
        var generator = RandomGenerator(seed: 3)
        for (m, k, n) in [(size, 17, 35), (13, size, 33), (25, 40, size), (size, size, size)] {
            expectProduct(.normal([m, k], using: &generator), .normal([k, n], using: &generator))
        }
    }

    @Test func blocksOfTheInnerAxis() {
        var generator = RandomGenerator(seed: 4)
        for k in [255, 256, 257, 700] {
            expectProduct(.normal([14, k], using: &generator), .normal([k, 34], using: &generator))
        }
    }

    @Test(arguments: 1...9)
    func fewRowsThatLieAlongALongInnerAxis(rows: Int) {
        var generator = RandomGenerator(seed: 5)
        for (k, n) in [(392, 512), (163, 7), (121, 1)] {
            let a = NDArray.normal([rows, k], using: &generator)
            let b = NDArray.normal([n, k], using: &generator).transposed()
            expectProduct(a, b)
            expectProduct(b.transposed(), a.transposed())
        }
    }

    @Test func anyStrides() {
        var generator = RandomGenerator(seed: 5)
        let a = NDArray.normal([50, 41], using: &generator)
        let b = NDArray.normal([60, 50], using: &generator)
        expectProduct(a.transposed(), b.transposed())
        expectProduct(a.sliced(0..<50, step: -2).transposed(), b.sliced(axis: 1, 3..<28).transposed())
        expectProduct(NDArray.normal([1, 41], using: &generator).broadcast(to: [20, 41]), a.transposed())
    }

    @Test func batchesAreBroadcast() {
        var generator = RandomGenerator(seed: 6)
        let a = NDArray.normal([3, 1, 5, 7], using: &generator)
        let b = NDArray.normal([2, 7, 4], using: &generator)
        let product = a.matmul(b)
        #expect(product.shape == [3, 2, 5, 4])
        for i in 0..<3 {
            for j in 0..<2 { #expect(product[i][j] == a[i][0].matmul(b[j])) }
        }
    }

    @Test func theBitsDoNotDependOnTheThreads() {
        var generator = RandomGenerator(seed: 7)
        let (a, b) = (
            NDArray.normal([200, 300], using: &generator), NDArray.normal([300, 600], using: &generator)
        )
        expectSameBits("matmul", threads: 2...5) { [a.matmul(b)] }
    }
}
