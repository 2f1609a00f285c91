import Testing

@testable import TensorCore

@Suite("Sparse matrices")
struct SparseMatrixTests {
    private func random(_ rows: Int, _ columns: Int, _ count: Int) -> SparseMatrix {
        var generator = RandomGenerator(seed: 1)
        let entries = (0..<count).map { _ in
            (
                row: generator.integer(below: rows), column: generator.integer(below: columns),
                value: generator.normal()
            )
        }
        return SparseMatrix(rowCount: rows, columnCount: columns, entries: entries)
    }

    private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    @Test("from a dense matrix, and the diagonal")
    func fromDense() {
        let dense = NDArray(rows: [[0, 2, 0], [0, 0, 0], [-1, 0, 3]])
        let matrix = SparseMatrix(dense.transposed())
        #expect(matrix.entryCount == 3 && matrix.dense() == dense.transposed().contiguous())
        let identity = SparseMatrix.identity(3)
        #expect(identity.dense() == NDArray.identity(3) && identity.matmul(dense) == dense)
        #expect(SparseMatrix.identity(0).shape == [0, 0])
    }

    @Test("entries in any order, those of one place added, empty rows")
    func making() {
        let matrix = SparseMatrix(
            rowCount: 4, columnCount: 3,
            entries: [(2, 1, 5), (0, 2, 1), (2, 0, 4), (2, 1, -2), (0, 0, 7), (3, 2, 0)])
        let expected = NDArray(rows: [[7, 0, 1], [0, 0, 0], [4, 3, 0], [0, 0, 0]])
        #expect(matrix.shape == [4, 3])
        #expect(matrix.entryCount == 5)
        #expect(matrix.values == NDArray([7, 1, 4, 3, 0]))
        #expect(matrix.dense() == expected)
        #expect(matrix.row(2).map(\.column) == [0, 1] && matrix.row(2).map(\.value) == [4, 3])
        #expect(matrix.row(1).isEmpty)
        #expect(matrix.transposed().dense() == expected.transposed())
        #expect(matrix.transposed().transposed().dense() == expected)
        let doubled = matrix.replacingValues(matrix.values * 2)
        #expect(doubled.dense() == expected * 2)
        #expect(doubled.transposed().dense() == expected.transposed() * 2)
        let rows = SparseMatrix(rows: [[(2, 1), (0, 7)], [], [(1, 1), (0, 4), (1, 2)], []], columnCount: 3)
        #expect(rows.dense() == expected)
    }

    @Test("products by hand")
    func byHand() {
        let matrix = SparseMatrix(rowCount: 2, columnCount: 3, entries: [(0, 2, 2), (0, 0, 1), (1, 1, -1)])
        let dense = NDArray(rows: [[1, 2], [3, 4], [5, 6]])
        #expect(matrix.matmul(dense) == NDArray(rows: [[11, 14], [-3, -4]]))
        #expect(
            matrix.sampledProduct(NDArray(rows: [[1, 1], [2, 0]]), dense) == NDArray([3, 11, 6]))
    }

    @Test(
        "agrees with the dense product at every width of the kernel",
        arguments: [0, 1, 15, 16, 17, 63, 64, 65, 150])
    func againstDense(_ width: Int) {
        let matrix = random(37, 23, 150)
        let x = normal([23, width], 2)
        let expected = matrix.dense().matmul(x)
        let view = x.transposed().contiguous().transposed()
        for dense in [x, view] {
            #expect(
                matrix.matmul(dense).isClose(to: expected, relativeTolerance: 1e-4, absoluteTolerance: 1e-5))
        }
        let upstream = normal([37, width], 3)
        let all = upstream.matmul(x.transposed())
        let sampled = (0..<37).flatMap { row in matrix.row(row).map { all[scalar: row, $0.column] } }
        #expect(
            matrix.sampledProduct(upstream, x)
                .isClose(to: NDArray(sampled), relativeTolerance: 1e-4, absoluteTolerance: 1e-5))
    }

    @Test("matrices without rows, columns or entries")
    func nothing() {
        #expect(random(3, 2, 0).matmul(.ones([2, 4])) == .zeros([3, 4]))
        let none = SparseMatrix(rowCount: 0, columnCount: 2, entries: [])
        #expect(none.matmul(.ones([2, 4])).shape == [0, 4])
        #expect(none.transposed().matmul(.zeros([0, 4])) == .zeros([2, 4]))
    }

    @Test("the bits do not depend on the threads")
    func threads() {
        let matrix = random(900, 700, 9000)
        let (x, upstream) = (normal([700, 83], 4), normal([900, 83], 5))
        expectSameBits("sparse") {
            [
                matrix.matmul(x), matrix.transposed().matmul(upstream),
                NDArray(matrix.sampledProduct(upstream, x).scalars),
            ]
        }
    }

    @Test("wrong calls are explained")
    func wrongCalls() async {
        let product = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SparseMatrix(rowCount: 2, columnCount: 3, entries: []).matmul(.ones([2, 4]))
        }
        let entry = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = SparseMatrix(rowCount: 2, columnCount: 3, entries: [(1, 3, 1)])
        }
        for (result, words) in [
            (product, ["matmul", "sparse [2, 3]", "[2, 4]", "SparseMatrixTests.swift"]),
            (entry, ["row 1, column 3", "[2, 3]", "count from 0"]),
        ] {
            let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
            for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
        }
    }
}
